"""Clients of the load benchmark: threads in a process of their own, each with a connection that it keeps."""

from __future__ import annotations

import http.client
import multiprocessing
import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

_PATIENCE = 120.0  # seconds that an answer may take until the client gives it up
_MOST_FAULTS = 20
_ENOUGH, _LAST = "enough", "last"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered with."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Findings:
    """What clients found: the seconds of each request by its sort, counts, and what should not have been."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def fault(self, text: str) -> None:
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(text)


class Client:
    """One client: it asks, notes how long that took, and does again later what was refused for now."""

    def __init__(self, address: str, number: int, findings: Findings, stop: threading.Event) -> None:
        self.chance = random.Random(number)
        self.number = number
        self.findings = findings
        self.stop = stop
        self._host = urlsplit(address).netloc
        self._connection: http.client.HTTPConnection | None = None

    def ask(
        self, sort: str, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a request until it is answered with something else than 429 or 503, and count those."""
        while True:
            begun = time.perf_counter()
            answer = self._send(method, path, body, headers or {})
            self.findings.times[sort].append(time.perf_counter() - begun)
            if answer.status not in (429, 503):
                return answer
            self.findings.counts[f"refused with {answer.status}"] += 1
            wait = answer.headers.get("retry-after")
            if wait is None:
                self.findings.fault(f"{method} {path}: {answer.status} without Retry-After: {answer.body[:200]!r}")
            time.sleep(min(float(wait or 1), 30.0) * (1 + self.chance.random() / 2))

    def expect(self, sort: str, statuses: tuple[int, ...], *request: Any) -> Answer | None:
        """Ask; return the answer if it has one of these statuses, else note a fault."""
        answer = self.ask(sort, *request)
        if answer.status in statuses:
            return answer
        self.findings.fault(f"{sort}: {request[0]} {request[1]}: {answer.status} {answer.body[:300]!r}")
        return None

    def _send(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        for is_new in (self._connection is None, True):
            if self._connection is None or is_new:
                self._connection = http.client.HTTPConnection(self._host, timeout=_PATIENCE)
            try:
                self._connection.request(method, path, body, dict(headers))
                answer = self._connection.getresponse()
                found = {name.lower(): value for name, value in answer.headers.items()}
                return Answer(answer.status, found, answer.read())
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError) as error:
                self._connection.close()
                self._connection = None
                if is_new:  # a connection that was kept may be closed at any time, a new one may not
                    return Answer(0, {}, repr(error).encode())
            except (OSError, http.client.HTTPException) as error:
                self._connection.close()
                self._connection = None
                return Answer(0, {}, repr(error).encode())
        raise AssertionError("unreachable")


class Group:
    """So many clients in a process, each of which does ``work`` until told that it is enough."""

    def __init__(self, work: Callable[[Client, float, Any], None], address: str, clients: int, pause: float) -> None:
        self._ours, theirs = multiprocessing.Pipe()
        arguments = (theirs, work, address, clients, pause)
        self._process = multiprocessing.get_context("spawn").Process(target=_run, args=arguments, daemon=True)

    def __enter__(self) -> Group:
        self._process.start()
        self._ours.recv()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        self._process.join()

    def let_go(self, seconds: float) -> Group:
        """Have them work for so long."""
        time.sleep(seconds)
        return self

    def take(self, *, last: bool = False) -> dict[str, Any]:
        """Return what they have found since it was taken before; after the last time they work no more."""
        self._ours.send(_LAST if last else _ENOUGH)
        found: dict[str, Any] = self._ours.recv()
        return found


def _run(end: Connection, work: Any, address: str, clients: int, pause: float) -> None:
    findings, stop = Findings(), threading.Event()
    common = work(Client(address, -1, findings, stop), pause, None)
    threads = [
        threading.Thread(target=work, args=(Client(address, number, findings, stop), pause, common), daemon=True)
        for number in range(clients)
    ]
    for thread in threads:
        thread.start()
    end.send("started")
    while not stop.is_set():
        if end.recv() == _LAST:
            stop.set()
            for thread in threads:
                thread.join()
            common.check(Client(address, -1, findings, stop))
        end.send({"times": dict(findings.times), "counts": dict(findings.counts), "faults": findings.faults})
        findings.times, findings.counts, findings.faults = defaultdict(list), Counter(), []
