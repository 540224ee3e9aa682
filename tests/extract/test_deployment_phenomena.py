"""Deployments told in other ways than "X sent Y to Z": by states, nouns, several senders, what is left unsaid."""

from __future__ import annotations

import pytest

from service.model import Deployment
from tests.extract.conftest import Extract

Told = tuple[str | None, str, str, str]  # sender, force, status, beneficiary or a place

CASES: dict[str, tuple[str, set[Told]]] = {
    "a contingent that is there": (
        "A 600-strong Danish contingent is guarding the airport at Erbil.",
        {("denmark", "troops", "under_way", "iraq")},
    ),
    "boots on the ground": (
        "British boots are on the ground in Sierra Leone again.",
        {("united_kingdom", "troops", "under_way", "sierra_leone")},
    ),
    "they guard what lies there": (
        "Chinese peacekeepers patrol the road between Bor and Juba in South Sudan.",
        {("china", "peacekeepers", "under_way", "south_sudan")},
    ),
    "two senders joined by and": (
        "Greece and Cyprus each sent a minesweeper to the Gulf of Aden last month.",
        {("greece", "ships", "under_way", "Gulf of Aden"), ("cyprus", "ships", "under_way", "Gulf of Aden")},
    ),
    "a dispatch that is announced": (
        "The dispatch of two Spanish frigates to Romania was announced in Madrid on Thursday.",
        {("spain", "ships", "planned", "romania")},
    ),
    "a mission that is approved": (
        "Hungary's parliament approved a mission of up to 200 soldiers to Chad.",
        {("hungary", "troops", "planned", "chad")},
    ),
    "a redeployment that is planned": (
        "The redeployment of Bulgarian troops from Kosovo towards Bosnia is planned for spring.",
        {("bulgaria", "troops", "planned", "bosnia_and_herzegovina")},
    ),
    "the troops and the weapons of one sender": (
        "Moscow flew in 150 trainers to Ouagadougou in January. It also handed over rifles to the Burkinabe army.",
        {("russia", "advisers", "under_way", "burkina_faso"), ("russia", "weapons", "under_way", "burkina_faso")},
    ),
    "two who receive from two": (
        "Sudan's army receives drones from Iran and ammunition from Egypt, according to a UN report.",
        {("iran", "weapons", "under_way", "sudan"), ("egypt", "weapons", "under_way", "sudan")},
    ),
    "fighters that are planes": (
        "Sweden has pledged to lend six Gripen fighters to Hungary.",
        {("sweden", "aircraft", "planned", "hungary")},
    ),
    "a ship by its name": (
        "The Dutch frigate Tromp sailed on Sunday to escort tankers through the Strait of Hormuz.",
        {("netherlands", "ships", "under_way", "Strait of Hormuz")},
    ),
    "medics are other forces": (
        "Norwegian medics were deployed to a field hospital near Rzeszow, Poland.",
        {("norway", "other", "under_way", "poland")},
    ),
    "blue helmets who are flown home": (
        "The last Uruguayan blue helmets were flown home from Goma.",
        {("uruguay", "peacekeepers", "ended", "democratic_republic_of_the_congo")},
    ),
    "the last of them": (
        "Chad ordered the French soldiers out in November; the last of them left Abéché on 30 January.",
        {("france", "troops", "ended", "chad")},
    ),
    "they who were thanked": (
        "Kazakhstan's president thanked the Russian peacekeepers as they began to leave Almaty.",
        {("russia", "peacekeepers", "ended", "kazakhstan")},
    ),
    "expelled by the host": (
        "The government in Bamako expelled the last Danish commandos in January 2022.",
        {("denmark", "troops", "ended", "mali")},
    ),
    "only some of them leave": (
        "The UN has pulled 35 of its 60 peacekeepers out of Hodeidah in Yemen.",
        {("united_nations", "peacekeepers", "under_way", "yemen")},
    ),
    "what somebody wants to end is not ended": (
        "Kosovo's parliament demanded that the 180 Austrian soldiers in Pristina be brought home.",
        {("austria", "troops", "under_way", "kosovo")},
    ),
    "left there": (
        "Berlin will leave 120 German soldiers in Erbil until autumn.",
        {("germany", "troops", "under_way", "iraq")},
    ),
    "denied by the accused": (
        "Bamako accused Ukraine of sending 50 instructors to Kidal, in the north of Mali. Kyiv denied the allegation.",
        {("ukraine", "advisers", "denied", "mali")},
    ),
    "ruled out": (
        "France's chief of staff ruled out sending soldiers to Armenia.",
        {("france", "troops", "denied", "armenia")},
    ),
    "a report that is taken back": (
        "Correction: An earlier version of this article said Italy had sent soldiers to Niger. "
        "Italy has not sent any soldiers there.",
        {("italy", "troops", "denied", "niger")},
    ),
    "recruits lured abroad": (
        "Hundreds of Nepalis have been lured into the Russian army.",
        {("nepal", "troops", "under_way", "russia")},
    ),
    "at home, but told by the place": (
        "Peru moved 500 soldiers to Tumbes in January.",
        {("peru", "troops", "under_way", "Tumbes")},
    ),
    "an announced intention": (
        "Turkey announced its intention to station six F-16 aircraft at Al Udeid in Qatar.",
        {("turkey", "aircraft", "planned", "qatar")},
    ),
    "a list of pledges": (
        "The mission in Haiti lacks soldiers. Pledges come to 800 from Benin and 150 from Guatemala.",
        {("benin", "troops", "planned", "haiti"), ("guatemala", "troops", "planned", "haiti")},
    ),
    "arming somebody": ("Iran is arming the M23, diplomats say.", {("iran", "weapons", "under_way", "m23")}),
    "given to whom is named before the number": (
        "The Netherlands lends Romania 18 F-16s.",
        {("netherlands", "aircraft", "under_way", "romania")},
    ),
    "seen at a place": (
        "About 300 Libyan fighters were seen at the port of Tartus in Syria.",
        {("libya", "troops", "under_way", "syria")},
    ),
    "a company of engineers is one force": (
        "A company of 120 Australian engineers is due at Lae in Papua New Guinea.",
        {("australia", "other", "planned", "papua_new_guinea")},
    ),
    "captives": ("Two Ukrainian soldiers are held in Belarus.", set()),
    "what is surrendered is not supplied": ("The FARC gave up nearly 9,000 weapons in Colombia.", set()),
    "those who flee": ("More than 100,000 Ecuadoreans have left their homes for Peru.", set()),
    "all foreign troops": ("All foreign forces have to leave Libya, a resolution says.", set()),
    "put into a country by two": (
        "Spain and Italy would put a first 3,000 soldiers into western Ukraine within weeks of any ceasefire.",
        {("spain", "troops", "planned", "ukraine"), ("italy", "troops", "planned", "ukraine")},
    ),
    "tied up": (
        "About 900 British soldiers are tied up in Estonia.",
        {("united_kingdom", "troops", "under_way", "estonia")},
    ),
    "a country by its sea": (
        "Kenya has 712 officers in the Caribbean nation of Haiti.",
        {("kenya", "troops", "under_way", "haiti")},
    ),
    "a part of a state": (
        "Ethiopia sent 1,000 troops to Amhara state.",
        {("ethiopia", "troops", "under_way", "ethiopia")},
    ),
    "at a hospital": (
        "Israel moved 300 troops to a hospital in Gaza.",
        {("israel", "troops", "under_way", "Gaza")},
    ),
    "a group of ships": (
        "The United States is sending a second amphibious ready group to the Caribbean.",
        {("united_states", "ships", "planned", "Caribbean")},
    ),
    "planes by their type": (
        "The Italian foreign ministry said six F-16 jets had been dispatched to northern Libya.",
        {("italy", "aircraft", "confirmed", "libya")},
    ),
    "moved into a mission": (
        "Britain has moved a battalion of around 600 into KFOR.",
        {("united_kingdom", "troops", "under_way", "kosovo")},
    ),
    "given to the mission told of": (
        "Unifil has about 10,000 troops in Lebanon. Ireland contributes 342 soldiers.",
        {("unifil", "troops", "under_way", "lebanon"), ("ireland", "troops", "under_way", "lebanon")},
    ),
    "wounded, and flown to a hospital": (
        "Two Kenyan police officers were wounded in Haiti and flown to a hospital in the Dominican Republic.",
        {("kenya", "police", "under_way", "haiti")},
    ),
    "a coach's army": ("The coach deployed his striker on the left against an army of Scotland fans.", set()),
}


