"""However it is written, nothing that the engine would send out goes out: a real server listens, and must hear nothing.

Each request is given to the bare engine first, which shows whether that spelling reaches out at all.
"""

import contextlib
import random
import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import QueryTriples, Store

from service.errors import NotAllowedError, QueryError
from service.store.engine import OxigraphReader
from service.store.scan import refuse_load, refuse_service
from tests.store.federation.conftest import Server, say, serving

SPACE = st.sampled_from(["", " ", "\n", "\t", "\r\n", " # a comment }\n", "#<\n", "#'''\n", " #> \r"])
# What may stand before the clause, so that its keyword is glued to something or hidden behind it.
BEFORE = st.sampled_from([
    "", "?s ?p ?o", "?s ?p ?o .", "?s ?p 1", "?s ?p 1.", "?s ?p 1e5", "?s ?p true", "?s ?p 'a'", '?s ?p "SERVICE"',
    "?s ?p '''it's'''", '?s ?p "\\\\"', "?s ?p 'a'@en", "?s ?p 'a'@en-service", "?s ?p :a", "?s ?p :a.", "?s ?p :a.b",
    "?s ?p _:b", "?s ?p _:b.", "?s ?p <urn:a#b>", "FILTER(1<2)", "FILTER(?o<?s)", "FILTER(?o < ?s || ?o > ?p)",
    "FILTER(1<'>')", 'FILTER("\\u0022" = "")', "FILTER(?s=<urn:x>)", "BIND(1 AS ?b)", "VALUES ?v { 1 }", "[] ?p ?o",
    "?s a :c", "?s ?p '<'", "?s ?p '#'", "<a> <b> <c>", "?s ?p 2.5", "?s ?p -1", "?s ?p ()", "{}", "?s :p/:q* ?o .",
    "?a ?b ?c . ?c ?d <urn:<", "FILTER(?a<?b)", "FILTER(?a<1)", "?s ?p 'x'^^:t", "OPTIONAL {}", "FILTER NOT EXISTS {}",
    "FILTER(1<2)#>FROM\n", "?s ?p ?a·TO", "?s ?p ?€TO", "?s ?p :a€TO", "?s ?p :a€\\#b", "?s ?p :€\\'b",
    "FILTER(1<2)#>'\n",
])  # fmt: skip
AROUND = st.sampled_from([
    "SELECT * {{ {} }}", "ASK {{ {} }}", "SELECT * WHERE {{ OPTIONAL {{ {} }} }}", "SELECT * {{ {{ {} }} UNION {{}} }}",
    "SELECT * {{ {{ SELECT * {{ {} }} }} }}", "SELECT * {{ FILTER EXISTS {{ {} }} }}", "DESCRIBE ?s {{ {} }}",
    "SELECT * {{ {{}} MINUS {{ {} }} }}", "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {} }}", "SELECT * {{ GRAPH ?g {{ {} }} }}",
    "SELECT (COUNT(*) AS ?n) {{ {} }} HAVING(?n<1)", "SELECT * {{ BIND(EXISTS {{ {} }} AS ?e) }}",
    "SELECT * FROM <urn:g> {{ {} }}", "BASE <http://127.0.0.1/> SELECT * {{ {} }}",
])  # fmt: skip
UPDATES = st.sampled_from([
    "INSERT {{ ?s ?p ?o }} WHERE {{ {} }}", "DELETE {{ ?s ?p ?o }} WHERE {{ {} }}",
    "INSERT DATA {{ <a:a> <a:a> <a:a> }} ; DELETE {{ ?s ?p 1 }} INSERT {{ ?s ?p 2 }} WHERE {{ {} }}",
    "WITH <urn:g> INSERT {{ ?s ?p ?o }} USING <urn:h> WHERE {{ {} }}",
])  # fmt: skip


@pytest.fixture(scope="module")
def listener() -> Iterator[Server]:
    with serving(lambda request: say(request, b"", "text/turtle")) as server:
        yield server


@st.composite
def keyword(draw: st.DrawFn, word: str) -> str:
    """A keyword in any case, some of its letters as escapes."""
    seed = draw(st.integers(0, 2**16))
    chance = random.Random(seed)
    letters = [letter.lower() if chance.random() < 0.5 else letter for letter in word]
    escaped = draw(st.integers(0, len(word) * 3))
    if escaped < len(word):
        form = chance.choice(["\\u{:04X}", "\\U{:08x}", "\\u005cu{:04X}"])
        letters[escaped] = form.format(ord(letters[escaped]))
    return "".join(letters)


@st.composite
def clause(draw: st.DrawFn) -> str:
    name = draw(
        st.sampled_from(["<HERE/x>", "<HERE/x>", "x:y", "x:", ":x", "x:€", "?u", "<\\u0048ERE/x>", "<HERE/x\\u003e"])
    )
    silent = draw(st.sampled_from(["", draw(keyword("SILENT"))]))
    parts = [draw(keyword("SERVICE")), silent, name, draw(st.sampled_from(["{", "{{"])), "?s ?p ?o", "}"]
    if "{{" in parts:
        parts.append("}")
    return "".join(part + draw(SPACE) for part in parts if part)


