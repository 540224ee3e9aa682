"""The graph of an article: what outside queries rely on to find in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pyoxigraph
import pytest
from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, PROV, SKOS
from rdflib.term import Node

from ontology.registry import Entry, Registry
from service.errors import InternalError, InvalidInputError
from service.model import Actor, Claims, Deployment, Passage, Treaty
from service.rdf import article_graph, to_ntriples
from service.vocabulary import OA, REC, SCHEMA
from tests.rdf.made_up import (
    COURIER,
    CREATED,
    GAZETTE,
    HERALD,
    IRIS,
    REGISTRY,
    articles,
    courier_claims,
    herald_claims,
)

HERALD_IRI = IRIS.of("article", HERALD.id)
COURIER_IRI = IRIS.of("article", COURIER.id)
CREATED_LITERAL = Literal("2025-04-30T08:15:30Z", datatype=XSD.dateTime, normalize=False)
NK_TROOPS = IRIS.of("deployment", "north-korea-troops-russia")


@pytest.fixture(scope="module")
def courier() -> Graph:
    return article_graph(COURIER, courier_claims(), IRIS, CREATED, REGISTRY)


def actor(key: str) -> URIRef:
    return IRIS.of("actor", key)


def said(graph: Graph, content: str) -> URIRef:
    """Return the statement with this content."""
    statement = graph.value(predicate=REC.content, object=Literal(content), any=False)
    assert isinstance(statement, URIRef)
    return statement


def counted(graph: Graph, measure: str, low: int) -> URIRef:
    """Return the figure with this measure and number."""
    (figure,) = (
        node
        for node in graph.subjects(REC.measure, REC[measure])
        if graph.value(node, REC.low) == Literal(str(low), datatype=XSD.integer)
    )
    assert isinstance(figure, URIRef)
    return figure


def selected(graph: Graph, passage: Node | None) -> tuple[int, int, str]:
    """Return start, end and text of a passage as its selectors give them."""
    found: dict[Node, Any] = {}
    for selector in graph.objects(passage, OA.hasSelector):
        found |= {p: o.toPython() for p, o in graph.predicate_objects(selector) if isinstance(o, Literal)}
    return found[OA.start], found[OA.end], found[OA.exact]


def chain(graph: Graph, thing: URIRef) -> list[str]:
    """Return the keys of the actors in a thing's chain of attribution."""
    head = graph.value(thing, REC.attribution)
    assert head is not None
    return [str(node).rpartition("/")[2] for node in Collection(graph, head)]


def test_the_article_itself(herald: Graph) -> None:
    expected = {
        (RDF.type, REC.Article),
        (SCHEMA.headline, Literal("Pyongyang owns up")),
        (SCHEMA.url, URIRef("https://herald.example/2025/pyongyang%20owns%20up")),
        (SCHEMA.publisher, actor("example-herald")),
        (SCHEMA.author, Literal("A. Writer")),
        (SCHEMA.datePublished, Literal("2025-04-29", datatype=XSD.date)),
        (SCHEMA.inLanguage, Literal("en")),
        (SCHEMA.articleBody, Literal(HERALD.text)),
        (DCTERMS.created, CREATED_LITERAL),
        (REC.agency, actor("afp")),
        (REC.isRead, Literal("true", datatype=XSD.boolean)),
    }
    boilerplate = herald.value(HERALD_IRI, REC.boilerplate)
    assert set(herald.predicate_objects(HERALD_IRI)) == expected | {(REC.boilerplate, boilerplate)}
    assert selected(herald, boilerplate)[2] == "Menu | Subscribe"


def test_the_graph_says_what_made_it_and_when(herald: Graph) -> None:
    activity = herald.value(IRIS.graph(HERALD.id), PROV.wasGeneratedBy)
    assert activity == URIRef(f"{HERALD_IRI}#extraction")
    assert herald.value(activity, PROV.used) == HERALD_IRI
    assert herald.value(activity, PROV.endedAtTime) == CREATED_LITERAL
    extractor = herald.value(activity, PROV.wasAssociatedWith)
    assert herald.value(extractor, RDFS.label) == Literal("made-up-rules 0.1.0")
    assert herald.value(extractor, SCHEMA.softwareVersion) == Literal("0.1.0")


def test_an_article_that_is_not_read_still_gives_itself_and_its_provenance() -> None:
    graph = article_graph(GAZETTE, Claims(), IRIS, CREATED, REGISTRY)
    article = IRIS.of("article", GAZETTE.id)
    assert graph.value(article, REC.isRead) == Literal("false", datatype=XSD.boolean)
    assert graph.value(article, SCHEMA.publisher) == actor("la-gazette-dexemple")
    activity = graph.value(IRIS.graph(GAZETTE.id), PROV.wasGeneratedBy)
    assert str(graph.value(graph.value(activity, PROV.wasAssociatedWith), RDFS.label)).startswith("onrecord ")


