"""Colons: transcripts, live blogs, headlines and lists."""

from __future__ import annotations

from tests.extract.cases import Said, said
from tests.extract.conftest import Extract


def test_turns_of_a_transcript_and_what_they_report(extract: Extract) -> None:
    text = (
        "The Chair (Ms. Ana Vidal): Order, please.\n"
        "Hon. Paul Brandt (Minister of Fisheries): The boats are ready. The navy told me that the port is open.\n"
        "The Chair: Thank you. We suspend.\n"
        "Hon. Paul Brandt: I thank you."
    )
    expected = [
        Said("Ana Vidal", ":", "Order, please"),
        Said("Paul Brandt", ":", "The boats are ready. The navy told me that the port is open"),
        Said("navy", "told", "the port is open", via="Paul Brandt"),
        Said("Ana Vidal", ":", "Thank you. We suspend"),
        Said("Paul Brandt", ":", "I thank you"),
    ]
    assert said(extract(text), expected) == expected


def test_who_opens_an_interview_and_asks_is_no_source(extract: Extract) -> None:
    text = (
        "Fatou Diallo: Good morning. Colonel, how many of you are left?\n"
        "Babacar Sow: Good morning, Fatou. We are about a thousand.\n"
        "Fatou Diallo: And when will you go?\n"
        "Babacar Sow: In June."
    )
    expected = [Said("Babacar Sow", ":", "We are about a thousand"), Said("Babacar Sow", ":", "In June")]
    assert said(extract(text), expected) == expected


def test_two_entries_in_one_line(extract: Extract) -> None:
    text = "Norwegian navy: shots were heard at noon. Swedish defence ministry: a lie."
    contents = [(statement.cue, statement.content) for statement in extract(text).statements]
    assert contents == [(":", "shots were heard at noon"), (":", "a lie")]


def test_a_headline_may_end_with_its_source(extract: Extract) -> None:
    text = "Troops will stay in Narvik until May: minister\n\nIt rained in Narvik."
    assert [statement.content for statement in extract(text).statements] == ["Troops will stay in Narvik until May"]


def test_time_stamps_are_no_part_of_what_is_said(extract: Extract) -> None:
    text = "14:40 “We are closer than ever,” Minister Eva Sorel tells reporters."
    expected = [Said("Eva Sorel", "tells", "We are closer than ever", kind="direct")]
    assert said(extract(text), expected) == expected


def test_items_of_a_list_are_statements_of_whoever_agreed(extract: Extract) -> None:
    text = "The Parties agreed:\n(a) to observe the ceasefire of May;\n(b) to set up a joint team.\n"
    contents = [statement.content for statement in extract(f"Norway and Sweden met. {text}").statements]
    assert contents == ["to observe the ceasefire of May", "to set up a joint team"]


def test_a_headline_printed_twice_makes_no_transcript(extract: Extract) -> None:
    text = "DR Congo: Bridge falls in Goma\n\nDR Congo: Bridge falls in Goma\n\nThe ferry still goes."
    assert extract(text).statements == ()


def test_reports_are_sent_from_the_united_nations(extract: Extract) -> None:
    text = "United Nations: Minister Eva Sorel said the bridge was open."
    expected = [Said("Eva Sorel", "said", "the bridge was open")]
    assert said(extract(text), expected) == expected
