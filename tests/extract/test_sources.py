"""Who speaks: names, roles, bodies, metonyms, pronouns, several at once, and people without a name."""

from __future__ import annotations

import pytest

from tests.extract.cases import Said, said
from tests.extract.conftest import Extract

CASES = {
    "joint": (
        "Sweden and Denmark said they would share the cost.",
        [Said("Sweden, Denmark", "said", "they would share the cost")],
    ),
    "elided": (
        "U.S., Ukrainian and South Korean officials said the camp was empty.",
        [Said("US officials, Ukrainian officials, South Korean officials", "said", "the camp was empty")],
    ),
    "unnamed officer": (
        "A senior officer said the camp was empty.",
        [Said("senior officer", "said", "the camp was empty")],
    ),
    "unnamed sources behind a state": (
        "Ghana has shipped two cranes to Togo, sources at the port authority said.",
        [Said("sources", "said", "Ghana has shipped two cranes to Togo")],
    ),
    "unnamed source": (
        "A source at the port authority said the crane had fallen.",
        [Said("source", "said", "the crane had fallen")],
    ),
    "one of several": (
        "One of the mediators said the list was too long. Two of the guards said the gate had been left open.",
        [
            Said("mediator", "said", "the list was too long"),
            Said("guards", "said", "the gate had been left open"),
        ],
    ),
    "one of them": (
        "Greek officers kept watch. “We see the same four tanks,” one of them said.",
        [Said("Greek officer", "said", "We see the same four tanks", kind="direct")],
    ),
    "person familiar with": (
        "A person familiar with the talks said the list was too long.",
        [Said("person", "said", "the list was too long")],
    ),
    "spokesman of a group by name": (
        "A spokesman for the dockers, Ivo Maric, said the cranes were new.",
        [Said("Ivo Maric", "said", "the cranes were new")],
    ),
    "head of a body with a long name": (
        "The head of the Baltic bureau at the Nordic Council of Shipping Firms, Alex Moreau, said the cranes were new.",
        [Said("Alex Moreau", "said", "the cranes were new")],
    ),
    "role and name taken for a body": (
        "A Chadian rebel leader, Mahamat Tahir, has told reporters that the well is dry.",
        [Said("Mahamat Tahir", "told", "the well is dry")],
    ),
    "coordinated with a name beside a role": (
        "The mayor, Greta Lind, and her deputy, Jens-Frederik Nielsen, said the bridge would close.",
        [Said("Greta Lind, Jens-Frederik Nielsen", "said", "the bridge would close")],
    ),
    "joint statement issued by": (
        "The mayor, Greta Lind, issued a joint statement saying that the bridge would close.",
        [Said("Greta Lind", "saying", "the bridge would close")],
    ),
    "figures compiled by two": (
        "According to figures compiled by the BBC and Reuters, forty boats are known.",
        [Said("BBC, Reuters", "According to", "forty boats are known")],
    ),
    "he": (
        "Defence Minister Karl Weiss visited the base. He said the hangars were new.",
        [Said("Karl Weiss", "said", "the hangars were new")],
    ),
    "she": (
        "Mira Petrova met Karl Weiss, a spokesman. Ms Petrova spoke first. She said the hangars were new.",
        [Said("Mira Petrova", "said", "the hangars were new")],
    ),
    "it": (
        "Latvia closed the crossing. It said the guards were ill.",
        [Said("Latvia", "said", "the guards were ill")],
    ),
    "they": (
        "Sweden and Denmark signed the paper. They said the cost would be shared.",
        [Said("Sweden, Denmark", "said", "the cost would be shared")],
    ),
    "the minister": (
        "Karl Weiss, the Austrian defence minister, visited the base. The minister said the hangars were new.",
        [Said("Karl Weiss", "said", "the hangars were new")],
    ),
    "the agency": (
        "Xinhua counted forty ships. The agency said ten of them were tankers.",
        [Said("Xinhua", "said", "ten of them were tankers")],
    ),
    "surname": (
        "Mira Petrova runs the port. Petrova said the cranes were new.",
        [Said("Mira Petrova", "said", "the cranes were new")],
    ),
    "name given later": (
        "Petrova said the cranes were new. Mira Petrova has run the port for ten years.",
        [Said("Mira Petrova", "said", "the cranes were new")],
    ),
    "capital for a government": (
        "Paris said the frigate would stay.",
        [Said("France", "said", "the frigate would stay")],
    ),
    "seat for a government": (
        "The Kremlin said the frigate would stay.",
        [Said("Kremlin", "said", "the frigate would stay")],
    ),
    "body of a state": (
        "Norway's defence ministry said the ships were old.",
        [Said("Norwegian Ministry of Defence", "said", "the ships were old")],
    ),
    "body of a state, of": (
        "The Ministry of Defence of Norway said the ships were old.",
        [Said("Norwegian Ministry of Defence", "said", "the ships were old")],
    ),
    "spokesman by name": (
        "Government spokesman Dino Valli said the frigate would stay.",
        [Said("Dino Valli", "said", "the frigate would stay")],
    ),
    "name after a comma": (
        "The bridge was open, according to the Latvian ambassador to Oslo, Janis Ozols.",
        [Said("Janis Ozols", "according to", "The bridge was open")],
    ),
    "hyphenated name": (
        "Senator Paul Gruber-Lund said the bridge was open.",
        [Said("Paul Gruber-Lund", "said", "the bridge was open")],
    ),
    "officials of places": (
        "Officials in Latvia and Estonia said the bridge was open.",
        [Said("Latvian officials, Estonian officials", "said", "the bridge was open")],
    ),
    "same officer again": (
        "A Latvian officer said the bridge was open. The officer added that the guards had left.",
        [
            Said("Latvian officer", "said", "the bridge was open"),
            Said("Latvian officer", "added", "the guards had left"),
        ],
    ),
    "joint statement": (
        "Fiji and Tonga held talks. A joint statement said the boats would be shared.",
        [Said("Fiji, Tonga", "said", "the boats would be shared")],
    ),
    "parties of a communiqué": (
        "Fiji and Tonga held talks on Monday. The Parties agreed to share their patrol boats.",
        [Said("Fiji, Tonga", "agreed", "to share their patrol boats")],
    ),
    "nobody but the parties": (
        "Fiji and Tonga held talks on Monday. It was further agreed that the boats would be painted white.",
        [Said("Fiji, Tonga", "agreed", "the boats would be painted white")],
    ),
    "the two sides": (
        "Fiji and Tonga held talks. The two sides said the boats would be shared.",
        [Said("Fiji, Tonga", "said", "the boats would be shared")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_source_is_the_one_meant(extract: Extract, text: str, expected: list[Said]) -> None:
    assert said(extract(text), expected) == expected


def test_spokesperson_and_body_are_actors_that_belong_together(extract: Extract) -> None:
    claims = extract("A spokesman of Norway's defence ministry said the ships were old.")
    (statement,) = claims.statements
    speaker = claims.actor(statement.speaker[0])
    assert speaker.type == "person"
    assert speaker.of is not None
    assert "norway" in {speaker.of, claims.actor(speaker.of).of}


def test_officials_belong_to_their_states(extract: Extract) -> None:
    claims = extract("Ukrainian and South Korean officials said the camp was empty.")
    (statement,) = claims.statements
    assert {claims.actor(actor).of for actor in statement.speaker} == {"ukraine", "south_korea"}
    assert {claims.actor(actor).type for actor in statement.speaker} == {"officials"}


def test_a_name_of_the_registry_is_somebody_else_under_another_state(extract: Extract) -> None:
    claims = extract("Colombian Defence Minister Pedro Sánchez promised help.")
    (statement,) = claims.statements
    speaker = claims.actor(statement.speaker[0])
    assert (speaker.name, speaker.key) == ("Pedro Sánchez", "")
    spanish = extract("Spanish Prime Minister Pedro Sánchez promised help.")
    assert spanish.actor(spanish.statements[0].speaker[0]).key == "pedro-sanchez"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The Ministry of National Defence in Seoul accused Pyongyang of lying.", "South Korean Ministry of Defence"),
        ("Niger freed Chad's envoy. Chad and Mali left. The army said three men were hurt.", "army"),
        ("Five thousand Ethiopian soldiers went home, the defence ministry said.", "Ethiopian Ministry of Defence"),
        ("Sudan blamed Ethiopia for the raid, the foreign ministry said.", "Sudanese Ministry of Foreign Affairs"),
    ],
)
def test_a_body_belongs_to_the_state_meant_or_to_none(extract: Extract, text: str, speaker: str) -> None:
    claims = extract(text)
    assert claims.actor(claims.statements[-1].speaker[0]).name == speaker


def test_the_outlet_under_its_short_name_is_the_article_itself(extract: Extract) -> None:
    text = "South Korea was silent. The Dispatch reported earlier that Vladimir Putin had promised help."
    (statement,) = extract(text, outlet="Lagoon Coast Dispatch").statements
    assert statement.speaker == ("vladimir_putin",)
    assert statement.via == ("lagoon_coast_dispatch",)


def test_the_ministers_are_those_named_before(extract: Extract) -> None:
    text = (
        "Latvia's Defence Minister Anna Ozola and Sweden's Defence Minister Per Lund met in Riga. "
        "The ministers agreed to meet again in Stockholm."
    )
    claims = extract(text)
    (statement,) = claims.statements
    assert {claims.actor(actor).name for actor in statement.speaker} == {"Anna Ozola", "Per Lund"}


@pytest.mark.parametrize(
    "text",
    [
        "A statement, by which 300 soldiers were sent to Chad, was read.",
        "The statement released by which soldiers were sent to Chad was late.",
    ],
)
def test_a_question_that_leads_back_to_itself_ends(extract: Extract, text: str) -> None:
    claims = extract(text)
    assert all(deployment.sender is None for deployment in claims.deployments)
