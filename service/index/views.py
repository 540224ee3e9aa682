"""Items as JSON shows them: what the graph holds on one thing across articles, with names in place of keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from service.index import owned, shared
from service.index.figures import side_by_side
from service.index.index import Index
from service.index.names import Names, evidence, references
from service.index.values import Json
from service.vocabulary import Iris, Kind

_ACCOUNTS = 200  # articles whose own account of a thing an item shows; the lists have them all


class Views:
    """JSON of items and of lists of them; one object serves one request."""

    def __init__(self, index: Index, iris: Iris) -> None:
        self._index = index
        self._iris = iris
        self._names = Names(index, iris)

    def item(self, kind: Kind, key: str) -> Json | None:
        """Return one thing with all that is known of it, None where no graph speaks of it."""
        item = self._index.find(kind, key)
        if item is None:
            return None
        view = self.items(kind, [item])[0]
        if kind in shared.SHOWN:
            view["accounts"] = self._accounts(kind, item)
        return view

    def items(self, kind: Kind, items: Sequence[int]) -> list[Json]:
        """Return things of one kind by their ids in the index, in their order."""
        keys = self._index.keys(items)
        known = [item for item in items if item in keys]
        shown = self._shared(kind, known, keys) if kind in shared.SHOWN else self._owned(kind, known, keys)
        return [
            {"id": keys[item], "iri": self._names.iri(kind, keys[item]), **view}
            for item, view in zip(known, shown, strict=True)
        ]

    def figures_of(self, deployment: str) -> Json | None:
        """Return every number given for a deployment side by side, None where no graph speaks of it."""
        item = self._index.find("deployment", deployment)
        if item is None:
            return None
        keys = self._index.having("figure", "deployment", [deployment]).get(deployment, [])
        figures = self.items("figure", list(self._index.ids("figure", keys).values()))
        self._names.load("deployment", [deployment])
        return {
            "deployment": self._names.ref("deployment", deployment),
            "total": len(figures),
            "measures": side_by_side(figures),
        }

    def _owned(self, kind: Kind, items: Sequence[int], keys: Mapping[int, str]) -> list[Json]:
        records = self._index.records(items)
        self._load(records.values())
        if kind == "dispute":
            return self._disputes([records.get(item, {}) for item in items])
        shown = [_OWNED[kind](self._names, records.get(item, {})) for item in items]
        if kind == "statement":
            self._add_disputes(shown, [keys[item] for item in items])
        return shown

    def _add_disputes(self, statements: Sequence[Json], keys: Sequence[str]) -> None:
        """Add to each statement those that dispute it."""
        disputing = self._index.having("statement", "disputes", keys)
        self._names.load("statement", (key for each in disputing.values() for key in each))
        for view, key in zip(statements, keys, strict=True):
            view["disputed_by"] = self._names.refs("statement", disputing.get(key, ()))

    def _disputes(self, records: Sequence[Json]) -> list[Json]:
        """Both sides of each dispute; ``disputing`` is the statement that opposes the other."""
        ids = self._index.ids("statement", (key for record in records for key in record.get("statements", ())))
        statements = {view["id"]: view for view in self.items("statement", list(ids.values()))}
        disputes = []
        for record in records:
            sides = [statements[key] for key in sorted(record.get("statements", ())) if key in statements]
            within = {side["id"] for side in sides}
            opposing = (side["id"] for side in sides if any(other["id"] in within for other in side["disputes"]))
            article = self._names.article(record.get("article"))
            disputes.append({"disputing": next(opposing, None), "statements": sides, "article": article})
        return disputes

    def _shared(self, kind: Kind, items: Sequence[int], keys: Mapping[int, str]) -> list[Json]:
        merged = self._index.attributes(items)
        counted = shared.COUNTS[kind]
        counts = self._index.counts_of(counted.values(), keys.values())
        self._load(merged.values())
        return [
            {
                "label": next(iter(merged[item].get("label", ())), keys[item]),
                **shared.SHOWN[kind](self._names, merged[item]),
                "counts": {name: counts.get((*facet, keys[item]), 0) for name, facet in counted.items()},
            }
            for item in items
        ]

    def _accounts(self, kind: Kind, item: int) -> list[Json]:
        """Return what each graph says of a thing: an article's, or (with no article) the registry."""
        said = [(self._article_of(graph), record) for graph, record in self._index.accounts(item, _ACCOUNTS)]
        self._names.load_articles(article for article, _ in said if article)
        self._load(record for _, record in said)
        return [
            {
                "article": self._names.article(article),
                "label": next(iter(record.get("label", ())), None),
                **shared.SHOWN[kind](self._names, record),
                "evidence": evidence(record.get("evidence", [])),
            }
            for article, record in said
        ]

    def _article_of(self, graph: str) -> str | None:
        prefix = str(self._iris.graph(""))
        return graph.removeprefix(prefix) if graph.startswith(prefix) else None

    def _load(self, records: Iterable[Mapping[str, object]]) -> None:
        """Look up the names of all that these records refer to, in one go a kind."""
        wanted: dict[Kind, set[str]] = {}
        for record in records:
            for kind, key in references(record):
                wanted.setdefault(kind, set()).add(key)
        for kind, keys in wanted.items():
            self._names.load(kind, keys)
        self._names.load_articles(wanted.get("article", ()))


_OWNED: Mapping[str, Callable[[Names, Json], Json]] = {
    "article": owned.article,
    "statement": owned.statement,
    "figure": owned.figure,
}
