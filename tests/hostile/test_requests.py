"""Requests that want to be more than a request: in queries, headers, addresses, the log."""

import json
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.hostile.conftest import Service
from tests.servers import TOKEN, free_port, wait_until_it_answers

BREAKING = (
    "' OR 1=1 --",
    '" } ; DROP ALL ; #',
    "x> . <urn:a> <urn:b> <urn:c> } #",
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "\x00",
    "a\r\nX-Injected: yes",
    "NEAR(a b) AND title:x*",
    '"',
    "*",
    "%",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "\u202e",
    "{{7*7}}",
    "http://localhost:8000/article/../graph/registry",
    "9" * 5_000,
    "-1",
    "1e999",
    "NaN",
)
RAW = ("%ED%A0%80", "%FF", "%C0%AF", "%00", "%0d%0aX-Injected:%20yes", "%2e%2e%2f%2e%2e%2f", "%25%32%65", "a" * 3000)
LISTS = ("articles", "actors", "treaties", "deployments", "statements", "figures", "disputes")
FILTERS = ("q", "publisher", "actor", "from", "limit", "cursor", "format", "kind", "unknown")


def revision(service: Service) -> str:
    return service.ask("GET", "/sparql?query=ASK%7B%7D", Accept="text/csv").headers["OnRecord-Revision"]


@pytest.fixture
def quads(service: Service) -> Iterator[None]:
    """What is in the graph stays as it is, whatever is asked."""
    before = revision(service)
    yield
    assert revision(service) == before


@pytest.mark.parametrize("name", FILTERS)
def test_no_filter_breaks_out_of_its_place(service: Service, quads: None, name: str) -> None:
    for value in (*map(quote, BREAKING), *RAW):
        for each in LISTS[::3]:
            answer = service.ask("GET", f"/api/v1/{each}?{name}={value}")
            assert answer.status in (200, 400, 406), (value, answer.data)
            assert "X-Injected" not in answer.headers
            if answer.status == 200 and name in ("publisher", "actor"):
                assert answer.json()["total"] == 0, value


@pytest.mark.parametrize(
    "path",
    ["/api/v1/articles/", "/api/v1/actors/", "/api/v1/jobs/", "/article/", "/actor/", "/graph/", "/data/", "/static/",
     "/browse/", "/data?graph=", "/sparql?default-graph-uri=", "/sparql?query="],
)  # fmt: skip
def test_no_id_leads_out_of_its_place(service: Service, quads: None, path: str) -> None:
    for value in (*map(quote, BREAKING), *RAW):
        answer = service.ask("GET", path + value)
        assert answer.status in (200, 303, 308, 400, 404, 414), (value, answer.data)
        assert b"root:" not in answer.data
        assert "X-Injected" not in answer.headers


def test_articles_cannot_give_ids_away_from_theirs(service: Service) -> None:
    for value in BREAKING:
        with suppress(UnicodeEncodeError):
            answer = service.ask("DELETE", f"/api/v1/articles/{quote(value, safe='')}")
            assert answer.status in (400, 404, 405), value
    assert service.ask("GET", "/graph/registry").status == 200


ARTICLE = "Officials said five soldiers had come to the town."


def test_metadata_does_not_break_out(service: Service) -> None:
    for number, value in enumerate((*BREAKING, '"@en . <urn:a> <urn:b> "', "\\u0022 . <urn:a> <urn:b> <urn:c> . #")):
        for name in ("title", "publisher", "url", "language", "published"):
            given = f"https://example.org/{value}" if name == "url" else value
            body = json.dumps({"text": f"{ARTICLE} {name} {number}", name: given}).encode()
            answer = service.ask(
                "POST", "/api/v1/articles", body, Content_Type="application/json", Prefer="respond-async"
            )
            assert answer.status in (202, 400, 422), answer.data
    ask = b"ASK { GRAPH ?g { { <urn:a> ?p ?o } UNION { ?s <urn:b> ?o } } }"
    asked = service.ask("POST", "/sparql", ask, Content_Type="application/sparql-query", Accept="text/csv")
    assert asked.data.strip() == b"false"


