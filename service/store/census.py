"""What a stored checkpoint holds, counted by the engine; every page of it is read, so damage shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from service.errors import UnavailableError
from service.store.layout import OWN_DEFAULT, holds_union

_IN_GRAPHS = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
_IN_DEFAULT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


@dataclass(frozen=True, slots=True)
class Census:
    """Quads as an export writes them, named graphs, and those of them that are articles'."""

    quads: int
    graphs: int
    articles: int


def take_census(folder: Path, article_graphs: str) -> Census:
    """Count what the checkpoint in a folder holds; ``article_graphs`` is what the names of articles' graphs begin with.

    Raises ``UnavailableError`` when it cannot be read.
    """
    try:
        store = Store.read_only(str(folder))
        names = [name.value for name in store.named_graphs() if isinstance(name, NamedNode)]
        quads = _number(store, _IN_GRAPHS) + (0 if holds_union(folder) else _number(store, _IN_DEFAULT))
    except (OSError, RuntimeError) as error:
        raise UnavailableError(f"{folder} cannot be read: {error}") from error
    return Census(
        quads=quads,
        graphs=sum(name != OWN_DEFAULT for name in names),
        articles=sum(name.startswith(article_graphs) for name in names),
    )


def _number(store: Store, query: str) -> int:
    solutions = store.query(query)
    assert isinstance(solutions, QuerySolutions)
    number = next(solutions)["n"]
    assert isinstance(number, Literal)
    return int(number.value)
