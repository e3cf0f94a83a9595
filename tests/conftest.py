"""What every test may ask for."""

from datetime import date
from pathlib import Path

import pytest

from peripheries.api import cases, exporting, running, showing
from peripheries.case import Case, find_case, read_case
from peripheries.record import Record, read_record
from peripheries.report import build_report
from peripheries.study import Results
from peripheries.study.run import Progress, run_case


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


@pytest.fixture(scope="session")
def record(built_in: Case) -> Record:
    """The whole record of the built-in case."""
    return read_record(built_in)


@pytest.fixture
def read_once(built_in: Case, record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hands the verbs the built-in case and its record as read before; other cases are read."""

    def case_of(folder: Path) -> Case:
        return built_in if folder == built_in.folder else read_case(folder)

    def record_of(case: Case) -> Record:
        return record if case is built_in else read_record(case)

    monkeypatch.setattr(cases, "read_folder", case_of)
    monkeypatch.setattr(running, "read_case", case_of)
    for verb in (exporting, running, showing):
        monkeypatch.setattr(verb, "read_record", record_of)


@pytest.fixture
def computed(results: Results, monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """Puts the session's results in the place of computing; lists the vintages asked for."""
    asked: list[date] = []

    def stand_in(_case: Case, as_of: date, fingerprint: str, progress: Progress) -> Results:
        asked.append(as_of)
        progress("reading the record", 0.0)
        return results.model_copy(update={"fingerprint": fingerprint})

    monkeypatch.setattr(running, "run_case", stand_in)
    monkeypatch.setattr(running, "build_report", lambda _results: "the report")
    return asked