def test_a_statement(herald: Graph) -> None:
    statement = said(herald, "its troops are in Kursk")
    properties = dict(herald.predicate_objects(statement))
    assert properties[REC.speaker] == actor("north-korea")
    assert properties[REC.cue] == Literal("acknowledged")
    assert properties[REC.act] == REC.confirm
    assert properties[REC.quotation] == REC.indirect
    assert properties[REC.saidOn] == Literal("2025-04-28", datatype=XSD.date)
    assert properties[REC.about] == NK_TROOPS
    assert properties[REC.reportedIn] == HERALD_IRI
    assert properties[REC.rule] == Literal("verb")
    assert REC.relayedBy not in properties


def test_passages_select_the_very_characters_of_the_text(herald: Graph) -> None:
    passages = list(herald.subjects(RDF.type, REC.Passage))
    assert len(passages) > 15
    for passage in passages:
        start, end, exact = selected(herald, passage)
        assert str(passage) == f"{HERALD_IRI}#char={start},{end}"
        assert HERALD.text[start:end] == exact
        assert herald.value(passage, OA.hasSource) == HERALD_IRI


def test_the_content_and_the_sentence_it_stands_in_are_two_passages(herald: Graph) -> None:
    statement = said(herald, "its troops are in Kursk")
    (sentence,) = herald.objects(statement, REC.evidence)
    (content,) = herald.objects(statement, REC.contentPassage)
    assert selected(herald, sentence)[2] == "Pyongyang acknowledged on Monday that its troops are in Kursk."
    assert selected(herald, content)[2] == "its troops are in Kursk"


def test_without_a_sentence_the_content_is_the_evidence() -> None:
    claims = herald_claims()
    bare = tuple(replace(statement, evidence=None) for statement in claims.statements)
    graph = article_graph(HERALD, replace(claims, statements=bare), IRIS, CREATED, REGISTRY)
    statement = said(graph, "its troops are in Kursk")
    assert graph.value(statement, REC.evidence) == graph.value(statement, REC.contentPassage)


def test_attribution_runs_from_the_speaker_over_relays_and_agency_to_the_outlet(herald: Graph) -> None:
    quoted = said(herald, "They keep the word we gave")
    assert chain(herald, quoted) == ["kim-jong-un", "kcna", "afp", "example-herald"]
    assert herald.value(quoted, REC.relayedBy) == actor("kcna")
    assert chain(herald, counted(herald, "killed", 300)) == ["south-korea-spy-agency", "afp", "example-herald"]


def test_attribution_of_an_article_without_outlet(courier: Graph) -> None:
    assert chain(courier, counted(courier, "deployed", 12000)) == ["ukraine-officials", "courier"]
    own_voice = counted(courier, "captured", 2)
    assert courier.value(own_voice, REC.attribution) is None
    assert courier.value(own_voice, REC.source) is None


def test_an_outlet_that_relays_for_itself_is_one_link() -> None:
    graph = article_graph(replace(COURIER, outlet="courier"), courier_claims(), IRIS, CREATED, REGISTRY)
    assert graph.value(COURIER_IRI, SCHEMA.publisher) == actor("courier")
    assert chain(graph, counted(graph, "deployed", 12000)) == ["ukraine-officials", "courier"]


def test_figures(courier: Graph) -> None:
    figure = counted(courier, "deployed", 12000)
    properties = dict(courier.predicate_objects(figure))
    assert properties[REC.high] == Literal("14000", datatype=XSD.integer)
    assert properties[REC.qualifier] == REC.range
    assert properties[REC.countOf] == actor("north-korea")
    assert properties[REC.source] == actor("ukraine-officials")
    assert properties[REC.relayedBy] == actor("courier")
    assert courier.value(counted(courier, "killedOrInjured", 4000), REC.high) is None
    assert len(list(courier.objects(NK_TROOPS, REC.figure))) == 3


def test_one_deployment_in_two_articles_is_one_node_described_in_each(herald: Graph, courier: Graph) -> None:
    assert herald.value(NK_TROOPS, RDFS.label) == Literal("Troops from North Korea for Russia")
    assert courier.value(NK_TROOPS, RDFS.label) == Literal("Troops from North Korea for Russia")
    assert herald.value(NK_TROOPS, REC.status) == REC.confirmed
    assert courier.value(NK_TROOPS, REC.status) == REC.underWay
    assert herald.value(NK_TROOPS, REC.legalBasis) == IRIS.of("treaty", "defence-north-korea-russia")
    assert courier.value(NK_TROOPS, REC.startedOn) == Literal("2024-10", datatype=XSD.gYearMonth)
    assert courier.value(NK_TROOPS, REC.adversary) == actor("ukraine")


