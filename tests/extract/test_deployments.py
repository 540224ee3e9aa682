"""Deployments: sender, beneficiary, adversary, places, force and status. The events are invented."""

from __future__ import annotations

import pytest

from service.model import Deployment
from tests.extract.conftest import Extract


def only(extract: Extract, text: str) -> Deployment:
    (deployment,) = extract(text).deployments
    return deployment


# text, sender, beneficiary, destination
TOLD = [
    ("Rwanda has sent 1,000 soldiers to Mozambique.", "rwanda", "mozambique", ("Mozambique",)),
    ("Kenyan police officers were sent to Haiti last year.", "kenya", "haiti", ("Haiti",)),
    (
        "About 340 Irish soldiers are based at Camp Shamrock in Lebanon.",
        "ireland",
        "lebanon",
        ("Camp Shamrock", "Lebanon"),
    ),
    (
        "Ugandan special forces entered Juba on Sunday to secure the airport. Uganda sent them to Juba.",
        "uganda",
        "south_sudan",
        ("Juba",),
    ),
    ("France retains some 1,500 soldiers in Djibouti.", "france", "djibouti", ("Djibouti",)),
    ("Japanese troops arrived in the Philippines for a drill.", "japan", "philippines", ("Philippines",)),
    ("The first Turkish soldiers landed in Misrata.", "turkey", "libya", ("Misrata",)),
    ("Fighters of the Wagner Group were deployed to Mali.", "wagner_group", "mali", ("Mali",)),
    ("NATO stationed a battalion in Estonia.", "nato", "estonia", ("Estonia",)),
    ("North Korea’s deployment of troops to Russia has begun.", "north_korea", "russia", ("Russia",)),
    ("There are 2,000 Rwandan soldiers in Palma.", "rwanda", "mozambique", ("Palma",)),
    ("Australian soldiers will arrive in Suva in February.", "australia", "fiji", ("Suva",)),
]


@pytest.mark.parametrize(("text", "sender", "beneficiary", "destination"), TOLD)
def test_who_sends_where(
    extract: Extract, text: str, sender: str, beneficiary: str, destination: tuple[str, ...]
) -> None:
    found = only(extract, text)
    assert (found.sender, found.beneficiary) == (sender, beneficiary)
    assert set(destination) <= set(found.destination)


@pytest.mark.parametrize(
    ("text", "force"),
    [
        ("Rwanda has sent 1,000 soldiers to Mozambique.", "troops"),
        ("Kenya sent 400 police officers to Haiti.", "police"),
        ("Ireland sent peacekeepers to Lebanon.", "peacekeepers"),
        ("Iran sent military advisers to Syria.", "advisers"),
        ("Russia sent instructors to Niger.", "advisers"),
        ("Poland sent 14 tanks to Ukraine.", "weapons"),
        ("Iran delivered missiles to Russia.", "weapons"),
        ("Britain sent a warship to Guyana.", "ships"),
        ("Denmark sent fighter jets to Ukraine.", "aircraft"),
    ],
)
def test_force(extract: Extract, text: str, force: str) -> None:
    assert only(extract, text).force == force


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Rwanda has sent 1,000 soldiers to Mozambique.", "under_way"),
        ("Egypt will send 5,000 soldiers to Somalia.", "planned"),
        ("Egypt plans to send 5,000 soldiers to Somalia.", "planned"),
        ("Egypt is ready to send 5,000 soldiers to Somalia.", "planned"),
        ("The last French soldiers left Niger on Friday.", "ended"),
        ("Germany withdrew its troops from Mali.", "ended"),
        ("France gave back its last base in Chad on Thursday.", "ended"),
        ("Germany pulled its soldiers out of Mali.", "ended"),
        ("Forty Danish engineers are back from Mali.", "ended"),
        ("Canada has completed the delivery of 40 howitzers to Latvia.", "ended"),
        ("No Chinese soldiers were sent to the Maldives.", "denied"),
        ("Chad told the council that Niger had sent 300 soldiers to Gabon. Niger said that this was untrue.", "denied"),
        ("Norway sends two frigates to the Gulf of Guinea in October.", "planned"),
        ("North Korea confirmed on Monday that it had sent soldiers to Russia.", "confirmed"),
    ],
)
def test_status(extract: Extract, text: str, status: str) -> None:
    assert only(extract, text).status == status


def test_what_the_headline_refutes_is_denied(extract: Extract) -> None:
    text = (
        "No, this photo does not show Togolese soldiers landing in Malabo\n\n"
        "900 Togolese soldiers have arrived in Equatorial Guinea, says a post that was shared 4,000 times."
    )
    assert only(extract, text).status == "denied"


