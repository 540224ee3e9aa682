"""Which graphs an update may change is read from its text; in doubt, any."""

import pytest

from service.store.touched import touched_graphs

A, B = "http://example.org/a", "http://example.org/b"


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        (f"INSERT DATA {{ GRAPH <{A}> {{ <{B}> <{B}> 'GRAPH ?g' }} }}", {A}),
        (f"WITH <{A}> DELETE {{ ?s ?p ?o }} WHERE {{ GRAPH <{B}> {{ ?s ?p ?o }} }}", {A, B}),
        (f"CLEAR SILENT GRAPH <{A}> ; DROP GRAPH <{B}>", {A, B}),
        (f"MOVE <{A}> TO GRAPH <{B}>", {A, B}),
        (f"COPY DEFAULT TO <{B}>", {B}),
        (f"INSERT DATA {{ <{A}> <{A}> <{A}> }}", set()),
        ("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", None),
        ("CLEAR ALL", None),
        ("DROP NAMED", None),
        ("PREFIX ex: <http://example.org/> CLEAR GRAPH ex:a", None),
        ("BASE <http://example.org/> CLEAR GRAPH <a>", None),
        ("CLEAR GRAPH <http://example.org/\\u0061>", None),
    ],
)
def test_the_graphs_that_an_update_may_change(update: str, expected: set[str] | None) -> None:
    assert touched_graphs(update) == (None if expected is None else frozenset(expected))
