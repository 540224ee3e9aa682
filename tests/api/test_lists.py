"""Lists by REST: shape, paging, filters, formats."""

import csv
import io
from typing import Any

import pyoxigraph
import pytest
from flask.testing import FlaskClient

from service.api.lists import LISTS
from tests.problem import problem


def pages(client: FlaskClient, path: str) -> list[dict[str, Any]]:
    """Follow ``next`` to the end; return all items."""
    items: list[dict[str, Any]] = []
    while path:
        body = client.get(path).get_json()
        items += body["items"]
        path = body["next"]
    assert body["total"] == len(items)
    return items


@pytest.mark.parametrize("listed", LISTS, ids=lambda listed: listed.plural)
def test_lists_and_items_are_what_the_models_say(client: FlaskClient, listed: Any) -> None:
    body = client.get(f"/api/v1/{listed.plural}").get_json()
    assert body["total"] > 0
    listed.page.model_validate(body, strict=True)
    for item in body["items"]:
        response = client.get(f"/api/v1/{listed.plural}/{item['id']}")
        assert response.status_code == 200
        listed.item.model_validate(response.get_json(), strict=True)


@pytest.mark.parametrize("plural", [listed.plural for listed in LISTS])
def test_following_next_gives_everything_once(client: FlaskClient, plural: str) -> None:
    whole = [item["id"] for item in pages(client, f"/api/v1/{plural}?limit=1000")]
    assert [item["id"] for item in pages(client, f"/api/v1/{plural}?limit=3")] == whole
    assert len(set(whole)) == len(whole) > 0


def test_next_keeps_the_filters(client: FlaskClient) -> None:
    path = "/api/v1/statements?speaker=vladimir-putin&limit=2"
    items = pages(client, path)
    assert len(items) > 2
    assert all("vladimir-putin" in {actor["id"] for actor in item["speaker"]} for item in items)
    response = client.get(path)
    assert response.headers["X-Total-Count"] == str(len(items))
    assert f'<{response.get_json()["next"]}>; rel="next"' in response.headers["Link"]


UNUSABLE = (
    *("limit=0", "limit=1001", "limit=x", "limit=", "limit=1.5", "limit=-1", "limit=९", "cursor=x"),
    *("from=soon", "to=2025-13", "colour=red", "act=sang", "q=", "speaker=", "speaker=a&speaker=b", "format=doc"),
)


@pytest.mark.parametrize("query", UNUSABLE)
def test_what_cannot_be_used_is_refused(client: FlaskClient, query: str) -> None:
    problem(client.get(f"/api/v1/statements?{query}"), 400)


def test_an_unknown_filter_is_answered_with_the_known_ones(client: FlaskClient) -> None:
    detail = problem(client.get("/api/v1/deployments?speaker=x"), 400)
    assert "sender" in detail
    assert "destination" in detail


@pytest.mark.parametrize("plural", [listed.plural for listed in LISTS])
def test_a_table_has_a_row_an_item(client: FlaskClient, plural: str) -> None:
    items = client.get(f"/api/v1/{plural}").get_json()["items"]
    rows = list(csv.DictReader(io.StringIO(client.get(f"/api/v1/{plural}?format=csv").text)))
    assert [row["id"] for row in rows] == [item["id"] for item in items]
    assert [row["iri"] for row in rows] == [item["iri"] for item in items]


def test_a_table_of_figures_holds_what_a_reader_needs(client: FlaskClient) -> None:
    text = client.get("/api/v1/figures?measure=deployed&speaker=ukrainian-officials&format=csv").text
    rows = {row["low"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows["14000"]["source"] == "Ukrainian officials"
    assert rows["14000"]["outlet"] == "Tidewater Post"
    assert "14,000" in rows["14000"]["evidence"]


FORMATS = {
    "turtle": pyoxigraph.RdfFormat.TURTLE,
    "ntriples": pyoxigraph.RdfFormat.N_TRIPLES,
    "rdfxml": pyoxigraph.RdfFormat.RDF_XML,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_list_in_rdf_describes_its_items(client: FlaskClient, name: str) -> None:
    path = "/api/v1/figures?measure=killed"
    items = client.get(path).get_json()["items"]
    triples = {quad.triple for quad in pyoxigraph.parse(client.get(f"{path}&format={name}").data, format=FORMATS[name])}
    low = {
        triple.subject.value: triple.object.value
        for triple in triples
        if triple.predicate.value == "https://w3id.org/onrecord#low"
    }
    assert low == {item["iri"]: str(item["low"]) for item in items}


def test_all_rdf_formats_say_the_same(client: FlaskClient) -> None:
    path = "/api/v1/actors/kim-jong-un"
    said = [
        {quad.triple for quad in pyoxigraph.parse(client.get(f"{path}?format={name}").data, format=FORMATS[name])}
        for name in FORMATS
    ]
    assert said[0]
    assert all(each == said[0] for each in said)


@pytest.mark.parametrize("plural", ["actors", "deployments", "treaties"])
def test_a_list_in_rdf_says_what_things_are_and_leaves_what_each_article_adds_to_the_thing(
    client: FlaskClient, plural: str
) -> None:
    said = triples(client, f"/api/v1/{plural}?format=ntriples")
    for item in client.get(f"/api/v1/{plural}").get_json()["items"]:
        of_list, of_item = (
            {triple for triple in some if triple.subject.value == item["iri"]}
            for some in (said, triples(client, f"/api/v1/{plural}/{item['id']}?format=ntriples"))
        )
        left_out = {triple.predicate.value.rpartition("#")[2] for triple in of_item - of_list}
        assert of_list <= of_item
        assert left_out <= {"evidence", "reportedIn", "figure", "rule"}
        assert "http://www.w3.org/2000/01/rdf-schema#label" in {triple.predicate.value for triple in of_list}


def test_a_list_in_rdf_describes_the_roles_of_its_actors(client: FlaskClient) -> None:
    said = triples(client, "/api/v1/actors?format=ntriples")
    roles = {triple.object for triple in said if triple.predicate.value.endswith("#holdsRole")}
    assert roles
    assert roles <= {triple.subject for triple in said}


def triples(client: FlaskClient, address: str) -> set[pyoxigraph.Triple]:
    answer = client.get(address)
    assert answer.status_code == 200
    return {quad.triple for quad in pyoxigraph.parse(answer.data, format=pyoxigraph.RdfFormat.N_TRIPLES)}
