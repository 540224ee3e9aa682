"""Any filters together, on any page, while articles come and go: lists hold what the claims say, counted rightly."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.newsroom import World, articles
from ontology.registry import Entry, Registry
from service.index import FILTERS, Index, ListKind, Selection, columns, selection
from service.model import Article, Claims
from service.rdf import article_graph, to_ntriples
from service.vocabulary import Iris
from tests.conftest import ACCEPTED, BASE
from tests.index.reference import Thing, expected, words

IRIS = Iris(BASE)
NOTHING = Registry()
ARTICLES = 24
KINDS: tuple[ListKind, ...] = ("article", "treaty", "deployment", "statement", "figure", "dispute")
FREE = {"from": ("2015", "2018-04", "2020-02-29", "2024"), "to": ("2016", "2021-07", "2025-12-31"), "q": ()}


def small_world() -> World:
    """A world of a few names, so that articles have much in common."""
    kinds = {"state": 8, "news_outlet": 3, "news_agency": 3, "government_body": 4, "armed_force": 2}
    actors = [
        Entry(id=f"{kind.replace('_', '-')}-{number}", type=kind, name=f"{kind.replace('_', ' ')} {number}")
        for kind, count in kinds.items()
        for number in range(count)
    ]
    places = [Entry(id=f"place-{number}", type="place", name=f"place {number}") for number in range(5)]
    registry = Registry(actors={e.id: e for e in actors}, places={e.id: e for e in places})
    return World(registry)


PUBLISHED: tuple[tuple[Article, Claims], ...] = tuple(articles(small_world(), ARTICLES))
GRAPHS = {
    str(IRIS.graph(article.id)): to_ntriples(article_graph(article, claims, IRIS, ACCEPTED, NOTHING))
    for article, claims in PUBLISHED
}
NAMES = tuple(GRAPHS)
COMMON_WORDS = [word for word, _ in Counter(w for a, _ in PUBLISHED for w in words(a.text)).most_common(40)]


def known_values(kind: ListKind) -> dict[str, list[str]]:
    """The values that each filter of a list can have, and one that nothing has."""
    found: dict[str, set[str]] = {}
    for thing in expected(PUBLISHED, kind, Selection()).values():
        for name, values in thing.found_by.items():
            found.setdefault(name, set()).update(values)
    values = {name: sorted(found.get(name, ())) for name, each in FILTERS[kind].items() if name not in FREE}
    return {name: some or ["nothing"] for name, some in values.items() if some or not FILTERS[kind][name].concepts}


VALUES = {kind: known_values(kind) for kind in KINDS}


@st.composite
def questions(draw: st.DrawFn) -> tuple[ListKind, dict[str, str], int]:
    """A list, some of its filters, and how many things a page has."""
    kind = draw(st.sampled_from(KINDS))
    choices = {name: st.sampled_from(values) for name, values in VALUES[kind].items()}
    if "from" in FILTERS[kind]:
        choices |= {"from": st.sampled_from(FREE["from"]), "to": st.sampled_from(FREE["to"])}
    if kind != "deployment":  # its name is made of others
        choices["q"] = st.lists(st.sampled_from(COMMON_WORDS), min_size=1, max_size=3).map(" ".join)
    names = draw(st.lists(st.sampled_from(sorted(choices)), max_size=3, unique=True))
    return kind, {name: draw(choices[name]) for name in names}, draw(st.sampled_from((1, 3, 1000)))


changes = st.lists(st.sampled_from(range(ARTICLES)), max_size=6, unique=True)


@pytest.fixture(params=[0, columns.FEW], ids=["kept", "looked up"])
def reader(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    """A reader of an index, beside the writer that it gets the changes of."""
    monkeypatch.setattr(columns, "FEW", request.param)
    index = Index.open(tmp_path, read_only=True)
    yield index
    index.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(changes, min_size=1, max_size=5), asked=st.lists(questions(), min_size=1, max_size=4))
def test_lists_hold_what_the_claims_say_while_articles_come_and_go(
    reader: Index, tmp_path: Path, history: list[list[int]], asked: list[tuple[ListKind, dict[str, str], int]]
) -> None:
    writer = Index.open(tmp_path, read_only=False)
    held: dict[str, tuple[Article, Claims]] = {}
    writer.put(dict.fromkeys(NAMES), IRIS)
    for flipped in history:
        turned = {NAMES[number]: None if NAMES[number] in held else GRAPHS[NAMES[number]] for number in flipped}
        writer.put(turned, IRIS)
        for name, content in turned.items():
            held.pop(name, None)
            if content is not None:
                held[name] = PUBLISHED[NAMES.index(name)]
        for kind, filters, limit in asked:
            check(reader, kind, filters, limit, held)
    writer.close()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=questions())
def test_lists_of_all_articles_hold_what_the_claims_say(
    reader: Index, tmp_path: Path, question: tuple[ListKind, dict[str, str], int]
) -> None:
    if not reader.counts():
        writer = Index.open(tmp_path, read_only=False)
        writer.put(GRAPHS, IRIS)
        writer.close()
    check(reader, *question, dict(zip(NAMES, PUBLISHED, strict=True)))


def check(
    reader: Index, kind: ListKind, filters: dict[str, str], limit: int, held: dict[str, tuple[Article, Claims]]
) -> None:
    selected = selection(kind, filters, IRIS)
    wanted = expected(held.values(), kind, selected)
    found = pages(reader, kind, selected, limit, len(wanted))
    assert sorted(found) == sorted(wanted)
    if kind in ("article", "statement", "figure", "dispute"):
        things = [wanted[key] for key in found]
        assert [thing.first_day for thing in things] == sorted((t.first_day for t in things), reverse=True)
        assert all(before.start <= after.start for before, after in neighbours(things))


def pages(reader: Index, kind: ListKind, selected: Selection, limit: int, total: int) -> list[str]:
    """All of a list, page after page, each of which has to know the right total."""
    items: list[int] = []
    cursor = None
    while True:
        page = reader.page(kind, selected, limit, cursor)
        assert page.total == total
        assert len(page.items) == min(limit, total - len(items))
        items += page.items
        cursor = page.next
        if cursor is None:
            keys = reader.keys(items)
            return [keys[item] for item in items]


def neighbours(things: list[Thing]) -> Iterator[tuple[Thing, Thing]]:
    """Yield things that stand one after the other and are of one article and day."""
    for before, after in pairwise(things):
        if before.first_day == after.first_day and before.found_by["article"] == after.found_by["article"]:
            yield before, after
