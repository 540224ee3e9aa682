"""What reaches out is refused however it is written; what only looks like it is not."""

import contextlib

import pytest
from pyoxigraph import Store

from service.errors import NotAllowedError
from service.sparql.determinism import is_deterministic
from service.store.scan import names_dataset, refuse_load, refuse_service, tokens

AWAY = "<http://127.0.0.1:1/>"  # the engine refuses to connect to this port, and says so
SERVICES = [
    f"SELECT * {{ SERVICE {AWAY} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ service{AWAY}{{ ?s ?p ?o }} }}",
    f"SELECT * {{ SeRvIcE SILENT {AWAY} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ SERVICESILENT{AWAY}{{ ?s ?p ?o }} }}",
    f"SELECT * {{ SERVICE # comment }}\n {AWAY} # {{\n {{ ?s ?p ?o }} }}",
    "SELECT * { ?s ?p ?e SERVICE ?e { ?s ?p ?o } }",
    "PREFIX x: <http://127.0.0.1:1/> SELECT * { SERVICE x: { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:1/> SELECT * { SERVICE:x { ?s ?p ?o } }",
    f"SELECT * {{ ?s ?p 1SERVICE {AWAY} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ ?s ?p 1e5SERVICE {AWAY} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ ?s ?p trueSERVICE {AWAY} {{ ?s ?p ?o }} }}",
    "PREFIX : <http://127.0.0.1:1/> SELECT * { ?s ?p trueSERVICE:x { ?s ?p ?o } }",
    f"PREFIX : <http://example.org/> SELECT * {{ ?s ?p :.SERVICE {AWAY} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ FILTER(1<'>') SERVICE {AWAY} {{ ?s ?p ?o }} FILTER('a'='b') }}",
    f"SELECT * {{ ?a ?b ?c FILTER(?a<?b)SERVICE#>\n{AWAY} {{ ?s ?p ?o }} }}",
    f'SELECT * {{ ?a ?b ?c FILTER(?a="\\u0022") SERVICE {AWAY} {{ ?s ?p ?o }} FILTER(?a="") }}',
    f"SELECT * {{ {{ SELECT * {{ OPTIONAL {{ SERVICE {AWAY} {{ ?s ?p ?o }} }} }} }} }}",
    f"SELECT * {{ ?a ?b ?c FILTER(1<2)#>FROM\nSERVICE {AWAY} {{ ?s ?p ?o }} }}",
    "PREFIX x: <http://127.0.0.1:1/> SELECT * { SERVICE x:€ { ?s ?p ?o } }",
    "PREFIX a€: <http://127.0.0.1:1/> SELECT * { SERVICE a€:x { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:1/> SELECT * { SERVICESILENT:€ { ?s ?p ?o } }",
    f"SELECT * {{ ?s ?p ?a·TO SERVICE {AWAY} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ ?s ?p ?€TO SERVICE {AWAY} {{ ?s ?p ?o }} }}",
    f"PREFIX x: <http://example.org/> SELECT * {{ ?s ?p x:a€\\#b SERVICE {AWAY} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ \\u0053ERVICE {AWAY} {{ ?s ?p ?o }} }}",
    f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE {AWAY} {{ ?s ?p ?o }} }}",
]
NO_SERVICES = [
    'SELECT * { ?s ?p "SERVICE <http://example.org/> { ?s ?p ?o }" }',
    "SELECT * { ?s ?p '''SERVICE <http://example.org/> { ' }''' }",
    'SELECT * { ?s ?p "\\" SERVICE <http://example.org/> { }" }',
    "# SERVICE <http://example.org/> { }\nSELECT * { ?s ?p ?o }",
    "SELECT * { ?service ?p $SERVICE }",
    'SELECT * { ?s ?p "x"@service }',
    "SELECT * { _:SERVICE ?p ?o }",
    "SELECT * { <http://example.org/service> <http://www.w3.org/ns/sparql-service-description#url> ?o }",
    "SELECT * { ?s <http://example.org/service#>\n?o OPTIONAL { ?o ?p ?q } }",
    "PREFIX service: <http://example.org/> SELECT * { service:a service:b ?o }",
    "PREFIX service: <http://example.org/> SELECT * FROM service:g { GRAPH service:g { ?s ?p ?o } }",
    "PREFIX x: <http://example.org/> SELECT * { x:SERVICE x:service ?o }",
]
LOADS = [
    "LOAD <http://127.0.0.1:1/>",
    "loadSILENT<http://127.0.0.1:1/>",
    "CLEAR ALL;LOAD<http://127.0.0.1:1/>INTO GRAPH <http://example.org/>",
    "PREFIX : <http://127.0.0.1:1/> LOAD :x",
    "PREFIX : <http://127.0.0.1:1/> LOAD:x",
    "PREFIX:<http://127.0.0.1:1/>LOADSILENT:x",
    "PREFIX x: <http://127.0.0.1:1/> CREATE GRAPH <urn:x> ; # comment\n LOADx:y INTO GRAPH <urn:g>",
    "PREFIX : <http://127.0.0.1:1/> VERSION '1.2' LOAD:€ # comment",
    "BASE <http://127.0.0.1:1/> # comment\n LOAD <x>",
    "LO\\u0041D <http://127.0.0.1:1/>",
]
NO_LOADS = [
    'INSERT DATA { <http://example.org/LOAD> <http://example.org/b> "LOAD <http://example.org/>" }',
    "PREFIX load: <http://example.org/> INSERT DATA { load:a load:b load:c ; load:d load:e }",
    "PREFIX x: <http://example.org/> INSERT DATA { x:LOAD x:load x:c } # LOAD <http://example.org/>",
    "DELETE WHERE { ?load ?p $LOAD }",
    'INSERT DATA { <http://example.org/a> <http://example.org/b> "stop; load the:gun; LOAD <http://x/> ;" }',
]