def test_a_deployment_of_nobody_known(courier: Graph) -> None:
    weapons = IRIS.of("deployment", "unknown-weapons-the-front")
    assert courier.value(weapons, RDFS.label) == Literal("Weapons to the front")
    assert courier.value(weapons, REC.sender) is None
    assert courier.value(weapons, REC.force) == REC.weapons


def test_destinations_are_places_of_the_registry_where_it_knows_them(herald: Graph, courier: Graph) -> None:
    kursk = IRIS.of("place", "kursk-oblast")
    assert list(herald.objects(NK_TROOPS, REC.destination)) == [kursk]
    assert herald.value(kursk, RDFS.label) == Literal("Kursk Oblast")
    assert herald.value(kursk, SKOS.altLabel) == Literal("Kursk")
    russia, front = IRIS.of("place", "russia"), IRIS.of("place", "the-front")
    assert set(courier.objects(NK_TROOPS, REC.destination)) == {russia, front}
    assert courier.value(russia, RDFS.label) == Literal("Russia")
    assert courier.value(front, RDFS.label) == Literal("the front")


def test_a_treaty(herald: Graph) -> None:
    treaty = IRIS.of("treaty", "defence-north-korea-russia")
    assert herald.value(treaty, RDFS.label) == Literal("mutual aid treaty")
    assert set(herald.objects(treaty, REC.party)) == {actor("north-korea"), actor("russia")}
    assert herald.value(treaty, REC.treatyKind) == REC.mutualDefence
    assert herald.value(treaty, REC.signedOn) == Literal("2024-06", datatype=XSD.gYearMonth)


def test_the_second_statement_of_a_dispute_disputes_the_first(herald: Graph) -> None:
    first = said(herald, "about 10,000 soldiers were sent and at least 300 of them were killed")
    second = said(herald, "the count “a fable”")
    assert list(herald.subject_objects(REC.disputes)) == [(second, first)]
    dispute = herald.value(predicate=RDF.type, object=REC.Dispute)
    assert set(herald.objects(dispute, REC.statement)) == {first, second}
    assert herald.value(dispute, REC.reportedIn) == HERALD_IRI


def test_actors_have_class_names_and_the_actor_they_belong_to(herald: Graph) -> None:
    kim = actor("kim-jong-un")
    assert set(herald.objects(kim, RDF.type)) == {REC.Actor, REC.Person}
    assert list(herald.objects(kim, RDFS.label)) == [Literal("Kim Jong Un")], "the registry's name, not the article's"
    assert list(herald.objects(kim, SKOS.altLabel)) == [Literal("Kim")]
    role = herald.value(kim, REC.holdsRole)
    assert herald.value(role, RDFS.label) == Literal("leader")
    assert herald.value(role, REC.of) == actor("north-korea")
    assert herald.value(actor("south-korea-spy-agency"), REC.of) == actor("south-korea")


def test_public_identifiers_are_the_registrys_to_give(herald: Graph) -> None:
    assert (None, OWL.sameAs, None) not in herald


@pytest.mark.parametrize(
    ("outlet", "key", "label"),
    [
        ("The Herald", "example-herald", "Example Herald"),
        ("example herald", "example-herald", "Example Herald"),
        ("Afp", "afp", "Agence France-Presse"),
        ("The Daily Nobody", "the-daily-nobody", "The Daily Nobody"),
        ("Russia", "russia", "Russia"),
    ],
)
def test_an_outlet_is_the_registrys_where_it_goes_by_one_of_its_names(outlet: str, key: str, label: str) -> None:
    graph = article_graph(replace(GAZETTE, outlet=outlet), Claims(), IRIS, CREATED, REGISTRY)
    publisher = graph.value(IRIS.of("article", GAZETTE.id), SCHEMA.publisher)
    assert publisher == actor(key)
    assert list(graph.objects(publisher, RDFS.label)) == [Literal(label)]


def test_a_name_that_two_outlets_share_is_neither() -> None:
    twins = [
        Entry(id=f"star-{place}", type="news_outlet", name=f"Star of {place}", aliases=("Star",)) for place in "ab"
    ]
    registry = Registry(actors={twin.id: twin for twin in twins})
    graph = article_graph(replace(GAZETTE, outlet="Star"), Claims(), IRIS, CREATED, registry)
    assert graph.value(IRIS.of("article", GAZETTE.id), SCHEMA.publisher) == actor("star")


def test_there_are_no_blank_nodes(everything: Graph) -> None:
    assert not [node for triple in everything for node in triple if isinstance(node, BNode)]


