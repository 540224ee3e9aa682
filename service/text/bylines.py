"""Bylines: lines that say who wrote the article, and nothing else.

``By Jane Doe in Hale``, ``Jane Doe, Diplomatic editor``, ``Staff and agencies``, ``TASS, October 10``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from service.text.dates import read_stamp
from service.text.names import find_agency, is_agency, outlet_name
from service.text.wordings import alternatives, words

LONGEST = 160
MAX_WORDS = 20

_EDGE = re.compile(r"^[\W_]+|[\W_]+$")
_NAME = r"[^\W\d_a-z][\w.’'-]*"
_NAMES = rf"{_NAME}(?: {_NAME}){{0,3}}"
_PERSON = rf"{_NAME}(?: {_NAME}){{1,3}}"
_JOINT = (
    r"(?:and|AND|in|with|for|of|de|van|von|al|bin|the|at|contributing|our|reporters?|correspondents?|staff|region|others?|"
    r"agenc(?:y|ies)|wires?|(?:photos?|photographs|pictures|video|graphics) by)"
)
_BY_NAMES = re.compile(
    rf"^(?:[\w’' ]{{0,40}}\s)?(?:[Bb]y|BY)\s?[:\s]\s*(?P<names>{_NAME}(?:[\s,&/;]+(?:{_JOINT}|{_NAME}))*)\.?$"
)
# "and agencies", "with AFP": who else worked on it.
_HELPERS = (
    r"(?:\s*[,/&]\s*|\s+)(?:(?:and|with|&|/)\s+)?"
    rf"(?:agenc(?:y|ies)|wires?|staff|agency reports?|(?:with|and) (?-i:{_NAMES}))"
)
_SIGN = re.compile(r"@|\b(?:in|at|and|with)\b|&")
_SIGNED = re.compile(r"[,.;/()\s]+")


def is_byline(text: str) -> bool:
    """Whether a text says who wrote the article, and nothing else."""
    if len(text) > LONGEST or text.count(" ") > MAX_WORDS:
        return False
    if _desk().fullmatch(_EDGE.sub("", text)) or _by_presentation(text) or _is_paper_with_helpers(text):
        return True
    stamp = read_stamp(text)
    line = stamp.rest if stamp.dates or stamp.is_marked else text
    return _byline_lead().match(line) is not None and _BY_NAMES.match(line) is not None


def presented(text: str) -> str | None:
    """Return the first of the persons that a byline without a "by" presents, None where it is no such byline."""
    if _desk().fullmatch(_EDGE.sub("", text)) or text[:3].casefold() in ("by ", "our"):
        return None
    match = _presented().fullmatch(text) or _correspondents().fullmatch(text)
    return (
        match["name"] if match and not words("desks").search(match["name"]) and not is_agency(match["name"]) else None
    )


def _by_presentation(text: str) -> re.Match[str] | None:
    # Without one of these words no line is such a byline, and looking for one in names alone takes long.
    if _SIGN.search(text) is None and words("professions").search(text) is None:
        return None
    return _presented().fullmatch(text) or _correspondents().fullmatch(text)


def _is_paper_with_helpers(text: str) -> bool:
    """Whether a line is a paper and who helped it: ``The Kesh Courier, with AFP and AP``."""
    paper, mark, helpers = text.partition(", with ")
    return (
        bool(mark)
        and outlet_name(paper) is not None
        and all(is_agency(name) or name.isupper() for name in re.split(r",? and |, ", helpers))
    )


def is_agency_dateline(text: str) -> bool:
    """Whether a line is only an agency beside a day or a place: ``TASS, October 10``, ``HALE, May 3. /TASS/``."""
    if len(text) > LONGEST or find_agency(text) is None:
        return False
    parts = [part for part in _SIGNED.split(read_stamp(text).rest) if part]
    return any(map(is_agency, parts)) and all(is_agency(part) or part.isupper() for part in parts)


@lru_cache(maxsize=1)
def _desk() -> re.Pattern[str]:
    lead = r"(?:(?:by|from)\s+)?(?:our\s+(?:own\s+)?|the\s+|a\s+|special\s+)?(?:[\w’'-]+\s+){0,2}"
    desks = alternatives("desks")
    place = rf"(?: (?:in|at) [\w ]{{2,30}}|,? (?-i:{_NAMES}))"
    return re.compile(rf"{lead}{desks}(?:{_HELPERS}|\s+and\s+{desks})?{place}?", re.IGNORECASE)


@lru_cache(maxsize=1)
def _presented() -> re.Pattern[str]:
    """``Jane Doe, Diplomatic editor and Joe Roe in Hale``, ``Jane Doe @janedoe``, ``Jane Doe and agencies``."""
    role = rf"(?:, (?:[\w’ -]{{0,30}} )?| (?=[A-Z])(?:[\w’ -]{{1,30}} )?)(?i:{alternatives('professions')})s?"
    place = rf" (?:in|at) {_NAMES}"
    more = rf"(?:(?:,? (?:and|&) |, ){_PERSON}(?:{role}|{place})?)"
    helpers = r",? (?:and|with|&) (?:agenc(?:y|ies)|wires|staff|news agencies)"
    return re.compile(
        rf"(?P<name>{_PERSON}?)"
        rf"(?:\s*@\w{{2,30}}|{role}(?:{place}|, {_NAMES})?{more}{{0,3}}|(?:{place})?{helpers}(?:{place})?)\W*"
    )


@lru_cache(maxsize=1)
def _correspondents() -> re.Pattern[str]:
    """``Jane Doe in Hale and Joe Roe in Redville``: two or more, for one alone might be a subheading."""
    one = rf"{_PERSON} (?:in|at) {_NAMES}?"
    return re.compile(rf"(?P<name>{_PERSON}) (?:in|at) {_NAMES}?(?:(?:,|,? and|,? &) {one}){{1,4}}\.?")


@lru_cache(maxsize=1)
def _byline_lead() -> re.Pattern[str]:
    return re.compile(rf"^(?:{alternatives('byline_leads')}\s)?by\b", re.IGNORECASE)
