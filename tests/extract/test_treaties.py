"""Treaties: names, kinds, parties, dates, and which one "the agreement" is. The events are invented."""

from __future__ import annotations

import pytest

from service.model import Treaty
from tests.extract.conftest import Extract


def only(extract: Extract, text: str) -> Treaty:
    (treaty,) = extract(text).treaties
    return treaty


@pytest.mark.parametrize(
    ("text", "kind", "parties"),
    [
        (
            "Japan and the Philippines signed a Reciprocal Access Agreement.",
            "status_of_forces",
            {"japan", "philippines"},
        ),
        ("Kenya signed a status of forces agreement with Haiti.", "status_of_forces", {"kenya", "haiti"}),
        ("Pakistan and Saudi Arabia inked a mutual defence agreement.", "mutual_defence", {"pakistan", "saudi_arabia"}),
        (
            "The pact between Moscow and Pyongyang binds each to help the other if attacked.",
            "mutual_defence",
            {"russia", "north_korea"},
        ),
        (
            "Germany and Lithuania signed an agreement on military cooperation.",
            "cooperation_agreement",
            {"germany", "lithuania"},
        ),
        (
            "Ethiopia signed a memorandum of understanding with Somalia.",
            "cooperation_agreement",
            {"ethiopia", "somalia"},
        ),
        ("Iran and Russia concluded a strategic partnership treaty.", "strategic_partnership", {"iran", "russia"}),
        ("A ceasefire between Israel and Hamas took effect.", "ceasefire", {"israel", "hamas"}),
        ("Russia and the United States signed the New START treaty.", "arms_control", {"russia", "united_states"}),
        (
            "The mission rests on UN Security Council Resolution 1701.",
            "un_resolution",
            {"united_nations_security_council"},
        ),
        ("Russia’s defence treaty with Armenia is in force.", "mutual_defence", {"russia", "armenia"}),
        # who grants what to whom under it
        (
            "Under a treaty signed in May 2011, Kuwait gave Britain the airfield free of charge.",
            "cooperation_agreement",
            {"kuwait", "united_kingdom"},
        ),
        # an aside between the verb and what is signed
        (
            "Peru and Chile signed, on the margins of the summit, a Memorandum of Understanding on Border Security.",
            "cooperation_agreement",
            {"peru", "chile"},
        ),
        # signed by their ministers
        (
            "The defence ministers of Chad and Niger signed a defence pact on Friday.",
            "mutual_defence",
            {"chad", "niger"},
        ),
    ],
)
def test_kind_and_parties(extract: Extract, text: str, kind: str, parties: set[str]) -> None:
    found = only(extract, text)
    assert (found.kind, set(found.parties)) == (kind, parties)


@pytest.mark.parametrize(
    ("text", "signed"),
    [
        ("Russia and North Korea signed a defence pact in June 2024.", "2024-06"),
        ("The Mutual Defense Treaty of 1951 binds Manila and Washington.", "1951"),
        ("Russia and Belarus signed a defence treaty on 6 December 2024.", "2024-12-06"),
        ("The defence treaty between Russia and Belarus is in force.", None),
    ],
)
def test_when_it_was_signed(extract: Extract, text: str, signed: str | None) -> None:
    assert only(extract, text).signed == signed


def test_a_treaty_of_several_names_is_one(extract: Extract) -> None:
    found = only(
        extract,
        "Russia and North Korea signed a comprehensive strategic partnership treaty last June. "
        "The mutual defence pact was ratified in Moscow. The treaty is in force.",
    )
    assert {"comprehensive strategic partnership treaty", "mutual defence pact"} <= set(found.mentions)
    assert found.kind == "mutual_defence"


def test_the_agreement_is_the_one_called_so(extract: Extract) -> None:
    claims = extract(
        "Kenya and Haiti signed an agreement on military cooperation. Israel and Hamas reached a ceasefire. "
        "The agreement covers police officers."
    )
    (agreement,) = [t for t in claims.treaties if t.kind == "cooperation_agreement"]
    assert len(agreement.evidence) == 2


def test_two_treaties_of_the_same_states_stay_apart(extract: Extract) -> None:
    claims = extract(
        "American soldiers are in the Philippines under the Enhanced Defense Cooperation Agreement of 2014 "
        "and the Mutual Defense Treaty of 1951 between Manila and Washington."
    )
    assert [(t.kind, t.signed) for t in claims.treaties] == [
        ("cooperation_agreement", "2014"),
        ("mutual_defence", "1951"),
    ]


