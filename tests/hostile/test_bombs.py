"""Little that becomes much: compressed, by entities, by prefixes, by nesting. It is refused, and costs nobody else."""

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from backports import zstd

from service.cli.inputs import read_inputs
from service.model import Given
from service.sparql.reading import DEEPEST
from tests.hostile.conftest import Service

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
MUCH = 600_000_000  # bytes that a bomb would have
MORE = 300_000_000  # bytes of memory that nothing here may take of a process that stays


@pytest.fixture(autouse=True)
def unharmed(service: Service) -> Iterator[None]:
    """The processes of the service are those of before, and none has needed much memory."""
    before = service.processes()
    yield
    after = service.processes()
    assert before.keys() <= after.keys(), "a process has ended"
    assert {process: most for process, most in after.items() if most > before.get(process, 0) + MORE} == {}


@lru_cache
def zeros(coding: str) -> bytes:
    """Return so much of nothing, compressed in pieces."""
    piece = b"0" * 1_000_000
    if coding == "zstd":
        return zstd.compress(piece) * (MUCH // len(piece))
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(piece) for _ in range(MUCH // len(piece))) + packer.flush()


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
@pytest.mark.parametrize(
    ("method", "path", "media_type"),
    [
        ("POST", "/api/v1/articles", "text/plain"),
        ("POST", "/api/v1/articles", "text/html"),
        ("POST", "/api/v1/articles/bulk", "application/x-ndjson"),
        ("POST", "/api/v1/extract", "application/json"),
        ("POST", "/sparql", "application/sparql-query"),
        ("POST", "/sparql", "application/x-www-form-urlencoded"),
        ("PUT", "/data?graph=urn:x", "application/n-triples"),
    ],
)
def test_a_body_is_unpacked_up_to_its_limit(
    service: Service, coding: str, method: str, path: str, media_type: str
) -> None:
    body = zeros(coding)[:900_000]
    answer = service.ask(method, path, body, Content_Type=media_type, Content_Encoding=coding)
    assert answer.status == 413, answer.data
    assert "ONRECORD_MAX_" in answer.json()["detail"]


def test_what_is_packed_twice_is_unpacked_up_to_its_limit_each_time(service: Service) -> None:
    body = gzip.compress(zeros("zstd")[:50_000_000])
    answer = service.ask("POST", "/api/v1/extract", body, Content_Type="text/plain", Content_Encoding="zstd, gzip")
    assert answer.status in (400, 413)
    more = service.ask("POST", "/api/v1/extract", body, Content_Type="text/plain", Content_Encoding="gzip, gzip, gzip")
    assert more.status == 415


def test_a_compressed_file_is_read_line_by_line_of_bounded_length(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as file:
        file.write(b'{"text": "One soldier came."}\n{"text": "')
        for _ in range(100):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n{"text": "Two soldiers came."}\n')
    path = tmp_path / "many.jsonl.gz"
    path.write_bytes(packed.getvalue())
    first, second, third = read_inputs([str(path)], Given(), most_bytes=1_000_000)
    assert first.source is not None
    assert third.source is not None
    assert third.line == 3
    assert "ONRECORD_MAX_BODY_BYTES" in str(second.error)
    assert second.line == 2


def test_a_large_file_is_not_read_whole(tmp_path: Path) -> None:
    for name in ("a.txt", "a.html", "a.json"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(50_000_000_000)  # it takes no room on the disk
    for item in read_inputs([str(tmp_path / name) for name in ("a.txt", "a.html", "a.json")], Given(), most_bytes=1000):
        assert "ONRECORD_MAX_BODY_BYTES" in str(item.error)


def entities(value: str, *more: str) -> bytes:
    declared = "".join(f'<!ENTITY e{number} "{text}">' for number, text in enumerate(more))
    head = f'<?xml version="1.0"?><!DOCTYPE r [{declared}]><rdf:RDF xmlns:rdf="{RDF}" xmlns:p="urn:p:">'
    return f'{head}<rdf:Description rdf:about="urn:s"><p:p>{value}</p:p></rdf:Description></rdf:RDF>'.encode()


def nested(before: str, opening: str, inside: str, closing: str, after: str = "") -> bytes:
    number = 30_000
    return (before + opening * number + inside + closing * number + after).encode()


DOCUMENTS = {
    "entities of entities": (
        "application/rdf+xml",
        entities("&e9;", "boom " * 10, *(f"&e{number};" * 10 for number in range(9))),
    ),
    "a long entity, often": ("application/rdf+xml", entities("&e0;" * 50_000, "x" * 50_000)),
    "deep XML": (
        "application/rdf+xml",
        nested(
            f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:p="urn:p:">', "<rdf:Description><p:p>", "", "</p:p></rdf:Description>"
        )
        + b"</rdf:RDF>",
    ),
    "deep triple terms": ("text/turtle", nested("<urn:a> <urn:b> ", "<<( <urn:a> <urn:b> ", "1", ")>>", " .")),
    "deeper triple terms than are taken": (
        "application/n-triples",
        b"<urn:a> <urn:b> " + b"<<( <urn:a> <urn:b> " * (DEEPEST + 1) + b"<urn:c>" + b" )>>" * (DEEPEST + 1) + b" .",
    ),
    "deep JSON-LD": ("application/ld+json", nested("", '{"urn:a":', "1", "}")),
    "deep graphs in JSON-LD": ("application/ld+json", nested("", '{"@graph":[', "", "]}")),
    "a chain of terms": (
        "application/ld+json",
        json.dumps({"@context": {f"t{n}": f"t{n + 1}:a" for n in range(25_000)}, "t0": 1}).encode(),
    ),
    "a long prefix, often": (
        "text/turtle",
        b"@prefix a: <urn:" + b"a" * 100_000 + b"> . " + b"a:a a:a a:a . " * 60_000,
    ),
}


@pytest.mark.parametrize(("media_type", "document"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_rdf_that_overwhelms_its_parser_is_refused(service: Service, media_type: str, document: bytes) -> None:
    answer = service.ask("PUT", "/data?graph=urn:bomb", document, Content_Type=media_type)
    assert answer.status in (400, 413), answer.data
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert service.ask("GET", "/data?graph=urn:bomb").status == 404


def test_quads_that_overwhelm_their_parser_are_refused(service: Service) -> None:
    _, document = DOCUMENTS["deep triple terms"]
    answer = service.ask("POST", "/data", document[:500_000], Content_Type="application/trig")
    assert answer.status == 400
    _, document = DOCUMENTS["a long prefix, often"]
    assert service.ask("POST", "/data", document, Content_Type="application/trig").status == 413


def test_an_update_with_a_long_prefix_is_refused(service: Service) -> None:
    update = b"PREFIX a: <urn:" + b"a" * 100_000 + b"> INSERT DATA { " + b"a:a a:a a:a . " * 60_000 + b"}"
    answer = service.ask("POST", "/sparql", update, Content_Type="application/sparql-update")
    assert answer.status == 400, answer.data
    relative = b"BASE <urn:" + b"a" * 100_000 + b"/> INSERT DATA { " + b"<a> <b> <c> . " * 60_000 + b"}"
    answer = service.ask("POST", "/sparql", relative, Content_Type="application/sparql-update")
    assert answer.status == 400, answer.data


QUERIES = {
    "deep terms": "SELECT ?t { BIND(" + "TRIPLE(<urn:a>, <urn:b>, " * 5_000 + "1" + ")" * 5_000 + " AS ?t) }",
    "deep terms, one by one": "SELECT ?t0 { BIND(1 AS ?t20000) "
    + "".join(f"BIND(TRIPLE(<urn:a>, <urn:b>, ?t{n + 1}) AS ?t{n}) " for n in range(19_999, -1, -1))
    + "}",
    "doubled": 'SELECT ?s40 { BIND("0123456789" AS ?s0) '
    + "".join(f"BIND(CONCAT(?s{n}, ?s{n}) AS ?s{n + 1}) " for n in range(40))
    + "}",
    "brackets": "SELECT * {" + "{" * 200_000 + "}" * 200_000 + "}",
    "parentheses": "ASK { FILTER(" + "(" * 200_000 + "1" + ")" * 200_000 + ") }",
    "minus": "ASK { FILTER(" + "!" * 200_000 + "true) }",
    "path": "ASK { <urn:a> " + "^" * 200_000 + "<urn:b> ?c }",
}


@pytest.mark.parametrize("accept", ["text/html", "application/sparql-results+json"])
@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_queries_that_overwhelm_the_engine_end(service: Service, query: str, accept: str) -> None:
    answer = service.ask("POST", "/sparql", query.encode(), Content_Type="application/sparql-query", Accept=accept)
    assert answer.status in (200, 400, 406, 503), answer.data[:300]


def test_deep_json_is_refused(service: Service) -> None:
    for body in (b"[" * 400_000, b'{"text":' * 100_000, b'{"text": "a", "title": ' + b"[" * 400_000):
        assert service.ask("POST", "/api/v1/articles", body, Content_Type="application/json").status == 400
    assert service.ask("POST", "/api/v1/extract", b'{"text": %s}' % (b"9" * 500_000), Content_Type="application/json")
    line = b'{"text": "a", "title": ' + b"[" * 400_000
    assert service.ask("POST", "/api/v1/articles/bulk", line, Content_Type="application/x-ndjson").status == 202


def test_deep_html_is_read_or_refused(service: Service) -> None:
    for tag in ("div", "table><tr><td", "ul><li", "b", "font", "blockquote", "svg", "a"):
        page = f"<article><p>Officials said five soldiers had come.</p>{f'<{tag}>' * 20_000}<p>Nobody came.</p>"
        answer = service.ask("POST", "/api/v1/extract", page.encode(), Content_Type="text/html")
        assert answer.status in (200, 422), answer.data[:300]
