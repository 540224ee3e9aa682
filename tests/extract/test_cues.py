"""Cues: the verbs, words together, adjectives and nouns that attribute, recognised by the frame they stand in."""

from __future__ import annotations

import pytest

from tests.extract.cases import Said, said
from tests.extract.conftest import Extract

SEVERAL_WORDS = {
    "let it be known": (
        "General Ivo Maric let it be known that the fort would be held.",
        [Said("Ivo Maric", "let it be known", "the fort would be held")],
    ),
    "paid warm tribute": (
        "Minister Eva Sorel paid warm tribute to the loyal crews of Narvik.",
        [Said("Eva Sorel", "paid warm tribute to", "the loyal crews of Narvik", act="praise")],
    ),
    "poured cold water": (
        "Minister Eva Sorel poured cold water on talk of a second base.",
        [Said("Eva Sorel", "poured cold water on", "talk of a second base", act="deny")],
    ),
    "ruled out": (
        "Minister Eva Sorel ruled out any role for the navy.",
        [Said("Eva Sorel", "ruled out", "any role for the navy", act="announce")],
    ),
    "after another cue": (
        "Minister Eva Sorel said the ships could stay, but hosed down talk of a foreign base.",
        [Said("Eva Sorel", "said", "the ships could stay"), Said("Eva Sorel", "hosed down", "talk of a foreign base")],
    ),
    "called out": (
        "Minister Eva Sorel said nothing had changed, while calling out Norway for its drills.",
        [
            Said("Eva Sorel", "said", "nothing had changed"),
            Said("Eva Sorel", "calling out", "Norway for its drills", act="condemn"),
        ],
    ),
    "as she put it": (
        "The plan costs, as Minister Eva Sorel put it, “a fortune and a half”.",
        [Said("Eva Sorel", "put it", "a fortune and a half", kind="direct")],
    ),
}
WITHOUT_THE_REPORTERS = {
    "without figures": (
        "Minister Eva Sorel said some of the crew were hurt, without giving figures.",
        [Said("Eva Sorel", "said", "some of the crew were hurt")],
    ),
    "without elaborating": (
        "Minister Eva Sorel said the fort had fallen without elaborating.",
        [Said("Eva Sorel", "said", "the fort had fallen")],
    ),
    "without evidence": (
        "Minister Eva Sorel claimed that the fort was mined, without providing any evidence.",
        [Said("Eva Sorel", "claimed", "the fort was mined")],
    ),
    "what was done without is said": (
        "Minister Eva Sorel said the men went home without giving up.",
        [Said("Eva Sorel", "said", "the men went home without giving up")],
    ),
    "to whom it was told": (
        "Minister Eva Sorel confirmed the deployment to the BBC.",
        [Said("Eva Sorel", "confirmed", "the deployment", via="BBC")],
    ),
    "what was sent to them is said": (
        "Minister Eva Sorel said the letter was sent to reporters by mistake.",
        [Said("Eva Sorel", "said", "the letter was sent to reporters by mistake")],
    ),
    "to reporters": (
        "Minister Eva Sorel spoke of a setback to reporters.",
        [Said("Eva Sorel", "spoke of", "a setback")],
    ),
}
FRAMES = {
    "holds responsible": (
        "Minister Eva Sorel holds the rebels responsible for the raid.",
        [Said("Eva Sorel", "holds", "the rebels responsible for the raid", act="accuse")],
    ),
    "label before what it labels": (
        "Minister Eva Sorel dismissed as “fabrications” a report by the auditors.",
        [Said("Eva Sorel", "dismissed", "as “fabrications” a report by the auditors", kind="mixed")],
    ),
    "fragment as object": (
        "General Ivo Maric threatened “surprises without end”.",
        [Said("Ivo Maric", "threatened", "“surprises without end”", kind="mixed")],
    ),
    "bodies that decide": (
        "The Council decided to remain seized of the matter.",
        [Said("Council", "decided", "to remain seized of the matter")],
    ),
    "only": (
        "Minister Eva Sorel would only say that “the talks go on”.",
        [Said("Eva Sorel", "say", "“the talks go on”", kind="mixed")],
    ),
    "this was stated": (
        "Norway is ready to hand over the ship. This was stated by Minister Eva Sorel on Wednesday.",
        [Said("Eva Sorel", "stated", "Norway is ready to hand over the ship")],
    ),
    "adjective": (
        "Admiral Kostas Vlahos is adamant that the frigate stayed in port.",
        [Said("Kostas Vlahos", "is adamant", "the frigate stayed in port")],
    ),
    "message after a colon": (
        "Minister Eva Sorel's message was simple: Norway will not pay.",
        [Said("Eva Sorel", "message", "Norway will not pay")],
    ),
    "noun with an infinitive": (
        "Minister Eva Sorel renewed her offer to take part in the patrols.",
        [Said("Eva Sorel", "offer", "to take part in the patrols", act="propose")],
    ),
    "estimates of somebody": (
        "The base houses up to 3,500 soldiers by Norwegian estimates.",
        [Said("Norway", "estimates", "up to 3,500 soldiers", act="estimate")],
    ),
}
COORDINATED = {
    "by tense": (
        "Minister Eva Sorel said the boats would be painted and thanked the crews.",
        [Said("Eva Sorel", "said", "the boats would be painted"), Said("Eva Sorel", "thanked", "the crews")],
    ),
    "three": (
        "The Council reaffirmed its support, called upon the parties to talk, and demanded a truce.",
        [
            Said("Council", "reaffirmed", "its support"),
            Said("Council", "called upon", "the parties to talk"),
            Said("Council", "demanded", "a truce"),
        ],
    ),
    "another speaker": (
        "Two officials said that talks had begun, and another officer spoke of “a hundred men by spring”.",
        [
            Said("officials", "said", "talks had begun"),
            Said("officer", "spoke of", "a hundred men by spring", kind="direct"),
        ],
    ),
    "within a report": (
        "Minister Eva Sorel said the agency had put the loss at ten.",
        [Said("agency", "put", "the loss at ten", via="Eva Sorel")],
    ),
}
CASES = {
    f"{kind}: {name}": case
    for kind, cases in {
        "words": SEVERAL_WORDS,
        "frame": FRAMES,
        "and": COORDINATED,
        "without": WITHOUT_THE_REPORTERS,
    }.items()
    for name, case in cases.items()
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_each_cue_gives_its_statements(extract: Extract, text: str, expected: list[Said]) -> None:
    assert said(extract(text), expected) == expected


NOTHING_SAID = {
    "things underscore": "The raids underscored the danger of the strait.",
    "a decision of one man": "General Ivo Maric decided to sleep.",
    "adding to": "The raid came at night, adding to fears that the truce is over.",
    "launched a quotation": "Norway launched “Northern Shield” on Monday.",
    "made to accept": "The army made General Ivo Maric accept that the war was lost.",
}


@pytest.mark.parametrize("text", NOTHING_SAID.values(), ids=NOTHING_SAID.keys())
def test_what_only_looks_like_a_cue_is_none(extract: Extract, text: str) -> None:
    assert extract(text).statements == ()
