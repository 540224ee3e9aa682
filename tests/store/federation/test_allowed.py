"""What is listed is reached, at the address that was checked, within bounds; what is not, is not."""

import contextlib
import socket
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import QueryResultsFormat, Store

from service.errors import NotAllowedError, OnRecordError, OtherServerError, QueryError
from service.settings import Settings
from service.store.embedded import EmbeddedStore
from service.store.engine import OxigraphReader
from service.store.federation import AllowList, Federation, Loading
from service.store.federation.addresses import Target
from service.store.federation.exchange import Bounds, send
from tests.store.federation.conftest import JSON, ROWS, Server, say, serving

Rows = list[dict[str, Any]]
DOCUMENT = b'_:b <urn:says> "there" . <#me> <urn:near> <other> .'


def asked(query: str, allowed: str, timeout: float = 5) -> str:
    """Return the answer to a query as CSV."""
    store = Store()
    store.update("INSERT DATA { <urn:s> <urn:p> 1, 2 }")
    with Federation(AllowList(allowed), timeout=timeout).opened(query, "http://here.example/") as text:
        result = OxigraphReader(store, "").query(text, union_default_graph=False)
        try:
            return (result.serialize(format=QueryResultsFormat.CSV) or b"").decode()  # type: ignore[union-attr, call-arg, arg-type]
        except (OSError, RuntimeError) as error:
            raise QueryError(str(error)) from error


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?x {{ SERVICE <{}/sparql> {{ ?x ?p ?o }} }}",
        "SELECT ?x {{ service silent<{}/sparql>{{ ?x ?p ?o }} }}",
        "PREFIX o: <{}/> SELECT ?x {{ SERVICE o:sparql # }}\n {{ ?x ?p ?o }} }}",
        "BASE <{}/> SELECT ?x {{ SERVICE <sparql> {{ ?x ?p ?o }} }}",
        "PREFIX o: <{}/> BASE <http://else.example/> SELECT ?x {{ OPTIONAL {{ SERVICE o:sparql {{ ?x ?p ?o }} }} }}",
        "SELECT ?x {{ SERVICE <{}/sp\\u0061rql> {{ ?x ?p ?o }} FILTER(?x = 'there' && 1<2) }}",
        "SELECT ?x {{ {{ SELECT ?x {{ SERVICE <{}/sparql> {{ ?x ?p ?o }} }} }} }}",
    ],
)
def test_a_listed_service_is_asked(other: Server, query: str) -> None:
    assert asked(query.format(other.url), f"http://none.example/sparql {other.url}/sparql") == "x\r\nthere\r\n"
    [(path, headers, body)] = other.asked
    assert path == "/sparql"
    assert headers["host"] == other.url.removeprefix("http://")
    assert headers["content-type"] == "application/sparql-query"
    assert b"?x ?p ?o" in body


def test_two_services_are_asked_in_one_query(other: Server) -> None:
    with serving(lambda request: say(request, ROWS.replace(b'"x"', b'"y"'), JSON)) as second:
        query = f"SELECT ?x ?y {{ SERVICE <{other.url}/> {{ ?x ?p ?o }} SERVICE <{second.url}/a> {{ ?y ?p ?o }} }}"
        assert asked(query, f"{other.url}/ {second.url}/a") == "x,y\r\nthere,there\r\n"


def test_a_clause_within_a_clause_is_sent_on_as_it_was_asked(other: Server) -> None:
    inner = f"{other.url}/inner"
    query = (
        f"SELECT ?x {{ SERVICE <{other.url}/outer> {{ ?x ?p ?o OPTIONAL {{ SERVICE <{inner}> {{ ?o ?q ?r }} }} }} }}"
    )
    assert asked(query, f"{other.url}/") == "x\r\nthere\r\n"
    [(path, _, body)] = other.asked
    assert path == "/outer"
    assert f"SERVICE <{inner}>".encode() in body


