"""How far a deployment has come: what is not yet, no longer, only for a time or long past. Events are invented."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Extract

CASES: dict[str, tuple[str, str]] = {
    "not yet": ("Kenyan soldiers have not yet been sent to Haiti.", "planned"),
    "yet to": ("The 200 Kenyan soldiers have yet to arrive in Haiti.", "planned"),
    "no longer": ("Kenya no longer has any soldiers in Haiti.", "ended"),
    "none since": ("Kenya sent ships to Haiti once, and has not sent a ship to Haiti since.", "ended"),
    "not seen in one place": (
        "Some 100 Kenyan soldiers are in Haiti. They have not been seen in Gressier.",
        "under_way",
    ),
    "on the way": ("Kenya is sending 200 soldiers to Haiti.", "planned"),
    "may be": ("Up to 250 Kenyan soldiers can be stationed in Haiti.", "planned"),
    "a visit": ("Two Kenyan warships visited Haiti in August.", "ended"),
    "flown over": ("Kenya flew two jets over Haiti in May.", "ended"),
    "flown to": ("Kenya flew two jets to Haiti in May.", "under_way"),
    "for a time, last year": ("Last year Kenya sent 100 soldiers to Haiti for three months.", "ended"),
    "for a time, now": ("Kenya sent 100 soldiers to Haiti for three months.", "under_way"),
    "before something else": ("Kenya had brought 1,900 soldiers to Haiti after the truce of 2010.", "ended"),
    "before it is told": ("The minister said that Kenya had brought 1,900 soldiers to Haiti in 2024.", "under_way"),
    "no longer, of somebody else": (
        "Kenya sent 200 soldiers to Haiti, where the police no longer control the capital.",
        "under_way",
    ),
    "no more than": ("Some 300 Kenyan soldiers are in Haiti. They stay in Haiti no more than a year.", "under_way"),
    "no longer than": ("Kenya keeps 300 soldiers in Haiti no longer than needed.", "under_way"),
    "did not deny that they left": ("Kenya did not deny that its soldiers had left Haiti.", "ended"),
    "longer than": ("Kenya has not supplied longer-range missiles to Haiti.", "denied"),
    "yet that joins": ("Kenya has not sent soldiers to Haiti, yet it has trained the police.", "denied"),
    "seen nowhere": ("No Kenyan soldiers have been seen in Haiti.", "denied"),
    "as of a date": ("As of January 2025, Kenya had sent 400 soldiers to Haiti.", "under_way"),
    "a number like a year": ("Kenya sent 2000 soldiers to Haiti for six months.", "under_way"),
    "for years, since last year": ("Last year Kenya sent 450 soldiers to Haiti for three years.", "under_way"),
    "offered to be kept": ("Kenya has offered to keep 300 soldiers in Haiti after the UN mission leaves.", "planned"),
    "ready to be left": ("Kenya is ready to leave 300 soldiers in Haiti.", "planned"),
    "ready to be kept where they are": ("Kenya is ready to keep its 300 soldiers in Haiti.", "under_way"),
    "promised to be kept": ("Kenya promised to keep its 300 soldiers in Haiti.", "confirmed"),
    "told of by whose spokesman it is": (
        "Admiral Joseph Were, spokesman of the Kenyan Defence Ministry, said that 300 of its soldiers had landed in "
        "Haiti.",
        "confirmed",
    ),
    "already on the way": ("Kenya is already sending 200 soldiers to Haiti.", "under_way"),
    "to begin to leave": ("Kenyan soldiers will begin leaving Haiti in August.", "under_way"),
    "to complete the withdrawal": ("Kenyan soldiers will complete their withdrawal from Haiti in May.", "under_way"),
    "flown past, to somewhere": ("Kenya flew six jets to Haiti through Cuban airspace.", "under_way"),
}


@pytest.mark.parametrize(("text", "status"), CASES.values(), ids=CASES.keys())
def test_how_far_it_has_come(extract: Extract, text: str, status: str) -> None:
    assert {(d.sender, d.status) for d in extract(text).deployments} == {("kenya", status)}


def test_whose_place_is_taken_is_not_placed(extract: Extract) -> None:
    text = (
        "AUSSOM, the African Union mission that took the place of ATMIS in Somalia on 1 January, has 11,000 soldiers."
    )
    claims = extract(text)
    names = {actor.id: actor.name for actor in claims.actors}
    assert [names[d.sender] for d in claims.deployments if d.sender] == [
        "African Union Support and Stabilization Mission in Somalia"
    ]


@pytest.mark.parametrize(
    "denial",
    [
        "Kenya denied that its soldiers had left Haiti.",
        "Kenya denied reports that it had withdrawn its soldiers from Haiti.",
        "Kenya denied a withdrawal of its soldiers from Haiti.",
    ],
)
def test_of_whom_it_is_denied_that_they_left_are_there(extract: Extract, denial: str) -> None:
    (found,) = extract(denial).deployments
    assert (found.sender, found.beneficiary) == ("kenya", "haiti")
    assert found.status in {"under_way", "confirmed"}
