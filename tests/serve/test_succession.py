"""A query server that has grown, and the fresh one that takes its place."""

import logging
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from service.serve.succession import SuccessionChild
from service.sparql.processes.launch import InheritedServer
from service.sparql.processes.wire import pair
from service.store.embedded import EmbeddedStore
from tests.processes import children, is_alive
from tests.servers import wait_until

GRAPH = "http://localhost:8000/graph/a"
MANY = 130_000  # more than are taken out of memory before that is worth a fresh process


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    with closing(EmbeddedStore(tmp_path)) as opened:
        opened.replace_graphs({GRAPH: b"".join(b"<urn:s%d> <urn:p> <urn:o> .\n" % n for n in range(MANY))})
        opened.commit()
        yield opened


def test_a_fresh_query_server_takes_over_when_much_was_taken_out(tmp_path: Path, store: EmbeddedStore) -> None:
    ours, theirs = pair()
    command = [sys.executable, "-m", "service.serve.queries", str(theirs.fileno())]
    child = SuccessionChild("query server", command, [theirs.fileno()], {"ONRECORD_DATA": str(tmp_path)})
    server = InheritedServer(ours)
    child.start()
    try:
        assert child._process is not None
        old = child._process.pid

        def forks_with_newest() -> bool:
            process = server.fork()
            process.close()
            return process.held == store.revision

        wait_until(forks_with_newest)
        waiting = server.fork()
        store.replace_graphs({GRAPH: b"<urn:s> <urn:p> <urn:o> .\n"})
        store.commit()
        wait_until(forks_with_newest)
        idle = server.fork()  # would be good until the next commit

        def has_taken_over() -> bool:
            child.restart_if_ended()
            return child._process is not None and child._process.pid != old

        wait_until(has_taken_over)
        assert child._process is not None
        wait_until(lambda: not is_alive(old))
        assert waiting.has_ended
        assert idle.has_ended
        process = server.fork()
        assert process.held == store.revision
        assert process.pid in children(child._process.pid)
        for each in (waiting, idle, process):
            each.close()
    finally:
        child.kill()
        server.close()
        theirs.close()


def test_the_old_process_goes_on_where_the_fresh_one_ends(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    program = tmp_path / "program.py"
    program.write_text(
        "import os, sys, time\n"
        "if sys.argv[2:] == ['successor']: sys.exit(3)\n"
        "os.write(int(sys.argv[1]), b'g')\n"
        "time.sleep(600)\n",
        encoding="utf-8",
    )
    child = SuccessionChild("query server", [sys.executable, str(program)])
    child.start()
    try:
        assert child._process is not None
        old = child._process.pid

        def is_told() -> bool:
            child.restart_if_ended()
            return "has ended; the old one goes on" in caplog.text

        wait_until(is_told)
        assert child._process.pid == old
        assert is_alive(old)
    finally:
        child.kill()
    assert not is_alive(old)