@pytest.mark.parametrize(
    ("allowed", "address", "is_listed"),
    [
        ("{}/sparql", "{}/sparql", True),
        ("{}/sparql", "{}/sparql2", False),
        ("{}/sparql", "{}/sparql?x=y", False),
        ("{}/sparql", "{}/sparql/", False),
        ("{}/sparql", "{}/a/../sparql", True),
        ("{}/a/", "{}/a/b?c=d", True),
        ("{}/a/", "{}/a/../b", False),
        ("{}/a/", "{}/a/%2e%2e/b", False),
        ("{}/a/", "{}/a/..%2fb", False),
        ("{}/a/", "{}/a/.%252e/b", False),
        ("{}/a/", "{}/a/..%5Cb", False),
        ("{}/a/", "{}/a/..;x/b", False),
        ("{}/a/", "{}/a/v1.2?graph=http%3A%2F%2Fx%2Eexample%2F..", True),
        ("{}/a/", "{}/b", False),
        ("{}", "{}/", True),
        ("", "{}/", False),
        ("http://127.0.0.1/", "{}/", False),
        ("{}/", "file:///etc/passwd", False),
        ("{}/", "ftp://127.0.0.1/", False),
        ("{}/", "urn:x", False),
        ("{}/", "http://user@127.0.0.1/", False),
    ],
)
def test_an_address_is_listed_as_it_is_or_by_what_it_is_below(
    other: Server, allowed: str, address: str, is_listed: bool
) -> None:
    query = f"SELECT ?x {{ SERVICE <{address.format(other.url)}> {{ ?x ?p ?o }} }}"
    if is_listed:
        assert asked(query, allowed.format(other.url)) == "x\r\nthere\r\n"
    else:
        with pytest.raises(NotAllowedError, match="SERVICE"):
            asked(query, allowed.format(other.url))
        assert other.asked == []


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {{ VALUES ?u {{ <{0}/> }} SERVICE ?u {{ ?x ?p ?o }} }}",
        "SELECT * {{ SERVICE <{0}/> {{ ?x ?p ?o SERVICE <http://127.0.0.1:1/> {{ ?a ?b ?c }} }} }}",
        "SELECT * {{ SERVICE <{0}/> {{ ?x ?p ?o }} SERVICE <http://127.0.0.1:1/> {{ ?a ?b ?c }} }}",
        "SELECT * {{ \\u0053ERVICE <{0}/> {{ ?x ?p ?o }} }}",
        "SELECT * {{ ?s ?p ?o FILTER(?s<?o)SERVICE#>\n<{0}/> {{ ?x ?p ?o }} SERVICE <{0}/> {{ ?x ?p ?o }} }}",
        "SELECT * {{ SERVICE unknown:x {{ ?x ?p ?o }} }}",
    ],
)
def test_a_clause_that_does_not_name_its_address_plainly_is_refused(other: Server, query: str) -> None:
    with pytest.raises(QueryError):
        asked(query.format(other.url), f"{other.url}/")
    assert other.asked == []


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Have every name resolve to the next of these addresses, over and over; return the names that were looked up."""
    asked_for: list[str] = []

    def resolve(host: str, port: int, **_: object) -> list[tuple[Any, ...]]:
        asked_for.append(host)
        address = addresses[(len(asked_for) - 1) % len(addresses)]
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr("service.store.federation.addresses.getaddrinfo", resolve)
    return asked_for


SPECIAL = [
    "127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
    "192.0.2.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1",
    "ff02::1", "fec0::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1",
    "2001:0:7f00:1::", "2001:db8::1",
]  # fmt: skip


@pytest.mark.parametrize("address", SPECIAL)
def test_a_name_that_leads_into_the_own_network_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    resolving(monkeypatch, address)
    allowed = AllowList("http://listed.example/sparql")
    with pytest.raises(NotAllowedError, match="public"):
        allowed.target("http://listed.example/sparql", "SERVICE")


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111"])
def test_a_name_with_a_public_address_is_not(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    resolving(monkeypatch, address)
    target = AllowList("https://listed.example/sparql").target("https://LISTED.example:443/sparql", "SERVICE")
    assert (target.ips, target.port, target.authority) == ((address,), 443, "listed.example")


def test_the_machine_itself_may_be_listed_by_its_address_or_as_localhost(other: Server) -> None:
    for host in ("127.0.0.1", "localhost"):
        query = f"SELECT ?x {{ SERVICE <http://{host}:{other.port}/> {{ ?x ?p ?o }} }}"
        assert asked(query, f"http://{host}:{other.port}/") == "x\r\nthere\r\n"


def test_the_connection_is_made_to_the_address_that_was_checked(other: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.store.federation.addresses._is_public", lambda ip: str(ip) == "127.0.0.1")
    names = resolving(monkeypatch, "127.0.0.1", "127.0.0.9")
    name = f"http://rebound.example:{other.port}/"
    assert asked(f"SELECT ?x {{ SERVICE <{name}> {{ ?x ?p ?o }} }}", name) == "x\r\nthere\r\n"
    assert names == ["rebound.example"]
    assert other.asked[0][1]["host"] == f"rebound.example:{other.port}"


def failing(handle: Callable[[BaseHTTPRequestHandler], None], match: str, timeout: float = 5) -> None:
    with serving(handle) as server:
        query = f"SELECT * {{ SERVICE %s <{server.url}/> {{ ?x ?p ?o }} }}"
        with pytest.raises(OtherServerError, match=match):
            asked(query % "", f"{server.url}/", timeout)
        assert "\n" in asked(query % "SILENT", f"{server.url}/", timeout)


def test_a_service_that_fails_is_said_and_is_silent_where_asked(other: Server) -> None:
    failing(lambda request: say(request, b"no such thing", "text/plain", 500), "500: no such thing")
    failing(lambda request: say(request, b"<html>", "text/html"), "text/html")
    failing(lambda request: say(request, b"nonsense", JSON), "cannot be read")
    failing(lambda request: say(request, b"", JSON, 302, Location=f"{other.url}/"), "not followed")
    failing(lambda request: say(request, b"\x1f\x8b", JSON, Content_Encoding="gzip"), "compressed")
    assert other.asked == []


def test_a_service_is_not_waited_for_forever() -> None:
    failing(lambda _: time.sleep(3), "in time", timeout=0.5)

    def drip(request: BaseHTTPRequestHandler) -> None:
        with contextlib.suppress(OSError):
            request.wfile.write(b"HTTP/1.0 200 OK\r\n")
            for _ in range(30):
                request.wfile.write(b"X-Drop: 1\r\n")
                time.sleep(0.1)

    failing(drip, "in time", timeout=0.5)


def test_a_service_that_does_not_end_is_cut_off() -> None:
    with serving(lambda request: say(request, b"x" * 5000, JSON)) as server:
        target = Target("http", "127.0.0.1", server.port, "/", ("127.0.0.1",))
        with pytest.raises(OtherServerError, match="4,000 bytes"):
            send(target, Bounds(time.monotonic() + 5, 4000), method="GET", headers={})


def test_where_nobody_listens_the_next_address_is_tried(other: Server) -> None:
    target = Target("http", "127.0.0.1", other.port, "/", ("127.0.0.2", "127.0.0.1"))
    reply = send(target, Bounds(time.monotonic() + 5, 4000), method="GET", headers={})
    assert reply.body == ROWS


def test_updates_ask_listed_services_too(other: Server, tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path, Federation(AllowList(f"{other.url}/"), timeout=5))
    store.update(f"INSERT {{ <urn:a> <urn:p> ?x }} WHERE {{ SERVICE <{other.url}/> {{ ?x ?p ?o }} }}")
    assert [str(triple.object) for triple in store.reader().graph(None)] == ['"there"']
    with pytest.raises(NotAllowedError):
        store.update("INSERT { <urn:a> <urn:p> ?x } WHERE { SERVICE <http://127.0.0.1:1/> { ?x ?p ?o } }")
    with serving(lambda request: say(request, b"", JSON, 500)) as broken:
        store = store_on(tmp_path / "b", broken)
        with pytest.raises(OtherServerError):
            store.update(f"INSERT {{ <urn:a> <urn:p> ?x }} WHERE {{ SERVICE <{broken.url}/> {{ ?x ?p ?o }} }}")


def store_on(folder: Path, server: Server) -> EmbeddedStore:
    folder.mkdir()
    return EmbeddedStore(folder, Federation(AllowList(f"{server.url}/"), timeout=5))


def loaded(update: str, allowed: str, **bounds: Any) -> set[tuple[str, str, str]]:
    """Return predicate, object and graph of each quad after an update on an empty store."""
    bounds = {"timeout": 5, "most_bytes": 10_000} | bounds
    text = Loading(AllowList(allowed), **bounds).carried_out(update, "http://here.example/")
    store = Store()
    store.update(text)
    return {(quad.predicate.value, quad.object.value, str(quad.graph_name)) for quad in store}


def document(request: BaseHTTPRequestHandler) -> None:
    say(request, DOCUMENT, "text/turtle; charset=utf-8")


def test_a_listed_document_is_loaded() -> None:
    with serving(document) as server:
        url = f"{server.url}/doc/1"
        near = ("urn:near", f"{server.url}/doc/other")
        assert loaded(f"LOAD <{url}>", url) == {("urn:says", "there", "DEFAULT"), (*near, "DEFAULT")}
        update = f"PREFIX d: <{server.url}/> load silent d:doc\\/1 # into\n INTO GRAPH <urn:g> ; LOAD <{url}>"
        found = loaded(update, f"{server.url}/doc/")
        assert found == {(*each, graph) for each in (("urn:says", "there"), near) for graph in ("<urn:g>", "DEFAULT")}
        assert server.asked[0][0] == "/doc/1"
        assert "text/turtle" in server.asked[0][1]["accept"]


def test_what_cannot_be_loaded_is_said_and_is_nothing_where_silent(other: Server) -> None:
    handlers: list[tuple[Callable[[BaseHTTPRequestHandler], None], str]] = [
        (lambda request: say(request, b"", "text/turtle", 404), "404"),
        (lambda request: say(request, b"nonsense", "text/turtle"), "does not parse"),
        (lambda request: say(request, b"<html>", "text/html"), "text/html"),
        (lambda request: say(request, DOCUMENT * 500, "text/turtle"), "bytes"),
        (lambda request: say(request, b"", "text/turtle", 301, Location=other.url), "not followed"),
    ]
    for handle, match in handlers:
        with serving(handle) as server:
            with pytest.raises(OtherServerError, match=match):
                loaded(f"LOAD <{server.url}/a.ttl>", f"{server.url}/")
            assert loaded(f"LOAD SILENT <{server.url}/a.ttl> INTO GRAPH <urn:g>", f"{server.url}/") == set()
    assert other.asked == []


@pytest.mark.parametrize("iri", ["http://127.0.0.1:1/x", "file:///etc/passwd", "urn:x"])
def test_what_is_not_listed_is_not_loaded(other: Server, iri: str) -> None:
    with pytest.raises(NotAllowedError, match="ONRECORD_SERVICE_ALLOW"):
        loaded(f"LOAD <{iri}>", f"{other.url}/")
    assert loaded(f"LOAD SILENT <{iri}>", f"{other.url}/") == set()
    text = f"INSERT DATA {{ <urn:a> <urn:says> 'LOAD <{iri}>' }} # LOAD <{iri}>"
    assert loaded(text, "") == {("urn:says", f"LOAD <{iri}>", "DEFAULT")}


@pytest.mark.parametrize(
    "value", ["ftp://x/", "x.example", "http://user:pass@x/", "http://x/#a", "http://", "http://x:y/"]
)
def test_a_list_that_cannot_be_read_is_refused_when_the_service_starts(value: str) -> None:
    with pytest.raises(ValueError, match="addresses"):
        Settings(service_allow=value)
    if "#" not in value:
        with pytest.raises(ValueError, match="address"):
            AllowList(value)


def test_what_may_be_set_can_be_read() -> None:
    value = "https://query.wikidata.org/sparql http://127.0.0.1:3030/ http://[::1]/x\nhttps://a.example:8443/b?c=d"
    assert AllowList(Settings(service_allow=value).service_allow or "")
    assert not AllowList("")
    assert issubclass(NotAllowedError, OnRecordError)
