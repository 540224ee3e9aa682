"""Dates as news says them, read against the day an article speaks from: Tuesday, 6 May 2025."""

from __future__ import annotations

import pytest

from service.extract.dates import Calendar

TODAY = "2025-05-06"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("on Monday", "2025-05-05"),
        ("on Tuesday", "2025-05-06"),
        ("last Tuesday", "2025-04-29"),
        ("on Wednesday", "2025-04-30"),
        ("yesterday", "2025-05-05"),
        ("today", "2025-05-06"),
        ("on Monday, April 28", "2025-04-28"),
        ("on 28 April", "2025-04-28"),
        ("on 6 December 2024", "2024-12-06"),
        ("on Dec. 14", "2024-12-14"),
        ("2024-06-19", "2024-06-19"),
        ("in January", "2025-01"),
        ("in October", "2024-10"),
        ("last June", "2024-06"),
        ("in June of last year", "2024-06"),
        ("in June 2019", "2019-06"),
        ("last year", "2024"),
        ("this year", "2025"),
        ("last month", "2025-04"),
        ("in 2023", "2023"),
        ("last autumn", "2024"),
    ],
)
def test_no_more_precise_than_the_text(text: str, date: str) -> None:
    assert Calendar("", TODAY).find(f"They arrived {text}.") == date


@pytest.mark.parametrize("text", ["next Monday", "they may march", "soon", "2,024 soldiers"])
def test_what_tells_no_date(text: str) -> None:
    assert Calendar("", TODAY).find(text) is None


def test_without_a_date_of_publication_the_text_tells_the_day() -> None:
    calendar = Calendar("A statement released on Monday, April 28, 2025, says so.", None)
    assert calendar.find("on Sunday") == "2025-04-27"


def test_without_any_day_a_weekday_tells_nothing() -> None:
    assert Calendar("They came on a Monday.", None).find("on Monday") is None


def test_the_day_of_a_picture_is_not_the_articles() -> None:
    label = "Soldiers of the third brigade wait at the bridge of Hale before they leave for home on November 1, 2023"
    assert Calendar("They came on a Monday.", None, [label]).find("on Monday") is None
    assert Calendar("They came on a Monday.", None, ["Friday, 3 November 2023"]).find("on Monday") == "2023-10-30"
