"""What schemathesis sends where a schema cannot say it: SPARQL, RDF, articles, cursors, dates, addresses, words."""

import base64
import json
import zlib
from typing import Any

import schemathesis
from hypothesis import strategies as st

_WORDS = st.text(st.characters(categories=("L", "N", "P", "Zs"), max_codepoint=0x2FFF), max_size=30)
_NAMES = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
_IRIS = st.builds("urn:x-{}:{}".format, _NAMES, _NAMES) | st.builds("http://example.org/{}".format, _NAMES)
_DAYS = st.dates().map(lambda day: day.isoformat())
_PARTIAL = st.one_of(_DAYS, _DAYS.map(lambda day: day[:7]), _DAYS.map(lambda day: day[:4]))
_LITERALS = _WORDS.map(json.dumps)
_TRIPLES = st.lists(st.builds("<{}> <{}> {} .".format, _IRIS, _IRIS, _LITERALS), max_size=5).map("\n".join)
_QUERIES = st.one_of(
    st.sampled_from(
        [
            "SELECT ?s WHERE { ?s ?p ?o } LIMIT 3",
            "PREFIX rec: <https://w3id.org/onrecord#> ASK { ?s a rec:Statement }",
            "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 3",
            "DESCRIBE <http://localhost:8000/actor/russia>",
        ]
    ),
    st.builds("SELECT * WHERE {{ ?s ?p ?o . FILTER(STR(?o) = {}) }} LIMIT 2".format, _LITERALS),
    st.builds("SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{}> {{ ?s ?p ?o }} }}".format, _IRIS),
)
_UPDATES = st.builds("INSERT DATA {{ GRAPH <{}> {{ {} }} }}".format, _IRIS, _TRIPLES) | st.builds(
    "DROP SILENT GRAPH <{}>".format, _IRIS
)
_SENTENCES = st.builds("{} has sent {} soldiers to {}, {} said.".format, _WORDS, st.integers(1, 99), _WORDS, _WORDS)
_PATHS = st.lists(st.from_regex(r"[a-z가-힣 é%.-]{0,6}[a-z]", fullmatch=True), min_size=1, max_size=3).map("/".join)
_LINES = st.lists(
    st.one_of(
        st.builds(lambda text: json.dumps({"text": text}), _SENTENCES),
        st.builds(lambda text, title: json.dumps({"html": f"<p>{text}</p>", "title": title}), _SENTENCES, _NAMES),
        st.sampled_from(["{}", "[1", "null", '{"text": 3}']),
    ),
    min_size=1,
    max_size=4,
)


def _cursor(kind: str, sort: object, item: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([kind, sort, item]).encode()).decode().rstrip("=")


_FORMATS = {
    "cursor": st.just(""),  # others belong to one list each; links lead to them
    "partial-date": _PARTIAL,
    "date": _DAYS,
    "words": st.builds("{} {}".format, _NAMES, _WORDS),
    "iri": _IRIS,
    "path": _PATHS,
    "web-address": _NAMES.map("https://example.org/{}".format) | st.just(""),
    "sparql-query": _QUERIES,
    "sparql-update": _UPDATES,
    "article": _SENTENCES,
}
_RDF = {
    "text/turtle": _TRIPLES,
    "application/n-triples": _TRIPLES.map(lambda triples: triples + "\n"),
    "text/n3": _TRIPLES,
    "application/n-quads": _TRIPLES,
    "application/trig": _TRIPLES,
    "application/ld+json": st.builds(lambda iri, text: json.dumps({"@id": iri, "urn:x-says": text}), _IRIS, _WORDS),
    "application/rdf+xml": st.builds(
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:Description r:about="{}"/></r:RDF>'.format,
        _IRIS,
    ),
}
_BODIES = _RDF | {
    "application/x-ndjson": _LINES.map("\n".join),
    "application/sparql-query": _QUERIES,
    "application/sparql-update": _UPDATES,
    "text/plain": _SENTENCES,
    "text/html": st.builds("<html><body><p>{}</p></body></html>".format, _SENTENCES),
}


@schemathesis.hook
def before_load_schema(context: Any, schema: dict[str, Any]) -> None:
    """Give the examples of such bodies as bytes, as schemathesis wants them."""
    for methods in schema["paths"].values():
        for said in methods.values():
            for media_type, content in said.get("requestBody", {}).get("content", {}).items():
                if media_type in _BODIES and "example" in content:
                    example = content["example"]
                    content["example"] = (example if isinstance(example, str) else json.dumps(example)).encode()


@schemathesis.hook
def map_headers(context: Any, headers: Any) -> Any:
    """Leave most writes without the condition that what is there is in a state which nobody has seen."""
    if headers and "If-Match" in headers and zlib.crc32(str(headers["If-Match"]).encode()) % 4:
        return {name: value for name, value in headers.items() if name != "If-Match"}
    return headers


@schemathesis.hook
def map_body(context: Any, body: Any) -> Any:
    """Have no article extracted over and over: others wait for that."""
    return body | {"force": False} if isinstance(body, dict) and body.get("force") is True else body


for _name, _strategy in _FORMATS.items():
    schemathesis.openapi.format(_name, _strategy)
for _name, _strategy in _BODIES.items():
    schemathesis.openapi.media_type(_name, _strategy.map(str.encode))
