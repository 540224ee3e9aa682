"""VoID: its counts are those of the graphs themselves, counted here triple by triple."""

from __future__ import annotations

import re
import threading
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from pydantic import ValidationError
from pyoxigraph import RdfFormat, Triple
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, VOID

from service.app import close, create_app
from service.errors import UnavailableError
from service.model import Article, Claims
from service.settings import Settings
from service.sparql.counting import Counting, Counts, count
from service.store.checkpoints import open_reader
from service.store.engine import OxigraphReader
from service.store.protocol import GraphReader, QueryResult
from service.vocabulary import slug

BASE = "http://localhost:8000/"
DATASET = URIRef(f"{BASE}.well-known/void#dataset")
REC = Namespace("https://w3id.org/onrecord#")


def description(client: FlaskClient) -> Graph:
    answer = client.get("/.well-known/void")
    assert answer.status_code == 200, answer.text
    return Graph().parse(data=answer.data, format="turtle")


@pytest.fixture
def graph(client: FlaskClient) -> Graph:
    return description(client)


@pytest.fixture(scope="module")
def triples(seed_graphs: dict[str, bytes]) -> set[Triple]:
    """The union of the graphs, each triple once."""
    return {
        quad.triple
        for ntriples in seed_graphs.values()
        for quad in pyoxigraph.parse(ntriples, format=RdfFormat.N_TRIPLES)
    }


def number(graph: Graph, subject: URIRef, name: str) -> int:
    value = graph.value(subject, VOID[name])
    assert isinstance(value, Literal)
    return int(value)


def partition(graph: Graph, subject: URIRef, kind: str, count: str) -> dict[str, int]:
    """Return the counts of the class or property partitions of a data set."""
    parts = graph.objects(subject, VOID[f"{kind}Partition"])
    return {str(graph.value(part, VOID[kind])): number(graph, part, count) for part in parts}


def test_properties_are_counted_over_the_union(
    graph: Graph, triples: set[Triple], seed_graphs: dict[str, bytes]
) -> None:
    assert partition(graph, DATASET, "property", "triples") == Counter(t.predicate.value for t in triples)
    assert len(triples) < sum(content.count(b" .\n") for content in seed_graphs.values())  # some stand in two graphs


def test_classes_are_counted_over_the_union(graph: Graph, triples: set[Triple]) -> None:
    typed = Counter(t.object.value for t in triples if t.predicate.value == str(RDF.type))
    assert partition(graph, DATASET, "class", "entities") == typed


def test_totals_are_right(graph: Graph, triples: set[Triple]) -> None:
    assert number(graph, DATASET, "triples") == len(triples)
    assert number(graph, DATASET, "distinctSubjects") == len({t.subject for t in triples})
    assert number(graph, DATASET, "distinctObjects") == len({t.object for t in triples})
    assert number(graph, DATASET, "properties") == len({t.predicate for t in triples})
    pattern = re.compile(str(graph.value(DATASET, VOID.uriRegexPattern)))
    entities = {t.subject.value for t in triples if pattern.fullmatch(t.subject.value)}
    assert number(graph, DATASET, "entities") == len(entities)


def test_each_publisher_has_a_subset_with_what_its_articles_report(
    graph: Graph, seed_articles: tuple[tuple[Article, Claims], ...]
) -> None:
    subsets = {
        str(source): subset
        for subset in graph.objects(DATASET, VOID.subset)
        for source in graph.objects(subset, DCTERMS.source)
    }
    assert len(subsets) == 5
    for article, claims in seed_articles:
        subset = subsets[f"{BASE}actor/{slug(article.outlet or '')}"]
        counts = partition(graph, subset, "class", "entities")
        assert counts == {
            str(REC.Article): 1,
            str(REC.Statement): len(claims.statements),
            str(REC.Figure): len(claims.figures),
        }
        assert article.outlet in str(graph.value(subset, DCTERMS.title))


def test_example_resources_exist(graph: Graph, client: FlaskClient) -> None:
    examples = list(graph.objects(DATASET, VOID.exampleResource))
    assert len(examples) >= 5
    for example in examples:
        assert client.get(str(example).removeprefix(BASE.rstrip("/"))).status_code == 200


def test_the_dump_has_the_triples_that_are_counted(graph: Graph, client: FlaskClient) -> None:
    dump = str(graph.value(DATASET, VOID.dataDump)).removeprefix(BASE.rstrip("/"))
    quads = list(pyoxigraph.parse(client.get(dump).data, format=RdfFormat.N_QUADS))
    assert len({quad.triple for quad in quads}) == number(graph, DATASET, "triples") < len(quads)


def test_vocabularies_are_those_in_use(graph: Graph, triples: set[Triple]) -> None:
    vocabularies = {str(each) for each in graph.objects(DATASET, VOID.vocabulary)}
    assert {str(REC), "https://schema.org/", "http://www.w3.org/ns/oa#"} <= vocabularies
    assert all(any(t.predicate.value.startswith(each) for each in vocabularies) for t in triples)


