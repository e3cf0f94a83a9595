"""Items done by the workers of a Dask cluster, whose scheduler does again what lost workers had."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from logging import CRITICAL, getLogger
from queue import Empty, SimpleQueue
from time import monotonic, sleep
from typing import Final, final
from uuid import uuid4

from distributed import Client, Future, KilledWorker, Security
from distributed.core import rpc

from peripheries.errors import PeripheriesError, UsageError
from peripheries.executor.base import Item, Progress, Result, Shared
from peripheries.executor.held import Held, answer_from, versions
from peripheries.executor.work import Work, given_up, packed

CONNECTING_S: Final = 5
"""How long it may take to reach a scheduler, and again until it has answered."""
HANDING_OVER: Final = 3
"""How often work is handed to the workers there are, of which one may be lost meanwhile."""


@final
@dataclass(frozen=True)
class Dask:
    """The cluster of the scheduler at an address; its workers have Peripheries, too."""

    address: str
    patience_s: float = 60
    """How long a cluster may be without workers."""

    def run(
        self,
        task: Callable[[Shared, Item], Result],
        items: Sequence[Item],
        *,
        shared: Shared,
        progress: Progress,
    ) -> list[Result]:
        """See `Executor.run`.

        `UsageError` for an address without a scheduler and for workers with other versions;
        `PeripheriesError` where all workers are lost, or where an item, though alone, ends more of
        them than the scheduler's `allowed-failures`.
        """
        work: Work[Shared, Item, Result] = Work(task, shared)
        with _client(self.address) as client:
            self._await_workers(client)
            with _held(client, Held(packed(work), versions())) as name:
                answers = self._answers(client, name, [packed(item) for item in items])
                return work.results(answers, len(items), progress)

    def _await_workers(self, client: Client) -> None:
        try:
            client.wait_for_workers(1, timeout=self.patience_s)
        except TimeoutError as error:
            raise self._deserted() from error

    def _deserted(self) -> PeripheriesError:
        return PeripheriesError(
            f"The cluster at {self.address} has had no worker for {self.patience_s:g} s. "
            f"Start some: `dask worker {self.address} --nthreads 1`."
        )

    def _answers(
        self, client: Client, name: str, items: Sequence[bytes]
    ) -> Iterator[tuple[int, bytes]]:
        """Answers by number of the item, as they come.

        A scheduler suspects all that a lost worker had. So who is given up by it is tried again
        alone, when all others are done: if workers are lost again, it is over this item.
        """
        suspects = []
        for index, answer in self._round(client, name, dict(enumerate(items))):
            if answer is None:
                suspects.append(index)
            else:
                yield index, answer
        for index in suspects:
            ((_, answer),) = self._round(client, name, {index: items[index]})
            if answer is None:
                why = "the workers at work on it were lost time and again. Their logs may say why."
                raise given_up(index, len(items), why)
            yield index, answer

    def _round(
        self, client: Client, name: str, items: Mapping[int, bytes]
    ) -> Iterator[tuple[int, bytes | None]]:
        """Answers; none to an item of which the scheduler despairs."""
        # Keys of one long group without dependencies wait at the scheduler, not with workers: one
        # that is lost has few with it.
        group = f"peripheries-{uuid4().hex}"
        keys = [(group, index) for index in items]
        names, packs = [name] * len(items), [*items.values()]
        futures = client.map(answer_from, names, packs, key=keys, pure=False)
        number = {future.key: index for index, future in zip(items, futures, strict=True)}
        finished: SimpleQueue[Future[bytes]] = SimpleQueue()
        for future in futures:
            future.add_done_callback(finished.put)
        for _ in items:
            future = self._next(client, finished)
            try:
                answer = future.result()
            except KilledWorker:
                answer = None
            except CancelledError as error:
                raise PeripheriesError(f"The scheduler at {self.address} was lost.") from error
            future.release()  # its worker need not keep it longer
            yield number[future.key], answer

    def _next(self, client: Client, finished: "SimpleQueue[Future[bytes]]") -> "Future[bytes]":
        seen = monotonic()
        while True:
            try:
                return finished.get(timeout=1)
            except Empty:
                if client.scheduler_info(n_workers=0)["n_workers"]:
                    seen = monotonic()
                elif monotonic() - seen > self.patience_s:
                    raise self._deserted() from None


@contextmanager
def _held(client: Client, work: Held) -> Iterator[str]:
    """The name by which every worker holds the work meanwhile."""
    name = uuid4().hex
    try:
        _hand_over(client, work, name)
        yield name
    finally:
        with suppress(OSError, KeyError):  # of a worker that is gone, or never had it
            client.unregister_worker_plugin(name)


def _hand_over(client: Client, work: Held, name: str) -> None:
    for left in reversed(range(HANDING_OVER)):
        try:
            client.register_plugin(work, name=name)
            return
        except OSError:  # a worker was lost meanwhile, and the scheduler does not know yet
            if not left:
                raise
            sleep(1)
        except (ImportError, AttributeError) as error:
            raise UsageError(
                f"A worker of the cluster cannot read the work: {error}. "
                "Install the same version of Peripheries there as here."
            ) from error


@contextmanager
def _client(address: str) -> Iterator[Client]:
    # Asked apart and first: a client that meets anything but silence does not close, and what is
    # no scheduler may answer anything.
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(asyncio.run, _kind_of_server(address))
        try:
            kind = asked.result()
        except Exception as error:
            known = isinstance(error, OSError | ValueError) and not isinstance(error, TimeoutError)
            why = str(error) if known else "something else does"
            raise _unreachable(address, why) from error
    if kind != "Scheduler":
        raise _unreachable(address, f"only a {kind.lower()} does")
    log = getLogger("distributed.client")  # what it would log is told by the errors raised here
    level = log.level
    log.setLevel(CRITICAL)
    try:
        with Client(address, timeout=CONNECTING_S, set_as_default=False) as client:
            yield client
    finally:
        log.setLevel(level)


async def _kind_of_server(address: str) -> str:
    secrets = Security().get_connection_args("client")
    async with rpc(address, timeout=CONNECTING_S, connection_args=secrets) as server:
        found = await asyncio.wait_for(server.identity(), 2 * CONNECTING_S)
    return str(found["type"])


def _unreachable(address: str, why: str) -> UsageError:
    return UsageError(
        f"No scheduler of Dask answers at '{address}': {why}. "
        "Is it running, and can it be reached from here?"
    )