def test_resolutions_are_told_apart_by_their_numbers(extract: Extract) -> None:
    claims = extract(
        "UN Security Council Resolution 1701 ended the war. Resolution 1559 came before it. Resolution 1701 stands."
    )
    assert [t.name for t in claims.treaties] == ["UN Security Council Resolution 1701", "Resolution 1559"]


def test_parties_nobody_names_are_those_of_the_deployment(extract: Extract) -> None:
    claims = extract("Rwanda has sent 1,000 soldiers to Mozambique. They are there under a bilateral defence accord.")
    assert [set(t.parties) for t in claims.treaties] == [{"rwanda", "mozambique"}]


@pytest.mark.parametrize(
    "text",
    [
        "Canada and Chile signed a trade agreement.",
        "The museum offered its staff a truce until the autumn.",
        "There is no agreement between Israel and Hamas.",
        "The ministers made a joint statement on Mali.",
        "The club signed a deal with its striker.",
        "Our New Year’s resolution is to read more.",
    ],
)
def test_what_is_no_treaty(extract: Extract, text: str) -> None:
    assert extract(text).treaties == ()


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        (
            "Under the Treaty of Guarantee of 1970, Togo, Benin and Ghana undertook to keep peace.",
            {"togo", "benin", "ghana"},
        ),
        ("Chile and Peru proclaimed a strategic partnership in 2019.", {"chile", "peru"}),
        ("The ceasefire between Israel and Lebanon, brokered by France, has held.", {"israel", "lebanon"}),
    ],
)
def test_parties_are_those_who_are_bound_and_not_who_brings_it_about(
    extract: Extract, text: str, parties: set[str]
) -> None:
    assert set(only(extract, text).parties) == parties


def test_treaties_joined_by_and_are_two(extract: Extract) -> None:
    text = "Kazakhstan signed a strategic partnership in 2009 and a defence protocol in 2022 with Turkey."
    assert len(extract(text).treaties) == 2


def test_a_name_is_known_without_its_year(extract: Extract) -> None:
    assert "Treaty of Rarotonga" in only(extract, "Fiji is bound by the Treaty of Rarotonga of 1985.").mentions


def test_a_treaty_told_without_parties_is_of_the_two_that_the_article_is_about(extract: Extract) -> None:
    text = (
        "Peru and Chile talk again\n\nPeru sent its minister to Chile. Chile received him. Peru and Chile said no more."
        "\n\nThe old border treaty stays in force."
    )
    assert set(only(extract, text).parties) == {"peru", "chile"}


def test_treaties_named_after_places_stay_apart(extract: Extract) -> None:
    text = (
        "Belgrade and Pristina signed the Brussels Agreement of 2013. Paris and London signed a defence pact in 2010."
    )
    assert {t.parties for t in extract(text).treaties} == {("serbia", "kosovo"), ("france", "united_kingdom")}


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("The 1993 agreement on peace binds both, India told China.", {"india", "china"}),
        ("The Sinai Accord holds. It was signed by Egypt and Israel.", {"egypt", "israel"}),
        ("The truce was brokered by Qatar and signed by Chad and Sudan.", {"chad", "sudan"}),
    ],
)
def test_parties_told_by_what_the_treaty_does(extract: Extract, text: str, parties: set[str]) -> None:
    assert [set(t.parties) for t in extract(text).treaties] == [parties]


def test_a_joint_statement_with_a_year_is_a_treaty_and_a_ministry_s_is_none(extract: Extract) -> None:
    text = "Under the Madrid joint statement of 1989 Britain and Argentina report ships. A ministry statement said so."
    (treaty,) = extract(text).treaties
    assert treaty.signed == "1989"


def test_a_treaty_of_many_is_not_of_the_two_that_an_article_is_about(extract: Extract) -> None:
    text = (
        "Peru and Chile talk again\n\nPeru sent its minister to Chile. Chile received him. Peru and Chile said no more."
        "\n\nThe reactors would breach the Non-Proliferation Treaty."
    )
    treaty = only(extract, text)
    assert (treaty.kind, treaty.parties) == ("arms_control", ())


def test_a_memorandum_of_understanding_is_one_treaty(extract: Extract) -> None:
    text = "Latvia and Sweden signed the Memorandum of Understanding on Host Nation Support."
    assert only(extract, text).name.startswith("Memorandum of Understanding")


