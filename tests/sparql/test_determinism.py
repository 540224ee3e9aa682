"""Which queries may have another answer each time, however they are written."""

import pytest

import ontology
from service.sparql.determinism import is_deterministic

CHANGING = [
    "SELECT (NOW() AS ?t) {}",
    "SELECT (now () AS ?t) {}",
    "SELECT (Now\n# a comment\n() AS ?t) {}",
    "SELECT ?s { ?s ?p ?o } ORDER BY RAND()",
    "SELECT ?s { ?s ?p ?o } ORDER BY\tRand (\t)",
    "SELECT (UUID() AS ?u) {}",
    "SELECT (STRUUID() AS ?u) {}",
    "SELECT (BNODE() AS ?b) {}",
    "SELECT (BNODE('x') AS ?b) {}",
    "SELECT * { FILTER(?a<?b&&NOW()>?c) }",
    "SELECT(RAND()AS?x){}",
    "SELECT (\\u004eOW() AS ?t) {}",
    "SELECT (R\\U00000041ND() AS ?t) {}",
    "SELECT (NOW\\u0028) AS ?t) {}",
    "SELECT (NOW\\u0023 hidden \\u000a() AS ?t) {}",
    "SELECT * { { SELECT (NOW() AS ?t) {} } }",
    "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",
    "SELECT * { service silent ?where { ?s ?p ?o } }",
    "PREFIX x: <urn:> SELECT * { 1SERVICE x:y{ ?s ?p ?o } }",
]
THE_SAME = [
    "SELECT * { ?s ?p ?o }",
    "SELECT * { ?s <http://x/now> ?now ; <http://x/rand> ?rand }",
    "PREFIX x: <urn:> SELECT * { ?s x:service ?o ; x:knows [] }",
    "SELECT * { ?s ?p 'the service of the brand NOW' }",
    "ASK { ?s ?p _:x }",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p [] FILTER(?o > 3) }",
    "CONSTRUCT WHERE { ?s ?p ?o }",
    "CONSTRUCT { [] ?p ?o } WHERE { ?s ?p ?o }",
    "CONSTRUCT { _:a ?p (1 2) } WHERE { ?s ?p ?o }",
    "DESCRIBE <urn:a>",
]


@pytest.mark.parametrize("query", CHANGING)
def test_whoever_asks_the_clock_or_chance_or_others_is_found_out(query: str) -> None:
    assert not is_deterministic(query)


@pytest.mark.parametrize("query", THE_SAME)
def test_others_are_not(query: str) -> None:
    assert is_deterministic(query)


@pytest.mark.parametrize("question", ontology.competency_questions(), ids=lambda question: question.name)
def test_the_competency_questions_have_one_answer(question: ontology.CompetencyQuestion) -> None:
    assert is_deterministic(question.query)
