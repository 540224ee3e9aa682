"""Queries end: each limit, what the client is told, and that nothing goes on afterwards."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.app import close, create_app
from service.errors import UnavailableError
from service.settings import Settings
from service.sparql.processes import launch
from service.sparql.processes.kills import MemoryKills
from service.sparql.processes.launch import InheritedServer
from service.sparql.processes.limits import Limits, why_it_ended
from service.sparql.processes.wire import pair
from tests.problem import problem
from tests.processes import are_at_rest, is_alive, query_processes, query_servers
from tests.servers import wait_until

ASK = "ASK { ?s ?p ?o }"
EVERYTHING = "SELECT ?s ?p { ?s ?p ?o }"
# On the seeds: each would run for hours, or fill any memory, were it not stopped.
LOOP = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'?s ?p{n} ?o{n} .' for n in range(12))} }}"
SORTED = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?f"
DUMP = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"

Make = Callable[..., Flask]


@pytest.fixture
def data(seeded_data: Path, tmp_path: Path) -> Path:
    """The seeds under a name of the test's own, by which its processes are known."""
    link = tmp_path / "data"
    link.symlink_to(seeded_data)
    return link


@pytest.fixture
def make(data: Path) -> Iterator[Make]:
    """Makes applications on the seeds with these settings."""
    made: list[Flask] = []

    def make_app(**settings: Any) -> Flask:
        made.append(create_app(Settings(data=data, **settings)))
        return made[-1]

    yield make_app
    for app in made:
        close(app)


def ask(client: FlaskClient, query: str, **parameters: str) -> Any:
    return client.post("/sparql", data={"query": query, **parameters})


def truth(client: FlaskClient) -> bool:
    return ask(client, ASK).get_json(force=True)["boolean"] is True


def test_a_query_past_its_time_is_ended_and_others_go_on(make: Make, data: Path) -> None:
    app = make(query_timeout=2)
    seen: list[int] = []
    thread = threading.Thread(target=lambda: seen.append(ask(app.test_client(), f"{LOOP} # 1").status_code))
    thread.start()
    assert truth(app.test_client())
    detail = problem(ask(app.test_client(), LOOP), 503)
    thread.join()
    assert seen == [503]
    assert "2 seconds" in detail
    assert "ONRECORD_QUERY_TIMEOUT" in detail
    assert truth(app.test_client())
    wait_until(lambda: are_at_rest(query_processes(data, os.getpid())))


def test_a_request_may_give_its_query_less_time(make: Make) -> None:
    client = make(query_timeout=20).test_client()
    assert "0.3 seconds" in problem(ask(client, LOOP, timeout="0.3"), 503)
    assert "0.3 seconds" in problem(client.get("/sparql", query_string={"query": LOOP, "timeout": "0.3"}), 503)


def test_a_query_that_needs_too_much_memory_is_ended(make: Make) -> None:
    client = make(query_memory=60_000_000, query_timeout=20).test_client()
    detail = problem(ask(client, SORTED), 503)
    assert "60 MB of memory" in detail
    assert "ONRECORD_QUERY_MEMORY" in detail
    assert truth(client)


@pytest.mark.parametrize(
    "media_type",
    [
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    ],
)
def test_an_answer_of_too_many_rows_is_refused(make: Make, media_type: str) -> None:
    client = make(query_rows=100).test_client()
    headers = {"Accept": media_type}
    kept = client.post("/sparql", data={"query": f"{EVERYTHING} LIMIT 100"}, headers=headers)
    assert kept.status_code == 200
    detail = problem(client.post("/sparql", data={"query": f"{EVERYTHING} LIMIT 101"}, headers=headers), 503)
    assert "100 rows" in detail
    assert "ONRECORD_QUERY_ROWS" in detail


def test_a_graph_of_too_many_triples_is_refused(make: Make) -> None:
    client = make(query_rows=100).test_client()
    query = "CONSTRUCT { ?s ?p ?o } WHERE { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } LIMIT %s }"
    headers = {"Accept": "application/n-triples"}
    assert client.post("/sparql", data={"query": query % 100}, headers=headers).status_code == 200
    problem(client.post("/sparql", data={"query": query % 101}, headers=headers), 503)


def test_too_large_an_answer_is_refused(make: Make) -> None:
    client = make(query_bytes=10_000).test_client()
    detail = problem(ask(client, EVERYTHING), 503)
    assert "0.01 MB" in detail
    assert "ONRECORD_QUERY_BYTES" in detail
    assert truth(client)