def test_what_is_told_as_past_does_not_outweigh_the_end(extract: Extract) -> None:
    text = (
        "Italy has withdrawn its soldiers from Niger. They trained 4,000 men in Niger. "
        "In the spring 300 Italian soldiers were in Niger."
    )
    assert only(extract, text).status == "ended"


@pytest.mark.parametrize(
    ("text", "beneficiary", "adversary"),
    [
        ("North Korea sent troops to support Russia in its war against Ukraine.", "russia", "ukraine"),
        ("North Korean soldiers are fighting for Russia against Ukraine.", "russia", "ukraine"),
        ("Rwandan soldiers are fighting alongside the M23 in Goma.", "m23", None),
        ("North Korea sent 12,000 men to Moscow’s aid.", "russia", None),
    ],
)
def test_who_is_helped_and_fought(extract: Extract, text: str, beneficiary: str, adversary: str | None) -> None:
    found = only(extract, text)
    assert (found.beneficiary, found.adversary) == (beneficiary, adversary)


def test_several_deployments_stay_apart(extract: Extract) -> None:
    text = "France sent 500 soldiers to Chad. Italy sent 300 soldiers to Niger. Italy also sent trainers to Libya."
    found = {(d.sender, d.beneficiary, d.force) for d in extract(text).deployments}
    assert found == {("france", "chad", "troops"), ("italy", "niger", "troops"), ("italy", "libya", "advisers")}


def test_one_deployment_told_of_in_several_sentences_is_one(extract: Extract) -> None:
    text = (
        "North Korea has sent troops to Russia. The North Korean soldiers are fighting in Kursk. "
        "Pyongyang’s soldiers were deployed to Kursk last year."
    )
    found = only(extract, text)
    assert set(found.destination) == {"Russia", "Kursk"}
    assert len(found.evidence) == 3


def test_more_of_them_is_a_deployment_of_its_own(extract: Extract) -> None:
    text = "Some 900 British soldiers are stationed in Estonia. Britain will send a further 300 soldiers to Estonia."
    assert [d.status for d in extract(text).deployments] == ["under_way", "planned"]


def test_the_country_is_the_one_spoken_of(extract: Extract) -> None:
    text = "Chad has ended its accord with France. About 1,000 French soldiers were stationed in the country."
    assert only(extract, text).beneficiary == "chad"


def test_the_treaty_between_the_two_is_the_legal_basis(extract: Extract) -> None:
    claims = extract("Rwanda sent soldiers to Mozambique under a defence agreement between Rwanda and Mozambique.")
    (deployment,) = claims.deployments
    (treaty,) = claims.treaties
    assert deployment.legal_basis == treaty.id


@pytest.mark.parametrize(
    "text",
    [
        "Blackwater deployed a three-man attack and their army of fans went wild.",
        "The museum deployed more guards in its halls.",
        "If Egypt sends soldiers to Somalia, Ethiopia will object.",
        "Ukraine asked Poland to send soldiers to Ukraine.",
        "French soldiers paraded in Paris.",
        "Azerbaijani troops had entered Armenia.",
        "Russia fights Ukrainian forces in the Kursk region.",
    ],
)
def test_what_is_no_deployment(extract: Extract, text: str) -> None:
    assert extract(text).deployments == ()


