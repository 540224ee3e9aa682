"""Updates that would overflow the engine's stack are refused: it would end the writer, whose work is done by then."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.errors import QueryError
from service.store.embedded import EmbeddedStore


@pytest.fixture(params=[True, False])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EmbeddedStore]:
    opened = EmbeddedStore(tmp_path, union_default_graph=request.param)
    yield opened
    opened.close()


def nested(inner: str, outer: str, depth: int) -> str:
    closing = {"{": "}", "(": ")", "[": "]"}
    return outer.replace("…", f"{inner * depth}{''.join(closing.get(each, '') for each in inner[::-1]) * depth}")


NESTED = [
    ("{", "INSERT {} WHERE { … }"),
    ("FILTER EXISTS { ", "INSERT {} WHERE { … }"),
    ("OPTIONAL { GRAPH ?g { ", "INSERT {} WHERE { … }"),
    ("( 1 ", "INSERT DATA { <urn:s> <urn:p> … }"),
    ("\\u007B ", "INSERT {} WHERE { …"),
]


@pytest.mark.parametrize(("inner", "outer"), NESTED)
def test_what_is_nested_too_deeply_is_refused(store: EmbeddedStore, inner: str, outer: str) -> None:
    with pytest.raises(QueryError, match="over 500 groups"):
        store.update(nested(inner, outer, 20_000))


@pytest.mark.parametrize(("inner", "outer"), NESTED[:-1])
def test_what_is_nested_less_deeply_is_carried_out(store: EmbeddedStore, inner: str, outer: str) -> None:
    store.update(nested(inner, outer, 240))


def test_brackets_beside_each_other_and_in_texts_are_not_nested(store: EmbeddedStore) -> None:
    text = "( [ {" * 1000
    lists = f'<urn:s> <urn:p> (1), [], "{text}" . # {text}\n' * 1000
    store.update(f"INSERT DATA {{ {lists} }}")
    assert sum(str(triple.object) == f'"{text}"' for triple in store.reader().graph(None)) == 1


@pytest.mark.parametrize(("opening", "closing"), [("<<", ">>"), ("<<(", ")>>")])
def test_triples_as_terms_are_counted_too(store: EmbeddedStore, opening: str, closing: str) -> None:
    def update(depth: int) -> str:
        return f"INSERT DATA {{ <urn:s> <urn:p> {f'{opening} <urn:a> <urn:b> ' * depth}1{closing * depth} }}"

    with pytest.raises(QueryError, match="over 500 groups"):
        store.update(update(20_000))
    store.update(update(200))
    store.update(";".join([update(1)] * 600))
