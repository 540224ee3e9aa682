"""The SPARQL 1.1 service description: languages, formats, features, extension functions, dataset, examples."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

import ontology
from service.settings import Settings
from service.sparql.answering import GRAPH_FORMATS, RESULT_FORMATS
from service.sparql.examples import examples_graph
from service.sparql.terms import about, english, name

_LANGUAGES = ("SPARQL10Query", "SPARQL11Query", "SPARQL11Update", "SPARQL12Query", "SPARQL12Update")
# What the engine knows beyond SPARQL 1.2: LATERAL, and arithmetic with dates and durations (ADJUST among it).
_EXTENSIONS = ("SEP/SEP-0006/sep-0006.md", "SEP/SEP-0002/sep-0002.md")
_PROPOSALS = "https://github.com/w3c/sparql-dev/blob/main/"
_CASTS = ("date", "time", "duration", "dayTimeDuration", "yearMonthDuration")
_PARTIAL_DATES = ("gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay")
_GEOSPARQL = (
    *("area", "asGeoJSON", "centroid", "convexHull", "coordinateDimension", "difference", "dimension", "distance"),
    *("ehContains", "ehCoveredBy", "ehCovers", "ehDisjoint", "ehEquals", "ehInside", "ehMeet", "ehOverlap"),
    *("envelope", "getSRID", "intersection", "isEmpty", "isSimple", "length", "perimeter"),
    *("rcc8dc", "rcc8ec", "rcc8eq", "rcc8ntpp", "rcc8ntppi", "rcc8po", "rcc8tpp", "rcc8tppi", "relate"),
    *("sfContains", "sfCrosses", "sfDisjoint", "sfEquals", "sfIntersects", "sfOverlaps", "sfTouches", "sfWithin"),
    *("spatialDimension", "symDifference", "union"),
)
_GRAPHS = {"registry": "Actors and places known beforehand", "reconciled": "Conclusions across articles"}
# Functions called by IRI that the embedded engine has beyond those of SPARQL; the tests try each.
EXTENSION_FUNCTIONS: tuple[str, ...] = (
    *(name(f"xsd:{type_}").value for type_ in (*_CASTS, *_PARTIAL_DATES)),
    *(name(f"geof:{function}").value for function in _GEOSPARQL),
)


def service_description(endpoint: str, base: str, settings: Settings) -> list[Triple]:
    """Return the description of the endpoint at this address, whose data has IRIs below ``base``."""
    service = f"{endpoint}#service"
    return [
        *_service(service, endpoint, base),
        *_features(service, settings),
        *([] if settings.store else _engine(service)),
        *_dataset(endpoint, base, settings),
        # Query editors look here for prefixes and examples, where the endpoint's own graphs have none.
        *examples_graph(f"{base}examples", f"{base}sparql", ontology.examples(base)),
    ]


def _service(service: str, endpoint: str, base: str) -> Iterator[Triple]:
    results = [NamedNode(format_.iri) for format_ in RESULT_FORMATS.values()]
    graphs = [NamedNode(format_.iri) for format_ in GRAPH_FORMATS.values()]
    yield from about(
        service,
        ("a", name("sd:Service")),
        ("dcterms:title", english("OnRecord: who said what about which deployment, treaty and figure")),
        ("sd:endpoint", NamedNode(endpoint)),
        *(("sd:supportedLanguage", name(f"sd:{language}")) for language in _LANGUAGES),
        *(("sd:resultFormat", format_) for format_ in (*results, *graphs)),
        *(("sd:inputFormat", format_) for format_ in graphs),
        ("sd:defaultEntailmentRegime", name("ent:Simple")),
        ("sd:defaultDataset", NamedNode(f"{endpoint}#dataset")),
        ("rdfs:seeAlso", NamedNode(f"{base}.well-known/void")),
        ("rdfs:seeAlso", NamedNode(f"{base}examples")),
    )


def _features(service: str, settings: Settings) -> Iterator[Triple]:
    if settings.union_default_graph:
        yield from about(service, ("sd:feature", name("sd:UnionDefaultGraph")))
    if settings.store is None:
        yield from about(service, ("sd:feature", name("sd:EmptyGraphs")))
    if settings.service_allow:
        yield from about(service, ("sd:feature", name("sd:BasicFederatedQuery")))


def _dataset(endpoint: str, base: str, settings: Settings) -> Iterator[Triple]:
    """The default dataset: articles' graphs are told of as a class, the two others by name."""
    dataset, default = f"{endpoint}#dataset", f"{endpoint}#default-graph"
    default_is = "the union of all named graphs" if settings.union_default_graph else "a graph of its own"
    yield from about(
        dataset,
        ("a", name("sd:Dataset")),
        ("rdfs:comment", english(f"A named graph for each article ({base}graph/article/ID) holds what it reports.")),
        ("rdfs:seeAlso", NamedNode(f"{base}.well-known/void#dataset")),
        ("sd:defaultGraph", NamedNode(default)),
    )
    yield from about(default, ("a", name("sd:Graph")), ("rdfs:comment", english(f"The default graph is {default_is}.")))
    for local, holds in _GRAPHS.items():
        named = f"{endpoint}#graph-{local}"
        yield from about(dataset, ("sd:namedGraph", NamedNode(named)))
        yield from about(
            named,
            ("a", name("sd:NamedGraph")),
            ("rdfs:label", english(holds)),
            ("sd:name", NamedNode(f"{base}graph/{local}")),
        )


def _engine(service: str) -> Iterator[Triple]:
    for extension in _EXTENSIONS:
        yield from about(service, ("sd:languageExtension", NamedNode(_PROPOSALS + extension)))
    for function in EXTENSION_FUNCTIONS:
        yield from about(service, ("sd:extensionFunction", NamedNode(function)))
        yield from about(function, ("a", name("sd:Function")))