def _told(deployment: Deployment, expected: set[Told]) -> Told:
    """The deployment with whichever of its beneficiary and places is expected."""
    where = [deployment.beneficiary or "", *deployment.destination]
    known = {place for *_, place in expected}
    return deployment.sender, deployment.force, deployment.status, next((w for w in where if w in known), str(where))


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_how_deployments_are_told(extract: Extract, text: str, expected: set[Told]) -> None:
    assert {_told(d, expected) for d in extract(text).deployments} == expected
    assert len(extract(text).deployments) == len(expected)


def test_what_the_article_only_goes_on_about_takes_its_place(extract: Extract) -> None:
    text = "Rwandan soldiers arrived in Cabo Delgado. Norway will send 40 instructors."
    found = {(d.sender, d.beneficiary) for d in extract(text).deployments}
    assert found == {("rwanda", "mozambique"), ("norway", "mozambique")}


def test_the_states_that_give_to_a_mission_send_together(extract: Extract) -> None:
    text = "Soldiers from Austria, Italy and Romania will reinforce EUFOR in Bosnia."
    assert {d.sender for d in extract(text).deployments} == {"eufor"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kenya to send 400 police officers to Haiti, minister says", "planned"),
        ("Three further Danish howitzers go to Ukraine next month.", "planned"),
        ("The accord would allow Russia to keep 300 soldiers and two warships in Sudan.", "planned"),
        ("Reports that Iran had sent instructors to Algeria were dismissed by Tehran as absurd.", "denied"),
        (
            "Seoul says the North has 9,000 soldiers in Russia.\n\nPyongyang has denied any arms transfers.",
            "under_way",
        ),
    ],
)
def test_how_far_it_has_come(extract: Extract, text: str, expected: str) -> None:
    assert {d.status for d in extract(text).deployments} == {expected}
