"""Items done by processes of this machine; one that dies is replaced, its item done again."""

import os
import pickle
import signal
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Final, final

from peripheries.executor.base import Item, Progress, Result, Shared
from peripheries.executor.work import Work, answer_to, given_up, packed

TRIES: Final = 3
"""Processes that may die over an item before it is given up."""


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):  # not everywhere
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@final
@dataclass(frozen=True)
class Local:
    """So many processes, which live as long as a run and share the cores among them."""

    workers: int

    def run(
        self,
        task: Callable[[Shared, Item], Result],
        items: Sequence[Item],
        *,
        shared: Shared,
        progress: Progress,
    ) -> list[Result]:
        """See `Executor.run`; `PeripheriesError` for an item over which three processes died."""
        work: Work[Shared, Item, Result] = Work(task, shared)
        with TemporaryDirectory(prefix="peripheries-") as folder:
            file = Path(folder) / "work"
            file.write_bytes(packed(work))
            with closing(_Crew(file, max(1, cores() // self.workers))) as crew:
                answers = crew.answers(items, min(self.workers, len(items)))
                return work.results(answers, len(items), progress)


@final
@dataclass(frozen=True)
class _Crew:
    """The processes of a run, each by the connection to it; they read their work from a file."""

    file: Path
    threads: int
    members: dict[Connection, SpawnProcess] = field(default_factory=dict)
    at: dict[Connection, int] = field(default_factory=dict)
    """Which item a busy process has."""

    def answers(self, items: Sequence[Item], workers: int) -> Iterator[tuple[int, bytes]]:
        """Answers by number of the item, as they come."""
        waiting, losses = deque(range(len(items))), Counter[int]()
        free = [self._hired() for _ in range(workers)]
        while waiting or self.at:
            while waiting and free:
                self._give(free.pop(), waiting[0], packed(items[waiting.popleft()]))
            for connection in wait([*self.at]):
                assert isinstance(connection, Connection)
                index, answer = self.at.pop(connection), _heard(connection)
                if answer is not None:
                    free.append(connection)
                    yield index, answer
                    continue
                losses[index] += 1
                ending = self._ending(connection)
                if losses[index] == TRIES:
                    raise given_up(index, len(items), ending)
                waiting.appendleft(index)
                free.append(self._hired())

    def _hired(self) -> Connection:
        spawn = get_context("spawn")
        here, there = spawn.Pipe()
        arguments = (there, self.file, self.threads)
        member = spawn.Process(target=_serve, args=arguments, daemon=True)
        with _no_script():
            member.start()
        there.close()  # else the end of the process would not be seen here
        self.members[here] = member
        return here

    def _give(self, connection: Connection, index: int, item: bytes) -> None:
        self.at[connection] = index
        with suppress(OSError):  # a process that has ended is found out when it is listened to
            connection.send_bytes(item)

    def _ending(self, connection: Connection) -> str:
        """How the process ended that closed this connection."""
        member = self.members.pop(connection)
        connection.close()
        member.join()
        code = member.exitcode or 0
        member.close()
        how = f"by {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"
        return (
            f"the process at work on it ended {TRIES} times, at last {how}. Where memory ran out, "
            "take fewer workers."
        )

    def close(self) -> None:
        """End all, whatever they are at."""
        for member in self.members.values():
            member.kill()
        for connection, member in self.members.items():
            connection.close()
            member.join()
            member.close()


@contextmanager
def _no_script() -> Iterator[None]:
    """Let a new process not run again the script that this one runs: tasks lie in modules."""
    script = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script


def _heard(connection: Connection) -> bytes | None:
    """What a process answers; none if it is no more."""
    try:
        return connection.recv_bytes()
    except (EOFError, OSError):
        return None


def _serve(connection: Connection, file: Path, threads: int) -> None:
    """Answer items until there are no more, or the process that asks is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that asks is told, and ends this one
    os.environ["POLARS_MAX_THREADS"] = str(threads)  # read when Polars is loaded, with the work
    work = cache(lambda: pickle.loads(file.read_bytes()))
    with suppress(EOFError, OSError):
        while True:
            connection.send_bytes(answer_to(work, connection.recv_bytes(), threads))
