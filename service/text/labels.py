"""Labels: lines that no sentence is, in the parts that they are made of.

``Home | World | 29 April 2025`` is two sections and a stamp, ``By Jane Doe · The Kesh Courier`` a byline and a name.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from service.text.blocks import is_name
from service.text.dates import blank_stamps, find_dates, read_stamp
from service.text.wordings import alternatives, whole

Part = Literal["menu", "share", "section", "byline", "stamp", "time", "name", "other"]

EDGE = re.compile(r"^[\W_]+|[\W_]+$")
_SEPARATOR = re.compile(r"\s*[|•·▪●►▶»›]\s*|\s+(?:[>/–—-]|//)\s+|\s{2,}|\t")
_CLAUSE = re.compile(r"\s*[|•·,()\[\]:]\s*|\s+[–—/-]+\s+|\.\s+|\.$|\s{2,}")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_COUNT = re.compile(r"(?<!\d):\s*\d+\b(?![:.]\d)")
_NAME = r"[^\W\d_a-z][\w.'’-]*"
_BYLINE_JOINT = (
    r"(?:and|AND|in|with|for|of|de|van|von|al|bin|the|at|contributing|"
    r"(?:photos?|photographs|pictures|video|graphics) by)"
)
_BYLINE = re.compile(
    rf"^(?:[\w’' ]{{0,40}}\s)?(?:[Bb]y|BY)[:\s]\s*(?P<names>{_NAME}(?:[\s,&/;]+(?:{_BYLINE_JOINT}|{_NAME}))*)\.?$"
)


def pieces(text: str) -> list[str]:
    """Return the parts of a line of labels: ``Home | World | 29 April 2025`` has three."""
    return [piece for piece in _SEPARATOR.split(text) if piece]


def piece_kind(piece: str) -> Part:
    """Return what a part of a line of labels is."""
    bare = EDGE.sub("", piece)
    if not bare or bare.isdigit() or whole("interface").fullmatch(bare):
        return "menu"
    if _share_bar().fullmatch(bare):
        return "share"
    if whole("sections").fullmatch(bare):
        return "section"
    if is_byline(piece):
        return "byline"
    if is_stamp(piece):
        return "stamp"
    if not read_stamp(piece).rest:
        return "time"
    return "name" if is_name(bare, 6) or _HOST.fullmatch(bare) else "other"


def is_byline(text: str) -> bool:
    """Whether a text says who wrote the article, and nothing else."""
    if len(text) > 160 or text.count(" ") > 20:
        return False
    if _desk().fullmatch(EDGE.sub("", text)):
        return True
    if _presented().fullmatch(text):
        return True
    stamp = read_stamp(text)
    line = stamp.rest if stamp.dates or stamp.is_marked else text
    return _byline_lead().match(line) is not None and _BYLINE.match(line) is not None


def is_stamp(text: str) -> bool:
    """Whether a text only tells when (and by whom) the page was published or changed."""
    if len(text) > 200:
        return False
    stamp = read_stamp(text)
    if not stamp.dates and not stamp.is_marked:
        return False
    return not stamp.rest or is_name(stamp.rest, 5) or is_byline(stamp.rest)


def is_masthead(text: str) -> bool:
    """Whether a line only tells where and when something was published: ``The Varda Letter no. 12, 3 May 2024, Hale``.

    The date has to stand alone between commas, bars or brackets, and what else there is has to be names and labels.
    """
    dates = list(find_dates(text)) if len(text) <= 200 else []
    if not dates or _COUNT.search(text):
        return False
    rest = text
    for found in reversed(dates):
        rest = f"{rest[: found.start]}|\0|{rest[found.end :]}" if _stands_alone(text, found.start, found.end) else rest
    clauses = [clause.strip() for clause in _CLAUSE.split(blank_stamps(rest)) if clause.strip(" \0")]
    return "\0" in rest and any(map(_opens_as_name, clauses)) and all(map(_is_label, clauses))


def _stands_alone(text: str, start: int, end: int) -> bool:
    before = _CLAUSE.split(blank_stamps(text[:start]))[-1]
    after = _CLAUSE.split(blank_stamps(text[end:]))[0]
    return not before.strip() and not after.strip()


def _opens_as_name(clause: str) -> bool:
    return is_name(" ".join(clause.split()[:2]))


def _is_label(clause: str) -> bool:
    return clause.count(" ") < 4 or is_name(clause, 6) or piece_kind(clause) != "other"


@lru_cache(maxsize=1)
def _share_bar() -> re.Pattern[str]:
    word, filler = alternatives("share_words"), alternatives("share_fillers")
    return re.compile(rf"(?=.*\b{word}\b)(?:(?:{word}|{filler})(?:[\W_]+|$))+", re.IGNORECASE)


@lru_cache(maxsize=1)
def _desk() -> re.Pattern[str]:
    lead = r"(?:(?:by|from)\s+)?(?:our\s+(?:own\s+)?|the\s+|a\s+|special\s+)?(?:[\w’'-]+\s+){0,2}"
    return re.compile(rf"{lead}{alternatives('desks')}(?: (?:in|at) [\w ]{{2,30}})?", re.IGNORECASE)


@lru_cache(maxsize=1)
def _presented() -> re.Pattern[str]:
    """``Jane Doe, Diplomatic editor`` or ``Jane Doe @janedoe``."""
    return re.compile(
        rf"{_NAME}(?: {_NAME}){{1,3}}(?:\s*@\w{{2,30}}|, (?:[\w’ -]{{0,30}} )?(?i:{alternatives('professions')}))\W*"
    )


@lru_cache(maxsize=1)
def _byline_lead() -> re.Pattern[str]:
    return re.compile(rf"^(?:{alternatives('byline_leads')}\s)?by\b", re.IGNORECASE)
