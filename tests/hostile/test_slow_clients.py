"""Clients that send or take little by little, or nothing, keep nobody else waiting."""

import re
import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import pytest

from service.serve.arrivals import MOST_BUFFERED, Arrival, arrival
from service.sparql.shared_answers import HIT
from tests.hostile.conftest import Service
from tests.servers import TOKEN, wait_until

MOST_CONNECTIONS = 1000  # of one worker: gunicorn's default
MANY = 200  # connections: three times the threads of both workers together
AUTHORIZATION = f"Authorization: Bearer {TOKEN}\r\n".encode()
HEAD = b"POST /api/v1/extract HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n" + AUTHORIZATION
BEGINNINGS = {
    "nothing": b"",
    "half a head": b"GET /health/live HTTP/1.1\r\nHost: loc",
    "half a small body": HEAD + b"Content-Length: 1000\r\n\r\nOfficials said",
    "half a large body": HEAD + b"Content-Length: 900000\r\n\r\nOfficials said",
    "half a chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\n400\r\nOfficials said",
    "a request and half of the next": b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\nGET /health/li",
    "half a body whose length has many digits": HEAD + b"Content-Length: 1000000000000000000000\r\n\r\nOfficials said",
    "half a body whose length has zeros": HEAD + b"Content-Length: 0000000000000000000001000\r\n\r\nOfficials said",
    "a last request, and no end of the connection": b"GET /health/live HTTP/1.0\r\nHost: localhost\r\n\r\n",
    "half of a body that nobody reads": HEAD.replace(AUTHORIZATION, b"") + b"Content-Length: 1000\r\n\r\nOfficials",
}


@contextmanager
def many(service: Service, beginning: bytes, number: int = MANY, window: int = 0) -> Iterator[list[socket.socket]]:
    with ExitStack() as stack:
        connections = [stack.enter_context(service.connect(window)) for _ in range(number)]
        for connection in connections:
            connection.sendall(beginning)
        yield connections


@pytest.mark.parametrize("beginning", BEGINNINGS.values(), ids=BEGINNINGS)
def test_others_are_answered_meanwhile(service: Service, beginning: bytes) -> None:
    with many(service, beginning):
        for _ in range(10):
            assert service.ask("GET", "/health/live", timeout=4).status == 200
        asked = service.ask("POST", "/sparql", b"ASK {}", timeout=4, Content_Type="application/sparql-query")
        assert asked.status == 200


def test_who_does_not_take_an_answer_keeps_nobody_waiting(lone_worker: Service) -> None:
    path = "/sparql?query=SELECT*%7B?s%20?p%20?o%7DLIMIT%2020000"  # more than the buffers between the two hold
    whole = lone_worker.ask("GET", path).data
    assert lone_worker.ask("GET", path).headers["Cache-Status"] == HIT  # so it costs nothing to ask for
    asked = f"GET {path} HTTP/1.1\r\nHost: {urlsplit(lone_worker.url).netloc}\r\n".encode()
    with many(lone_worker, asked + b"\r\n" + asked + b"Connection: close\r\n\r\n", window=4096) as connections:
        for _ in range(10):
            assert lone_worker.ask("GET", "/health/live", timeout=8).status == 200
        answer = b"".join(iter(lambda: connections[-1].recv(1 << 20), b""))  # who takes it in the end gets all of it
    assert re.findall(rb"HTTP/1\.1 (\d+) ", answer) == [b"200"] * 2
    assert answer.endswith(whole)


def test_who_does_not_take_an_answer_that_is_made_meanwhile_keeps_nobody_waiting(service: Service) -> None:
    asked = "GET /sparql?query=SELECT*%7B?s%20?p%20?o%7DLIMIT%20{} HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with ExitStack() as stack:
        for number in range(150):  # more of each worker than are put aside
            connection = stack.enter_context(service.connect(window=4096))
            connection.sendall(asked.format(20_000 + number).encode())  # no answer is there already
        for _ in range(10):
            assert service.ask("GET", "/health/live", timeout=8).status == 200
    # of those that have gone nothing is left: there is room for others
    wait_until(lambda: service.ask("GET", "/sparql?query=SELECT*%7B?s%20?p%20?o%7DLIMIT%2030000").status == 200)


