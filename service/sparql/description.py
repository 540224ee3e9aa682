"""What the service says of itself: the SPARQL 1.1 service description, and VoID of the data set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Triple

from service.index import Index
from service.settings import Settings
from service.sparql.answering import GRAPH_FORMATS, RESULT_FORMATS
from service.vocabulary import REC, Iris

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_DCTERMS = "http://purl.org/dc/terms/"
_INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
_CLASSES: Mapping[str, str] = {
    "article": "Article",
    "actor": "Actor",
    "place": "Place",
    "treaty": "Treaty",
    "deployment": "Deployment",
    "statement": "Statement",
    "figure": "Figure",
    "dispute": "Dispute",
}


def service_description(endpoint: str, settings: Settings) -> list[Triple]:
    """Return the description of the endpoint at this address."""
    return list(_service(endpoint, union=settings.union_default_graph))


def void(index: Index, iris: Iris) -> list[Triple]:
    """Return the description of the data set, with how many things of each class the articles speak of."""
    return list(_dataset(f"{iris.base}.well-known/void#dataset", index, iris))


def _service(endpoint: str, *, union: bool) -> Iterator[Triple]:
    service, dataset, default = (f"{endpoint}#{name}" for name in ("service", "dataset", "default-graph"))
    yield _triple(service, _TYPE, f"{_SD}Service")
    yield _triple(service, f"{_SD}endpoint", endpoint)
    for language in ("SPARQL11Query", "SPARQL11Update"):
        yield _triple(service, f"{_SD}supportedLanguage", f"{_SD}{language}")
    formats = [*(each.iri for each in RESULT_FORMATS.values()), *(each.iri for each in GRAPH_FORMATS.values())]
    for format_ in formats:
        yield _triple(service, f"{_SD}resultFormat", format_)
    if union:
        yield _triple(service, f"{_SD}feature", f"{_SD}UnionDefaultGraph")
    yield _triple(service, f"{_SD}defaultDataset", dataset)
    yield _triple(dataset, _TYPE, f"{_SD}Dataset")
    yield _triple(dataset, f"{_SD}defaultGraph", default)
    yield _triple(default, _TYPE, f"{_SD}Graph")


def _dataset(dataset: str, index: Index, iris: Iris) -> Iterator[Triple]:
    yield _triple(dataset, _TYPE, f"{_VOID}Dataset")
    yield Triple(NamedNode(dataset), NamedNode(f"{_DCTERMS}title"), Literal("OnRecord"))
    yield _triple(dataset, f"{_VOID}sparqlEndpoint", f"{iris.base}sparql")
    yield Triple(NamedNode(dataset), NamedNode(f"{_VOID}uriSpace"), Literal(iris.base))
    yield _triple(dataset, f"{_VOID}vocabulary", str(REC))
    yield _triple(dataset, f"{_VOID}exampleResource", f"{iris.base}actor/north-korea")
    for kind, number in index.counts().items():
        partition = f"{dataset}-{kind}"
        yield _triple(dataset, f"{_VOID}classPartition", partition)
        yield _triple(partition, f"{_VOID}class", str(REC[_CLASSES[kind]]))
        yield _count(partition, "entities", number)
    yield _count(dataset, "documents", index.counts().get("article", 0))


def _triple(subject: str, predicate: str, value: str) -> Triple:
    return Triple(NamedNode(subject), NamedNode(predicate), NamedNode(value))


def _count(subject: str, name: str, number: int) -> Triple:
    return Triple(NamedNode(subject), NamedNode(_VOID + name), Literal(str(number), datatype=NamedNode(_INTEGER)))