@pytest.mark.parametrize(
    ("query", "said"),
    [(DUMP, "1000 rows, the first ones"), (DUMP.replace("SELECT *", "CONSTRUCT { [] ?b ?c } WHERE"), "its beginning")],
)
def test_a_page_shows_the_beginning_of_an_answer_that_has_no_end(make: Make, data: Path, query: str, said: str) -> None:
    page = make(query_timeout=60).test_client().get("/sparql", query_string={"query": query, "format": "html"})
    assert page.status_code == 200
    assert said in page.text
    assert len(page.data) < 5_000_000
    wait_until(lambda: are_at_rest(query_processes(data, os.getpid())))


def test_what_finds_no_place_is_told_to_come_again(make: Make) -> None:
    app = make(query_processes=1, query_waiting=0, query_timeout=8)
    answers: list[Any] = []
    threads = [
        threading.Thread(target=lambda n=n: answers.append(ask(app.test_client(), f"{LOOP} # {n}", timeout="6")))
        for n in range(2)
    ]
    for thread in threads:
        thread.start()
    wait_until(lambda: answers)
    assert "ONRECORD_QUERY_PROCESSES" in problem(answers[0], 503)
    assert int(answers[0].headers["Retry-After"]) > 0
    assert truth(app.test_client())
    for thread in threads:
        thread.join()
    assert "6 seconds" in problem(answers[1], 503)


def test_long_queries_wait_for_each_other_and_are_answered(make: Make) -> None:
    app = make(query_processes=1, query_timeout=30)
    # some tenths of a second: longer than a query may have a place among the short ones
    digits = " ".join(f"VALUES ?v{n} {{ 0 1 2 3 4 5 6 7 8 9 }}" for n in range(6))
    query = f"SELECT (COUNT(*) AS ?n) {{ {digits} FILTER(?v0 + ?v1 + ?v2 + ?v3 + ?v4 + ?v5 < 54) }}"
    answers: list[str] = []
    threads = [
        threading.Thread(target=lambda n=n: answers.append(ask(app.test_client(), f"{query} # {n}").text))
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1
    assert '"value":"999999"' in answers[0]


def test_a_query_process_that_was_killed_is_replaced(make: Make, data: Path) -> None:
    client = make().test_client()
    assert truth(client)
    for pid in query_processes(data, os.getpid()):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert truth(client)


def test_a_query_that_was_killed_from_outside_is_not_told_to_be_too_large(make: Make, data: Path) -> None:
    client = make(query_timeout=60).test_client()
    answers: list[Any] = []
    thread = threading.Thread(target=lambda: answers.append(ask(client, LOOP)))
    thread.start()
    wait_until(lambda: bool(query_processes(data, os.getpid())))
    time.sleep(1)  # the query has begun
    while thread.is_alive():
        for pid in query_processes(data, os.getpid()):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        thread.join(0.5)
    assert "ended from outside" in problem(answers[0], 503)


def test_a_query_that_the_kernel_killed_for_want_of_memory_is_told_so(tmp_path: Path) -> None:
    counters = tmp_path / "vmstat"
    counters.write_text("oom_kill_other 9\noom_kill 3\n")
    kills, limits = MemoryKills(counters), Limits(seconds=1, memory=10**9, rows=1, bytes=1)
    assert "from outside" in why_it_ended(signal.SIGKILL, limits, is_short=kills.is_recent).detail
    counters.write_text("oom_kill 4\n")
    for _ in range(2):  # one shortage may end several
        assert "no memory left" in why_it_ended(signal.SIGKILL, limits, is_short=kills.is_recent).detail
    assert "more than the 1,000 MB" in why_it_ended(signal.SIGABRT, limits, is_short=kills.is_recent).detail


def test_a_query_server_that_was_killed_is_replaced_and_its_processes_end(make: Make, data: Path) -> None:
    client = make(memory_triples=0, query_cache_bytes=0).test_client()  # nothing else ends a process, or answers
    assert truth(client)
    [server] = query_servers(data, os.getpid())
    processes = query_processes(data, os.getpid())
    assert processes
    os.kill(server, signal.SIGKILL)
    wait_until(lambda: not any(is_alive(pid) for pid in processes))
    assert truth(client)


def test_a_query_server_that_stands_still_is_said_not_to_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "_START", 0.2)
    ours, theirs = pair()
    server = InheritedServer(ours)
    with theirs, closing(server), pytest.raises(UnavailableError, match="does not answer"):
        server.fork()


def test_nothing_is_left_of_an_application_that_is_closed(data: Path) -> None:
    app = create_app(Settings(data=data, memory_triples=0))  # else a process may end as the graph gets into memory
    assert truth(app.test_client())
    processes = query_processes(data, os.getpid()) + query_servers(data, os.getpid())
    assert len(processes) >= 2
    close(app)
    wait_until(lambda: not any(is_alive(pid) for pid in processes))
