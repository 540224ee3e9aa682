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


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The National Savings Board said the rate would rise.", "National Savings Board"),
        ("The Guardian Housing Association said the roofs leaked.", "Guardian Housing Association"),
        ("The European Union Bridge Mission said the road was open.", "European Union Bridge Mission"),
        ("The Republic of Fiji Lifeboat Corps said the men were safe.", "Republic of Fiji Lifeboat Corps"),
        ("The Norwick Chamber of Commerce said the shops were empty.", "Norwick Chamber of Commerce"),
        ("The Campaign for Quiet Harbours said the horns were too loud.", "Campaign for Quiet Harbours"),
        ("The Council on Rural Affairs said the wells were dry.", "Council on Rural Affairs"),
        ("The Council of Elders said the wells were dry.", "Council of Elders"),
        (
            "The Institute for Marine and Coastal Research said it was dead.",
            "Institute for Marine and Coastal Research",
        ),
        ("The Norwick Fire and Rescue Service said nobody was hurt.", "Norwick Fire and Rescue Service"),
        ("The Pear Growers’ Association said the harvest was late.", "Pear Growers’ Association"),
        ("The Prosecutor’s Office said the case was closed.", "Prosecutor’s Office"),
        ("The Scott Institute said the ice was thin.", "Scott Institute"),
    ],
)
def test_a_body_s_name_is_neither_cut_nor_glued(extract: Extract, text: str, name: str) -> None:
    assert [found for found, _ in speakers(extract(text))] == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Alba Verde's Lucía Montes said the road was unsafe.", "Lucía Montes"),
        ("Deputy Foreign Minister Arvid Halonen said the talks were dead.", "Arvid Halonen"),
        ("Honourable Peter Okello said the road was unsafe.", "Peter Okello"),
    ],
)
def test_whose_somebody_is_and_what_is_no_part_of_the_name(extract: Extract, text: str, name: str) -> None:
    assert speakers(extract(text)) == [(name, "person")]


@pytest.mark.parametrize(
    "text",
    [
        "Tarn Waste Services said the landfill was full. Tarn Waste said a new one was needed.",
        "The Norwick Harbour Trust (NHT) said the pier was safe. The NHT said it would reopen.",
        "Ukraine's military intelligence agency, HUR, said the bridge was hit. HUR said the road was open.",
    ],
)
def test_beginnings_and_abbreviations_are_those_of_the_whole_name(extract: Extract, text: str) -> None:
    found = speakers(extract(text))
    assert len(found) == 2
    assert found[0] == found[1]
    assert found[0][1] != "person"


def test_two_bodies_joined_by_and_stay_two(extract: Extract) -> None:
    (statement,) = extract("The Ministry of Fisheries and Radio Norwick said the port was shut.").statements
    assert len(statement.speaker) == 2


def test_a_university_is_none_of_its_people(extract: Extract) -> None:
    text = "Anna Bell of Tarn University, who led the work, said the reef was dead. Tarn University said it was proud."
    assert speakers(extract(text)) == [("Anna Bell", "person"), ("Tarn University", "organisation")]


def test_a_body_of_which_who_is_said_is_no_person(extract: Extract) -> None:
    claims = extract("The fishing company Halvik, who had lost two boats, said it was late.")
    assert speakers(claims) == [("Halvik", "organisation")]


def test_the_place_that_tells_which_body_is_meant_is_part_of_a_mention(extract: Extract) -> None:
    claims = extract("The Harbour Institute in Norway said the ice was thin.")
    (statement,) = claims.statements
    assert "Harbour Institute in Norway" in claims.actor(statement.speaker[0]).mentions


@pytest.mark.parametrize("month", ["January", "May"])
def test_a_month_says_nothing(extract: Extract, month: str) -> None:
    claims = extract(f"Kenya has deployed 640 officers to Haiti since {month}, the interior minister said on Tuesday.")
    assert month not in {actor.name for actor in claims.actors}
