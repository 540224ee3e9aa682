"""Forms of sentences that the press uses every day: who says what, through whom, and where a content begins and ends.

Each of these was told wrongly, or not at all, by rules that had been written on articles without it.
"""

from __future__ import annotations

import pytest

from service.model import Statement
from tests.extract.conftest import Extract

Said = tuple[str, str]
"""Who says it, several joined by " + ", and what."""

TAGS: dict[str, tuple[str, list[Said]]] = {
    "present plural, inverted": (
        "The sailors died while following a suspect, say officials.",
        [("officials", "The sailors died while following a suspect")],
    ),
    "no example after a comma": ("The crew had enough bread for, say, three days.", []),
    "a verb that looks like a noun": (
        "Six sailors have died in the bay, local media report.",
        [("media", "Six sailors have died in the bay")],
    ),
    "put into a relative clause": (
        "It kept to a pact that, spokesman Otto Kern said, “extends to attacks on ferries.”",
        [("Otto Kern", "extends to attacks on ferries")],
    ),
    "one of whom a clause tells more": (
        "“Nothing less,” remarked one source, who added Chad had waited long.",
        [("source", "Nothing less"), ("source", "Chad had waited long")],
    ),
    "what is withheld behind it": (
        "The pier was closed, Kern said, but declined to reveal who had closed it.",
        [("Kern", "The pier was closed")],
    ),
    "as per": ("As per the harbour ministry, the pier was closed.", [("harbour ministry", "the pier was closed")]),
}

CLAUSES: dict[str, tuple[str, list[Said]]] = {
    "an adverb before that": (
        "Omer claimed earlier that 58 soldiers were killed.",
        [("Omer", "58 soldiers were killed")],
    ),
    "an aside before that": (
        "The general told reporters, according to Tass, that 40 men died.",
        [("general", "40 men died")],
    ),
    "a statement that was sent to somebody": (
        "Kofi Mensah, a spokesman, said in a statement sent to Reuters news agency that Constable Boateng was a "
        "“fallen hero” who “was killed while fighting for the people”, while Ghana said it was “saddened by the loss”.",
        [
            ("Kofi Mensah", "Constable Boateng was a “fallen hero” who “was killed while fighting for the people”"),
            ("Ghana", "it was “saddened by the loss”"),
        ],
    ),
    "a bracket at its end": (
        "Kern said the crew was part of the Southern Ferry Union (SFU).",
        [("Kern", "the crew was part of the Southern Ferry Union (SFU)")],
    ),
    "going on as it is told": (
        "Sources close to the case confirmed they are aware of the incident and are working closely with the UN.",
        [("sources", "they are aware of the incident and are working closely with the UN")],
    ),
    "going on with what is theirs": (
        "Clerk Otto Kern confirmed that two sailors were hurt in the storm, and their injuries were light.",
        [("Otto Kern", "two sailors were hurt in the storm, and their injuries were light")],
    ),
    "believed by whom nobody names": (
        "Captain Ana Reyes told reporters they believed the ship was trying to ram the ferry.",
        [("Ana Reyes", "the ship was trying to ram the ferry")],
    ),
    "others speak behind a quotation and a comma": (
        "The union urged both towns to “talk first,” while Kuwait said it was ready to help.",
        [("union", "both towns to “talk first,”"), ("Kuwait", "it was ready to help")],
    ),
    "what a deed has done": (
        "Orlov accused the crew of cutting the nets, ruining 12 boats.",
        [("Orlov", "the crew of cutting the nets, ruining 12 boats")],
    ),
    "the reporter's remark": (
        "Orlov accused the crew of ramming a boat, hurting three men, in what Oman called the worst clash.",
        [("Orlov", "the crew of ramming a boat, hurting three men"), ("Oman", "the worst clash")],
    ),
    "what somebody calls something": (
        "The storm sank ten boats, in what one expert on Monday called the worst loss in years.",
        [("expert", "the worst loss")],
    ),
    "told by a paper": (
        "A report in The Sunday Post later suggested that most towns were willing to pay.",
        [("Sunday Post", "most towns were willing to pay")],
    ),
    "of the sentence before": (
        "The union will send more ferries. This is stated in the report of the harbour ministry.",
        [("harbour ministry", "The union will send more ferries")],
    ),
}

OBJECTS: dict[str, tuple[str, list[Said]]] = {
    "feelings that are passed on": (
        "The harbour minister, Ms Ana Reyes, extended her deepest condolences to the families.",
        [("Ana Reyes", "her deepest condolences to the families")],
    ),
    "help that is passed on is none": ("The town extended the pier to the north.", []),
    "claims that somebody denies": (
        "Orlov accused Oman of cutting the nets, claims Muscat has rejected.",
        [("Orlov", "Oman of cutting the nets"), ("Oman", "claims")],
    ),
    "what is called together": ("The town called a press conference, and the union called a strike.", []),
    "what is not offered": ("The harbour union offered no boats of its own.", []),
    "those who are told": (
        "The pier would be closed, two officials briefed on the talks told the Harbour Post.",
        [("officials", "The pier would be closed")],
    ),
    "another one goes further": (
        "Doyle said he was worried, but Otto Byrne went further, calling it a disgrace.",
        [("Doyle", "he was worried"), ("Otto Byrne", "it a disgrace")],
    ),
    "what somebody only does": ("NATO soldiers defending three town halls in the north were hurt on Monday.", []),
}

