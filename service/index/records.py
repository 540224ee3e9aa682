"""What one graph says of one thing, as the index keeps it: a JSON record, the facets it is found by, and its words.

Records name other things by their keys; labels are looked up when a record is shown, so that a record never goes stale
because another thing changed.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from service.index.facets import Facet, facets_of
from service.index.reading import Nodes, Properties
from service.index.sorting import valid_date
from service.index.values import GraphView, Json, concept, concepts, first, in_order, integer, shortened
from service.vocabulary import REC, Iris, Kind, concept_name

log = logging.getLogger(__name__)
# Said by many articles, so merged from what each of them says; all other things belong to one article.
SHARED: frozenset[str] = frozenset({"actor", "place", "treaty", "deployment"})
_encoded = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_OPENING_SHOWN = 80  # characters of an article's text that stand for a title


@dataclass(frozen=True, slots=True)
class Record:
    """What one graph says of one thing.

    ``facets`` is empty where the graph is not an article's. ``date`` is what a thing of one article is listed under,
    ``start`` where it stands in the text.
    """

    kind: Kind
    key: str
    data: Json
    facets: frozenset[Facet] = field(default_factory=frozenset)
    date: str | None = None
    start: int = 0
    words: str = ""

    @property
    def label(self) -> str:
        """The preferred name, empty where this graph gives none."""
        label = self.data.get("label") or self.data.get("content") or ""
        return label if isinstance(label, str) else str(label[0])


def records_of(nodes: Nodes, iris: Iris) -> Iterator[Record]:
    """Yield a record for each thing that a graph describes, always in the same order."""
    view = GraphView(nodes, iris)
    for subject in sorted(subject for subject in nodes if "#" not in subject):
        split = iris.split(subject)
        if split:
            yield _record(view, *split, nodes[subject])


def records_said(graph: str, nodes: Nodes, iris: Iris) -> list[Record]:
    """Return a record for each thing that a graph describes; none where it cannot be read.

    Anybody who may write may write anything, and nobody else's graphs are kept from being listed by that.
    """
    try:
        return list(records_of(nodes, iris))
    except Exception:
        log.exception("a graph is left out of the index: it cannot be read", extra={"graph": graph})
        return []


def dumps(data: Json) -> str:
    """Return a record as JSON: the same record, the same string."""
    return _encoded(data)


def _record(view: GraphView, kind: Kind, key: str, properties: Properties) -> Record:
    data = {name: value for name, value in _DATA[kind](view, key, properties).items() if value not in (None, [])}
    passage = data.get("passage") or [0, 0, ""]
    said = data.get("content") or passage[2] or _contents(view, data if kind == "dispute" else {})
    words = [*data.get("alt", ()), said, *properties.get("articleBody", ())]
    return Record(
        kind=kind,
        key=key,
        data=data,
        facets=facets_of(view, kind, data) if view.article else frozenset(),
        date=_date(view, kind, data),
        start=_start(view, data) if kind == "dispute" else passage[0],
        words="\n".join(filter(None, words)),
    )


def _contents(view: GraphView, dispute: Json) -> str:
    """What the two sides say."""
    statements = (view.node(str(view.iris.of("statement", key))) for key in dispute.get("statements", ()))
    return "\n".join(filter(None, (first(statement, "content") for statement in statements)))


def _start(view: GraphView, dispute: Json) -> int:
    """Where the earlier of two statements stands."""
    statements = (view.node(str(view.iris.of("statement", key))) for key in dispute.get("statements", ()))
    passages = (passage for statement in statements for passage in view.passages(statement, "contentPassage"))
    return min((start for start, _, _ in passages), default=0)


def _date(view: GraphView, kind: Kind, data: Json) -> str | None:
    """The date that a thing is listed under: its own, else its article's, else when that was accepted."""
    if kind in SHARED:
        return None
    own = data.get("said_on") or data.get("published")
    published, accepted = (first(view.publication, name) for name in ("datePublished", "created"))
    return valid_date(own) or valid_date(published) or valid_date(accepted)


def _article(view: GraphView, key: str, properties: Properties) -> Json:
    extractor = view.node(str(view.iris.part("article", key, "extractor")))
    return {
        "label": first(properties, "headline"),
        "opening": None if "headline" in properties else _opening(view, properties) or key,
        "url": first(properties, "url"),
        "publisher": view.first_key(properties, "publisher"),
        "agency": view.first_key(properties, "agency"),
        "author": first(properties, "author"),
        "published": first(properties, "datePublished"),
        "language": first(properties, "inLanguage"),
        "created": first(properties, "created"),
        "read": first(properties, "isRead") != "false",
        "extractor": first(extractor, "label"),
        "extractor_version": first(extractor, "softwareVersion"),
        "extracted": first(view.node(str(view.iris.part("article", key, "extraction"))), "ended"),
        "counts": _counts(view),
    }


def _opening(view: GraphView, properties: Properties) -> str:
    """Return the first words of an article, by which it is known where it has no title."""
    text = first(properties, "articleBody") or ""
    outside = view.passages(properties, "boilerplate")
    begins = [0, *(end for _, end, _ in outside)]
    ends = [*(start for start, _, _ in outside), len(text)]
    story = " ".join(text[begin:end] for begin, end in zip(begins, ends, strict=True))
    return shortened(story[:1000], _OPENING_SHOWN)


