"""When something was said: live blogs, transcripts and communiqués are records of one day; voices go on."""

import pytest

from service.extract.occasion import PAPER
from tests.extract.conftest import Extract

LIVE = """Ceasefire in Goma: live updates

10:42 The army says it has stopped firing.

10.15 “We will wait and see,” President Félix Tshisekedi has told reporters.

09:58 Rwanda's government denies that any of its soldiers are in Goma.
"""
TRANSCRIPT = """Committee hears the minister

Chair: Order, please. The committee is in session again.

Anna Kallas: We have sent two ships to the Gulf of Finland.

Chair: That leaves one more question for another day.
"""
COMMUNIQUE = """Final communiqué of the ministers of Kenya and Uganda

Entebbe, 3 April 2025

1. The ministers welcomed the agreement on the lake.

2. Kenya announced that two patrol boats would be sent to Lake Victoria.

3. Uganda demanded that the fishermen be released.
"""


@pytest.mark.parametrize(
    ("text", "day"), [(LIVE, "2025-05-06"), (TRANSCRIPT, "2025-05-06"), (COMMUNIQUE, "2025-04-03")]
)
def test_what_is_said_on_an_occasion_is_said_on_its_day(extract: Extract, text: str, day: str) -> None:
    statements = extract(text, published="2025-05-06").statements
    assert len(statements) >= 2
    assert {statement.date for statement in statements} == {day}


def test_an_ordinary_report_gives_no_date_to_what_has_none(extract: Extract) -> None:
    text = "Kenya says its ships are ready. “We will sail,” Admiral John Otieno has said."
    assert {statement.date for statement in extract(text, published="2025-05-06").statements} == {None}


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Finland denied last night that it had closed the border.", "2025-05-05"),
        ("Finland said this morning that it had closed the border.", "2025-05-06"),
        ("The mayor, who left the army in 2014, said that the border was closed.", None),
        ("The clubs that had signed a charter in 2022 condemned the fans.", None),
        ("Finnish officials have maintained since last autumn that the border is closed.", None),
    ],
)
def test_only_dates_of_the_saying_count(extract: Extract, text: str, date: str | None) -> None:
    assert {statement.date for statement in extract(text, published="2025-05-06").statements} == {date}


def test_a_headline_has_the_day_of_what_it_is_about(extract: Extract) -> None:
    text = "Finland closes border, says it was forced to\n\nFinland said on Monday that it had closed the border."
    assert {statement.date for statement in extract(text, published="2025-05-06").statements} == {"2025-05-05"}


def test_a_voice_goes_on_through_whoever_relays_it(extract: Extract) -> None:
    text = (
        "North Korea’s news agency KCNA said on Monday that the ships had sailed.\n\n"
        "“They are ready,” Kim Jong Un said, according to KCNA.\n\nKim added that more ships would follow."
    )
    assert [s.date for s in extract(text, published="2025-05-06").statements] == ["2025-05-05"] * 3


def test_news_of_a_joint_statement_is_news() -> None:
    assert PAPER.search("Kenya and Uganda publish joint statement on lake") is None
    assert PAPER.search("Joint statement by Kenya and Uganda") is not None
