"""What every test of executors may ask for."""

from collections.abc import Iterator

import pytest

from clusters import cluster


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a cluster with two workers."""
    with cluster(tmp_path_factory.mktemp("cluster"), workers=2) as found:
        yield found
