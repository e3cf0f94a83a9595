"""What every test may ask for."""

from pathlib import Path

import pytest

from peripheries.case import Case, find_case, read_case
from peripheries.report import build_report
from peripheries.study import Results, run_case


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference data beside the repository, where there is one."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("the folder `shared` is not beside the repository: reference data absent")
    return folder


@pytest.fixture(scope="session")
def built_in() -> Case:
    """The built-in case."""
    return read_case(find_case("two_peripheries"))


@pytest.fixture(scope="session")
def results(built_in: Case) -> Results:
    """The built-in case run whole, as `peripheries run` does."""
    return run_case(built_in, built_in.about.as_of, "of this run", lambda _words, _done: None)


@pytest.fixture(scope="session")
def report(results: Results, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on the built-in case, as a file."""
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(build_report(results), encoding="utf-8")
    return file