def raw(service: Service, *lines: str, body: bytes = b"") -> bytes:
    head = "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1")
    return service.send(head + body)


@pytest.mark.parametrize(
    "host", ['x"><script>alert(1)</script>', "evil.example", "a@b", "[::1", "x\tz", "a b", "", "..", "é"]
)
def test_no_host_becomes_part_of_a_page(service: Service, host: str) -> None:
    for path in ("/", "/sparql", "/docs", "/openapi.json", "/article/none", "/.well-known/void", "/sparql?query="):
        answer = raw(service, f"GET {path} HTTP/1.1", f"Host: {host}", "Accept: text/html")
        assert b"<script>alert" not in answer
        assert re.match(rb"HTTP/1\.1 (200|303|308|400|404|406) ", answer), answer[:200]


def test_what_a_stranger_says_of_a_proxy_changes_no_address(service: Service) -> None:
    """The service believes no header of a proxy that it is not told to trust."""
    for path in ("/", "/openapi.json", "/docs", "/.well-known/void"):
        answer = service.ask(
            "GET",
            path,
            X_Forwarded_Host="evil.example",
            X_Forwarded_Proto="gopher",
            X_Forwarded_Prefix="/evil",
            Forwarded="host=evil.example;proto=gopher",
            X_Original_URL="/evil",
            X_Rewrite_URL="/evil",
        )
        assert answer.status == 200
        assert b"evil" not in answer.data
        assert b"gopher" not in answer.data


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n Folded: yes\r\n\r\n",
        b"GET / HTTP/1.1\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nA: b\x00c\r\n\r\n",
        b"GET /\x01 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\r\n\r\n",
        b"GET http://evil.example/ HTTP/9.9\r\nHost: x\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
def test_a_request_that_two_servers_would_read_differently_is_refused(service: Service, request_: bytes) -> None:
    answer = service.send(request_)
    assert re.match(rb"HTTP/1\.[01] (4\d\d|50[15]) ", answer), answer[:200]
    assert len(re.findall(rb"^HTTP/1", answer, re.MULTILINE)) == 1


@pytest.mark.parametrize(
    "name", ["Accept", "Accept-Encoding", "Prefer", "If-None-Match", "Range", "Cookie", "Content-Type"]
)
def test_headers_of_any_shape_are_read_in_no_time(service: Service, name: str) -> None:
    for value in ("," * 8000, ";q=" * 2600, "a/b;q=0.1," * 800, '"' * 8000, "W/" * 4000, "\xff" * 100, "a=" * 4000):
        answer = raw(service, "GET /api/v1/articles HTTP/1.1", "Host: localhost", f"{name}: {value}")
        assert re.match(rb"HTTP/1\.1 (200|304|4\d\d) ", answer), (value[:20], answer[:300])


