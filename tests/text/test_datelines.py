"""Datelines: where the first sentence of a report begins."""

import pytest

from service.annotate.annotator import story_text
from service.text.datelines import end_of_dateline
from tests.text.articles import read

FIRST = "Norland will send 300 more soldiers to Kesh, its government said."
QUOTE = "“We will not leave,” General Brandt said."

DATELINES = (
    "SUVA — ",
    "SUVA -- ",
    "SUVA, Fiji — ",
    "SUVA, Fiji (AP) — ",
    "PORT VILA (AFP) – ",
    "SUVA, Oct 4 (Reuters) - ",
    "SUVA, 4 October (Pacnews) -- ",
    "SUVA, Fiji, Oct. 4, 2025 (Meridian Wire) -- ",
    "SUVA/PORT VILA (Reuters) - ",
    "SUVA, Oct 4 (Pacnews): ",
    "MANILA – Sept. 12, 2025 (Pacnews) — ",
    "NEW DELHI, OCT 4: ",
    "Port-au-Prince, Haiti – ",
    "Suva (dpa) - ",
    "Suva (AP) – ",
    "Suva, Oct 4 (IANS) ",
    "Suva, 4 October 2025 – ",
    "Victoria [Seychelles], October 4 (ANI): ",
    "Moscow - ",
    "MOSCOW. October 4 (Interfax) - ",
    "MOSCOW, October 4. /TASS/. ",
    "HALE. The Courier. 3 May 2024. ",
    "(2nd LD) SEOUL, April 4 (Yonhap) -- ",
)
NONE = (
    "GENERAL BRANDT: I cannot say.",
    "Jane Roe (Hale): Good morning.",
    "Hon. Jane Roe (Minister of Defence): Thank you, Madam Chair.",
    "NATO - the alliance of 32 states - said so.",
    "Brandt - who denied it - left the room.",
    "Brandt, Kern – the two sons – have left.",
    "Norland (population 4m) said that it would go.",
    "On May 3 (Friday) he left.",
    "The ministry – Norland’s largest – said nothing.",
    "UN: We were not asked.",
    "",
)


@pytest.mark.parametrize("first", [FIRST, QUOTE])
@pytest.mark.parametrize("dateline", DATELINES)
def test_the_first_sentence_begins_behind_the_dateline(dateline: str, first: str) -> None:
    assert (dateline + first)[end_of_dateline(dateline + first) :] == first


@pytest.mark.parametrize("sentence", [*NONE, FIRST, QUOTE])
def test_sentences_without_a_dateline_begin_at_their_beginning(sentence: str) -> None:
    assert end_of_dateline(sentence) == 0


def test_datelines_are_blank_in_what_is_read() -> None:
    article = read(f"Soldiers to Kesh\n\nSUVA, Oct 4 (Reuters) - {FIRST}\n\n{QUOTE}")
    assert len(story_text(article)) == len(article.text)
    assert story_text(article).split("\n\n")[1].strip() == FIRST
