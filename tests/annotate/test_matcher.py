"""The registry's names in a text: which are found, and who is meant where several are called so."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pytest

from ontology.registry import Entry, Registry, load
from service.annotate import REGISTRY_SPANS, Annotator
from service.model import Article, Passage


@dataclass(frozen=True)
class Match:
    text: str
    id: str
    type: str
    form: str


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator(load())


def matches(annotator: Annotator, text: str) -> list[Match]:
    (doc,) = annotator.annotate([Article(id="a", text=text)])
    return [Match(span.text, span.kb_id_, span.label_, span.id_) for span in doc.spans[REGISTRY_SPANS]]


def ids(annotator: Annotator, text: str) -> list[str]:
    return [match.id for match in matches(annotator, text)]


def test_forms_of_a_state(annotator: Annotator) -> None:
    found = matches(annotator, "North Korea and the DPRK are one; North Korean ships left; North Koreans saw them.")
    assert {match.id for match in found} == {"north-korea"}
    assert [match.form for match in found] == ["name", "alias", "adjective", "demonym"]


def test_a_medium_s_name_may_begin_a_body_s(annotator: Annotator) -> None:
    assert ids(annotator, "The National reported that the Norwick Lottery was shut.") == ["the-national-uae"]
    assert ids(annotator, "The National Savings Board said that the rate would rise.") == []
    assert ids(annotator, "He works at the Foreign Policy Study Centre.") == []


def test_names_are_found_that_the_tokenizer_cuts_in_a_way_of_its_own() -> None:
    entries = [
        Entry(id="cannot", type="party", name="Cannot Party"),
        Entry(id="dock", type="armed_force", name="Dock-Yard Guard"),
    ]
    own = Annotator(Registry(actors={entry.id: entry for entry in entries}))
    assert ids(own, "The Cannot Party asked the Dock-Yard Guard to leave.") == ["cannot", "dock"]


def test_longest_name_wins(annotator: Annotator) -> None:
    assert ids(annotator, "The South Korean Defense Ministry spoke with South Korea.")[-1] == "south-korea"
    assert "north-korea" not in ids(annotator, "They met in South Korea.")


def test_names_in_capitals(annotator: Annotator) -> None:
    assert ids(annotator, "LATVIA CLOSES THE BRIDGE TO RUSSIA") == ["latvia", "russia"]


def test_abbreviations_as_british_papers_print_them(annotator: Annotator) -> None:
    assert ids(annotator, "Unmiss thanked Kfor.") == ["unmiss", "kfor"]


def test_short_words_in_capitals_are_not_names(annotator: Annotator) -> None:
    assert "who" not in ids(annotator, "The man who came said nothing.")


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_both_apostrophes(annotator: Annotator, apostrophe: str) -> None:
    assert ids(annotator, f"The Quai d{apostrophe}Orsay kept silent.") != []


def test_person_who_is_called_like_a_state(annotator: Annotator) -> None:
    assert ids(annotator, "Chad Porter scored twice and Porter left the pitch.") == []
    assert ids(annotator, "Chad closed its border with Sudan.") == ["chad", "sudan"]


def test_shared_name_is_settled_by_the_rest_of_the_article(annotator: Annotator) -> None:
    manila = "The Philippines sent two ships. The AFP said they were new. The Philippine crew was glad."
    paris = "France was quiet. The agency AFP counted two ships off the French coast. France said nothing."
    assert "armed-forces-of-the-philippines" in ids(annotator, manila)
    assert "afp" in ids(annotator, paris)


def test_matches_are_in_order_and_apart(annotator: Annotator) -> None:
    (doc,) = annotator.annotate([Article(id="a", text="Russia, the Kremlin, Moscow and the Russian army met the U.N.")])
    spans = list(doc.spans[REGISTRY_SPANS])
    assert all(first.end <= second.start for first, second in pairwise(spans))


def test_offsets_are_the_articles_and_boilerplate_is_blank(annotator: Annotator) -> None:
    text = "Share this: Russia\nLatvia closed the bridge."
    article = Article(id="a", text=text, boilerplate=(Passage(0, 18, "Share this: Russia"),))
    (doc,) = annotator.annotate([article])
    (span,) = doc.spans[REGISTRY_SPANS]
    assert len(doc.text) == len(text)
    assert text[span.start_char : span.end_char] == span.text == "Latvia"


def test_no_sentence_runs_over_a_line_break(annotator: Annotator) -> None:
    (doc,) = annotator.annotate([Article(id="a", text="Bridge closed\nLatvia closed the bridge")])
    sentences = [sentence.text.strip() for sentence in doc.sents]
    assert "Latvia closed the bridge" in sentences


def test_a_name_with_an_article_may_begin_a_sentence(annotator: Annotator) -> None:
    assert ids(annotator, "The North said that the South had fired.") == ["north-korea", "south-korea"]


def test_a_longer_name_behind_an_article_goes_before(annotator: Annotator) -> None:
    assert ids(annotator, "They met the South African president.") == ["south-africa"]