def _counts(view: GraphView) -> Json:
    counts = dict.fromkeys(("statements", "figures", "deployments", "treaties", "disputes", "actors"), 0)
    for properties in view.nodes.values():
        for class_ in properties.get("type", ()):
            if class_ in _COUNTED:
                counts[_COUNTED[class_]] += 1
    return counts


def _actor(view: GraphView, _: str, properties: Properties) -> Json:
    return {
        "label": properties.get("label", []),
        "alt": properties.get("alt_label", []),
        "type": _actor_types(properties),
        "of": view.keys(properties, "of"),
        "role": [_role(view, iri) for iri in properties.get("holdsRole", ())],
        "same_as": properties.get("same_as", []),
        "evidence": view.passages(properties),
    }


def _actor_types(properties: Properties) -> list[str]:
    classes = (iri for iri in properties.get("type", ()) if iri.startswith(str(REC)) and iri != str(REC.Actor))
    return [concept_name(iri).lstrip("_") for iri in classes]


def _role(view: GraphView, iri: str) -> Json:
    role = view.node(iri)
    return {
        "label": first(role, "label"),
        "of": view.first_key(role, "of"),
        "since": first(role, "since"),
        "until": first(role, "until"),
    }


def _place(view: GraphView, _: str, properties: Properties) -> Json:
    return {
        "label": properties.get("label", []),
        "alt": properties.get("alt_label", []),
        "kind": concepts(properties, "placeKind"),
        "within": view.keys(properties, "within"),
        "same_as": properties.get("same_as", []),
    }


def _treaty(view: GraphView, _: str, properties: Properties) -> Json:
    return {
        "label": properties.get("label", []),
        "alt": properties.get("alt_label", []),
        "kind": concepts(properties, "treatyKind"),
        "party": view.keys(properties, "party"),
        "signed": properties.get("signedOn", []),
        "evidence": view.passages(properties),
    }


def _deployment(view: GraphView, _: str, properties: Properties) -> Json:
    return {
        "label": properties.get("label", []),
        "sender": view.keys(properties, "sender"),
        "beneficiary": view.keys(properties, "beneficiary"),
        "adversary": view.keys(properties, "adversary"),
        "destination": view.keys(properties, "destination"),
        "force": concepts(properties, "force"),
        "status": concepts(properties, "status"),
        "started": properties.get("startedOn", []),
        "legal_basis": view.keys(properties, "legalBasis"),
        "evidence": view.passages(properties),
    }


def _statement(view: GraphView, _: str, properties: Properties) -> Json:
    chain = view.chain(properties)
    return {
        "speaker": in_order(view.keys(properties, "speaker"), chain),
        "via": in_order(view.keys(properties, "relayedBy"), chain),
        "chain": chain,
        "cue": first(properties, "cue"),
        "act": concept(properties, "act"),
        "kind": concept(properties, "quotation"),
        "content": first(properties, "content"),
        "said_on": first(properties, "saidOn"),
        "about": view.things(properties, "about"),
        "article": view.first_key(properties, "reportedIn"),
        "passage": view.passage(properties, "contentPassage"),
        "evidence": view.passages(properties),
        "disputes": view.keys(properties, "disputes"),
        "agrees_with": view.keys(properties, "agreesWith"),
    }


def _figure(view: GraphView, key: str, properties: Properties) -> Json:
    """A figure; ``said_on`` is the date of the statement that carries it."""
    chain = view.chain(properties)
    iri = str(view.iris.of("figure", key))
    carriers = view.pointing("about", iri)
    dates = (first(view.node(carrier), "saidOn") for carrier in carriers)
    return {
        "measure": concept(properties, "measure"),
        "low": integer(properties, "low"),
        "high": integer(properties, "high"),
        "qualifier": concept(properties, "qualifier"),
        "of": view.first_key(properties, "countOf"),
        "source": in_order(view.keys(properties, "source"), chain),
        "via": in_order(view.keys(properties, "relayedBy"), chain),
        "chain": chain,
        "said_on": next((date for date in dates if date), None),
        "statements": [view.key(carrier) for carrier in carriers],
        "deployments": [view.key(deployment) for deployment in view.pointing("figure", iri)],
        "article": view.first_key(properties, "reportedIn"),
        "passage": view.passage(properties, "contentPassage"),
        "evidence": view.passages(properties),
    }


def _dispute(view: GraphView, _: str, properties: Properties) -> Json:
    return {
        "statements": view.keys(properties, "statement"),
        "article": view.first_key(properties, "reportedIn"),
    }


_DATA: dict[Kind, Callable[[GraphView, str, Properties], Json]] = {
    "article": _article,
    "actor": _actor,
    "place": _place,
    "treaty": _treaty,
    "deployment": _deployment,
    "statement": _statement,
    "figure": _figure,
    "dispute": _dispute,
}
_COUNTED = {
    str(REC.Statement): "statements",
    str(REC.Figure): "figures",
    str(REC.Deployment): "deployments",
    str(REC.Treaty): "treaties",
    str(REC.Dispute): "disputes",
    str(REC.Actor): "actors",
}
