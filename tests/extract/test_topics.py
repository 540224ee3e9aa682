"""What statements are about: a deployment is taken up by their words, unless these are somebody else's."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Extract

SENT = "Kenya has sent 400 police officers to Haiti."

CASES = {
    "the sending": ("President William Ruto praised the deployment.", True),
    "what they do": ("Haiti praised the mission.", True),
    "whose they are": ("Haiti thanked the Kenyan officers.", True),
    "one's own": ("Kenya hailed its officers.", True),
    "somebody else's": ("Haiti hailed the bravery of the Chadian soldiers.", False),
    "another matter": ("Haiti welcomed the harvest.", False),
    "in force": ("Haiti said the curfew was still in force.", False),
}


@pytest.mark.parametrize(("sentence", "expected"), CASES.values(), ids=CASES.keys())
def test_a_statement_is_about_the_deployment_its_words_take_up(extract: Extract, sentence: str, expected: bool) -> None:
    claims = extract(f"{SENT}\n{sentence}")
    (deployment,) = claims.deployments
    assert (deployment.id in claims.statements[-1].about) is expected


def test_a_statement_is_about_the_deployment_of_its_figures(extract: Extract) -> None:
    claims = extract(f"{SENT}\nThe UN said 12 of them had been wounded.")
    (figure,) = [f for f in claims.figures if f.measure == "injured"]
    assert figure.deployment is not None
    assert {figure.id, figure.deployment} <= set(claims.statements[-1].about)


def test_a_statement_that_only_takes_up_what_was_told_is_about_that(extract: Extract) -> None:
    claims = extract(f"{SENT}\n“They came when we called,” said Haiti’s president.\n“The harvest was good,” he said.")
    (deployment,) = claims.deployments
    assert [deployment.id in statement.about for statement in claims.statements] == [True, False]


def test_of_two_deployments_in_a_sentence_each_part_speaks_of_its_own(extract: Extract) -> None:
    text = (
        "Mali said that Rwanda had sent 300 soldiers to Gao, and added that Turkey had sent 40 instructors to Bamako."
    )
    claims = extract(text)
    senders = {deployment.id: deployment.sender for deployment in claims.deployments}
    assert [[senders[id_] for id_ in s.about if id_ in senders] for s in claims.statements] == [["rwanda"], ["turkey"]]
