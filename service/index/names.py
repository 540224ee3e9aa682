"""References as JSON shows them: id, label and IRI of what a record names by its key."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from service.index.index import Index
from service.index.values import Json, shortened
from service.vocabulary import Iris, Kind

_CONTENT_SHOWN = 120  # characters of a statement that stand for it where it is only named


class Names:
    """Looks up what things are called, many at a time; ``load`` before ``ref``."""

    def __init__(self, index: Index, iris: Iris) -> None:
        self._index = index
        self._iris = iris
        self._labels: dict[tuple[str, str], str] = {}
        self._articles: dict[str, Json] = {}

    def load(self, kind: Kind, keys: Iterable[str]) -> None:
        """Look up the labels of these things."""
        missing = {key for key in keys if (kind, key) not in self._labels}
        self._labels |= {(kind, key): label for key, label in self._index.labels(kind, missing).items()}

    def load_articles(self, keys: Iterable[str]) -> None:
        """Look up these articles with their outlets and agencies."""
        ids = self._index.ids("article", set(keys) - self._articles.keys())
        records = self._index.records(list(ids.values()))
        self._articles |= {key: records.get(item, {}) for key, item in ids.items()}
        credited = (record.get(name) for record in records.values() for name in ("publisher", "agency"))
        self.load("actor", filter(None, credited))

    def iri(self, kind: Kind, key: str) -> str:
        """Return the IRI of a thing; the key itself where it is one of somewhere else."""
        return key if "://" in key else str(self._iris.of(kind, key))

    def ref(self, kind: Kind, key: str) -> Json:
        """Return id, label and IRI of a thing."""
        label = self._labels.get((kind, key)) or key
        return {"id": key, "label": shortened(label, _CONTENT_SHOWN), "iri": self.iri(kind, key)}

    def refs(self, kind: Kind, keys: Iterable[str]) -> list[Json]:
        """Return references to these things, in their order."""
        return [self.ref(kind, key) for key in keys]

    def optional(self, kind: Kind, key: str | None) -> Json | None:
        """Return a reference, None for None."""
        return None if key is None else self.ref(kind, key)

    def article(self, key: str | None) -> Json | None:
        """Return an article as what is said in it refers to it."""
        if key is None:
            return None
        record = self._articles.get(key, {})
        return {
            "id": key,
            "iri": self.iri("article", key),
            "label": article_label(record) or key,
            "title": record.get("label"),
            "outlet": self.optional("actor", record.get("publisher")),
            "agency": self.optional("actor", record.get("agency")),
            "published": record.get("published"),
            "url": record.get("url"),
        }


def article_label(record: Json) -> str:
    """Return what an article is called: its title, else its first words."""
    return str(record.get("label") or record.get("opening") or "")


def evidence(passages: list[list[Any]]) -> list[Json]:
    """Return passages as JSON."""
    return [{"start": start, "end": end, "exact": exact} for start, end, exact in passages]


def roles(values: Iterable[str | Json], names: Names) -> list[Json]:
    """Return roles (of one article, or as JSON where they are merged) with whom they are held for, the latest first."""
    found = []
    for value in values:
        role = json.loads(value) if isinstance(value, str) else value
        found.append({**role, "of": names.optional("actor", role.get("of"))})
    return sorted(found, key=lambda role: (role["since"] or "", role["label"] or ""), reverse=True)


def references(record: Mapping[str, Any]) -> Iterator[tuple[Kind, str]]:
    """Yield kind and key of all that a record, or merged properties, refers to."""
    for name, kind in _REFERENCES.items():
        value = record.get(name) or ()
        yield from ((kind, key) for key in ([value] if isinstance(value, str) else value))
    yield from ((kind, key) for kind, key in record.get("about", ()))
    for value in record.get("role", ()):
        of = (json.loads(value) if isinstance(value, str) else value).get("of")
        if of:
            yield "actor", of


_REFERENCES: Mapping[str, Kind] = {
    **dict.fromkeys(("speaker", "via", "chain", "publisher", "agency", "of", "source", "party"), "actor"),
    **dict.fromkeys(("sender", "beneficiary", "adversary"), "actor"),
    **dict.fromkeys(("destination", "within"), "place"),
    **dict.fromkeys(("disputes", "agrees_with", "statements"), "statement"),
    "legal_basis": "treaty",
    "deployments": "deployment",
    "article": "article",
}
