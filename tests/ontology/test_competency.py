"""The competency questions: each parses, asks by the vocabulary alone, and is answered right."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import Graph

import ontology
from ontology import CompetencyQuestion
from ontology.registry import load
from service.model import Article, Claims
from service.settings import Settings
from service.vocabulary import REC, Iris
from tests.ontology.careful_reader import as_understood
from tests.ontology.competency import Rows, answers, differing, in_any_order, store_of
from tests.ontology.lay_down import NOT_LAID_DOWN, as_json
from tests.rdf.made_up import HERALD, IRIS, REGISTRY, articles, herald_claims

QUESTIONS = {question.name: question for question in ontology.competency_questions()}
MADE_UP_ANSWERS = json.loads((Path(__file__).parent / "made_up_answers.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def store() -> pyoxigraph.Store:
    return store_of(articles(), REGISTRY, IRIS)


@pytest.fixture(scope="module")
def understood_seeds(seed_articles: tuple[tuple[Article, Claims], ...], iris: Iris) -> pyoxigraph.Store:
    """A store with the registry that ships and the seeds as their annotations understand them."""
    registry = load()
    return store_of([as_understood(article, claims, registry) for article, claims in seed_articles], registry, iris)


def test_there_are_questions_and_each_is_one() -> None:
    assert len(QUESTIONS) >= 12
    assert all("?" in question.question for question in QUESTIONS.values())


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_answered_right_on_the_made_up_articles(name: str, store: pyoxigraph.Store) -> None:
    assert in_any_order(answers(store, QUESTIONS[name], IRIS)) == in_any_order(MADE_UP_ANSWERS[name])


@pytest.mark.parametrize("name", sorted(set(QUESTIONS) - NOT_LAID_DOWN))
def test_a_question_has_the_answer_that_a_careful_reader_gives_on_the_seeds(
    name: str, understood_seeds: pyoxigraph.Store, iris: Iris
) -> None:
    expected = QUESTIONS[name].expected
    assert expected is not None, "lay it down: python -m tests.ontology.lay_down"
    assert in_any_order(answers(understood_seeds, QUESTIONS[name], iris)) == in_any_order(expected)


def test_five_seeds_speak_of_one_dispatch_of_troops_one_of_weapons_and_one_treaty() -> None:
    sent = [(row["deployment"], row["articles"]) for row in expected_of("10-deployments-by-sender")]
    assert sent == [
        ("deployment/north-korea-troops-russia", "5"),
        ("deployment/north-korea-weapons-russia", "1"),
    ]
    legal = expected_of("04-legal-basis")
    assert {(row["treaty"], row["parties"]) for row in in_any_order(legal)} == {
        ("treaty/defence-north-korea-russia", "North Korea; Russia")
    }
    assert {row["article"] for row in legal} == {row["article"] for row in expected_of("07-evidence")}


def test_every_number_annotated_for_those_sent_is_an_expected_answer(
    seed_articles: tuple[tuple[Article, Claims], ...],
) -> None:
    annotated = [f.low for _, claims in seed_articles for f in claims.figures if f.of == "north_korea"]
    rows = expected_of("01-soldiers-sent") + expected_of("02-killed-and-wounded")
    assert sorted(int(row["low"]) for row in rows) == sorted(low for low in annotated if low is not None)


@pytest.mark.parametrize("name", sorted(set(QUESTIONS) - NOT_LAID_DOWN))
def test_expected_answers_are_written_a_row_a_line(name: str) -> None:
    path = Path(ontology.__file__).parent / "competency" / f"{name}.expected.json"
    assert path.read_text(encoding="utf-8") == as_json(expected_of(name))


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_uses_terms_that_the_vocabulary_defines(name: str) -> None:
    vocabulary = Graph().parse(data=ontology.vocabulary_ttl(), format="turtle")
    query = "\n".join(line for line in QUESTIONS[name].query.splitlines() if not line.startswith("#"))
    terms = set(re.findall(r"\brec:(\w+)", query))
    assert terms
    assert [term for term in terms if (REC[term], None, None) not in vocabulary] == []


def test_questions_follow_the_base_of_the_data() -> None:
    base = "https://onrecord.example/"
    iris = replace(IRIS, base=base)
    store = store_of(articles(), REGISTRY, iris)
    for question in ontology.competency_questions(base):
        assert IRIS.base not in question.query
        here = in_any_order(answers(store, question, iris))
        assert here == in_any_order(MADE_UP_ANSWERS[question.name])


def test_the_default_base_is_that_of_the_settings() -> None:
    assert Settings.model_fields["base_iri"].default == ontology.DEFAULT_BASE_IRI


def test_a_passage_that_does_not_stand_in_the_text_is_found() -> None:
    store = store_of([(HERALD, herald_claims())], REGISTRY, IRIS)
    store.update("DELETE { GRAPH ?g { ?a <https://schema.org/articleBody> ?text } } "
                 "INSERT { GRAPH ?g { ?a <https://schema.org/articleBody> 'another' } } "
                 "WHERE { GRAPH ?g { ?a <https://schema.org/articleBody> ?text } }")  # fmt: skip
    assert len(answers(store, QUESTIONS["14-ungrounded-passages"], IRIS)) > 10


def test_offsets_count_code_points_beyond_the_basic_plane() -> None:
    text = "🕊️🕊️ " + HERALD.text
    shifted = replace(HERALD, text=text, boilerplate=())
    claims = herald_claims()
    moved = replace(
        claims,
        actors=tuple(replace(actor, evidence=()) for actor in claims.actors),
        deployments=(),
        treaties=(),
        figures=(),
        disputes=(),
        statements=tuple(
            replace(s, start=s.start + 5, end=s.end + 5, evidence=None, about=()) for s in claims.statements
        ),
    )
    store = store_of([(shifted, moved)], REGISTRY, IRIS)
    assert answers(store, QUESTIONS["14-ungrounded-passages"], IRIS) == []


def test_every_question_but_that_of_provenance_has_an_expected_answer() -> None:
    folder = Path(ontology.__file__).parent / "competency"
    laid_down = {path.name.removesuffix(".expected.json") for path in folder.glob("*.expected.json")}
    assert laid_down == set(QUESTIONS) - NOT_LAID_DOWN
    assert laid_down == {question.name for question in QUESTIONS.values() if question.expected is not None}


def test_answers_that_differ_from_those_laid_down_are_told(store: pyoxigraph.Store) -> None:
    right = [question._replace(expected=MADE_UP_ANSWERS[name]) for name, question in QUESTIONS.items()]
    assert differing(store, right, IRIS) == []
    wrong = [question._replace(expected=[{"said": "nothing"}]) for question in right]
    assert differing(store, wrong, IRIS) == list(QUESTIONS)


def test_a_question_knows_its_name_query_and_answers() -> None:
    question = QUESTIONS["05-disputes"]
    assert isinstance(question, CompetencyQuestion)
    assert question.question == "Which statements dispute each other, and who makes them?"
    assert question.query.startswith("# Which statements")


def expected_of(name: str) -> Rows:
    """Return the rows laid down for a question."""
    return QUESTIONS[name].expected or []