def test_the_same_input_gives_the_same_bytes() -> None:
    for article, claims in articles():
        first, second = (to_ntriples(article_graph(article, claims, IRIS, CREATED, REGISTRY)) for _ in range(2))
        assert first == second


def test_what_is_stored_comes_back_triple_for_triple(everything: Graph) -> None:
    store = pyoxigraph.Store()
    store.load(to_ntriples(everything), pyoxigraph.RdfFormat.N_TRIPLES)
    assert set(store) == set(pyoxigraph.parse(to_ntriples(everything), pyoxigraph.RdfFormat.N_TRIPLES))
    assert len(store) == len(everything)


def test_the_base_is_the_only_thing_that_depends_on_where_it_runs() -> None:
    other = replace(IRIS, base="https://onrecord.example/")
    for article, claims in articles():
        here = to_ntriples(article_graph(article, claims, IRIS, CREATED, REGISTRY)).decode()
        there = to_ntriples(article_graph(article, claims, other, CREATED, REGISTRY)).decode()
        assert here.replace(IRIS.base, other.base) == there


def test_the_time_is_given_in_utc() -> None:
    in_seoul = datetime(2025, 4, 30, 17, 15, 30, tzinfo=timezone(timedelta(hours=9)))
    graph = article_graph(GAZETTE, Claims(), IRIS, in_seoul, REGISTRY)
    assert str(graph.value(IRIS.of("article", GAZETTE.id), DCTERMS.created)) == "2025-04-30T08:15:30Z"


NK = Actor(id="nk", name="North Korea", type="state", key="north-korea")
BROKEN = {
    "no key": (Claims(actors=(replace(NK, key=""),)), "key"),
    "a key that cannot end an IRI": (Claims(actors=(replace(NK, key="north korea"),)), "key"),
    "an id used twice": (Claims(actors=(NK, NK)), "twice"),
    "an owner that is not there": (Claims(actors=(replace(NK, of="seoul"),)), "seoul"),
    "a party that is not there": (
        Claims(treaties=(Treaty(id="t1", kind="other", name="pact", parties=("nobody",), key="pact"),)),
        "nobody",
    ),
    "text that does not stand there": (
        Claims(actors=(replace(NK, evidence=(Passage(0, 5, "Seoul"),)),)),
        "does not stand at 0:5",
    ),
    "an empty passage": (Claims(actors=(replace(NK, evidence=(Passage(3, 3, ""),)),)), "does not stand at 3:3"),
    "a date that is none": (
        Claims(treaties=(Treaty(id="t1", kind="other", name="pact", signed="2024-13", key="pact"),)),
        "2024-13",
    ),
    "places that are not parallel": (
        Claims(deployments=(Deployment(id="d1", sender=None, destination=("A", "B"), places=("a",), key="d"),)),
        "parallel",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_claims_that_cannot_be_right_are_refused_with_the_reason(case: str) -> None:
    claims, reason = BROKEN[case]
    with pytest.raises(InternalError, match=reason):
        article_graph(GAZETTE, claims, IRIS, CREATED, REGISTRY)


def test_a_dispute_about_a_statement_that_is_not_there_is_refused() -> None:
    claims = replace(herald_claims(), disputes=(("s1", "s9"),))
    with pytest.raises(InternalError, match="s9"):
        article_graph(HERALD, claims, IRIS, CREATED, REGISTRY)


def test_a_statement_about_something_that_is_not_there_is_refused() -> None:
    claims = replace(herald_claims(), deployments=(), figures=(), disputes=())
    with pytest.raises(InternalError, match="d1"):
        article_graph(HERALD, claims, IRIS, CREATED, REGISTRY)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(InternalError, match="time zone"):
        article_graph(GAZETTE, Claims(), IRIS, CREATED.replace(tzinfo=None), REGISTRY)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "/news/1", "news.example/1", "http://[broken/", ""])
def test_a_url_that_is_no_web_address_is_refused_or_left_out(url: str) -> None:
    article = replace(GAZETTE, url=url)
    if not url:
        graph = article_graph(article, Claims(), IRIS, CREATED, REGISTRY)
        assert (None, SCHEMA.url, None) not in graph
    else:
        with pytest.raises(InvalidInputError, match="URL"):
            article_graph(article, Claims(), IRIS, CREATED, REGISTRY)


def test_a_url_keeps_everything_that_may_stand_in_an_iri() -> None:
    url = "https://example.org/a|b/ü?q=50%&r=%20#top"
    graph = article_graph(replace(GAZETTE, url=url), Claims(), IRIS, CREATED, REGISTRY)
    stored = graph.value(IRIS.of("article", GAZETTE.id), SCHEMA.url)
    assert stored == URIRef("https://example.org/a%7Cb/ü?q=50%25&r=%20#top")