def test_a_second_agreement_is_of_the_same_parties(extract: Extract) -> None:
    claims = extract(
        "Oman and Kenya signed a defence treaty in May 2019. A second agreement leases the port of Salalah to Kenya."
    )
    assert [set(treaty.parties) for treaty in claims.treaties] == [{"oman", "kenya"}, {"oman", "kenya"}]


def test_a_treaty_of_many_is_not_of_those_who_name_it(extract: Extract) -> None:
    treaty = only(extract, "Vanuatu and Fiji invoked the Treaty of Rarotonga.")
    assert treaty.parties == ()


def test_who_has_not_ratified_it_is_no_party(extract: Extract) -> None:
    treaty = only(extract, "Egypt has not ratified the defence pact between Sudan and Chad.")
    assert set(treaty.parties) == {"sudan", "chad"}


def test_what_watches_over_a_truce_is_no_truce(extract: Extract) -> None:
    assert extract("Unarmed truce monitors from Norway left the island in 2003.").treaties == ()


def test_a_ceasefire_in_force_is_between_those_the_article_is_about(extract: Extract) -> None:
    claims = extract(
        "Armenia said Azerbaijan had fired on its posts. Azerbaijan said Armenia had fired first. France and Iran "
        "called for calm. The ceasefire of May 2023 has held so far, Tbilisi noted. Armenia lost two men. "
        "Azerbaijan lost none."
    )
    (treaty,) = claims.treaties
    assert set(treaty.parties) == {"armenia", "azerbaijan"}


def test_a_treaty_named_in_the_plural(extract: Extract) -> None:
    treaty = only(extract, "The tribunal said the camp violated the Geneva Conventions.")
    assert (treaty.name, treaty.parties) == ("Geneva Conventions", ())


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        (
            "Kenya blamed Sudan. It is the largest transfer since Chad and Niger concluded their defence treaty.",
            {"chad", "niger"},
        ),
        (
            "Oman and Qatar sent ships to the gulf. Both countries said that it was covered by their defence pact.",
            {"oman", "qatar"},
        ),
        (
            "Japan condemned an agreement under which Chad will send hundreds of guards to Niger.",
            {"chad", "niger"},
        ),
        (
            "The foreign ministers of Chad and Niger have initialled the text of the agreement on peace.",
            {"chad", "niger"},
        ),
    ],
)
def test_parties_told_by_who_has_it_and_what_is_done_under_it(extract: Extract, text: str, parties: set[str]) -> None:
    assert set(only(extract, text).parties) == parties


def test_an_answer_before_a_resolution_does_not_deny_it(extract: Extract) -> None:
    treaty = only(extract, "Is it legal?\n\nNo. UN Security Council Resolution 1718, adopted in 2006, bans such trade.")
    assert treaty.name == "UN Security Council Resolution 1718"


def test_a_treaty_is_of_the_state_of_the_city_where_it_was_signed(extract: Extract) -> None:
    text = (
        "Australia has sent two patrol aircraft to Japan. North Korea has sent troops to Russia. The ministers of "
        "Japan and Australia noted that the Strategic Partnership Treaty, signed in Pyongyang in 2024, justified it."
    )
    assert set(only(extract, text).parties) == {"north_korea", "russia"}


def test_whom_the_troops_fight_is_no_party_of_what_sends_them(extract: Extract) -> None:
    text = (
        "Chad's president claims troops were sent to aid Niger in destroying Malian forces through a military "
        "agreement with Niamey. Chad confirmed that it has deployed troops to Niger."
    )
    assert "mali" not in only(extract, text).parties


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Togo called it a duty under its treaty with Mali.", {"treaty with Mali", "its treaty with Mali"}),
        ("Togo and Mali signed a five-year plan on military-technical cooperation.", {
            "five-year plan on military-technical cooperation"
        }),
        ("Togo and Mali signed a declaration of intent on training.", {"declaration of intent"}),
        ("UNIFIL leaves Lebanon under a resolution adopted in August.", {"resolution adopted in August"}),
    ],
)  # fmt: skip
def test_what_a_treaty_is_called_by_whose_it_is_and_when(extract: Extract, text: str, names: set[str]) -> None:
    assert names <= set(only(extract, text).mentions)


def test_a_plan_of_one_s_own_is_no_treaty(extract: Extract) -> None:
    assert not extract("Togo adopted a five-year plan on military cooperation.").treaties
