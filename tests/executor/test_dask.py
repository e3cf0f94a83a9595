import socket
import sys
import threading
from collections.abc import Iterator

import pytest
from distributed import LocalCluster

import chores
from peripheries.errors import PeripheriesError, UsageError
from peripheries.executor import dask, executor_of, held


def run(executor: dask.Dask) -> list[tuple[int, int]]:
    return executor.run(chores.threads, [0], shared=None, progress=lambda *_: None)


@pytest.fixture
def garbage() -> Iterator[int]:
    """The port of a server that answers as no scheduler does."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            client, _ = server.accept()
            with client:
                client.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


def test_an_address_without_a_scheduler_ends_in_one_message(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dask, "CONNECTING_S", 1)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(UsageError, match=rf"'127.0.0.1:{port}': Timed out .* Is it running"):
        run(dask.Dask(f"127.0.0.1:{port}"))
    with pytest.raises(UsageError, match="missing port"):
        run(dask.Dask("127.0.0.1"))


def test_what_answers_may_be_no_scheduler(garbage: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask, "CONNECTING_S", 1)
    with pytest.raises(UsageError, match="something else does"):
        run(dask.Dask(f"127.0.0.1:{garbage}"))


def test_a_cluster_without_workers_is_not_waited_for_without_end() -> None:
    with (
        LocalCluster(n_workers=0, processes=False, protocol="tcp", dashboard_address=None) as empty,
        pytest.raises(
            PeripheriesError, match=r"no worker for 0.1 s. Start some: `dask worker tcp:"
        ),
    ):
        run(dask.Dask(empty.scheduler_address, patience_s=0.1))


def test_workers_with_other_versions_are_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(dask, "versions", lambda: held.versions() | {"numpy": "1.0"})
        with pytest.raises(UsageError, match=r"worker at tcp:.* has numpy .*\(wanted: 1.0\)"):
            run(dask.Dask(address))
    assert run(dask.Dask(address)) == [(1, 1)]


def test_dask_that_is_absent_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "peripheries.executor.dask")
    monkeypatch.delitem(sys.modules, "peripheries.executor.held")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"pip install 'peripheries\[dask\]'"):
        executor_of("dask", address="127.0.0.1:8786")
