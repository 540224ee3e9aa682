"""Values of a graph's nodes as records need them: keys, concepts, passages, chains."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rdflib import RDF

from service.index.reading import Nodes
from service.vocabulary import REC, Iris, concept_name

Json = dict[str, Any]

NOTHING: Mapping[str, list[str]] = {}
_PASSAGE = re.compile(r"#char=(\d{1,15}),(\d{1,15})$", re.ASCII)


class GraphView:
    """One graph's nodes, with the look-ups that records need.

    ``article`` is the key of the article whose graph it is, None for other graphs; ``publication`` its properties.
    """

    def __init__(self, nodes: Nodes, iris: Iris) -> None:
        self.nodes = nodes
        self.iris = iris
        self.article: str | None = None
        self._pointing: dict[tuple[str, str], list[str]] = {}
        for subject, properties in nodes.items():
            if str(REC.Article) in properties.get("type", ()):
                self.article = self.key(subject)
            for name in ("figure", "about"):
                for value in properties.get(name, ()):
                    self._pointing.setdefault((name, value), []).append(subject)
        self.publication = self.node(str(iris.of("article", self.article))) if self.article else NOTHING

    def node(self, iri: str) -> Mapping[str, list[str]]:
        """Return the properties of a node, none where the graph does not describe it."""
        return self.nodes.get(iri, NOTHING)

    def key(self, iri: str) -> str:
        """Return the key of a thing, or the whole IRI where it is none of this service's."""
        split = self.iris.split(iri)
        return split[1] if split else iri

    def keys(self, properties: Mapping[str, list[str]], name: str) -> list[str]:
        """Return the keys of all values of a property."""
        return [self.key(iri) for iri in properties.get(name, ())]

    def first_key(self, properties: Mapping[str, list[str]], name: str) -> str | None:
        """Return the key of a property's only value."""
        return next(iter(self.keys(properties, name)), None)

    def things(self, properties: Mapping[str, list[str]], name: str) -> list[list[str]]:
        """Return kind and key of all values of a property."""
        splits = (self.iris.split(iri) for iri in properties.get(name, ()))
        return [list(split) for split in splits if split]

    def pointing(self, name: str, iri: str) -> list[str]:
        """Return the IRIs of the nodes whose property ``figure`` or ``about`` has this value."""
        return sorted(self._pointing.get((name, iri), ()))

    def passages(self, properties: Mapping[str, list[str]], name: str = "evidence") -> list[list[Any]]:
        """Return passages as ``[start, end, exact]``, in the order of the text."""
        passages = []
        for iri in properties.get(name, ()):
            where = _PASSAGE.search(iri)
            if where:
                exact = first(self.node(iri.replace("#char=", "#quote=")), "exact")
                passages.append([int(where[1]), int(where[2]), exact or ""])
        return sorted(passages)

    def passage(self, properties: Mapping[str, list[str]], name: str) -> list[Any] | None:
        """Return the first passage."""
        return next(iter(self.passages(properties, name)), None)

    def chain(self, properties: Mapping[str, list[str]]) -> list[str]:
        """Return the keys of the chain of attribution, in its order."""
        chain: list[str] = []
        seen: set[str] = set()
        cell = first(properties, "attribution")
        while cell is not None and cell != str(RDF.nil) and cell not in seen:
            seen.add(cell)
            link = self.node(cell)
            chain += self.keys(link, "first")[:1]
            cell = first(link, "rest")
        return chain


def first(properties: Mapping[str, list[str]], name: str) -> str | None:
    """Return a property's only value."""
    return next(iter(properties.get(name, ())), None)


def named(label: str, version: str | None) -> str:
    """Return the name of an extractor whose label is ``NAME VERSION``."""
    return label.removesuffix(f" {version}") if version else label


def concepts(properties: Mapping[str, list[str]], name: str) -> list[str]:
    """Return the names of concepts as claims spell them (``mutual_defence``)."""
    return [concept_name(iri) for iri in properties.get(name, ())]


def concept(properties: Mapping[str, list[str]], name: str) -> str | None:
    """Return the name of a property's only concept."""
    return next(iter(concepts(properties, name)), None)


def integer(properties: Mapping[str, list[str]], name: str) -> int | None:
    """Return a whole number, None for anything else."""
    value = first(properties, name)
    return int(value) if value and re.fullmatch(r"[+-]?\d{1,15}", value) else None


def in_order(keys: list[str], chain: list[str]) -> list[str]:
    """Return keys in the order in which they stand in a chain, those that do not stand in it last."""
    return sorted(keys, key=lambda key: chain.index(key) if key in chain else len(chain))


def shortened(text: str, length: int) -> str:
    """Return a text cut at a word's end, with an ellipsis where something was cut off."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0].rstrip(",;:") + " …"
