"""How near the running service comes to a careful reader of the seeds, asked the competency questions over HTTP.

What a careful reader answers is laid down beside the questions, in ``ontology/competency/NAME.expected.json``.
"""

from collections import Counter

import pytest

import ontology
from service.vocabulary import Iris
from tests.acceptance.conftest import Service
from tests.ontology.competency import Rows, in_any_order, shortened

QUESTIONS = {question.name: question for question in ontology.competency_questions()}
IRIS = Iris(ontology.DEFAULT_BASE_IRI)

Number = tuple[str, str, str]
Printed = tuple[str, str, str]

ANOTHER_SOURCE: dict[Printed, str] = {
    ("rec:deployed", "10000", "The Daily Beacon"): "“Spooks in Seoul and the West” are taken for two persons",
    ("rec:deployed", "1000", "Lagoon Coast Dispatch"): "“and of Western states” is not read as a second service",
}
"""The figures whose source the service does not find, by measure, number and outlet, and why."""


def told(service: Service, name: str) -> Rows:
    """Return what the service answers, written as the expected answers are."""
    rows = service.select(QUESTIONS[name].query)
    return [{key: shortened(value, IRIS) for key, value in row.items() if value} for row in rows]


def expected(name: str) -> Rows:
    rows = QUESTIONS[name].expected
    assert rows
    return rows


def numbers(rows: Rows) -> Counter[Number]:
    return Counter((row["measure"], row["low"], row["qualifier"]) for row in rows)


@pytest.mark.parametrize("name", ["01-soldiers-sent", "02-killed-and-wounded"])
def test_every_number_is_told_none_lost_none_merged_none_made_up(name: str, seeded_service: Service) -> None:
    assert numbers(told(seeded_service, name)) == numbers(expected(name))


@pytest.mark.parametrize("name", ["01-soldiers-sent", "02-killed-and-wounded"])
def test_a_number_is_told_with_who_vouches_for_it_who_relays_and_who_prints_it(
    name: str, seeded_service: Service
) -> None:
    rows = in_any_order(told(seeded_service, name))
    missed = [row for row in in_any_order(expected(name)) if row not in rows]
    assert {(row["measure"], row["low"], row["outlet"]) for row in missed} <= set(ANOTHER_SOURCE)


def test_the_deployments_are_those_a_careful_reader_finds(seeded_service: Service) -> None:
    name = "10-deployments-by-sender"
    assert in_any_order(told(seeded_service, name)) == in_any_order(expected(name))


def test_the_troops_stand_under_one_treaty_with_its_parties_and_date(seeded_service: Service) -> None:
    def treaties(rows: Rows) -> set[tuple[str, str, str]]:
        return {(row["treaty"], row["parties"], row["signed"]) for row in in_any_order(rows)}

    assert treaties(told(seeded_service, "04-legal-basis")) == treaties(expected("04-legal-basis"))


def test_every_answer_rests_on_a_sentence_and_every_passage_stands_in_its_article(seeded_service: Service) -> None:
    evidence = told(seeded_service, "07-evidence")
    assert {row["article"] for row in evidence} == {row["article"] for row in expected("07-evidence")}
    assert [row for row in evidence if row["words"] not in row["sentence"]] == []
    assert told(seeded_service, "14-ungrounded-passages") == []
