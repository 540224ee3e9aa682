"""Names that no registry has: read whole, typed by their words and by what stands beside them, taken up again."""

from __future__ import annotations

import pytest

from service.extract.naming import kind_by_words
from service.model import Claims
from tests.extract.conftest import Extract


def speakers(claims: Claims) -> list[tuple[str, str]]:
    """Return name and type of who speaks in each statement of one speaker."""
    actors = [claims.actor(statement.speaker[0]) for statement in claims.statements]
    return [(actor.name, actor.type) for actor in actors]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("The Free Yaran Army said it held the port.", "Free Yaran Army", "armed_force"),
        ("The Institute for Coastal Studies said the reef was dead.", "Institute for Coastal Studies", "organisation"),
        ("The Observatory of Rural Crime said 40 barns had burned.", "Observatory of Rural Crime", "organisation"),
        ("The Mothers' Front for Renewal said the well was dry.", "Mothers' Front for Renewal", "organisation"),
        ("The Norrland Courier reported that the mine had closed.", "Norrland Courier", "news_outlet"),
        ("Oskana, a rebel group, said it held the port.", "Oskana", "armed_force"),
        ("Verdano, which builds the cranes, said two had been sold.", "Verdano", "organisation"),
        ("The militia Jund al-Fajr said it held the port.", "Jund al-Fajr", "armed_force"),
        ("The Students' Council of Tarn said it was late.", "Students' Council of Tarn", "organisation"),
        ("“It was cold,” said Oyana, 34, who sells fish.", "Oyana", "person"),
        ("“It was cold,” said Birgit.", "Birgit", "person"),
        ("Gen. Tomas “Bear” Lindqvist said the ice was thin.", "Tomas “Bear” Lindqvist", "person"),
    ],
)
def test_unknown_names_are_read_whole_and_typed(extract: Extract, text: str, name: str, kind: str) -> None:
    assert speakers(extract(text)) == [(name, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "The Carver Institute said the deal was dead. The institute said the talks had failed.",
        "Kestrel Shipping said the hull was sound. The company said the crew was safe.",
        "The Movement for the Liberation of Katan said it held the port. The MLK said the road was open.",
        "The aid group Mercy Bridge said its store was empty. The charity said the road was closed.",
        "The parcel company Halvik said it would hire. Halvik said the depot was new.",
        "The Peace and Reform Council said the vote was free. The council said the count was open.",
    ],
)
def test_a_body_is_taken_up_by_its_noun_and_its_short_forms(extract: Extract, text: str) -> None:
    found = speakers(extract(text))
    assert len(found) == 2
    assert found[0] == found[1]


def test_another_body_of_the_same_kind_is_not_taken_up(extract: Extract) -> None:
    text = (
        "The Dockers Association said the cranes were old. The fan club Harbour Lights said the seats were wet. "
        "The association said the cranes would be painted."
    )
    assert [name for name, _ in speakers(extract(text))][-1] == "Dockers Association"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Residents said the bridge was open.", "organisation"),
        ("Analysts said the bridge was open.", "organisation"),
        ("Two diplomats said the bridge was open.", "officials"),
        ("MPs said the bridge was open.", "officials"),
        ("Latvian lawmakers said the bridge was open.", "officials"),
        ("Aid agencies said the bridge was open.", "organisation"),
        ("Insurgents said the bridge was open.", "armed_force"),
        ("Latvian news agencies said the bridge was open.", "news_agency"),
        ("The OSCE mission said the bridge was open.", "intergovernmental_organisation"),
    ],
)
def test_those_without_a_name_have_the_kind_of_their_noun(extract: Extract, text: str, kind: str) -> None:
    assert [found for _, found in speakers(extract(text))] == [kind]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Radio Kastan", "news_outlet"),
        ("Daily Lantern", "news_outlet"),
        ("Hanba News Agency", "news_agency"),
        ("Royal Wessex Rifles", "armed_force"),
        ("Unity Party", "party"),
        ("Ministry of Fisheries", "government_body"),
        ("Marta Lind", None),
    ],
)
def test_words_of_a_name_tell_its_kind(name: str, kind: str | None) -> None:
    assert kind_by_words(name.split()) == kind


def test_an_embassy_is_not_of_the_state_that_it_is_in(extract: Extract) -> None:
    claims = extract("The embassy in Riga said the visit was short.")
    (actor,) = (claims.actor(statement.speaker[0]) for statement in claims.statements)
    assert (actor.type, actor.of) == ("government_body", None)
    assert "embassy in Riga" in actor.mentions


def test_a_mission_is_told_by_its_place(extract: Extract) -> None:
    claims = extract("UNIFIL moved its post. The UN mission in Lebanon said the road was safe.")
    assert [name for name, _ in speakers(claims)] == ["UNIFIL"]
