"""What is no statement, and what every statement shows: where it stands, when it was said, the sentence it rests on."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontology.registry import load
from service.annotate import Annotator
from service.extract import RuleExtractor
from service.model import Article, Passage
from tests.extract.conftest import Extract

NOTHING_SAID = {
    "neither confirmed nor denied": "New Delhi has neither confirmed nor denied the losses.",
    "not said": "Latvia did not say when the crossing would open.",
    "refused": "Latvia refused to confirm the loss of the ship.",
    "declined": "A spokesman declined to comment on the loss of the ship.",
    "stopped short": "Latvia stopped short of accusing its neighbour.",
    "unable": "Reporters were unable to confirm the loss of the ship.",
    "neither": "Neither Latvia nor Estonia confirmed the loss.",
    "nobody": "Nobody said that the ship was lost.",
    "no report": "There was no report that the ship was lost.",
    "without saying": "The fleet sailed without saying where it was bound.",
    "question": "Did Latvia say when the crossing would open?",
    "asked": "Asked whether the ship was lost, the spokesman smiled.",
    "condition": "If Latvia confirms the loss, the fleet will sail.",
    "would not": "Latvia would not say how many ships had sailed.",
    "may": "Latvia may announce the loss of the ship on Friday.",
    "plans": "Latvia plans to announce new rules on Friday.",
    "own voice": "The ship was lost in the night. Two men swam ashore.",
    "knowledge": "Everybody knew that the ship was lost.",
    "evidence": "The pictures show that the ship was lost.",
    "consequence": "The storm means that the ship is lost.",
    "nickname in quotation marks": "The so-called “iron fleet” was lost in the night.",
    "title in quotation marks": "He painted “The Lost Ship” in 1912.",
    "account of its own": "The ministry does not count the boats of others in its figures.",
    "dateline with a colon": "Riga: the ship was lost in the night.",
    "one another": "Latvia and Estonia blame one another.",
    "it was announced": "It was announced that the ship was lost.",
    "headline": "Update: the ship was lost in the night.",
}


@pytest.mark.parametrize("text", NOTHING_SAID.values(), ids=NOTHING_SAID.keys())
def test_what_is_not_said_is_no_statement(extract: Extract, text: str) -> None:
    assert extract(text).statements == ()


def test_own_outlet_is_not_a_source(extract: Extract) -> None:
    text = "Reuters has a boat in the bay. Reuters reported that ten of them were tankers."
    assert extract(text, outlet="Reuters").statements == ()
    assert len(extract(text, outlet="BBC").statements) == 1


def test_what_the_outlet_reports_is_somebodys_who_discloses_it(extract: Extract) -> None:
    text = "Reuters reported that nine dockers were hurt.\nHarbour master Lena Holm disclosed this on Friday."
    claims = extract(text, outlet="Reuters")
    (statement,) = claims.statements
    assert statement.content == "nine dockers were hurt"
    assert [claims.actor(actor).name for actor in (*statement.speaker, *statement.via)] == ["Lena Holm", "Reuters"]


def test_article_in_another_language_is_not_read(extract: Extract) -> None:
    assert extract("Latvia said the ship was lost.", language="lv").statements == ()


def test_content_and_evidence_stand_in_the_text(extract: Extract) -> None:
    text = "A storm came.\n\nLatvia said the ship was lost and two men swam ashore. Nobody else was seen."
    (statement,) = extract(text).statements
    assert text[statement.start : statement.end] == statement.content
    assert statement.evidence is not None
    assert statement.evidence.exact == "Latvia said the ship was lost and two men swam ashore."
    assert text[statement.evidence.start : statement.evidence.end] == statement.evidence.exact
    assert statement.cue == "said"
    assert statement.rule == "clause"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Latvia said on Monday that the ship was lost.", "2025-05-05"),
        ("On 3 March, Latvia said that the ship was lost.", "2025-03-03"),
        ("Latvia said that the ship was lost on Monday night.", None),
        ("Latvia has said that the ship was lost.", None),
    ],
)
def test_date_is_the_cues_and_not_the_contents(extract: Extract, text: str, date: str | None) -> None:
    (statement,) = extract(text, published="2025-05-06").statements
    assert statement.date == date


def test_same_source_goes_on_on_the_same_day(extract: Extract) -> None:
    text = "Latvia said on Monday that the ship was lost. It added that two men swam ashore."
    assert [statement.date for statement in extract(text, published="2025-05-06").statements] == ["2025-05-05"] * 2


def test_speaker_goes_on_through_the_same_relay(extract: Extract) -> None:
    text = "Mira Petrova said the well was dry, Reuters reported. She added that the pump had failed."
    first, second = extract(text).statements
    assert first.speaker == second.speaker
    assert first.via == second.via != ()


def test_boilerplate_is_not_read(annotator: Annotator) -> None:
    text = "Latvia said the ship was lost.\nEstonia said we use cookies."
    start = text.index("\n") + 1
    article = Article(id="a", text=text, boilerplate=(Passage(start, len(text), text[start:]),))
    (doc,) = annotator.annotate([article])
    (statement,) = RuleExtractor(load()).extract(article, doc).statements
    assert statement.speaker == ("latvia",)


ODDITIES = (
    "Latvia Reuters Kim he it they the a minister officials report claim who which but , . : ; — “ ” ‘ ’ \" ' « » - ?"
)
CUES = (
    "said says told adding quoted as saying according to in for by that if not even though while with reported accused"
)
WORDS = st.sampled_from(
    [*ODDITIES.split(), *CUES.split(), "\n", "\n\n", "on", "Monday", "300", "troops", "were", "sent"]
)


@given(words=st.lists(WORDS, max_size=30))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_every_claim_stands_in_it(extract: Extract, words: list[str]) -> None:
    text = " ".join(words)
    for statement in extract(text).statements:
        assert text[statement.start : statement.end] == statement.content != ""
        assert statement.cue in text
        assert statement.evidence is not None
        assert statement.evidence.start <= statement.start < statement.end <= statement.evidence.end