PARAGRAPHS: dict[str, tuple[str, list[Said]]] = {
    "a block without marks": (
        "The mayor, Ana Reyes, said the pier was safe. She added:\n\nWe honour all who built it. We will not forget "
        "them.\n\nOur thoughts are with the crews, and I have told them so.\n\nThe pier is 80 years old.",
        [
            ("Ana Reyes", "the pier was safe"),
            ("Ana Reyes", "We honour all who built it. We will not forget them"),
            ("Ana Reyes", "Our thoughts are with the crews, and I have told them so"),
        ],
    ),
    "going on from according to": (
        "While on patrol, “the team came under fire from rebels,” according to a note by Ghana’s police service. “The "
        "officer was rushed to hospital where he died.”",
        [
            ("Ghanaian police", "While on patrol, “the team came under fire from rebels,”"),
            ("Ghanaian police", "The officer was rushed to hospital where he died"),
        ],
    ),
}

NOT_SO_FAR: dict[str, tuple[str, list[Said]]] = {
    "what came of a charge": (
        "Mali accused France of spying, expelling its ambassador on Monday.",
        [("Mali", "France of spying")],
    ),
    "a promise of no harm": (
        "The president promised no reprisals against the rebels.",
        [("president", "no reprisals against the rebels")],
    ),
    "as a rule has it": ("As per tradition, the mayor opened the pier.", []),
    "a question": (
        "What, Orlov asked, would the mayor do next?",
        [("Orlov", "What, Orlov asked, would the mayor do next?")],
    ),
    "whoever speaks without a name": ("She told AFP that 12 boats had been lost.", []),
    "his who speaks": (
        "Orlov said the town had fallen, and his visit was cut short by rain.",
        [("Orlov", "the town had fallen")],
    ),
    "a block in which others speak": (
        "Vidal said on Monday:\n\nNo ship was in the port on Sunday, the navy wrote in a note.",
        [("navy", "No ship was in the port on Sunday")],
    ),
    "what a newsroom says of itself": (
        "Vidal told parliament:\n\nThe pier is safe and it will stay so.\n\nWe asked the union for comment on this.",
        [("Vidal", "The pier is safe and it will stay so")],
    ),
    "several of whom one has a title": (
        "Opposition leaders and former president Ana Vidal said the vote was rigged.",
        [("opposition leaders + Ana Vidal", "the vote was rigged")],
    ),
}

OFFICES: dict[str, tuple[str, list[Said]]] = {
    "two titles": (
        "President and Commander-in-Chief Ana Reyes said the pier was safe.",
        [("Ana Reyes", "the pier was safe")],
    ),
    "the rest of a ministry's name": (
        "Minister of Foreign Affairs and Expatriates Omar Nasser said the pier was safe.",
        [("Omar Nasser", "the pier was safe")],
    ),
    "a chief": (
        "Defense Secretary Ramon Cruz met Carlos Santos. “They hide the truth,” the defense chief said.",
        [("Ramon Cruz", "They hide the truth")],
    ),
}


def said(extract: Extract, text: str) -> list[Said]:
    claims = extract(text)

    def told(statement: Statement) -> Said:
        return " + ".join(claims.actor(actor).name for actor in statement.speaker), statement.content

    return [told(statement) for statement in claims.statements]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(*case, id=name)
        for table in (TAGS, CLAUSES, OBJECTS, PARAGRAPHS, OFFICES, NOT_SO_FAR)
        for name, case in table.items()
    ],
)
def test_who_says_what(extract: Extract, text: str, expected: list[Said]) -> None:
    assert said(extract, text) == expected


@pytest.mark.parametrize(
    ("text", "speaker", "relays"),
    [
        (
            "Kern said that the pier would be built, as quoted by the state agency KCNA.",
            "Kern",
            ["Korean Central News Agency"],
        ),
        ("“We will stay,” said Ha Jin-su, a clerk at the port, quoted by KBS.", "Ha Jin-su", ["KBS"]),
        (
            "Radio Nova had reported last week, quoting an African officer, that 300 Russian soldiers were awaited in "
            "Ouagadougou.",
            "African officer",
            ["Radio Nova"],
        ),
        (
            "The army has violated the ceasefire, Kabar reports referring to the press service of Kyrgyzstan’s State "
            "Border Service.",
            "press service",
            ["Kabar"],
        ),
        ("Kern told the press that the pier was closed.", "Kern", []),
        ("The pier was open, Otto Kern said, citing information from port officials.", "Otto Kern", []),
    ],
)
def test_who_passes_it_on(extract: Extract, text: str, speaker: str, relays: list[str]) -> None:
    claims = extract(text)
    (statement,) = claims.statements
    assert [claims.actor(actor).name for actor in statement.speaker] == [speaker]
    assert [claims.actor(actor).name for actor in statement.via] == relays