# the ordinary wordings of agencies, with every deployment in them: sender, beneficiary
ORDINARY: list[tuple[str, list[tuple[str | None, str | None]]]] = [
    ("Germany will send up to 1,500 soldiers to Lithuania by next year.", [("germany", "lithuania")]),
    ("Italy is to increase its contingent in Lebanon from 600 to 1,000 soldiers.", [("italy", "lebanon")]),
    ("The bodies of three Uruguayan peacekeepers were flown home from Goma.", []),
    ("The Netherlands handed over six F-16 fighter jets to Ukraine.", [("netherlands", "ukraine")]),
    (
        "The US Navy sent an aircraft carrier and two destroyers to the Red Sea, the Pentagon said.",
        [("united_states", None)],
    ),
    ("Some 900 US troops are in Syria and 2,500 in Iraq.", [("united_states", "syria"), ("united_states", "iraq")]),
    ("Russia's Africa Corps has replaced Wagner in Mali, where it has some 2,000 men.", [("russia", "mali")]),
    (
        "Ethiopia will keep its 3,000 troops in Somalia, Addis Ababa said, while Egypt has shipped "
        "weapons to Mogadishu.",
        [("ethiopia", "somalia"), ("egypt", "somalia")],
    ),
    (
        "Denmark has donated 19 F-16s to Kyiv. Norway promised six more.",
        [("denmark", "ukraine"), ("norway", "ukraine")],
    ),
    ("Iran has supplied Russia with hundreds of drones, Washington says.", [("iran", "russia")]),
    (
        "Kosovo's government asked NATO for 500 additional troops. NATO said 600 British soldiers "
        "would arrive in the country this week.",
        [("united_kingdom", "kosovo")],
    ),
    (
        "The Pentagon said on Monday that 1,500 active-duty troops were being moved to the Middle East.",
        [("united_states", None)],
    ),
    ("Spain's government approved the dispatch of 150 soldiers to Slovakia.", [("spain", "slovakia")]),
    ("Canada doubled its military presence in Latvia to 2,200 troops.", [("canada", "latvia")]),
    ("Germany will provide Ukraine with two more Patriot systems.", [("germany", "ukraine")]),
    ("United beat City 3-1 before 40,000 fans. The striker, 24, scored two goals in ten minutes.", []),
    ("The party won 120 of 300 seats. Turnout was 61 percent, and 4,000 observers watched the vote.", []),
    (
        "Bangladesh has contributed 170 police officers to the UN mission in South Sudan.",
        [("bangladesh", "south_sudan")],
    ),
    ("Washington approved the sale of 66 F-16 jets to Taiwan.", [("united_states", "taiwan")]),
    (
        "A contingent of 1,200 Nigerian soldiers left for Niger on Monday, an army spokesman said.",
        [("nigeria", "niger")],
    ),
    (
        "Ethiopian soldiers serving with the African Union force in Somalia were ambushed near "
        "Baidoa; nine of them died.",
        [("ethiopia", "somalia")],
    ),
    ("South Korea will supply Poland with 180 K2 tanks.", [("south_korea", "poland")]),
    ("Bulgaria sent 100 armoured personnel carriers to Ukraine.", [("bulgaria", "ukraine")]),
    ("Ghana's parliament voted to send 150 soldiers to Gambia.", [("ghana", "gambia")]),
    ("Uruguay pulled 800 peacekeepers out of the Congo last month.", [("uruguay", "democratic_republic_of_the_congo")]),
    ("Portugal announced the arrival of 40 of its soldiers in Bangui.", [("portugal", "central_african_republic")]),
    (
        "A Turkish frigate docked in Mogadishu on Tuesday. Turkey is to train 5,000 Somali soldiers.",
        [("turkey", "somalia")],
    ),
    ("The French base in Dakar was handed back to Senegal in July.", [("france", "senegal")]),
    ("Egypt has denied sending soldiers to Sudan.", [("egypt", "sudan")]),
    ("The M23 rebels have been joined by up to 4,000 Rwandan soldiers, according to a UN report.", [("rwanda", "m23")]),
    ("Some 600 Finnish troops take part in the drill in Estonia.", [("finland", "estonia")]),
    ("Guatemala dispatched 150 military policemen to Haiti.", [("guatemala", "haiti")]),
    ("Colombia extradited 14 drug traffickers to the United States last year. The journey took 6 hours.", []),
    ("The minister, 54, flew to Paris with 30 business leaders and 12 journalists.", []),
    ("The central bank moved 200 staff to a new office in Berlin.", []),
    ("Police units were sent to the stadium in Marseille after fans of the visiting side threw bottles.", []),
]


@pytest.mark.parametrize(("text", "expected"), ORDINARY)
def test_ordinary_wordings(extract: Extract, text: str, expected: list[tuple[str | None, str | None]]) -> None:
    assert [(d.sender, d.beneficiary) for d in extract(text).deployments] == expected


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("Seoul accused Pyongyang of sending 10,000 soldiers to Russia.", "north_korea"),
        ("Sudan blamed Ethiopia for sending 500 fighters to Darfur.", "ethiopia"),
        ("Ukraine thanked Poland for sending 40 tanks to Kyiv.", "poland"),
    ],
)
def test_who_is_accused_or_thanked_is_the_sender(extract: Extract, text: str, sender: str) -> None:
    claims = extract(text)
    assert {deployment.sender for deployment in claims.deployments} | {figure.of for figure in claims.figures} == {
        sender
    }


def test_a_war_on_a_state_is_no_destination(extract: Extract) -> None:
    claims = extract("North Korean soldiers went to Russia to take part in the war on Ukraine.")
    (deployment,) = claims.deployments
    assert deployment.destination == ("Russia",)