@pytest.fixture(scope="module")
def canary() -> Iterator[tuple[str, list[bytes]]]:
    """An address of this machine, and what was asked for there."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        stop = threading.Event()

        def serve() -> None:
            while not stop.is_set():
                with suppress(TimeoutError):
                    connection, _ = listener.accept()
                    with closing(connection):
                        connection.settimeout(1)
                        with suppress(TimeoutError):
                            asked.append(connection.recv(1000))

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/canary", asked
        stop.set()
        thread.join()


def test_no_request_makes_the_service_fetch_an_address_or_read_a_file(
    service: Service, canary: tuple[str, list[bytes]], tmp_path: Path
) -> None:
    url, asked = canary
    secret = tmp_path / "secret"
    secret.write_text("a secret of this machine")
    for target in (url, f"file://{secret}"):
        rdf = {
            "application/ld+json": f'{{"@context": "{target}", "@id": "{target}", "urn:p": 1}}',
            "application/rdf+xml": f'<!DOCTYPE r [<!ENTITY e SYSTEM "{target}"><!ENTITY % p SYSTEM "{target}"> %p;]>'
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:p="urn:p:" '
            f'xmlns:xi="http://www.w3.org/2001/XInclude" xml:base="{target}"><rdf:Description rdf:about="">'
            f'<p:p>&e;</p:p></rdf:Description><xi:include href="{target}" parse="text"/></rdf:RDF>',
            "text/turtle": f"@base <{target}> . <> <http://www.w3.org/2002/07/owl#imports> <{target}> .",
        }
        for media_type, document in rdf.items():
            service.ask("PUT", "/data?graph=urn:fetching", document.encode(), Content_Type=media_type)
        page = f"""<?xml version="1.0"?><!DOCTYPE html SYSTEM "{target}" [<!ENTITY e SYSTEM "{target}">]>
          <html><head><base href="{target}"><link rel=canonical href="{target}"><meta http-equiv=refresh
          content="0;url={target}"><link rel=stylesheet href="{target}"><script src="{target}"></script></head><body>
          <iframe src="{target}"></iframe><object data="{target}"></object><img src="{target}"><embed src="{target}">
          <article><p>{ARTICLE} &e;</p><p><a href="{target}">Officials</a> said so.</p></article></body></html>"""
        service.ask("POST", "/api/v1/extract", page.encode(), Content_Type="text/html")
        body = json.dumps({"text": f"{ARTICLE} {target}", "url": target, "publisher": target}).encode()
        service.ask("POST", "/api/v1/extract", body, Content_Type="application/json")
        for query in (
            f"SELECT * FROM <{target}> {{ ?s ?p ?o }}",
            f"SELECT * FROM NAMED <{target}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
            f"SELECT * {{ SERVICE <{target}> {{ ?s ?p ?o }} }}",
            f"SELECT * {{ SERVICE SILENT <{target}> {{ ?s ?p ?o }} }}",
            f"SELECT * {{ BIND(<{target}> AS ?x) SERVICE SILENT ?x {{ ?s ?p ?o }} }}",
            f"DESCRIBE <{target}>",
        ):
            service.ask("POST", "/sparql", query.encode(), Content_Type="application/sparql-query")
        for update in (f"LOAD <{target}>", f"LOAD SILENT <{target}> INTO GRAPH <urn:fetching>"):
            service.ask("POST", "/sparql", update.encode(), Content_Type="application/sparql-update")
        for path in ("/data?graph=", "/sparql?default-graph-uri=", "/api/v1/actors?actor=", "/docs?url=", "/?next="):
            service.ask("GET", path + quote(target, safe=""))
    assert asked == []
    assert b"a secret of this machine" not in service.ask("GET", "/data?format=nquads").data


def test_nobody_writes_lines_into_the_log(tmp_path: Path) -> None:
    for form in ("json", "text"):
        port = free_port()
        environment = {**os.environ, "ONRECORD_DATA": str(tmp_path / form), "ONRECORD_TOKEN": TOKEN}
        environment |= {"ONRECORD_ACCESS_LOG": "true", "ONRECORD_LOG_FORMAT": form, "ONRECORD_PROCESSES": "1"}
        process = subprocess.Popen(
            [sys.executable, "-m", "service", "serve", "--port", str(port), "--workers", "1"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            wait_until_it_answers(f"http://127.0.0.1:{port}/health/live", 200)
            other = Service(f"http://127.0.0.1:{port}", tmp_path)
            for forged in ("%0aFORGED%20line", "%0d%0aFORGED", "%E2%80%A8FORGED", "%1b[2KFORGED", "%C2%85FORGED"):
                other.ask("GET", f"/actor/{forged}", X_Request_Id="FORGED id")
                other.ask("GET", "/", User_Agent="FORGED agent")
                raw(other, f"GET /{forged} HTTP/1.1", "Host: FORGED", "Authorization: Bearer FORGED")
        finally:
            process.terminate()
            _, logged = process.communicate(timeout=60)
        lines = re.split("[\n\r\x85\u2028]", logged)
        assert not [line for line in lines if line.startswith("FORGED")]
        assert "\x1b[2K" not in logged
        assert not [line for line in lines if "Bearer FORGED" in line or TOKEN in line]
        assert [line for line in lines if "FORGED" in line], "the access log has them, in one line each"
