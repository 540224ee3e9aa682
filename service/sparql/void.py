"""VoID: what the data set holds, for whoever looks for data (https://www.w3.org/TR/void/)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import Literal, NamedNode, Triple

from service.index import Index
from service.index.filters import ListKind, selection
from service.settings import Settings
from service.sparql.answering import GRAPH_FORMATS
from service.sparql.counting import Counts
from service.sparql.terms import Value, about, english, name
from service.store.revision import modified
from service.vocabulary import KINDS, REC, Iris, Kind

_EXAMPLES: tuple[ListKind, ...] = ("deployment", "statement", "figure", "treaty", "actor", "article")
_OF_PUBLISHER: Mapping[Kind, str] = {"article": "Article", "statement": "Statement", "figure": "Figure"}
_PUBLISHERS_SHOWN = 1000  # those with most articles: the document stays one that can be read
_TITLE = "OnRecord: who said what about which deployment, treaty and figure"
_DESCRIPTION = (
    "Statements, figures, deployments, treaties and disputes as news articles report them, each with who vouches for "
    "it, who relays it, the article and the passage it rests on. One named graph for each article."
)


def void(counts: Counts, index: Index, iris: Iris, settings: Settings) -> list[Triple]:
    """Return the description of the data set; its counts are those of the revision that was counted."""
    document = f"{iris.base}.well-known/void"
    dataset = f"{document}#dataset"
    return [
        *_document(document, dataset),
        *_dataset(dataset, counts, index, iris, settings),
        *_classes(dataset, counts),
        *_properties(dataset, counts),
        *_publishers(dataset, index, iris),
        *_extractors(dataset, index),
    ]


def _document(document: str, dataset: str) -> Iterator[Triple]:
    return about(
        document,
        ("a", name("void:DatasetDescription")),
        ("dcterms:title", english("What OnRecord holds")),
        ("foaf:primaryTopic", NamedNode(dataset)),
    )


def _dataset(dataset: str, counts: Counts, index: Index, iris: Iris, settings: Settings) -> Iterator[Triple]:
    things = "|".join(KINDS)
    yield from about(
        dataset,
        ("a", name("void:Dataset")),
        ("dcterms:title", english(_TITLE)),
        ("dcterms:description", english(_DESCRIPTION)),
        ("dcterms:modified", modified(counts.revision)),
        *([("dcterms:license", NamedNode(settings.licence))] if settings.licence else []),
        ("foaf:homepage", NamedNode(iris.base)),
        ("void:sparqlEndpoint", NamedNode(f"{iris.base}sparql")),
        ("void:dataDump", NamedNode(f"{iris.base}data?format=nquads")),
        ("void:uriSpace", Literal(iris.base)),
        ("void:uriRegexPattern", Literal(f"^{iris.base.replace('.', chr(92) + '.')}({things})/[^#]+$")),
        *(("void:vocabulary", NamedNode(iri)) for iri in _vocabularies(counts)),
        *(("void:feature", NamedNode(format_.iri)) for format_ in GRAPH_FORMATS.values()),
        *(("void:exampleResource", iri) for iri in _examples(index, iris)),
        ("rdfs:seeAlso", NamedNode(f"{iris.base}examples")),
        ("rdfs:seeAlso", NamedNode(f"{iris.base}shapes")),
        ("void:triples", counts.triples),
        ("void:entities", index.size()),
        ("void:classes", len(counts.classes)),
        ("void:properties", len(counts.properties)),
        *(("void:distinctSubjects", number) for number in (counts.subjects,) if number is not None),
        *(("void:distinctObjects", number) for number in (counts.objects,) if number is not None),
    )


def _vocabularies(counts: Counts) -> Sequence[str]:
    """The namespaces of the properties and classes in use, where these can be looked up: no ``urn:``."""
    terms = (*counts.properties, *counts.classes)
    return sorted({_namespace(iri) for iri in terms if iri.startswith(("http://", "https://"))})


def _namespace(iri: str) -> str:
    return iri[: max(iri.rfind("#"), iri.rfind("/"), iri.rfind(":")) + 1]


def _examples(index: Index, iris: Iris) -> Iterator[NamedNode]:
    """A thing of each kind, where there is one."""
    for kind in _EXAMPLES:
        page = index.page(kind, selection(kind, {}, iris), 1)
        yield from (NamedNode(iris.of(kind, key)) for key in index.keys(page.items).values())


def _classes(dataset: str, counts: Counts) -> Iterator[Triple]:
    for number, (class_, entities) in enumerate(sorted(counts.classes.items())):
        part = f"{dataset}-class-{number}"
        yield from about(dataset, ("void:classPartition", NamedNode(part)))
        yield from about(part, ("void:class", NamedNode(class_)), ("void:entities", entities))


def _properties(dataset: str, counts: Counts) -> Iterator[Triple]:
    for number, (property_, triples) in enumerate(sorted(counts.properties.items())):
        part = f"{dataset}-property-{number}"
        yield from about(dataset, ("void:propertyPartition", NamedNode(part)))
        yield from about(part, ("void:property", NamedNode(property_)), ("void:triples", triples))


def _publishers(dataset: str, index: Index, iris: Iris) -> Iterator[Triple]:
    """A subset for each outlet: what its articles report."""
    shares = index.shares("publisher", _OF_PUBLISHER)
    most = sorted(shares, key=lambda key: (-shares[key].get("article", 0), key))[:_PUBLISHERS_SHOWN]
    labels = index.labels("actor", most)
    for key in most:
        subset = f"{dataset}-publisher-{key}"
        parts: list[tuple[str, Value]] = []
        for kind, entities in shares[key].items():
            parts.append(("void:classPartition", NamedNode(f"{subset}-{kind}")))
            class_ = NamedNode(REC[_OF_PUBLISHER[kind]])
            yield from about(f"{subset}-{kind}", ("void:class", class_), ("void:entities", entities))
        yield from about(dataset, ("void:subset", NamedNode(subset)))
        yield from about(
            subset,
            ("a", name("void:Dataset")),
            ("dcterms:title", english(f"As published by {labels.get(key, key)}")),
            ("dcterms:source", NamedNode(iris.of("actor", key))),
            *parts,
        )


def _extractors(dataset: str, index: Index) -> Iterator[Triple]:
    """A subset for each version of the extraction: the articles whose claims it made."""
    for number, (label, shares) in enumerate(sorted(index.shares("read_by", ("article",)).items())):
        subset = f"{dataset}-extractor-{number}"
        yield from about(dataset, ("void:subset", NamedNode(subset)))
        yield from about(
            subset,
            ("a", name("void:Dataset")),
            ("dcterms:title", english(f"Read by {label}")),
            ("void:classPartition", NamedNode(f"{subset}-article")),
        )
        yield from about(
            f"{subset}-article", ("void:class", NamedNode(REC.Article)), ("void:entities", shares["article"])
        )
