"""What each measure takes for right, on one small article."""

import copy
from typing import Any

import pytest

from service.evaluate import Report, Tally, compare

Json = dict[str, Any]

TEXT = (
    "Share this story\n"
    "Ruritania sent 500 soldiers to Graustark under the Strelsau pact, Duke Michael said on Monday. "
    "The duke, according to the Strelsau Gazette, denied that any of them had died. Graustark puts the dead at 20."
)


def gold() -> Json:
    return {
        "id": "ruritania",
        "text_file": "ruritania.txt",
        "boilerplate": ["Share this story"],
        "actors": [
            {"id": "ruritania", "name": "Ruritania", "mentions": ["Ruritania"], "type": "state", "wikidata": None},
            {"id": "graustark", "name": "Graustark", "mentions": ["Graustark"], "type": "state", "wikidata": None},
            {"id": "duke", "name": "Duke Michael", "mentions": ["The duke"], "type": "person", "wikidata": "Q1"},
            {"id": "gazette", "name": "The Strelsau Gazette", "mentions": [], "type": "news_outlet", "wikidata": None},
        ],
        "statements": [
            statement("s1", ["duke"], "Ruritania sent 500 soldiers to Graustark under the Strelsau pact", about=["d1"]),
            statement("s2", ["duke"], "any of them had died", via=["gazette"], act="deny"),
            statement("s3", ["graustark"], "the dead at 20", act="estimate"),
        ],
        "figures": [
            {"id": "f1", "measure": "deployed", "low": 500, "high": None, "qualifier": "exactly", "of": "ruritania"}
            | {"source": ["duke"], "via": [], "span": "500 soldiers"},
        ],
        "deployments": [
            {"id": "d1", "sender": "ruritania", "beneficiary": None, "adversary": None, "destination": ["Graustark"]}
            | {"force": "troops", "status": "under_way", "started": None, "legal_basis": "t1"},
        ],
        "treaties": [
            {"id": "t1", "kind": "mutual_defence", "name": "Strelsau pact", "mentions": [], "signed": None}
            | {"parties": ["ruritania", "graustark"]},
        ],
        "disputes": [["s2", "s3"]],
    }


def statement(id_: str, speaker: list[str], content: str, *, via: list[str] | None = None, **rest: Any) -> Json:
    said: Json = {"act": "assert", "kind": "indirect", "date": None, "about": [], "cue": "said"}
    return {"id": id_, "speaker": speaker, "via": via or [], "content": content} | said | rest


@pytest.fixture
def predicted() -> Json:
    """The gold as a perfect prediction, to be made worse."""
    return copy.deepcopy(gold())


def shares(predicted: Json) -> dict[str, float]:
    return {name: tally.f1 for name, tally in compare(TEXT, gold(), predicted).tallies.items()}


def below_one(predicted: Json) -> set[str]:
    return {name for name, share in shares(predicted).items() if share < 1}


def test_the_gold_itself_is_perfect(predicted: Json) -> None:
    report = compare(TEXT, gold(), predicted)
    assert below_one(predicted) == set()
    assert report.misses == ()


def test_nothing_predicted_is_precise_and_finds_nothing() -> None:
    tallies = compare(TEXT, gold(), {}).tallies
    assert (tallies["statement"].precision, tallies["statement"].recall, tallies["statement"].f1) == (1, 0, 0)
    assert tallies["grounded"] == Tally(0, 0, 0)


def test_what_does_not_stand_where_it_says_is_not_grounded(predicted: Json) -> None:
    predicted["statements"][0] |= {"start": 0, "end": 9}
    assert shares(predicted)["grounded"] == pytest.approx(3 / 4)


def test_a_statement_inside_boilerplate_is_not_clean(predicted: Json) -> None:
    predicted["statements"][0]["content"] = "this story"
    assert shares(predicted)["clean"] == pytest.approx(2 / 3)


def test_half_of_a_content_will_do_but_is_not_exact(predicted: Json) -> None:
    predicted["statements"][0]["content"] = "Ruritania sent 500 soldiers to Graustark"
    assert below_one(predicted) == {"exact"}
    predicted["statements"][0]["content"] = "Ruritania sent 500"
    assert {"content", "statement", "exact"} <= below_one(predicted)


def test_two_characters_more_are_still_exact(predicted: Json) -> None:
    predicted["statements"][1]["content"] = "any of them had died. "
    assert below_one(predicted) == set()
    predicted["statements"][1]["content"] = "any of them had died. G"
    assert below_one(predicted) == {"exact"}


