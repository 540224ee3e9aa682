"""Where forces are told to be: names the registry lacks, wholes of names, descriptions, and hosts not told at once."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Extract


def places(extract: Extract, text: str) -> list[tuple[str, ...]]:
    return [d.destination for d in extract(text).deployments]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norway will base four jets at Tromvika year-round from May.", ("Tromvika",)),
        ("Peru sent 300 soldiers to the border with Ecuador.", ("border with Ecuador",)),
        ("Senegal has moved two patrol boats to the mouth of the Casamance river.", ("mouth of the Casamance river",)),
        ("Iran sent two frigates to the northern Arabian Sea.", ("northern Arabian Sea",)),
        ("Turkey keeps 4,000 soldiers in northern Syria.", ("northern Syria",)),
        ("Yemen says Eritrea sent 60 soldiers to the islands.", ("islands",)),
        ("Finland sent ships into the waters around Hogland.", ("Hogland",)),
        ("Peru has 150 soldiers in the province of Loreto.", ("Loreto",)),
        ("The UN has stationed 120 peacekeepers in the mountain village of Dervos.", ("Dervos",)),
        ("Mali took over the Labezanga checkpoint on the border with Niger, where Chadian men served.", ("Labezanga",)),
    ],
)
def test_a_place_is_named_as_the_text_names_it(extract: Extract, text: str, expected: tuple[str, ...]) -> None:
    (found,) = places(extract, text)
    assert set(expected) <= set(found)


def test_captives_handed_over_are_no_deployment(extract: Extract) -> None:
    assert places(extract, "Some 90 Chadian soldiers were handed over at the Sudanese border.") == []


def test_who_may_not_sell_has_not_sold(extract: Extract) -> None:
    assert places(extract, "The resolution prohibits Iran from selling missiles to Russia.") == []


def test_officers_of_the_customs_are_no_force(extract: Extract) -> None:
    assert places(extract, "Chinese customs officers hold up lorries at the border with Vietnam.") == []


def test_more_of_them_are_of_the_same_sender(extract: Extract) -> None:
    text = (
        "The ministry in Oslo said Russia has 500 soldiers in Mali and that a further 300 soldiers could be sent soon."
    )
    assert {d.sender for d in extract(text).deployments} == {"russia"}


def test_a_force_goes_where_others_of_its_sender_went(extract: Extract) -> None:
    text = (
        "Kenya to reinforce police in Haiti\n\nKenya sent 400 police officers to Haiti in June, the interior ministry "
        "in Nairobi said on Monday.\n\nRights groups in Kenya and Colombia have criticised the plan.\n\n"
        "Kenya will send another 200 officers in January, the ministry said."
    )
    assert {d.beneficiary for d in extract(text).deployments} == {"haiti"}


def test_whose_sky_is_protected_is_helped(extract: Extract) -> None:
    text = "France will deploy three fighter jets to protect the sky of Poland, the president said in Minsk."
    assert [d.beneficiary for d in extract(text).deployments] == ["poland"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tanzania keeps 300 soldiers in the border district of Nangalo.", {"Nangalo"}),
        ("Peru posted 150 soldiers in the province of Condorcanqui in June.", {"Condorcanqui"}),
        ("The United Nations will keep 90 peacekeepers in the half-empty village of Petrovo.", {"Petrovo"}),
        ("Brazil sent a frigate to the harbour of Port of Spain.", {"Port of Spain"}),
        ("Brazil has sent 900 soldiers to the area south of the Oiapoque river.", {"area south of the Oiapoque river"}),
        ("An Irish firm said a Brno company had denied selling shells to Ukraine.", set()),
    ],
)
def test_the_name_behind_a_district_and_the_side_of_a_river(extract: Extract, text: str, expected: set[str]) -> None:
    assert expected <= {place for found in places(extract, text) for place in found}


def test_who_guards_his_own_land_helps_himself(extract: Extract) -> None:
    (found,) = extract("Thailand has moved two battalions to Surin, the defence ministry in Bangkok said.").deployments
    assert (found.sender, found.beneficiary) == ("thailand", "thailand")


def test_the_council_and_charities_have_no_soldiers(extract: Extract) -> None:
    text = "The Security Council gave the force in Lebanon a year to pull out its troops."
    assert all(d.sender != "united_nations_security_council" for d in extract(text).deployments)


def test_captives_that_are_brought_somewhere_are_no_deployment(extract: Extract) -> None:
    text = "Two North Korean soldiers captured near Sumy were flown to South Korea on Thursday."
    assert places(extract, text) == []


def test_a_treaty_that_the_article_names_speaks_for_whom_a_force_is_for(extract: Extract) -> None:
    sent = (
        "Engineers to leave in June\n\nAlgeria will send 300 engineers next month, its defence ministry said. "
        "Tunisia, Libya and Egypt closed their borders.\n\n"
    )
    (deployment,) = extract(
        f"{sent}The mutual defence treaty between Algeria and Tunisia was signed in 2023."
    ).deployments
    assert (deployment.sender, deployment.beneficiary) == ("algeria", "tunisia")
    assert extract(f"{sent}The summit between Algeria and Tunisia was held in 2023.").deployments == ()