@pytest.mark.parametrize("query", SERVICES)
def test_a_service_clause_is_refused(query: str) -> None:
    with pytest.raises(NotAllowedError, match="SERVICE"):
        refuse_service(query)


@pytest.mark.parametrize("query", NO_SERVICES)
def test_the_word_service_alone_is_not(query: str) -> None:
    refuse_service(query)
    Store().query(query)


@pytest.mark.parametrize("update", LOADS)
def test_a_load_is_refused(update: str) -> None:
    with pytest.raises(NotAllowedError, match="LOAD"):
        refuse_load(update)


@pytest.mark.parametrize("update", NO_LOADS)
def test_the_word_load_alone_is_not(update: str) -> None:
    refuse_load(update)
    Store().update(update)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * FROM <http://example.org/> { ?s ?p ?o }", True),
        ("SELECT *FROM<http://example.org/>{ ?s ?p ?o }", True),
        ("SELECT ?from { ?from <http://example.org/from> 'FROM <x>' } # FROM", False),
    ],
)
def test_a_from_clause_is_told_from_the_word(query: str, expected: bool) -> None:
    assert names_dataset(query) is expected


@pytest.mark.parametrize(
    "piece",
    ["a.", "a-", "a..", ":a.", "SERVICE", "SERVICE.", "SERVICE:a.", "SERVICE#", "<SERVICE#>", "<a.b#>", "'\\", "<\\'>",
     "'''\n\\", '"""\\', "<'''>", "LOAD", "LOAD#", ";#", "LOAD;#", "PREFIX a:<", "GRAPH ", "_:a.", "@a-", "<"],
)  # fmt: skip
def test_a_request_is_read_in_time_however_it_is_made(piece: str) -> None:
    """Where reading took the square of the length, this would not end."""
    text = "SELECT * { SERVICE " + piece * (400_000 // len(piece))
    assert sum(1 for _ in tokens(text)) > 0
    with contextlib.suppress(NotAllowedError):
        refuse_service(text)
    with contextlib.suppress(NotAllowedError):
        refuse_load(f"{text} LOAD")
    assert is_deterministic(text) is False
