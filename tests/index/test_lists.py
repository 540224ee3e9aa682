"""What lists hold, in which order, page after page, and which filters they refuse."""

from base64 import urlsafe_b64encode

import pytest

from service.errors import InvalidInputError
from service.index import FILTERS, Index, Selection, selection
from service.model import Article, Claims
from service.vocabulary import Iris

Seeds = tuple[tuple[Article, Claims], ...]


def test_every_thing_of_the_articles_is_listed_once(full: Index, seed_articles: Seeds, lists) -> None:
    statements = {statement.key for _, claims in seed_articles for statement in claims.statements}
    figures = {figure.key for _, claims in seed_articles for figure in claims.figures}
    actors = {actor.key for _, claims in seed_articles for actor in claims.actors}
    assert sorted(lists("statement")) == sorted(statements)
    assert sorted(lists("figure")) == sorted(figures)
    assert actors <= set(lists("actor"))
    assert sorted(lists("article")) == sorted(article.id for article, _ in seed_articles)
    assert full.counts()["statement"] == len(statements)


def test_five_articles_give_one_deployment_of_troops_and_one_treaty(lists) -> None:
    assert lists("deployment", sender="north-korea", kind="troops") == ["north-korea-troops-russia"]
    assert lists("treaty", party="russia", kind="mutual_defence") == ["mutual-defence-north-korea-russia"]


def test_actors_of_the_registry_that_no_article_mentions_are_not_listed_but_known(full: Index, lists) -> None:
    assert "atlantis" not in lists("actor")
    assert "atlantis" not in lists("actor", kind="state")
    assert full.find("actor", "atlantis") is not None
    assert full.find("actor", "lemuria") is None


def test_pages_follow_one_another_without_gap_or_repetition(lists) -> None:
    for kind in FILTERS:
        whole = lists(kind)
        assert lists(kind, limit=2) == whole
        assert len(set(whole)) == len(whole)


def test_statements_are_newest_first_and_within_an_article_in_the_order_of_the_text(full: Index, lists) -> None:
    dates = [full.records([item])[item]["_"][0] for item in full.page("statement", Selection(), 1000).items]
    assert dates == sorted(dates, reverse=True)
    of_one_day = lists("statement", article="kursk-wire", from_="2025-04-28", to="2025-04-28")
    places = [int(key.split("-")[2]) for key in of_one_day]
    assert len(places) > 3
    assert places == sorted(places)


def test_actors_are_in_alphabetical_order(full: Index, lists) -> None:
    labels = full.labels("actor", lists("actor"))
    names = [labels[key].casefold() for key in lists("actor")]
    assert names == sorted(names)


def test_filters_narrow_a_list_to_what_the_claims_say(seed_articles: Seeds, lists) -> None:
    said = {
        statement.key
        for _, claims in seed_articles
        for statement in claims.statements
        if {"kim-jong-un"} & {claims.actor(actor).key for actor in statement.speaker}
    }
    assert said
    assert sorted(lists("statement", speaker="kim-jong-un")) == sorted(said)
    confirmed = set(lists("statement", act="confirm", deployment="north-korea-troops-russia"))
    assert confirmed == set(lists("statement", act="confirm")) & set(
        lists("statement", deployment="north-korea-troops-russia")
    )
    assert confirmed


def test_treaties_are_found_by_actor_and_figures_by_the_treaty_they_are_said_with(seed_articles: Seeds, lists) -> None:
    treaty = "mutual-defence-north-korea-russia"
    assert treaty in lists("treaty", actor="russia") == lists("treaty", party="russia")
    resting = {
        figure.key
        for _, claims in seed_articles
        for deployment in claims.deployments
        for figure in claims.figures
        if deployment.legal_basis and figure.deployment == deployment.id
    }
    assert resting
    assert resting <= set(lists("figure", treaty=treaty))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("speaker", "http://localhost:8000/actor/kim-jong-un"),
        ("speaker", "http://localhost:8000/actor/kim%2Djong%2Dun"),
        ("act", "https://w3id.org/onrecord#confirm"),
        ("act", "rec:confirm"),
    ],
)
def test_a_filter_takes_an_iri_as_well_as_an_id(lists, name: str, value: str) -> None:
    short = {"speaker": "kim-jong-un", "act": "confirm"}[name]
    assert lists("statement", **{name: value}) == lists("statement", **{name: short}) != []


