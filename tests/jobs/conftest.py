"""A writer on the stub pipeline, working in a thread; real store, queue, index and extraction processes."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from service.jobs.queue import Queue
from tests.jobs.stubs import open_stub_writer


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    return Queue(tmp_path)


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Starts a writer when called."""
    stop = threading.Event()
    threads: list[threading.Thread] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            with open_stub_writer(tmp_path) as writer:
                writer.run(stop)
        except BaseException as error:
            failures.append(error)

    def start() -> None:
        threads.append(threading.Thread(target=run))
        threads[-1].start()

    yield start
    stop.set()
    for thread in threads:
        thread.join()
    assert not failures
