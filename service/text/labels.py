"""Labels: lines that no sentence is, in the parts that they are made of.

``Home | World | 29 April 2025`` is two sections and a stamp, ``By Jane Doe · The Kesh Courier`` a byline and a name.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from service.text.blocks import is_name
from service.text.bylines import is_agency_dateline, is_byline
from service.text.dates import blank_stamps, find_dates, read_stamp
from service.text.wordings import alternatives, whole

Part = Literal["menu", "share", "section", "ticker", "byline", "stamp", "time", "name", "other"]

EDGE = re.compile(r"^[\W_]+|[\W_]+$")
_SEPARATOR = re.compile(r"\s*[|•·▪●►▶»›]\s*|\s+(?:[>/–—-]|//)\s+|\s{2,}|\t")
_CLAUSE = re.compile(r"\s*[|•·,()\[\]:]\s*|\s+[–—/-]+\s+|\.\s+|\.$|\s{2,}")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_COUNT = re.compile(r"(?<!\d):\s*\d+\b(?![:.]\d)")
# A price, an index, the weather: ``FTSE 100 8,123.45 ▲ 0.3%``, ``Brent $82.11``, ``London 14°C``.
_TICKER = re.compile(
    r"[A-Z][\w&/.-]*(?: (?:[A-Z][\w&/.-]*|\d{2,4}(?= )))*:? "
    r"(?:[$€£¥₹]\d[\d,.]*|[\d,.]+(?:°[CF]?|\s*\(?[▲▼△▽↑↓+−-].{0,20}|\s*%)|(?<=\b[A-Z]{3} )[\d,.]+)"
)

_EDITION = re.compile(
    r"(?:(?:in )?\w+ )?(?:edition|service|version|desk)|translat(?:ed|ion) from (?:the )?\w+|"
    r"(?:no|nr|n°|nº|issue|vol)\b\.? ?[\d ]+",
    re.IGNORECASE,
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
    if is_stamp(piece) or is_agency_dateline(piece):
        return "stamp"
    if _TICKER.fullmatch(piece.strip("()[] ")):
        return "ticker"
    if not read_stamp(piece).rest:
        return "time"
    return "name" if is_name(bare, 6) or _HOST.fullmatch(bare) else "other"


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


def is_edition(text: str) -> bool:
    """Whether a line names a paper and its edition, perhaps a place: ``Le Courrier (English edition), Hale``."""
    clauses = [clause for clause in _CLAUSE.split(text.partition(". ")[0]) if clause]
    if not 1 < len(clauses) <= 4 or not is_name(clauses[0], 5):
        return False
    return any(map(_EDITION.fullmatch, clauses[1:])) and all(map(_is_label, clauses))


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