def test_a_concept_may_be_spelt_as_in_the_vocabulary(lists) -> None:
    assert lists("figure", measure="killedOrInjured") == lists("figure", measure="killed_or_injured") != []


def test_dates_bound_a_list(lists) -> None:
    assert lists("statement", to="2024") == lists("statement", to="2024-12-31")
    assert set(lists("statement", from_="2025-04-28", to="2025-04-28")) < set(lists("statement", from_="2025-04"))
    assert lists("statement", from_="2030") == []
    assert lists("treaty", from_="2024", to="2024") == ["mutual-defence-north-korea-russia"]


def test_words_are_looked_for_in_names_contents_and_texts(lists) -> None:
    assert "kim-jong-un" in lists("actor", q="kim")
    assert lists("actor", q="kim north korean leader") == ["kim-jong-un"]
    assert lists("statement", q="heroes") != []
    assert set(lists("statement", q="heroes", speaker="vladimir-putin")) <= set(lists("statement", q="heroes"))
    assert len(lists("article", q="pyongyang")) == 5
    assert lists("treaty", q='"mutual defence"') == ["mutual-defence-north-korea-russia"]


@pytest.mark.parametrize("q", ["NOT", "a* OR (b", "label:x", "x" * 5000, "NEAR(a b)", 'one "two', "it's; --"])
def test_whatever_is_searched_for_is_words_and_not_syntax(full: Index, iris: Iris, q: str) -> None:
    full.page("statement", selection("statement", {"q": q}, iris), 10)


@pytest.mark.parametrize("q", ["", '"', '""', "−", "\x00", "* ( )"])
def test_a_search_without_a_word_is_refused(iris: Iris, q: str) -> None:
    with pytest.raises(InvalidInputError, match="word"):
        selection("statement", {"q": q}, iris)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"party": "russia"}, "speaker"),
        ({"act": "shouted"}, "confirm"),
        ({"from": "yesterday"}, "2025-04-28"),
        ({"to": "2025-02-30"}, "2025-02-30"),
        ({"speaker": "http://localhost:8000/treaty/x"}, "actor"),
        ({"speaker": " "}, "empty"),
        ({"from": ""}, "2025-04-28"),
    ],
)
def test_a_filter_that_cannot_be_used_is_refused_with_what_can(iris: Iris, given: dict[str, str], says: str) -> None:
    with pytest.raises(InvalidInputError) as error:
        selection("statement", given, iris)
    assert says in error.value.detail


def test_a_cursor_of_another_list_or_of_nothing_is_refused(full: Index) -> None:
    of_actors = full.page("actor", Selection(), 1).next
    assert of_actors
    for cursor in (of_actors, "x", "AAAA", of_actors[:-3], "W1tbW1tb" * 900, "é"):
        with pytest.raises(InvalidInputError):
            full.page("statement", Selection(), 10, cursor)


@pytest.mark.parametrize("position", ['"\\ud800", 1', f'"a", {10**30}', '"a", -1', '"a", true', "1, 1"])
def test_a_cursor_that_was_tampered_with_is_refused(full: Index, position: str) -> None:
    cursor = urlsafe_b64encode(f'["actor", {position}]'.encode()).decode().rstrip("=")
    with pytest.raises(InvalidInputError):
        full.page("actor", Selection(), 10, cursor)


def test_an_unknown_value_gives_an_empty_list(lists) -> None:
    assert lists("statement", speaker="nobody") == []
