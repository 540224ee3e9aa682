"""Authors' biographies below a story."""

from __future__ import annotations

import re
from functools import lru_cache

from service.text.cues import LONGEST_CUE, is_correction
from service.text.marking import Marking
from service.text.wordings import alternatives, anywhere

MAX_WORDS = 120

_NAME = r"[^\W\d_a-z][\w.’'-]*(?: (?:de|van|von|der|al|bin|el|la|[^\W\d_a-z][\w.’'-]*)){0,4}"
_AUTHOR = re.compile(r"^\W*The (?:writer|author|columnist) is\b")
_ABOUT = re.compile(rf"^\W*(?:About|ABOUT) {_NAME}\W*$")
_HEADING = re.compile(r"^\W*(?:about the (?:authors?|writers?)|the author|author bio\w*|written by)\W*$", re.IGNORECASE)


def mark_biographies(marking: Marking) -> None:
    """Mark the paragraphs that present an author, from the last upwards, and anywhere those of whom a byline names."""
    last = marking.last_prose()
    for index in range(max(last, 0) + 1, len(marking)):
        if marking.kinds[index] is None and _is_biography(marking, index):
            marking.kinds[index] = "bio"
    while last > 0 and _is_biography(marking, last):
        marking.kinds[last] = "bio"
        above = marking.blocks[last - 1].text
        if marking.kinds[last - 1] is None and (_HEADING.match(above) or _ABOUT.match(above)):
            marking.kinds[last - 1] = "bio"
        last = marking.last_prose()
    for index in range(marking.first_prose() + 1, last):
        if marking.kinds[index] is None and _presents_byline(marking, index):
            marking.kinds[index] = "bio"


def _is_biography(marking: Marking, index: int) -> bool:
    """Whether a last paragraph presents the author: one whom a byline names, or the story has never named."""
    block = marking.blocks[index]
    if marking.kinds[index - 1] is None and _HEADING.match(marking.blocks[index - 1].text):
        return block.words <= MAX_WORDS
    if _AUTHOR.match(block.text) and not block.is_reported:
        return block.words <= MAX_WORDS
    match = _presentation(marking, index)
    if match is None:
        return False
    if _presents_byline(marking, index):
        return True
    surname = _word(match["name"].split()[-1])
    told = (other.text for other in marking.story() if other.start < block.start)
    if any(surname.search(text) for text in told if not _ABOUT.match(text)):
        return False
    return not block.is_reported or anywhere("biography_cues").search(block.text) is not None


def _presents_byline(marking: Marking, index: int) -> bool:
    match = _presentation(marking, index)
    if match is None:
        return False
    name = _word(match["name"])
    return any(name.search(block.text) for block in marking.of_kind("byline", "stamp"))


def _presentation(marking: Marking, index: int) -> re.Match[str] | None:
    """Return how a paragraph begins that says what somebody is or does: ``Jane Doe is a reporter``."""
    block = marking.blocks[index]
    if len(block.text) > LONGEST_CUE or block.words > MAX_WORDS or is_correction(block):
        return None
    return _opening().match(block.text)


@lru_cache(maxsize=1)
def _opening() -> re.Pattern[str]:
    being = r",? (?:is|was)(?: currently| now| also)? (?:(?:an?|the|our|one of) )?[^.!?]{0,120}?"
    professions, verbs = alternatives("professions"), alternatives("biography_verbs")
    book = r"[’']s (?:\w+ )?(?:book|novel|memoir|biography|history|collection)\b.{3,90}\b(?:out|published|available) "
    return re.compile(
        rf"^\W*(?P<name>{_NAME}?)(?:(?:, [^.!?]{{3,80}},)?(?:{being}\b(?i:{professions})s?\b|,? {verbs}\b)|{book})"
    )


def _word(text: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(text)}\b", re.IGNORECASE)