def test_the_counts_follow_what_is_written(writing_client: FlaskClient) -> None:
    before = description(writing_client)
    both = "GRAPH <urn:a> { <urn:s> a <urn:Class> } GRAPH <urn:b> { <urn:s> a <urn:Class> . <urn:t> a <urn:Class> }"
    assert writing_client.post("/sparql", data={"update": f"INSERT DATA {{ {both} }}"}).status_code == 204
    after = description(writing_client)
    assert number(after, DATASET, "triples") == number(before, DATASET, "triples") + 2
    assert partition(after, DATASET, "class", "entities")["urn:Class"] == 2
    assert str(before.value(DATASET, DCTERMS.modified)) <= str(after.value(DATASET, DCTERMS.modified))
    assert writing_client.post("/sparql", data={"update": "DROP GRAPH <urn:a>"}).status_code == 204
    left = description(writing_client)
    assert partition(left, DATASET, "class", "entities")["urn:Class"] == 2
    assert writing_client.post("/sparql", data={"update": "DROP GRAPH <urn:b>"}).status_code == 204
    assert number(description(writing_client), DATASET, "triples") == number(before, DATASET, "triples")


def test_a_client_that_has_the_present_counts_is_told_so(client: FlaskClient) -> None:
    tag = client.get("/.well-known/void").headers["ETag"]
    assert client.get("/.well-known/void", headers={"If-None-Match": tag}).status_code == 304


def test_the_licence_that_is_set_is_told(seeded_data: Path) -> None:
    licence = "https://creativecommons.org/licenses/by/4.0/"
    app = create_app(Settings(data=seeded_data, licence=licence))
    assert description(app.test_client()).value(DATASET, DCTERMS.license) == URIRef(licence)
    close(app)


def test_no_licence_is_claimed_unless_one_is_set(graph: Graph, tmp_path: Path) -> None:
    assert graph.value(DATASET, DCTERMS.license) is None
    with pytest.raises(ValidationError, match="http or https address"):
        Settings(data=tmp_path, licence="CC BY 4.0")


def test_a_store_whose_default_graph_is_a_graph_of_its_own_is_counted_with_it() -> None:
    store = pyoxigraph.Store()
    data = "GRAPH <urn:g> { <urn:a> a <urn:C> ; <urn:p> 1 } GRAPH <urn:h> { <urn:a> a <urn:C> } <urn:z> a <urn:C>"
    store.update(f"INSERT DATA {{ {data} }}")
    counts = count(OxigraphReader(store, "1"))
    assert counts == Counts("1", {"urn:p": 1, str(RDF.type): 2}, {"urn:C": 2}, subjects=2, objects=2)
    assert counts.triples == 3


class Slow:
    """A store that takes its time to answer."""

    holds_union = True

    def __init__(self, reader: GraphReader, revision: str) -> None:
        self.revision = revision
        self.may_answer = threading.Event()
        self._reader = reader

    def query(self, sparql: str, **options: Any) -> QueryResult:
        self.may_answer.wait(10)
        return self._reader.query(sparql, **options)

    def reader(self) -> GraphReader:
        return cast(GraphReader, self)

    def close(self) -> None:
        pass


def test_while_a_new_state_is_being_counted_the_counts_of_the_last_are_given(seeded_data: Path) -> None:
    store = Slow(open_reader(seeded_data), "1")
    counting = Counting(store, patience=0.05)
    with pytest.raises(UnavailableError, match="being counted") as refused:
        counting.counts()
    assert refused.value.retry_after
    store.may_answer.set()
    first = until(counting, "1")
    store.may_answer.clear()
    store.revision = "2"
    assert counting.counts() == first
    store.may_answer.set()


def test_only_some_wait_for_counts_at_a_time(seeded_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.sparql.counting._WAITING", 1)
    store = Slow(open_reader(seeded_data), "1")
    counting = Counting(store, patience=60)
    with counting._waiting, pytest.raises(UnavailableError, match="being counted"):
        counting.counts()
    store.may_answer.set()
    assert until(counting, "1").revision == "1"


def until(counting: Counting, revision: str) -> Counts:
    """Return the counts of a revision, once they are there."""
    for _ in range(200):
        with suppress(UnavailableError):
            if (counts := counting.counts()).revision == revision:
                return counts
    raise AssertionError("not counted")


def test_only_what_can_be_looked_up_is_a_vocabulary(writing_client: FlaskClient) -> None:
    update = "INSERT DATA { <urn:s> <urn:p> 1 ; <http://example.org/p> 2 ; a <mailto:a@example.org> }"
    written = writing_client.post("/sparql", data={"update": update}).headers["OnRecord-Revision"]
    headers = {"OnRecord-Revision": written, "Prefer": "wait=30"}
    graph = Graph().parse(data=writing_client.get("/.well-known/void", headers=headers).data, format="turtle")
    found = set(map(str, graph.objects(DATASET, VOID.vocabulary)))
    assert "http://example.org/" in found
    assert all(iri.startswith("http") for iri in found)
