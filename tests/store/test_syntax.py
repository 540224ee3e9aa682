"""What is said of SPARQL that does not parse: where, and what is wrong, in a line."""

from __future__ import annotations

import re

import pytest
from pyoxigraph import Store

from service.errors import QueryError
from service.store.embedded import EmbeddedStore
from service.store.engine import OxigraphReader

QUERIES = {
    "SELECT * { ?s foo:p ?o } LIMIT 1": r"1:15: the prefix foo: is not declared; add PREFIX foo: <…>",
    "ASK {\n ?s rdfs:label 1 }": r"2:5: the prefix rdfs: is not declared; add PREFIX rdfs: <http://www\.w3\.org/.*#>",
    "SELECT * { ?s : ?o }": r"1:15: the prefix : is not declared; add PREFIX : <…>",
    "SELECT * { ?s ?p ?o FILTER(f:f(?s)) }": r"1:28: the prefix f: is not declared",
    "PREFIX a: <http://a#> SELECT * { ?s a:p 'b'^^xs:int }": r"1:46: the prefix xs: is not declared",
    "PREFIX a: <http://a#>\nSELECT * { ?s a:p ?o": r"2:21, at the end: expected one of .*…$",
    "SELEC * {}": r"1:10, at “}”: expected CONSTRUCT$",
    "": r"1:1, at the end: this cannot be read on$",
    "SELECT * { ?s ?p ?o } LIMIT x": r"1:29, at “x”: expected one of a digit, HAVING, ",
    "SELECT * { ?s ?p ?o } ORDER ?s": r"1:31, at the end: expected BY$",
    "SELECT * { ?s ?p 'foo:bar }": r"1:28, at the end.*: expected one of",
    "SELECT * { ?s <http://a b> ?o }": r", at “.*”: IRI parsing failed$",
    "SELECT (COUNT(*) AS ?s) ?x {?s ?p ?o}": r": the SELECT contains a variable that is unbound$",
    "SELECT * { ?s ?p ?o } GROUP BY": r'expected one of a name, "\$", "\(", .*…$',
}
UPDATES = {
    "INSERT DATA { <a:b> foo:p 1 }": r"1:21: the prefix foo: is not declared; add PREFIX foo: <…>$",
    "DELETE WHERE { ?s rec:low ?o }": r"1:19: the prefix rec: is not declared; add PREFIX rec: <https://w3id.org/",
    "INSERT { ?s <a:b> 1 } WHERE { ?s ?p }": r"error at 1:",
    "DROP GRAPH": r"ends too early|1:11",
}


def judged(detail: str, said: str) -> None:
    assert re.search(said, detail), detail
    assert "\n" not in detail
    assert "\\u{" not in detail
    assert len(detail) < 200


@pytest.mark.parametrize(("query", "said"), QUERIES.items())
def test_of_a_query(query: str, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        OxigraphReader(Store(), "").query(query, union_default_graph=False)
    judged(caught.value.detail, said)


@pytest.mark.parametrize(("update", "said"), UPDATES.items())
def test_of_an_update(store: EmbeddedStore, update: str, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        store.update(update)
    judged(caught.value.detail, said)
