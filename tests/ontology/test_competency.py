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
from service.settings import Settings
from service.vocabulary import REC
from tests.ontology.competency import answers, differing, in_any_order, store_of
from tests.rdf.made_up import HERALD, IRIS, REGISTRY, articles, herald_claims

QUESTIONS = {question.name: question for question in ontology.competency_questions()}
MADE_UP_ANSWERS = json.loads((Path(__file__).parent / "made_up_answers.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def store() -> pyoxigraph.Store:
    return store_of(articles(), REGISTRY, IRIS)


def test_there_are_questions_and_each_is_one() -> None:
    assert len(QUESTIONS) >= 12
    assert all("?" in question.question for question in QUESTIONS.values())


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_answered_right_on_the_made_up_articles(name: str, store: pyoxigraph.Store) -> None:
    assert in_any_order(answers(store, QUESTIONS[name], IRIS)) == in_any_order(MADE_UP_ANSWERS[name])


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


def test_every_expected_answer_belongs_to_a_question() -> None:
    folder = Path(ontology.__file__).parent / "competency"
    laid_down = {path.name.removesuffix(".expected.json") for path in folder.glob("*.expected.json")}
    assert laid_down <= set(QUESTIONS)
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
