"""Deployments told by the way: by an estimate, a deed, whom they teach, beside another one. Events are invented."""

from __future__ import annotations

import pytest

from service.model import Deployment
from tests.extract.conftest import Extract

Told = tuple[str | None, str, str, str]  # sender, force, status, beneficiary or a place

CASES: dict[str, tuple[str, set[Told]]] = {
    "what they are estimated to be": (
        "Chad dispatched what diplomats estimate to be 900 soldiers to Niger in May.",
        {("chad", "troops", "under_way", "niger")},
    ),
    "the first of what they are thought to be": (
        "It began in May, when Chad sent the first of what is thought to be 900 soldiers to Niger.",
        {("chad", "troops", "under_way", "niger")},
    ),
    "by what they do": (
        "The training of Somali recruits by 40 Turkish officers in Mogadishu goes on.",
        {("turkey", "troops", "under_way", "Mogadishu")},
    ),
    "in what they took part": (
        "Moroccan soldiers who took part in the liberation of Gao were honoured.",
        {("morocco", "troops", "under_way", "Gao")},
    ),
    "whom they advise": (
        "Four Dutch officers are presently advising the Moldovan Ministry of Defence.",
        {("netherlands", "troops", "confirmed", "moldova")},
    ),
    "those of whom somebody tells": (
        "The minister told reporters that 200 Czech soldiers are in Mali.",
        {("czech_republic", "troops", "under_way", "mali")},
    ),
    "the number of a force": (
        "The two served with a force of some 400 that Peru sent to Bolivia.",
        {("peru", "troops", "under_way", "bolivia")},
    ),
    "those who are had there doing something": (
        "Thailand has 80 engineers helping to rebuild bridges in Laos.",
        {("thailand", "other", "under_way", "laos")},
    ),
    "ordered to a border": (
        "Kenya ordered 700 soldiers to the border with Somalia.",
        {("kenya", "troops", "confirmed", "border with Somalia")},
    ),
    "ordered to a state of alert": ("Kenya ordered its army to a state of readiness.", set()),
    "flown in": (
        "Peru flew in 170 soldiers to help in Bolivia.",
        {("peru", "troops", "under_way", "bolivia")},
    ),
    "taken in by the host": (
        "Sudan has taken in 3,000 fighters from Chad.",
        {("chad", "troops", "under_way", "sudan")},
    ),
    "more of another force": (
        "About 500 Indian soldiers are stationed in the Bhutanese border region, and a further 200 construction "
        "troops have been moving there in stages.",
        {("india", "troops", "under_way", "bhutan"), ("india", "other", "under_way", "bhutan")},
    ),
    "in one country and in others": (
        "The minister announced that the 140 Danish soldiers in Kosovo and the contingents in Latvia would remain.",
        {("denmark", "troops", "under_way", "kosovo"), ("denmark", "troops", "under_way", "latvia")},
    ),
    "what they helped to free": (
        "The mayor expressed his thanks for the contribution of Chadian soldiers to the liberation of Gao.",
        {("chad", "troops", "under_way", "Gao")},
    ),
    "out of most of a place": (
        "Rwandan troops helped drive the rebels out of most of Mozambique's Macomia district last spring.",
        {("rwanda", "troops", "under_way", "mozambique")},
    ),
    "between two numbers": (
        "Between 15 and 20 thousand Danish soldiers will be transferred to Vilnius.",
        {("denmark", "troops", "planned", "lithuania")},
    ),
    "ready to stay with a number": (
        "Italy says that it is ready to stay on in Lebanon with up to 1,000 men.",
        {("italy", "troops", "confirmed", "lebanon")},
    ),
    "guarding with a number": (
        "Egypt guards the port of Berbera with 300 men.",
        {("egypt", "troops", "under_way", "Berbera")},
    ),
    "guarding with somebody else's men": ("Egypt guards the port with Somali soldiers.", set()),
    "killed when something happened somewhere": (
        "Two Kenyan soldiers were killed on Tuesday when their convoy hit a mine near Dhobley in Somalia.",
        {("kenya", "troops", "under_way", "somalia")},
    ),
    "operating out of a place": (
        "About 90 Ethiopian commandos are operating out of Dolow.",
        {("ethiopia", "troops", "under_way", "somalia")},
    ),
    "monitors that the parse takes for a verb": (
        "Norway sent a small team of ceasefire monitors to Juba last week.",
        {("norway", "other", "under_way", "south_sudan")},
    ),
    "a second group that nobody is said to send": (
        "Laos says a second group of workers will leave for Angola in spring.",
        {("laos", "other", "planned", "angola")},
    ),
    "with a number behind a name": (
        "Ethiopia, with some 4,000 troops in Somalia, opposes the plan.",
        {("ethiopia", "troops", "under_way", "somalia")},
    ),
    "driving others out": (
        "Portuguese paratroopers under UN command drove the rebels out of Bambari.",
        {("portugal", "troops", "under_way", "Bambari")},
    ),
    "driven out": ("Rebel fighters were driven out of Bambari by the weather.", set()),
    "in somebody's ranks": (
        "Polish volunteers are fighting in the ranks of the Ukrainian army.",
        {("poland", "troops", "under_way", "ukraine")},
    ),
    "wanting to send": (
        "Russia wants to send police officers to Abkhazia.",
        {("russia", "police", "planned", "Abkhazia")},
    ),
    "at work at a site": (
        "Some 200 Chinese technicians are now at work in Laotian shipyards.",
        {("china", "other", "under_way", "laos")},
    ),
}


def _told(deployment: Deployment, expected: set[Told]) -> Told:
    """The deployment with whichever of its beneficiary and places is expected."""
    where = [deployment.beneficiary or "", *deployment.destination]
    known = {place for *_, place in expected}
    return deployment.sender, deployment.force, deployment.status, next((w for w in where if w in known), str(where))


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_deployments_told_by_the_way(extract: Extract, text: str, expected: set[Told]) -> None:
    found = extract(text).deployments
    assert {_told(d, expected) for d in found} == expected
    assert len(found) == len(expected)