@st.composite
def query(draw: st.DrawFn, around: st.SearchStrategy[str]) -> str:
    inner = draw(BEFORE) + draw(SPACE) + draw(clause()) + draw(st.sampled_from(["", draw(BEFORE)]))
    if "?u" in inner:
        inner = "VALUES ?u { <HERE/u> } " + inner
    text = draw(around).format(inner)
    return f"PREFIX x: <HERE/p>{draw(SPACE)}PREFIX : <HERE/q> {text}"


@st.composite
def load(draw: st.DrawFn) -> str:
    silent, name = (
        draw(keyword("SILENT")),
        draw(st.sampled_from(["<HERE/x>", ":x", "x:", "x:€", "<\\u0048ERE/x>", "<y>"])),
    )
    words = [draw(keyword("LOAD")), draw(st.sampled_from(["", silent])), name]
    text = "".join(word + draw(SPACE) for word in words)
    into = draw(st.sampled_from(["", "INTO GRAPH <urn:g>", "INTOGRAPH<urn:g>", "INTO GRAPH :g"]))
    before = draw(
        st.sampled_from(
            ["", "CLEAR ALL;", "INSERT DATA {} ;", "DROP SILENT GRAPH <urn:a#b>;", "BASE <HERE/>", "VERSION '1.2'"]
        )
    )
    return f"PREFIX x: <HERE/p> PREFIX : <HERE/q>{draw(SPACE)}{before}{draw(SPACE)}{text}{into}"


def placed(text: str, listener: Server) -> str:
    return text.replace("HERE", listener.url).replace("\\u0048ERE", "\\u0068" + listener.url[1:])


def ask(store: Store, text: str) -> None:
    with contextlib.suppress(SyntaxError, ValueError, RuntimeError, OSError):
        result = store.query(text)
        if isinstance(result, QueryTriples) or hasattr(result, "variables"):
            list(result)


def change(store: Store, text: str) -> None:
    with contextlib.suppress(SyntaxError, ValueError, RuntimeError, OSError):
        store.update(text)


def reaches_out(listener: Server, send: object, *arguments: object) -> bool:
    listener.asked.clear()
    send(*arguments)  # type: ignore[operator]
    return bool(listener.asked)


def filled() -> Store:
    store = Store()
    store.update("INSERT DATA { <urn:s> <urn:p> 1, true, 'a' . GRAPH <urn:g> { <urn:s> <urn:p> 1 } }")
    return store


EXAMPLES = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@EXAMPLES
@given(text=query(AROUND))
def test_no_query_with_a_service_reaches_it(listener: Server, text: str) -> None:
    text = placed(text, listener)
    store = filled()
    if reaches_out(listener, ask, store, text):
        with pytest.raises(NotAllowedError):
            refuse_service(text)
    listener.asked.clear()
    with contextlib.suppress(QueryError):
        result = OxigraphReader(store, "").query(text, union_default_graph=False)
        if not hasattr(result, "__bool__"):
            list(result)
    assert listener.asked == []


@EXAMPLES
@given(text=query(UPDATES))
def test_no_update_with_a_service_reaches_it(listener: Server, text: str) -> None:
    text = placed(text, listener)
    if reaches_out(listener, change, filled(), text):
        with pytest.raises(NotAllowedError):
            refuse_service(text)


@EXAMPLES
@given(text=load())
def test_no_load_reaches_anything(listener: Server, text: str) -> None:
    text = placed(text, listener)
    if reaches_out(listener, change, filled(), text):
        with pytest.raises(NotAllowedError):
            refuse_load(text)


def test_the_spellings_are_of_use(listener: Server) -> None:
    """The engine, left alone, does reach out for many of them."""
    reached = []

    @settings(max_examples=100, deadline=None, database=None, derandomize=True)
    @given(text=query(AROUND))
    def count(text: str) -> None:
        reached.append(reaches_out(listener, ask, filled(), placed(text, listener)))

    count()
    assert sum(reached) > 5


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED", "from", "FROM#\nNAMED"])
def test_a_dataset_is_never_fetched(listener: Server, clause: str) -> None:
    listener.asked.clear()
    for iri in (f"{listener.url}/data.ttl", "file:///etc/passwd"):
        reader = OxigraphReader(filled(), "")
        rows = reader.query(f"SELECT * {clause} <{iri}> {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}")
        assert list(rows) == []  # type: ignore[arg-type]
        rows = reader.query("SELECT * { ?s ?p ?o }", default_graphs=[iri], named_graphs=[iri])
        assert list(rows) == []  # type: ignore[arg-type]
    assert listener.asked == []


def test_the_words_of_the_query_stay_in_the_answer(listener: Server) -> None:
    with pytest.raises(NotAllowedError, match=re.escape(f"SERVICE <{listener.url}/x> is refused")):
        refuse_service(f"SELECT * {{ service {chr(10)} <{listener.url}/x> {{ ?s ?p ?o }} }}")
