"""What each thing is found by: (facet, value) pairs, the values being keys and names of concepts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from service.index.values import GraphView, Json, first, named
from service.vocabulary import Kind, concept_name

Facet = tuple[str, str]

# Every thing that some article mentions has this facet: it is the unfiltered list of its kind.
LISTED: Facet = ("", "")


def facets_of(view: GraphView, kind: Kind, data: Json) -> frozenset[Facet]:
    """Return the facets that an article's graph gives a thing."""
    article = data.get("article") or view.article or ""
    publishers = [("publisher", key) for key in view.keys(view.publication, "publisher")]
    return frozenset([LISTED, ("article", article), *publishers, *_FACETS[kind](view, data)])


def _each(data: Json, name: str, facet: str | None = None) -> Iterator[Facet]:
    """A facet for each value of a field, or for its only one."""
    values = data.get(name) or ()
    for value in [values] if isinstance(values, str) else values:
        yield facet or name, value


def _article(view: GraphView, data: Json) -> Iterator[Facet]:
    label, version = data.get("extractor"), data.get("extractor_version")
    if label is not None:
        yield "read_by", label
        for value in {label, named(label, version), version or label}:
            yield "extractor", value
    for subject in view.nodes:
        kind, key = view.iris.split(subject) or ("", "") if "#" not in subject else ("", "")
        if kind in ("actor", "treaty", "deployment"):
            yield kind, key


def _actor(_: GraphView, data: Json) -> Iterator[Facet]:
    yield from _each(data, "type", "kind")


def _place(_: GraphView, data: Json) -> Iterator[Facet]:
    yield from _each(data, "kind")


def _treaty(_: GraphView, data: Json) -> Iterator[Facet]:
    yield from _each(data, "kind")
    yield from _each(data, "party")
    yield from _each(data, "party", "actor")


def _deployment(_: GraphView, data: Json) -> Iterator[Facet]:
    yield from _each(data, "force", "kind")
    yield from _each(data, "legal_basis", "treaty")
    for name in ("sender", "beneficiary", "destination"):
        yield from _each(data, name)
    for name in ("sender", "beneficiary", "adversary"):
        yield from _each(data, name, "actor")


def _statement(view: GraphView, data: Json) -> Iterator[Facet]:
    for name in ("act", "kind", "speaker", "via", "disputes"):
        yield from _each(data, name)
    for name in ("speaker", "via"):
        yield from _each(data, name, "actor")
    for kind, key in data.get("about", ()):
        yield kind, key
        if kind == "deployment":
            yield from _sides(view, key)
        if kind == "figure":
            yield from _measure(view, key)


def _node(view: GraphView, kind: Kind, key: str) -> Mapping[str, list[str]]:
    return view.node(str(view.iris.of(kind, key)))


def _measure(view: GraphView, figure: str) -> Iterator[Facet]:
    measure = first(_node(view, "figure", figure), "measure")
    if measure is not None:
        yield "measure", concept_name(measure)


def _sides(view: GraphView, deployment: str) -> Iterator[Facet]:
    """Who sends, for whom and where, as the same article says of a deployment that something is about."""
    properties = _node(view, "deployment", deployment)
    for name in ("sender", "beneficiary", "destination"):
        yield from ((name, key) for key in view.keys(properties, name))


def _figure(view: GraphView, data: Json) -> Iterator[Facet]:
    yield from _each(data, "measure")
    yield from _each(data, "qualifier", "kind")
    yield from _each(data, "source", "speaker")
    yield from _each(data, "via")
    for name in ("source", "via", "of"):
        yield from _each(data, name, "actor")
    for key in data.get("deployments", ()):
        yield "deployment", key
        yield from _sides(view, key)
        yield from (("treaty", treaty) for treaty in view.keys(_node(view, "deployment", key), "legalBasis"))
    for key in data.get("statements", ()):
        about = view.things(_node(view, "statement", key), "about")
        yield from (("treaty", treaty) for kind, treaty in about if kind == "treaty")


def _dispute(view: GraphView, data: Json) -> Iterator[Facet]:
    """A dispute is found by who speaks in it and what it is about."""
    for key in data.get("statements", ()):
        yield "statement", key
        statement = _node(view, "statement", key)
        for name, facet in (("speaker", "speaker"), ("relayedBy", "via")):
            for actor in view.keys(statement, name):
                yield facet, actor
                yield "actor", actor
        yield from ((kind, about) for kind, about in view.things(statement, "about") if kind != "figure")


_FACETS: dict[Kind, Callable[[GraphView, Json], Iterator[Facet]]] = {
    "article": _article,
    "actor": _actor,
    "place": _place,
    "treaty": _treaty,
    "deployment": _deployment,
    "statement": _statement,
    "figure": _figure,
    "dispute": _dispute,
}
