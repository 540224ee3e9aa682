"""What a text itself tells about its publication: outlet, agency, author and day.

Read from the clutter that frames a story (bylines, page dates, imprints, biographies, letters to the readers) and from
the dateline of its first sentence, never from what the story says: a day in a report is not the day of the report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from service.text.blocks import Block, is_name
from service.text.bylines import presented
from service.text.dates import find_dates, read_stamp
from service.text.labels import pieces
from service.text.marking import Marking
from service.text.names import find_agency, is_agency, is_place, outlet_name
from service.text.outlets import NAMED, find_outlet
from service.text.wordings import whole, words

# As much of a label, and of a first sentence, as is looked at.
_HEAD = 300
_OPENING = 120

# The place a report was sent from: in capitals as agencies print it, or as a name, then perhaps the country.
_CITY = rf"(?:[^\W\d_a-z](?:[^\W\d_a-z]|[ .’'/-])+|{NAMED})(?:, [^\W\d_a-z][\w .’'-]{{1,30}})?"
_LEAD_AGENCY = re.compile(rf"^(?:{_CITY}[,.]?[^()\n]{{0,30}}\s)?\((?P<name>{NAMED})\)\s*(?:[-–—]+|:)")
_LEAD_PLACE = re.compile(rf"^(?:{_CITY})?(?:\. {NAMED}\.)?[\s,.:–—-]*$")
_LEAD_END = re.compile(r"\s*(?:\([^()]{2,40}\)\s*)?[-–—:.]")
_SIGNED = re.compile(r"(?:[-–—]+\s*|\()(?P<name>[\w.’' -]{2,40}?)(?:/[\w ]{1,20})?\)?\.?$")

_LOOSE = re.compile(r"\b(?:by|with|from|via|published|updated|inputs?)\b", re.IGNORECASE)
_WRITTEN_BY = re.compile(r"(?:^|\b)(?:[Bb]y|BY)[:\s]\s*(?P<names>[^\W\d_a-z].*)$")
_AUTHOR_END = re.compile(r"\s*(?:,|\||;| in | at | for |\(| – | — ).*$")
_DESK = re.compile(
    r"\b(?:correspondents?|staff|desk|reporters?|writers?|bureau|agenc(?:y|ies)|editors?|news|admin\w*|"
    r"no author|unknown|contributors?)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"[^\W\d_a-z][\w.’'-]+(?: [^\W\d_a-z][\w.’'-]*){1,2}")
_PRESENTED = re.compile(r"^\W*(?P<name>[^\W\d_a-z][\w.’'-]*(?: [^\W\d_a-z][\w.’'-]*){1,3}),? (?=[a-z])")


@dataclass(frozen=True, slots=True)
class TextMarks:
    """What a text tells about its publication; None where it tells nothing."""

    outlet: str | None
    agency: str | None
    author: str | None
    published: str | None


def read_marks(marking: Marking) -> TextMarks:
    """Read the marks off a text whose clutter is marked."""
    frame = marking.of_kind("byline", "stamp", "menu", "credit", "share")
    first = marking.first_prose()
    opening = marking.blocks[first].text[:_OPENING] if first < len(marking) else ""
    author = _author(marking, frame)
    agency = _lead_agency(opening) or _credited_agency(marking, frame)
    outlet = find_outlet(marking, author, agency)
    agency = agency.removeprefix("The ") if agency else None
    if outlet and agency and _initials(outlet) == agency:
        agency = None  # an outlet that signs its own reports
    return TextMarks(outlet, agency, author, _page_date(frame) or _lead_date(opening))


def names_desk(name: str) -> bool:
    """Whether a byline names a desk ("Staff Reporter", "Agencies"), not a person."""
    return _DESK.search(name) is not None or not name[:1].isupper()


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.removeprefix("The ").split())


def _signed(marking: Marking) -> str | None:
    """Return the person whose bare name stands between the headline and the story, beside a day or a profession."""
    start = 0 if marking.headline is None else marking.headline + 1
    for index in range(start, marking.first_prose()):
        name, *others = pieces(marking.blocks[index].text[:_HEAD]) or [""]
        if marking.kinds[index] is None or not _is_person(name):
            continue
        below = marking.blocks[index + 1].text if index + 1 < len(marking) else ""
        has_profession = bool(others) and words("professions").search(others[0]) is not None
        if has_profession or (below and not others and not read_stamp(below).rest):
            return name
    return None


def _is_person(name: str) -> bool:
    if not _PERSON.fullmatch(name) or names_desk(name) or is_place(name):
        return False
    return outlet_name(name) is None and whole("sections").fullmatch(name) is None


def _page_date(frame: list[Block]) -> str | None:
    """Return the day that the frame prints; the day of an update only where there is no other."""
    dates = [found for block in frame for found in find_dates(block.text[:_HEAD])]
    return min(dates, key=lambda found: found.is_update).iso if dates else None


def _lead_date(opening: str) -> str | None:
    """Return the day of a dateline that has its year: ``SEOUL, April 28, 2025 (Yonhap) --``."""
    for found in find_dates(opening):
        if _LEAD_PLACE.match(opening[: found.start]) and _LEAD_END.match(opening, found.end):
            return found.iso
    return None


def _lead_agency(opening: str) -> str | None:
    match = _LEAD_AGENCY.match(opening)
    return match["name"] if match else None


def _credited_agency(marking: Marking, frame: list[Block]) -> str | None:
    for piece in (piece for block in frame for piece in pieces(block.text[:_HEAD])):
        # In a byline or credit an agency may stand anywhere; a label of the page has to be its name.
        name = find_agency(piece) if _LOOSE.search(piece) else read_stamp(piece).rest
        if name and is_agency(name):
            return name
    for block in marking.of_kind("credit", "legal"):
        if name := find_agency(block.text):
            return name
    last = marking.last_prose()
    match = _SIGNED.search(marking.blocks[last].text[-60:]) if last >= 0 else None
    return match["name"] if match and is_agency(match["name"]) else None


def _author(marking: Marking, frame: list[Block]) -> str | None:
    for piece in (piece for block in frame for piece in pieces(block.text[:_HEAD])):
        stamp = read_stamp(piece)
        match = _WRITTEN_BY.search(stamp.rest if stamp.dates or stamp.is_marked else piece) or _WRITTEN_BY.search(piece)
        name = _AUTHOR_END.sub("", match["names"]).strip(" .") if match else ""
        if name and is_name(name, 8) and not names_desk(name) and not find_agency(name):
            return name
        if person := presented(piece):
            return person
    if person := _signed(marking):
        return person
    biographies = (_PRESENTED.match(block.text) for block in marking.of_kind("bio"))
    return next((match["name"] for match in biographies if match), None)
