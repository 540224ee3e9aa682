"""Who answers at a briefing, who the two sides are, and who speaks where a long office stands before the cue."""

from __future__ import annotations

import pytest

from tests.extract.cases import Said, said
from tests.extract.conftest import Extract

ANSWERS = {
    "the answerer is named at the top": (
        "Press briefing by the spokesperson of the Ministry of Defence, Luis Garcia\n\nQ: Has the ship left?\n\n"
        "A: The ship left on Monday.\n\nQ: And the crew?\n\nA: Twelve sailors are in hospital.",
        [
            Said("Luis Garcia", ":", "The ship left on Monday"),
            Said("Luis Garcia", ":", "Twelve sailors are in hospital"),
        ],
    ),
    "the answerer has a label of his own before": (
        "Spokesperson Luis Garcia: The ship has left.\n\nQ: And the crew?\n\nA: Twelve sailors are in hospital.\n\n"
        "Q: Where?\n\nA: They are in Manila.",
        [
            Said("Luis Garcia", ":", "The ship has left"),
            Said("Luis Garcia", ":", "Twelve sailors are in hospital"),
            Said("Luis Garcia", ":", "They are in Manila"),
        ],
    ),
    "a label is shortened to a surname with a hyphen": (
        "NASSER AL-SABAH: The number is about 200.\n\nQUESTION (Reuters): When will they leave?\n\n"
        "AL-SABAH: They will leave in June.\n\nQUESTION (AFP): All of them?\n\nAL-SABAH: That is for the minister.",
        [
            Said("NASSER AL-SABAH", ":", "The number is about 200"),
            Said("NASSER AL-SABAH", ":", "They will leave in June"),
            Said("NASSER AL-SABAH", ":", "That is for the minister"),
        ],
    ),
}

HOSTS = {
    "a host asks under a full and a short label": (
        "SUSAN HOLLOWAY: Good morning. Ana Vidal has led the mission since May. Is the road open, Ms Vidal?\n\n"
        "ANA VIDAL: The road is open.\n\nHOLLOWAY: And the bridge? We had heard that it fell.\n\n"
        "VIDAL: The bridge is gone.\n\nHOLLOWAY: Is help on its way?\n\nVIDAL: Help is on its way.",
        [
            Said("Ana Vidal", ":", "The road is open"),
            Said("Ana Vidal", ":", "The bridge is gone"),
            Said("Ana Vidal", ":", "Help is on its way"),
        ],
    ),
}

SIDES = {
    "which the article names": (
        "Consultations were held in Yerevan. The French side was led by Ana Vidal, the Armenian side by a deputy. "
        "The two sides reaffirmed the importance of the road.",
        [Said("France, Armenia", "reaffirmed", "the importance of the road")],
    ),
    "between whom talks were held": (
        "Talks between Japan and the European Union took place in Tokyo. The two sides condemned the launch.",
        [Said("Japan, European Union", "condemned", "the launch")],
    ),
}

SPEAKERS = {
    "a name right behind an office": (
        "The spokesman for the Ukrainian navy Oleh Petrenko told reporters that the frigate had left port.",
        [Said("Oleh Petrenko", "told", "the frigate had left port")],
    ),
    "a name behind a phrase with a hyphen": (
        "A spokesman for the NATO-led force, Italian Col. Paolo Rossi, said the mission had seen nothing unusual.",
        [Said("Paolo Rossi", "said", "the mission had seen nothing unusual")],
    ),
    "a name behind a participle": (
        "Briefing the 15-member Council, Hanna Lind, the envoy for Libya, said the deadline had passed.",
        [Said("Hanna Lind", "said", "the deadline had passed")],
    ),
    "whoever is asked": (
        "Minister Eva Sorel, asked about the claim, said she had not seen the report.",
        [Said("Eva Sorel", "said", "she had not seen the report")],
    ),
    "whom somebody quotes": (
        "The men had left the port, Minister Eva Sorel said, quoting the Supreme Court.",
        [Said("Supreme Court", "said", "The men had left the port", via="Eva Sorel")],
    ),
    "whose estimates they are": (
        "According to estimates of military experts, the base is empty.",
        [Said("military experts", "According to", "the base is empty")],
    ),
}

CONTENTS = {
    "behind a statement without that": (
        "The Supreme Court said in a statement it was following the case.",
        [Said("Supreme Court", "said", "it was following the case")],
    ),
    "behind a televised statement": (
        "Minister Eva Sorel said in a televised statement that the dam was closed.",
        [Said("Eva Sorel", "said", "the dam was closed")],
    ),
    "on both sides of a tag": (
        "Minister Eva Sorel spoke on Monday. The rest would follow in March, she said, together with their boats.",
        [Said("Eva Sorel", "said", "The rest would follow in March, she said, together with their boats")],
    ),
    "of who tells what another one agreed": (
        "Minister Eva Sorel said Kenya had agreed to send 200 police.",
        [
            Said("Eva Sorel", "said", "Kenya had agreed to send 200 police"),
            Said("Kenya", "agreed", "to send 200 police", via="Eva Sorel"),
        ],
    ),
    "up to where another one, told by office and name, speaks": (
        "Eva Sorel said that France was not one of them, and Libya's defence minister, Omar Haddad, repeated that "
        "Libya would offer its airfields.",
        [
            Said("Eva Sorel", "said", "France was not one of them"),
            Said("Omar Haddad", "repeated", "Libya would offer its airfields"),
        ],
    ),
    "of a number that somebody puts": (
        "Libya put the number of dead and wounded at 40.",
        [Said("Libya", "put", "the number of dead and wounded at 40")],
    ),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [*ANSWERS.values(), *HOSTS.values(), *SIDES.values(), *SPEAKERS.values(), *CONTENTS.values()],
    ids=[*ANSWERS, *HOSTS, *SIDES, *SPEAKERS, *CONTENTS],
)
def test_each_construction_gives_its_statements(extract: Extract, text: str, expected: list[Said]) -> None:
    assert said(extract(text), expected) == expected