def test_a_wrong_speaker_counts_for_the_content_only(predicted: Json) -> None:
    predicted["statements"][0]["speaker"] = ["ruritania"]
    assert shares(predicted)["content"] == 1
    assert shares(predicted)["statement"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("change", "measure"),
    [
        ({"via": ["graustark"]}, "via"),
        ({"act": "assert"}, "act"),
        ({"kind": "direct"}, "kind"),
        ({"date": "2025"}, "date"),
    ],
)
def test_what_is_said_about_a_statement_is_counted_on_its_own(predicted: Json, change: Json, measure: str) -> None:
    predicted["statements"][1] |= change
    assert below_one(predicted) - {"actor"} == {measure}


def test_actors_are_told_by_any_of_their_names_and_not_by_ids(predicted: Json) -> None:
    predicted["actors"][2] |= {"id": "a7", "name": "Michael", "wikidata": None, "mentions": ["the DUKE’s"]}
    for said in predicted["statements"][:2]:
        said["speaker"] = ["a7"]
    predicted["figures"][0]["source"] = ["a7"]
    assert below_one(predicted) == set()


def test_different_wikidata_numbers_are_different_actors(predicted: Json) -> None:
    predicted["actors"][2]["wikidata"] = "Q2"
    assert shares(predicted)["statement"] == pytest.approx(1 / 3)


def test_a_person_is_no_body_of_the_same_name(predicted: Json) -> None:
    predicted["actors"][2] |= {"wikidata": None, "type": "government_body"}
    assert shares(predicted)["statement"] == pytest.approx(1 / 3)


def test_a_figure_needs_its_number_and_whose_it_is(predicted: Json) -> None:
    predicted["figures"][0]["span"] = "sent 500 soldiers"
    assert below_one(predicted) == set()
    assert shares(predicted | {"figures": [predicted["figures"][0] | {"of": None}]})["figure"] == 0
    assert shares(predicted | {"figures": [predicted["figures"][0] | {"low": 501}]})["figure"] == 0


def test_a_figure_with_the_wrong_source_is_found_all_the_same(predicted: Json) -> None:
    predicted["figures"][0]["source"] = ["gazette"]
    assert below_one(predicted) == {"figure_source"}


def test_a_deployment_needs_its_sender_and_a_destination(predicted: Json) -> None:
    predicted["deployments"][0] |= {"force": "ships", "status": "ended", "destination": ["Zenda", "graustark"]}
    assert below_one(predicted) == {"deployment_status"}
    predicted["deployments"][0]["destination"] = ["Zenda"]
    assert "deployment" in below_one(predicted)


def test_a_treaty_needs_its_parties_and_kind_or_name(predicted: Json) -> None:
    predicted["treaties"][0]["kind"] = "other"
    assert below_one(predicted) == set()
    predicted["treaties"][0]["name"] = "agreement"
    assert below_one(predicted) == {"treaty"}


def test_only_actors_that_take_part_are_counted(predicted: Json) -> None:
    predicted["actors"].append({"id": "zenda", "name": "Zenda", "mentions": [], "type": "state", "wikidata": None})
    assert below_one(predicted) == set()
    predicted["figures"][0]["via"] = ["zenda"]
    assert below_one(predicted) == {"actor"}


def test_a_dispute_of_statements_that_were_not_found_is_not_right(predicted: Json) -> None:
    predicted["statements"][2]["speaker"] = ["duke"]
    assert shares(predicted)["dispute"] == 0


def test_misses_say_which_claim_of_which_article(predicted: Json) -> None:
    predicted["statements"][2]["content"] = "Share this story"
    told = [str(miss) for miss in compare(TEXT, gold(), predicted).misses]
    assert told == [
        "ruritania missed   statement: graustark 'said': the dead at 20",
        "ruritania spurious statement: graustark 'said': Share this story",
    ]


def test_reports_add_up_article_by_article(predicted: Json) -> None:
    whole = compare(TEXT, gold(), predicted)
    nothing = compare(TEXT, gold(), {})
    both = whole + nothing + Report()
    assert both.tallies["statement"] == Tally(right=3, predicted=3, gold=6)
    assert both.tallies["statement"].f1 == pytest.approx(2 / 3)
    assert both.misses == nothing.misses
