"""The questions that readers come with, answered by items and lists."""

from datetime import UTC, datetime
from typing import Any

from ontology.registry import Registry
from service.index import Index, Views
from service.model import Article, Claims, Passage
from service.rdf import article_graph, to_ntriples
from service.vocabulary import Iris

Seeds = tuple[tuple[Article, Claims], ...]


def ids(references: list[dict[str, Any]]) -> list[str]:
    return [reference["id"] for reference in references]


def test_how_many_were_sent_according_to_whom_relayed_by_whom_printed_where(views: Views, seed_articles: Seeds) -> None:
    answer = views.figures_of("north-korea-troops-russia")
    assert answer
    shown = {figure["id"]: figure for measure in answer["measures"] for figure in measure["figures"]}
    claimed = {
        figure.key: (article, claims, figure)
        for article, claims in seed_articles
        for figure in claims.figures
        if figure.deployment and claims.actor(figure.of or "").key == "north-korea"
    }
    assert shown.keys() == claimed.keys()
    for key, (article, claims, figure) in claimed.items():
        view = shown[key]
        assert (view["measure"], view["low"], view["high"]) == (figure.measure, figure.low, figure.high)
        assert view["qualifier"] == figure.qualifier
        assert ids(view["source"]) == [claims.actor(actor).key for actor in figure.source]
        assert ids(view["via"]) == [claims.actor(actor).key for actor in figure.via]
        assert view["article"]["id"] == article.id
        assert view["article"]["outlet"]["label"] == article.outlet
        assert view["span"] == article.text[view["start"] : view["end"]]
        for passage in view["evidence"]:
            assert article.text[passage["start"] : passage["end"]] == passage["exact"]


def test_rival_numbers_stand_side_by_side_with_the_conflict_named(views: Views) -> None:
    answer = views.figures_of("north-korea-troops-russia")
    assert answer
    sent = next(measure for measure in answer["measures"] if measure["measure"] == "deployed")
    numbers = {position["low"]: position for position in sent["positions"]}
    assert {10000, 11000, 14000} <= numbers.keys()
    assert ids(numbers[14000]["sources"]) == ["ukrainian-officials"]
    places = [position["low"] for position in sent["positions"]]
    assert [places.index(11000), places.index(14000)] in sent["conflicts"]


def test_a_number_nobody_is_cited_for_counts_as_the_outlets(views: Views) -> None:
    answer = views.figures_of("north-korea-troops-russia")
    assert answer
    (captured,) = (measure for measure in answer["measures"] if measure["measure"] == "captured")
    (position,) = captured["positions"]
    (figure,) = captured["figures"]
    assert figure["source"] == []
    assert ids(position["sources"]) == [figure["article"]["outlet"]["id"]]


def test_a_deployment_says_who_sent_what_for_whom_and_each_articles_account_of_it(views: Views) -> None:
    deployment = views.item("deployment", "north-korea-troops-russia")
    assert deployment
    assert (deployment["sender"]["id"], deployment["beneficiary"]["id"]) == ("north-korea", "russia")
    assert deployment["adversary"]["id"] == "ukraine"
    assert ids(deployment["legal_basis"]) == ["mutual-defence-north-korea-russia"]
    assert deployment["counts"]["articles"] == len(deployment["accounts"]) == 5
    assert {account["status"] for account in deployment["accounts"]} == {"confirmed"}
    assert all(account["article"]["outlet"] for account in deployment["accounts"])


def test_a_treaty_has_one_node_with_all_its_names(views: Views) -> None:
    treaty = views.item("treaty", "mutual-defence-north-korea-russia")
    assert treaty
    assert ids(treaty["parties"]) == ["north-korea", "russia"]
    assert treaty["signed"] == "2024-06"
    names = {treaty["label"], *treaty["names"]}
    assert {"comprehensive strategic partnership treaty", "mutual defence treaty"} <= names
    assert len(treaty["accounts"]) == 5


def test_an_actor_has_names_roles_identifiers_and_counts(views: Views) -> None:
    kim = views.item("actor", "kim-jong-un")
    assert kim
    assert kim["type"] == "person"
    assert ("leader", "north-korea") in {(role["label"], role["of"]["id"]) for role in kim["roles"]}
    assert kim["counts"]["statements"] > 0
    korea = views.item("actor", "north-korea")
    assert korea
    assert korea["same_as"] == ["http://www.wikidata.org/entity/Q423"]
    assert "Pyongyang" in korea["names"]
    assert korea["label"] == "North Korea"


def test_a_statement_has_its_chain_in_order_and_the_words_it_rests_on(views: Views, seed_articles: Seeds) -> None:
    for article, claims in seed_articles:
        for statement in claims.statements:
            view = views.item("statement", statement.key)
            assert view
            speakers = [claims.actor(actor).key for actor in statement.speaker]
            relays = [claims.actor(actor).key for actor in statement.via]
            assert ids(view["speaker"]) == speakers
            assert ids(view["via"]) == relays
            assert ids(view["attribution"])[: len(speakers + relays)] == speakers + relays
            assert view["attribution"][-1]["label"] == article.outlet
            assert view["content"] == article.text[view["start"] : view["end"]] == statement.content
            assert (view["act"], view["kind"], view["cue"]) == (statement.act, statement.kind, statement.cue)
            assert view["said_on"] == statement.date
            assert statement.content in view["evidence"][0]["exact"]


def test_an_article_without_a_title_goes_by_the_first_words_of_its_story(
    index: Index, iris: Iris, seed_registry: Registry
) -> None:
    text = "Menu | Home\n\nThe ferry left, officials said, with 40 soldiers on board for the islands of the north.\n"
    untitled = Article(id="a1", text=text, boilerplate=(Passage(0, 11, "Menu | Home"),))
    graph = article_graph(untitled, Claims(), iris, datetime(2025, 5, 2, tzinfo=UTC), seed_registry)
    index.put({str(iris.graph("a1")): to_ntriples(graph)}, iris)
    shown = Views(index, iris).item("article", "a1")
    assert shown
    assert shown["title"] is None
    assert shown["label"] == "The ferry left, officials said, with 40 soldiers on board for the islands of …"


def test_disputes_show_both_sides(views: Views, seed_articles: Seeds) -> None:
    pairs = [
        {statement.key for statement in claims.statements if statement.id in pair}
        for _, claims in seed_articles
        for pair in claims.disputes
    ]
    assert pairs
    for pair in pairs:
        opposed = [views.item("statement", key) for key in sorted(pair)]
        assert any(view and set(ids(view["disputes"])) & pair for view in opposed)
        assert any(view and set(ids(view["disputed_by"])) & pair for view in opposed)
        names = ["--".join(order) for order in (sorted(pair), sorted(pair, reverse=True))]
        (dispute,) = filter(None, [views.item("dispute", name) for name in names])
        assert {statement["id"] for statement in dispute["statements"]} == pair
        assert dispute["disputing"] in pair


def test_what_nobody_speaks_of_is_not_there(views: Views) -> None:
    assert views.item("actor", "nobody") is None
    assert views.figures_of("nothing") is None
