"""Deployments told by their scene: places without a name, missions, what an organ of a state sends, what is refused."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Extract

Told = tuple[str | None, str | None, tuple[str, ...]]


def told(extract: Extract, text: str) -> list[Told]:
    return [(d.sender, d.beneficiary, d.destination) for d in extract(text).deployments]


# text; sender, beneficiary and destinations of each deployment
SCENES: list[tuple[str, list[Told]]] = [
    (
        "Greece has 20 officers in Cyprus. Turkey keeps 30,000 soldiers in the north.",
        [("turkey", "cyprus", ("north",))],
    ),
    ("Belarus moved two brigades to its side of the river.", [("belarus", None, ("its side of the river",))]),
    ("Italy has 900 soldiers at Camp Erbil.", [("italy", "iraq", ("Camp Erbil",))]),
    ("Norway contributes 90 soldiers to UNIFIL.", [("norway", "lebanon", ())]),
    ("UNIFIL has 10,000 soldiers.", [("unifil", "lebanon", ())]),
    (
        "The force in Lebanon, UNIFIL, is pulling out. The United Nations has 9,000 peacekeepers there.",
        [("unifil", "lebanon", ("Lebanon",))],
    ),
    (
        "SADC withdrew its own force of 2,000 from Cabo Delgado.",
        [("southern_african_development_community", "mozambique", ("Cabo Delgado",))],
    ),
    ("The UAE flew 14 Chinese-made drones to Nyala.", [("united_arab_emirates", "sudan", ("Nyala",))]),
    ("ASEAN is to send its observers back to Surin.", [("asean", "thailand", ("Surin",))]),
    ("The UN mission withdrew 80 of its observers from Hodeidah.", [("un_mission", "yemen", ("Hodeidah",))]),
    ("Ghana has 700 soldiers in the mission. The talks in Bamako went on.", [("ghana", "mali", ("Bamako",))]),
    (
        "Two planes carrying 80 Kenyan policemen landed in Port-au-Prince.",
        [("kenya", "haiti", ("Port-au-Prince",))],
    ),
    ("Hungary and Slovakia, which have 300 soldiers in Kosovo, want more.", [
        ("hungary", "kosovo", ("Kosovo",)),
        ("slovakia", "kosovo", ("Kosovo",)),
    ]),
    (
        "Portugal’s government approved the participation of 30 soldiers in the EU mission in Mozambique.",
        [("portugal", "mozambique", ("Mozambique",))],
    ),
    ("The 900 men that Oslo has sent to Poland are teachers.", [("norway", "poland", ("Poland",))]),
    ("Togo sent 900 soldiers to Mali, by Ghanaian estimates.", [("togo", "mali", ("Mali",))]),
    ("South Korea is worried. The North has sent 900 sappers to Kursk.", [("north_korea", "russia", ("Kursk",))]),
    ("Chad hosts many. The 45th Tank Brigade has 900 men in Lome.", []),
    ("Togo welcomed home a company of engineers from Mali.", [("togo", "mali", ("Mali",))]),
    ("Kenya sent 300 construction workers to Haiti.", [("kenya", "haiti", ("Haiti",))]),
    ("Swiss soldiers fly out to Pristina on Monday.", [("switzerland", "kosovo", ("Pristina",))]),
    ("The Indian destroyer was ordered to the Gulf of Aden.", [("india", None, ("Gulf of Aden",))]),
    ("Italy sent 60 carabinieri to Niger.", [("italy", "niger", ("Niger",))]),
    (
        "Senegal moved 200 soldiers south of Ziguinchor.",
        [("senegal", "senegal", ("south of Ziguinchor", "Ziguinchor"))],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SCENES)
def test_scene(extract: Extract, text: str, expected: list[Told]) -> None:
    found = told(extract, text)
    assert [wanted for wanted in expected if wanted not in found] == []


def test_the_army_is_that_of_the_state_whose_people_speak(extract: Extract) -> None:
    text = (
        "Colombian President Gustavo Petro said that the talks were over. The army has moved 3,000 soldiers to Cauca, "
        "said Colombia’s defence minister."
    )
    assert [d.sender for d in extract(text).deployments] == ["colombia"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Austria turned down a request to send soldiers to Mali.", "denied"),
        ("Japan refused to send warships to the Gulf of Aden.", "denied"),
        ("A court blocked the United States from sending 500 soldiers to Haiti.", "planned"),
        ("France will withdraw its 400 soldiers from Chad in May.", "under_way"),
        ("Germany will not enlarge its contingent in Mali.", "under_way"),
    ],
)
def test_status_of_what_is_refused_or_still_to_come(extract: Extract, text: str, status: str) -> None:
    assert [d.status for d in extract(text).deployments] == [status]


def test_the_country_is_named_as_the_article_names_it(extract: Extract) -> None:
    text = "Talks were held in Chad. Hungary will send 200 soldiers to the country."
    assert told(extract, text) == [("hungary", "chad", ("Chad",))]


def test_who_still_has_men_there_has_not_left(extract: Extract) -> None:
    text = "In May 1,100 Ugandan soldiers left Somalia. Uganda still has 4,500 soldiers in Somalia."
    assert [(d.sender, d.status) for d in extract(text).deployments] == [("uganda", "under_way")]


def test_what_a_paper_reports_it_does_not_send(extract: Extract) -> None:
    text = "Russia will base bombers near Benghazi, the Wall Street Journal reported, and has moved missiles to Libya."
    assert {d.sender for d in extract(text).deployments} == {"russia"}


def test_what_is_told_of_decades_ago_is_over(extract: Extract) -> None:
    text = "Published 4 May 2025\n\nCuba has 30 advisers in Angola. In 1975 Cuba sent 36,000 soldiers to Angola."
    found = {d.force: d.status for d in extract(text).deployments}
    assert found == {"advisers": "under_way", "troops": "ended"}


@pytest.mark.parametrize(
    "text",
    [
        "Brazil kept its ban on sending missiles to Ukraine.",
        "He is an Irishman who commanded peacekeepers in Lebanon.",
    ],
)
def test_what_sends_nobody(extract: Extract, text: str) -> None:
    assert extract(text).deployments == ()


def test_parts_of_a_force_are_no_deployments_of_their_own(extract: Extract) -> None:
    text = "ECOWAS sent a force to Niger. It is made up of 300 men from Ghana, 200 from Togo and 90 from Benin."
    assert {d.sender for d in extract(text).deployments} == {"ecowas"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Belgium is to relieve the Polish battalion in Latvia in May.", {("poland", "under_way")}),
        ("Britain once had 4,000 soldiers in Iraq.", {("united_kingdom", "ended")}),
        ("The president of Kenya ordered two patrol boats to sail to Haiti.", {("kenya", "planned")}),
        ("The Ugandan contingent has rested since it landed in Mogadishu.", {("uganda", "under_way")}),
        (
            "Italian troops left Niger in May. Italy plans to send 300 soldiers to Niger in June.",
            {("italy", "ended"), ("italy", "planned")},
        ),
    ],
)
def test_the_relieved_the_former_and_the_ordered(extract: Extract, text: str, expected: set[tuple[str, str]]) -> None:
    assert expected <= {(d.sender, d.status) for d in extract(text).deployments}


def test_whose_a_force_is_the_article_tells_elsewhere(extract: Extract) -> None:
    text = "Kenya has sent 900 soldiers to Haiti. Some 300 soldiers are stationed at the airport in Port-au-Prince."
    assert told(extract, text) == [("kenya", "haiti", ("Haiti", "Port-au-Prince"))]


def test_how_far_it_has_come_a_headline_in_the_present_does_not_say(extract: Extract) -> None:
    text = "Oslo sends instructors to Poland\n\nNorway will send 40 instructors to Poland in the spring."
    assert [d.status for d in extract(text).deployments] == ["planned"]


def test_a_contingent_that_will_still_be_there_is_there(extract: Extract) -> None:
    assert [d.status for d in extract("Ireland will still have 300 soldiers in Lebanon.").deployments] == ["under_way"]