def test_more_large_bodies_than_connections_are_refused_rather_than_waited_for(service: Service) -> None:
    room = resource.getrlimit(resource.RLIMIT_NOFILE)
    if room[1] < 4 * MOST_CONNECTIONS:
        pytest.skip("this machine does not allow so many connections")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(room[0], 4 * MOST_CONNECTIONS), room[1]))
    try:
        # those that are refused wait for nothing here: they are closed in their turn
        with many(service, BEGINNINGS["half a large body"], 2 * MOST_CONNECTIONS + MANY):
            for _ in range(10):
                assert service.ask("GET", "/health/live", timeout=8).status == 200
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, room)


def test_who_was_slow_is_answered_in_the_end(service: Service) -> None:
    with service.connect() as connection:
        for piece in (b"GET /health/live HT", b"TP/1.1\r\nHost: localhost\r\nConnection: clo", b"se\r\n\r", b"\n"):
            connection.sendall(piece)
            assert service.ask("GET", "/health/live").status == 200
        assert connection.recv(1000).startswith(b"HTTP/1.1 200 ")


def test_requests_that_come_together_are_answered_one_after_the_other(service: Service) -> None:
    one = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
    posted = one.replace(b"GET /health/live", b"POST /sparql").replace(b"\r\n\r\n", b"\r\nContent-Length: 6\r\n")
    posted += b"Content-Type: application/sparql-query\r\n\r\n"
    last = one.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    answer = service.send(one * 20 + posted + b"ASK {}" + last)
    assert re.findall(rb"HTTP/1\.1 (\d+)", answer) == [b"200"] * 22


def test_bodies_that_are_waited_for_arrive(service: Service) -> None:
    head = (
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nConnection: close\r\n"
    )
    query = b"ASK {} #" + b"x" * 100_000
    bodies = {
        b"Transfer-Encoding: chunked\r\n\r\n": b"3\r\nASK\r\n3\r\n {}\r\n0\r\n\r\n",
        b"Content-Length: 6\r\nExpect: 100-continue\r\n\r\n": b"ASK {}",
        b"Content-Length: %d\r\n\r\n" % len(query): query,
    }
    for rest, body in bodies.items():
        answer = service.send(head + rest + body)
        assert b"HTTP/1.1 200 " in answer, answer[:300]


def test_who_waits_to_be_asked_for_a_body_is_asked(service: Service) -> None:
    with service.connect() as connection:
        # kept alive first, so that the second head comes while a thread is still there
        connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n" + HEAD)
        connection.sendall(b"Content-Length: 20\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n")
        received = b""
        while b"100 Continue" not in received:
            piece = connection.recv(1000)
            assert piece, received
            received += piece


def test_a_head_without_end_is_refused(service: Service) -> None:
    with service.connect() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n" + b"X-A: b\r\n" * (MOST_BUFFERED // 8 - 2))
        assert connection.recv(1000).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        (b"", Arrival.PART),
        (b"GET / HTTP/1.1\r\nA: b\r\n", Arrival.PART),
        (b"GET / HTTP/1.1\r\nA: b\r\n\r\n", Arrival.WHOLE),
        (b"POST / HTTP/1.1\r\ncontent-LENGTH:5\r\n\r\n1234", Arrival.PART),
        (b"POST / HTTP/1.1\r\nContent-Length: 5 \r\n\r\n12345", Arrival.WHOLE),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", Arrival.HEAD),
        (b"POST / HTTP/1.1\r\nContent-Length: 0000000000000000000000005\r\n\r\n12345", Arrival.WHOLE),
        (b"POST / HTTP/1.1\r\nContent-Length: 1000000000000000000005\r\n\r\n12345", Arrival.HEAD),
        (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", Arrival.HEAD),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", Arrival.HEAD),
        (b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n", Arrival.HEAD),
        (b"GET /\r\ncontent-length: 5", Arrival.PART),
        (b"x" * MOST_BUFFERED, Arrival.TOO_LARGE),
    ],
)
def test_how_far_a_request_has_come(received: bytes, expected: Arrival) -> None:
    assert arrival(received) is expected
