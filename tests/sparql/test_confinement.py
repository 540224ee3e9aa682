"""The kernel's lock on query processes: where no address is listed, no connection can be opened, whatever is asked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from service.app import close, create_app
from service.settings import Settings
from tests.processes import confinement, query_processes
from tests.store.federation.conftest import Server, say, serving

LOCKED = """
import socket, sys
from pyoxigraph import Store
from service.sparql.processes.confinement import forbid_network
if not forbid_network():
    print("none")
else:
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.socket(family)
        except PermissionError:
            print("refused")
    one, other = socket.socketpair()
    one.send(b"x")
    for carry_out, text in zip((Store().query, Store().update), sys.argv[1:]):
        try:
            list(carry_out(text) or ())
        except OSError:
            print("unreachable")
"""


def locked(server: Server) -> list[str]:
    """Have the bare engine, behind the lock, ask a server and load from it; return what became of it."""
    query = f"SELECT * {{ SERVICE <{server.url}/> {{ ?s ?p ?o }} }}"
    command = [sys.executable, "-c", LOCKED, query, f"LOAD <{server.url}/>"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_behind_the_lock_the_engine_reaches_nothing() -> None:
    with serving(lambda request: say(request, b"", "text/turtle")) as server:
        said = locked(server)
        if said == ["none"]:
            pytest.skip("the kernel has no such lock")
        assert said == ["refused", "refused", "unreachable", "unreachable"]
        assert server.asked == []


@pytest.mark.parametrize(("allowed", "is_locked"), [(None, True), ("http://127.0.0.1:1/", False)])
def test_query_processes_are_locked_unless_addresses_are_listed(
    seeded_data: Path, tmp_path: Path, allowed: str | None, is_locked: bool
) -> None:
    data = tmp_path / "data"  # a name of the test's own, by which its processes are known
    data.symlink_to(seeded_data)
    app = create_app(Settings(data=data, service_allow=allowed, memory_triples=0))  # no process is ended meanwhile
    try:
        assert app.test_client().get("/sparql", query_string={"query": "ASK {}"}).status_code == 200
        modes = {confinement(pid) for pid in query_processes(of=data, parent=os.getpid())} - {None}
        assert modes == {2 if is_locked else 0}
    finally:
        close(app)
