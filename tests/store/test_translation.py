"""On the union layout an update has the effect that it has on a plain store: the engine itself is the oracle."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    parse,
)

from service.errors import QueryError
from service.store.layout import OWN_DEFAULT
from service.store.named_only import named_only
from service.store.translation import on_union_layout

OWN, DEFAULT = NamedNode(OWN_DEFAULT), DefaultGraph()
SUITE = Path(__file__).parents[2].parent / "shared/w3c/suite"
A, B, C = (NamedNode(f"http://example.org/{name}") for name in "abc")
P = NamedNode("http://example.org/p")
JOURNAL = "urn:journal"
PREFIXES = "PREFIX : <http://example.org/> "
QUADS = [
    Quad(A, P, B),
    Quad(A, P, Literal("of the default graph")),
    Quad(A, P, B, A),
    Quad(B, P, C, A),
    Quad(B, P, C, B),
    Quad(C, P, BlankNode(), B),
]


def union_layout(quads: list[Quad]) -> Store:
    store = Store()
    store.extend(Quad(*quad.triple, OWN) if quad.graph_name == DEFAULT else quad for quad in quads)
    store.extend(Quad(*quad.triple) for quad in quads)
    return store


def canonical(quads: Iterator[Quad]) -> list[str]:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return sorted(map(str, dataset))


def plain_effect(quads: list[Quad], update: str) -> tuple[list[str], set[str]]:
    store = Store()
    store.extend(quads)
    store.update(update)
    return canonical(iter(store)), {str(name) for name in store.named_graphs()}


def translated_effect(quads: list[Quad], update: str) -> tuple[list[str], set[str]]:
    store = union_layout(quads)
    store.update(on_union_layout(update, JOURNAL).text)
    store.remove_graph(NamedNode(JOURNAL))
    named = (quad for quad in store if quad.graph_name != DEFAULT)
    known = (Quad(*quad.triple) if quad.graph_name == OWN else quad for quad in named)
    return canonical(known), {str(name) for name in store.named_graphs() if name != OWN}


def check(quads: list[Quad], update: str) -> None:
    """Both do the same, or both refuse."""
    try:
        expected = plain_effect(quads, update)
    except (SyntaxError, ValueError, RuntimeError) as error:
        with pytest.raises((QueryError, type(error))):
            translated_effect(quads, update)
        return
    assert translated_effect(quads, update) == expected


@pytest.mark.parametrize("initial", [QUADS, QUADS[2:], []], ids=["all", "no default graph", "empty"])
@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { :a :p 1 }",
        "insert data { :a :p 1 GRAPH :g { :a :p 2 } . :a :p 3 . GRAPH :h { } :a :p 4 ; :p 5 , 6 . }",
        "INSERT DATA { _:x :p 1 GRAPH :g { _:x :p 2 } _:x :p [ :p ( 1 2 ) ] }",
        "INSERT DATA { :a :p 'GRAPH :g {', '''}''', \"# no comment\" } # a comment }",
        "INSERT DATA { <http://example.org/a#graph> :p <http://example.org/%7D'> . }",
        "INSERT DATA { :graph :GRAPH 'x'@en-GB , true , 1.5e3 , -2 . }",
        "INSERT DATA { :a :p :b {| :p 1 |} GRAPH :g { << :a :p :b >> :p 2 } }",
        "INSERT DATA { :a :p <<( :a :p :b )>> ~ :r }",
        "INSERT DATA {}",
        "DELETE DATA { :a :p :b GRAPH :a { :a :p :b } }",
        "DELETE DATA { GRAPH :b { :a :p :b } }",
        "DELETE WHERE { ?s ?p ?o }",
        "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
        "DELETE WHERE { GRAPH ?g { ?s ?p ?o } ?s ?p ?x }",
        "DELETE WHERE { ?s :p ?o . GRAPH :no { } . GRAPH ?g { } }",
        "DELETE WHERE { ?s :p :b GRAPH :no { } ?s :p ?o GRAPH ?g { } . ?s ?p ?x }",
        "DELETE WHERE { ?s :p ?o . GRAPH :a { ?s :p ?o } }",
        "DELETE { ?s ?p ?o } INSERT { ?o ?p ?s } WHERE { ?s ?p ?o FILTER(isIRI(?o)) }",
        "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "INSERT { ?s :in ?g } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "INSERT { GRAPH :new { ?s ?p ?o } ?s ?p 1 } WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }",
        "INSERT { ?s :p ?n } WHERE { ?s :p ?o { SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?x ?y ?z } } } }",
        "INSERT { ?s :p 1 } WHERE { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }",
        "INSERT { ?s :p ?g } WHERE { ?s ?p ?o OPTIONAL { GRAPH ?g { ?s ?p ?x } } }",
        "INSERT { ?s :p ?g } WHERE { ?s ?p ?o MINUS { GRAPH ?g { ?s ?p ?o } } GRAPH ?h { } }",
        "INSERT { :n :p ?n } WHERE { { SELECT (COUNT(?g) AS ?n) { GRAPH ?g { } } } }",
        "INSERT { ?g :p ?h } WHERE { GRAPH ?g { ?s ?p ?o } GRAPH ?h { ?o ?p ?x } }",
        "INSERT { _:new :of ?s . GRAPH :g { _:new :of ?s } } WHERE { ?s ?p ?o }",
        "WITH :a DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
        "WITH :a INSERT { ?s ?p ?g } WHERE { ?s ?p ?o GRAPH ?g { ?s ?p ?o } }",
        "INSERT { ?s ?p 1 } USING :a USING :b WHERE { ?s ?p ?o }",
        "INSERT { ?s ?p 1 } USING NAMED :a WHERE { GRAPH ?g { ?s ?p ?o } }",
        "DELETE { ?s ?p ?o } USING NAMED :a WHERE { ?s ?p ?o }",
        "WITH :b DELETE { ?s ?p ?o } USING :a WHERE { ?s ?p ?o }",
        *(f"{word} {which}" for word in ("CLEAR", "DROP") for which in ("DEFAULT", "NAMED", "ALL", "GRAPH :a")),
        *(f"{word} SILENT {which}" for word in ("CLEAR", "DROP") for which in ("DEFAULT", "NAMED", "GRAPH :no")),
        "CLEAR GRAPH :no",
        "CREATE GRAPH :new ; CREATE SILENT GRAPH :a",
        "CREATE GRAPH :a",
        *(
            f"{word} {silent} {source} TO {target}"
            for word in ("ADD", "MOVE", "COPY")
            for silent in ("", "SILENT")
            for source, target in (
                *(("DEFAULT", ":a"), (":a", "DEFAULT"), ("DEFAULT", "GRAPH :new"), ("GRAPH :b", ":a")),
                *(("DEFAULT", "DEFAULT"), (":no", "DEFAULT"), (":a", ":a")),
            )
        ),
        "INSERT DATA { :x :p 1 } ; CLEAR NAMED ; INSERT { :y :p ?o } WHERE { :x :p ?o } ;",
        "COPY DEFAULT TO :c ; DROP DEFAULT ; PREFIX q: <http://example.org/> DELETE WHERE { GRAPH q:c { ?s ?p :b } }",
        "BASE <http://example.org/> INSERT DATA { <a> <p> <#graph> } ; BASE <x/> INSERT DATA { <a> <p> <b> }",
        "INSERT { ?s :p 1 } WHERE { ?s ?p ?o FILTER(?o<5||?o>7) }",
        "INSERT { ?s :p 1 } WHERE { VALUES (?s ?o) { (<http://example.org/a#x> <http://example.org/b#y>) } }",
        "INSERT{?s :p 1}WHERE{?s ?p ?o}",
        "INSERT { ?s :p 1 } WHERE { ?s ?p ?o",
        "INSERT DATA { GRAPH ?g { :a :p 1 } }",
        "DELETE DATA { _:x :p 1 }",
        "DELETE WHERE { _:x :p 1 }",
        "CLEAR",
        "MOVE DEFAULT",
        "SELECT * { ?s ?p ?o }",
        "",
    ],
)
def test_an_update_does_what_it_does_on_a_plain_store(update: str, initial: list[Quad]) -> None:
    check(initial, PREFIXES + update)


NODES = st.sampled_from([":a", ":b", "<http://example.org/c>", "<http://example.org/c#d>"])
VARIABLES = st.sampled_from(["?s", "?p", "?o", "$x"])
GRAPHS = st.sampled_from([":a", ":b", ":new"])
DATA = st.builds(
    "{} :p {}{}".format,
    NODES,
    st.one_of(NODES, st.sampled_from(["1", "'}'", '"GRAPH :a {"', "'''{'''", "'x'@en", "true", "1.5"])),
    st.sampled_from([" .", " . # GRAPH {\n", " ; :p 2 ."]),
)
TEMPLATE = st.builds("{} :p {} .".format, st.one_of(NODES, VARIABLES), st.one_of(NODES, VARIABLES))


def _blocks(triples: st.SearchStrategy[str], names: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    block = st.one_of(triples, st.builds("GRAPH {}{{{}}}".format, names, triples), st.just("GRAPH :b { }"))
    return st.lists(block, max_size=4).map(lambda blocks: "{" + " ".join(blocks) + "}")


def _patterns() -> st.SearchStrategy[str]:
    some_graph = st.sampled_from([":a", "?g", "?h", "?s"])
    leaf = st.one_of(TEMPLATE, st.sampled_from(["", "?s ?p ?o .", "?s :p* ?o .", "BIND(1 AS ?y)"]))

    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.one_of(
            st.builds("GRAPH {} {{ {} }}".format, some_graph, inner.filter(lambda text: "SELECT" not in text)),
            st.builds("{{ {} }} UNION {{ {} }}".format, inner, inner),
            st.builds("{} OPTIONAL {{ {} }}".format, inner, inner),
            st.builds("{} MINUS {{ {} }}".format, inner, inner),
            st.builds("{} FILTER NOT EXISTS {{ {} }}".format, inner, inner),
            st.builds("{{ SELECT * WHERE {{ {} }} }}".format, inner),
            st.builds("{} {}".format, inner, inner),
            st.builds("{} FILTER(bound(?g)||1<2)".format, inner),
        )

    return st.recursive(leaf, larger, max_leaves=4)


WHERE = st.builds(
    " {}{{ {} }}".format, st.sampled_from(["WHERE", "where", "USING :a WHERE", "USING NAMED :b WHERE"]), _patterns()
)
TEMPLATES = _blocks(TEMPLATE, st.one_of(GRAPHS, st.just("?g")))
REFERENCE = st.one_of(st.just("DEFAULT"), GRAPHS)
OPERATION = st.one_of(
    st.builds("{} DATA {}".format, st.sampled_from(["INSERT", "DELETE", "delete"]), _blocks(DATA, GRAPHS)),
    st.builds("DELETE WHERE {}".format, TEMPLATES),
    st.builds("{}INSERT {}{}".format, st.sampled_from(["", "WITH :a "]), TEMPLATES, WHERE),
    st.builds("{}DELETE {}{}".format, st.sampled_from(["", "WITH :b "]), TEMPLATES, WHERE),
    st.builds("DELETE {} INSERT {}{}".format, TEMPLATES, TEMPLATES, WHERE),
    st.builds("{} SILENT {} TO {}".format, st.sampled_from(["ADD", "Move", "COPY"]), REFERENCE, REFERENCE),
    st.builds("{} {}".format, st.sampled_from(["CLEAR", "DROP"]), st.sampled_from(["DEFAULT", "NAMED", "ALL"])),
)
INITIAL = st.lists(
    st.builds(Quad, *[st.sampled_from([A, B, C]), st.just(P), st.sampled_from([A, B, C, Literal("1")])],
              st.sampled_from([DEFAULT, DEFAULT, A, B])),
    max_size=8,
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(INITIAL, st.lists(OPERATION, min_size=1, max_size=3))
def test_any_update_does_what_it_does_on_a_plain_store(initial: list[Quad], operations: list[str]) -> None:
    check(initial, PREFIXES + "\n;\n".join(operations))


_ACTIONS = """
PREFIX mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#>
PREFIX ut: <http://www.w3.org/2009/sparql/tests/test-update#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?test ?request ?data ?graph ?name {
  ?test mf:action ?action . ?action ut:request ?request .
  OPTIONAL { { ?action ut:data ?data } UNION { ?action ut:graphData [ ut:graph ?graph ; rdfs:label ?name ] } }
}"""


def _suite() -> Iterator[tuple[Path, list[Quad]]]:
    """Yield the request of each update evaluation test, and the quads that it starts from."""
    tests: dict[str, tuple[Path, list[Quad]]] = {}
    for manifest in sorted(SUITE.rglob("manifest.ttl")):
        store = Store()
        store.load(path=manifest, format=RdfFormat.TURTLE, base_iri=manifest.as_uri())
        for row in store.query(_ACTIONS):  # type: ignore[union-attr]
            test, request, data, graph, name = (None if term is None else term.value for term in row)
            _, quads = tests.setdefault(test, (_path(request), []))
            if file := data or graph:
                read = parse(path=_path(file), base_iri=file)
                quads += (Quad(*quad.triple, NamedNode(name)) if name else quad for quad in read)
    yield from tests.values()


def _path(iri: str) -> Path:
    return Path(unquote(urlsplit(iri).path))


@pytest.mark.skipif(not SUITE.exists(), reason="the W3C's tests do not lie beside")
def test_the_updates_of_the_w3c_suite_do_what_they_do_on_a_plain_store() -> None:
    tests = [(path.read_text(encoding="utf-8"), quads) for path, quads in _suite()]
    assert len(tests) > 90
    for update, quads in tests:
        if "LOAD" not in update.upper():
            check(quads, f"BASE <http://example.org/> {update}")


@pytest.mark.skipif(not SUITE.exists(), reason="the W3C's tests do not lie beside")
def test_what_the_w3c_suite_has_of_syntax_is_read_as_the_engine_reads_it() -> None:
    requests = [path for path in SUITE.rglob("*.ru") if "LOAD" not in path.read_text(encoding="utf-8").upper()]
    assert len(requests) > 130
    for path in requests:
        check(QUADS, path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "update",
    [
        "INSERTDATA { <x:a> <x:a> <x:a> }",
        "CLEARALL",
        "DELETEWHERE { ?s ?p ?o }",
        "COPY DEFAULT TOGRAPH <x:g>",
        "INSERT DATA { <x:a> <x:a> trueGRAPH <x:g> { } }",
        "INSERT { ?s ?p ?g } WHERE { GRAPH ?g { { SELECT * { ?s ?p ?o } } } }",
        "INSERT { ?a <x:p> 1 } WHERE { ?a <x:p> ?b FILTER(?a<'b>c') }",
    ],
)
def test_what_the_engine_reads_otherwise_than_the_standard_is_refused(update: str) -> None:
    Store().update(update)
    with pytest.raises(QueryError, match=r"apart|space|subquery"):
        on_union_layout(update, JOURNAL)


def test_a_syntax_error_is_told_by_its_place_in_what_was_sent() -> None:
    with pytest.raises(QueryError, match="error at 2:"):
        on_union_layout("CLEAR DEFAULT ;\nCLEAR EVERYTHING", JOURNAL)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?g { GRAPH ?g { } }",
        "SELECT ?g ?h { GRAPH ?g { ?s ?p ?o } GRAPH ?h { ?s ?p ?x } }",
        "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o GRAPH ?h { ?s ?p ?x } } }",
        "SELECT (COUNT(*) AS ?n) { GRAPH $g { ?s ?p 'of the default graph' } }",
        "SELECT ?s { VALUES ?g { <http://example.org/a> } GRAPH ?g { ?s ?p ?o FILTER(?o != '}') } }",
        "SELECT ?g { { GRAPH ?g { ?s ?p ?o } } UNION { GRAPH <http://example.org/a> { ?g ?p ?o } } }",
    ],
)
def test_a_query_comes_upon_named_graphs_only(query: str) -> None:
    plain, union = Store(), union_layout(QUADS)
    plain.extend(QUADS)
    answers = [
        sorted(str(row) for row in plain.query(query)),
        sorted(str(row) for row in union.query(named_only(query))),
    ]  # type: ignore[union-attr]
    assert answers[0] == answers[1] != []
