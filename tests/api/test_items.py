"""Single items by REST: articles with text and claims, the figures of a deployment, actors of the registry."""

import json
from typing import Any

from flask.testing import FlaskClient

from service.api.comparisons import DeploymentFigures
from service.api.models import Claims as ClaimsOut
from service.claims import claims_to_json
from service.model import Article, Claims
from service.vocabulary import Iris
from tests.problem import problem

Seeds = tuple[tuple[Article, Claims], ...]


def test_an_article_comes_with_the_text_that_offsets_refer_to(client: FlaskClient, seed_articles: Seeds) -> None:
    for article, _ in seed_articles:
        body = client.get(f"/api/v1/articles/{article.id}").get_json()
        assert body["text"] == article.text
        assert body["outlet"]["label"] == article.outlet
        assert [passage["exact"] for passage in body["boilerplate"]] == [each.exact for each in article.boilerplate]


def test_the_claims_of_an_article_are_those_that_were_stored(
    client: FlaskClient, seed_articles: Seeds, iris: Iris
) -> None:
    for article, claims in seed_articles:
        body = client.get(f"/api/v1/articles/{article.id}/claims").get_json()
        ClaimsOut.model_validate(body, strict=False)
        wanted = json.loads(json.dumps(claims_to_json(article, claims, iris)))
        assert without_ids(body, "statements") == without_ids(wanted, "statements")
        assert without_ids(body, "figures") == without_ids(wanted, "figures")
        assert without_ids(body, "treaties") == without_ids(wanted, "treaties")
        assert disputes(body) == disputes(wanted)
        for name in ("outlet", "agency", "published", "url", "title", "language", "extractor", "boilerplate"):
            assert body[name] == wanted[name], name


def test_offsets_of_claims_are_code_points_of_the_text(client: FlaskClient, seed_articles: Seeds) -> None:
    for article, _ in seed_articles:
        claims = client.get(f"/api/v1/articles/{article.id}/claims").get_json()
        text = claims["text"]
        assert text == client.get(f"/api/v1/articles/{article.id}").get_json()["text"]
        for statement in claims["statements"]:
            assert text[statement["start"] : statement["end"]] == statement["content"]
        for figure in claims["figures"]:
            assert text[figure["start"] : figure["end"]] == figure["span"]


def test_the_claims_of_what_is_no_article_are_not_found_and_come_as_json_only(client: FlaskClient) -> None:
    for path in ("/api/v1/articles/nope/claims", "/api/v1/articles/a%20b/claims"):
        assert "article" in problem(client.get(path), 404)
    problem(client.get("/api/v1/articles/kursk-wire/claims", headers={"Accept": "text/turtle"}), 406)
    problem(client.get("/api/v1/articles/kursk-wire/claims?format=turtle"), 400)


def test_figures_side_by_side_are_what_the_model_says(client: FlaskClient) -> None:
    body = client.get("/api/v1/deployments/north-korea-troops-russia/figures").get_json()
    DeploymentFigures.model_validate(body, strict=False)
    assert [figure["id"] for figure in body["items"]] == [
        key for measured in body["measures"] for key in measured["figures"]
    ]
    assert body["total"] == len(body["items"]) > 10
    problem(client.get("/api/v1/deployments/nothing/figures"), 404)


def test_an_actor_of_the_registry_is_there_without_any_article(client: FlaskClient) -> None:
    body = client.get("/api/v1/actors/atlantis").get_json()
    assert body["label"] == "Atlantis"
    assert body["counts"]["articles"] == 0
    assert body["id"] not in {item["id"] for item in client.get("/api/v1/actors?limit=1000").get_json()["items"]}


def without_ids(claims: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return things by their IRIs, with the actors and things they name by theirs."""
    names = {
        thing["id"]: thing["iri"]
        for kind in ("actors", "statements", "deployments", "treaties", "figures")
        for thing in claims[kind]
    }

    def resolved(value: Any) -> Any:
        if isinstance(value, list):
            return [resolved(each) for each in value]
        return names.get(value, value) if isinstance(value, str) else value

    shown = []
    for thing in claims[name]:
        entry = {key: value for key, value in thing.items() if key not in ("id", "mentions")}
        for key in ("speaker", "via", "source", "of", "deployment", "parties"):
            if key in entry:
                entry[key] = resolved(entry[key])
        for key in ("about", "parties"):
            entry[key] = sorted(resolved(entry.get(key, [])))
        shown.append(entry)
    return sorted(shown, key=lambda entry: entry["iri"])


def disputes(claims: dict[str, Any]) -> set[tuple[str, ...]]:
    iris = {statement["id"]: statement["iri"] for statement in claims["statements"]}
    return {tuple(iris[local] for local in pair) for pair in claims["disputes"]}
