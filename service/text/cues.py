"""What a single block is by its own wording: kinds of clutter, and the parts that a line of labels is made of."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from service.text.blocks import Block, is_name
from service.text.dates import read_stamp
from service.text.names import is_agency
from service.text.wordings import alternatives, anywhere, opening, whole

Kind = Literal[
    "byline",
    "stamp",
    "menu",
    "share",
    "related",
    "plea",
    "prompt",
    "comments",
    "bio",
    "tags",
    "caption",
    "legal",
    "credit",
]
Part = Literal["menu", "share", "section", "byline", "stamp", "time", "name", "other"]

# Longer blocks are story, or part of a plea: no cue is that long, and patterns are not to be tried on megabytes.
LONGEST_PLEA = 1_500
LONGEST_CUE = 800
MAX_CUE_WORDS, MAX_LABEL_WORDS, MAX_NOTICE_WORDS = 90, 40, 15

_SEPARATOR = re.compile(r"\s*[|•·▪●►▶»›]\s*|\s+(?:[>/–—-]|//)\s+|\s{2,}|\t")
_EDGE = re.compile(r"^[\W_]+|[\W_]+$")
_HASHTAGS = re.compile(r"^(?:[#＃][\w’'-]+[\s,|·]*)+$")
_PRINTED = re.compile(
    r"^\W*(?:this (?:article|story|report|piece) (?:was |has been )?)?(?:(?:first|originally|also) )?"
    r"(?:published|appeared|printed)(?: (?:first|originally))? (?:in|on|by|at) "
    r"(?:.{2,70}?)(?:[,.]? (?:on )?(?=\w* ?\d)|[,.]?$)",
    re.IGNORECASE,
)
_NAME = r"[^\W\d_a-z][\w.'’-]*"
_BYLINE_JOINT = (
    r"(?:and|AND|in|with|for|of|de|van|von|al|bin|the|at|contributing|"
    r"(?:photos?|photographs|pictures|video|graphics) by)"
)
_BYLINE = re.compile(
    rf"^(?:[\w’' ]{{0,40}}\s)?(?:[Bb]y|BY)[:\s]\s*(?P<names>{_NAME}(?:[\s,&/;]+(?:{_BYLINE_JOINT}|{_NAME}))*)\.?$"
)
_CONTRIBUTED = re.compile(r"\bcontributed (?:to (?:this|the) (?:report|story|article)|reporting)\b", re.IGNORECASE)
_SIGNATURE = re.compile(r"^[-–—(]*\s*(?P<names>[\w.’' ,/&-]{2,60}?)\W*$")
_AND = re.compile(r"\s*[,/&]\s*|\s+and\s+")
_LINK_MARK = r"\s*(?:[:|>»→►▶]|\s[–—-]\s).{3,}"  # what stands between a heading and a link on one line, and the link
_CLOSING = 140  # characters that a picture's credit may have


def line_kind(block: Block) -> Kind | None:
    """Return what kind of clutter a block is by its wording, None where it may be story."""
    text = block.text
    if len(text) > LONGEST_CUE or is_correction(block):
        return None
    if _HASHTAGS.match(text) or opening("tags").match(text):
        return "tags"
    if block.words <= 25 and _stamp_label().match(text) and read_stamp(text).dates:
        return "stamp"
    if block.words <= MAX_CUE_WORDS and (kind := _cue_kind(block)):
        return kind
    if block.words > MAX_LABEL_WORDS or (block.words > MAX_NOTICE_WORDS and block.ends_sentence):
        return None
    return _label_kind(text)


def is_correction(block: Block) -> bool:
    """Whether a block corrects the article: that is no clutter, it matters to what is claimed."""
    return anywhere("corrections").search(block.text[:300]) is not None


def pieces(text: str) -> list[str]:
    """Return the parts of a line of labels: ``Home | World | 29 April 2025`` has three."""
    return [piece for piece in _SEPARATOR.split(text) if piece]


def piece_kind(piece: str) -> Part:
    """Return what a part of a line of labels is."""
    bare = _EDGE.sub("", piece)
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
    return "name" if is_name(bare, 6) else "other"


def is_byline(text: str) -> bool:
    """Whether a text says who wrote the article, and nothing else."""
    if len(text) > 160 or text.count(" ") > 20:
        return False
    if _desk().fullmatch(_EDGE.sub("", text)):
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


def _cue_kind(block: Block) -> Kind | None:
    text = block.text
    if opening("legal_openings").match(text) or anywhere("legal").search(text):
        return "legal"
    if opening("caption_openings").match(text):
        return "caption"
    if not block.is_reported and anywhere("caption_closings").search(text[-_CLOSING:]):
        return "caption"
    if _related_link().match(text) or (not block.is_prose and _inline_link().match(text)):
        return "related"
    if opening("credits").match(text) or _CONTRIBUTED.search(text) or _is_signature(text):
        return "credit"
    return None


def _is_signature(text: str) -> bool:
    """Whether a line is nothing but the names of agencies, after a dash perhaps, as they stand under reports."""
    match = _SIGNATURE.match(text)
    return match is not None and all(is_agency(name) for name in _AND.split(match["names"]))


def _label_kind(text: str) -> Kind | None:
    """Judge a short block by its parts: each has to be a label, and one at least must be more than a name."""
    bare = _EDGE.sub("", text)
    if not bare:
        return "menu"
    if whole("comments").fullmatch(bare):
        return "comments"
    if whole("discussion").fullmatch(bare):
        return "prompt"
    if whole("related").fullmatch(bare):
        return "related"
    return "stamp" if _PRINTED.match(text) else _parts_kind([piece_kind(piece) for piece in pieces(text)])


def _parts_kind(parts: list[Part]) -> Kind | None:
    if "other" in parts:
        return None
    for part in parts:
        if part == "menu" or part == "share" or part == "byline" or part == "stamp":
            return part
    return "menu" if len(parts) > 2 and parts.count("section") > 1 else None


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


@lru_cache(maxsize=1)
def _stamp_label() -> re.Pattern[str]:
    return re.compile(rf"^\W*{alternatives('stamps')}\s*:", re.IGNORECASE)


@lru_cache(maxsize=1)
def _related_link() -> re.Pattern[str]:
    bare = r"related (?:article|story|coverage|content|reading)\s+(?-i:[A-Z])[^.]+$"
    return re.compile(rf"^\W*(?:{alternatives('related')}{_LINK_MARK}|{bare})", re.IGNORECASE)


@lru_cache(maxsize=1)
def _inline_link() -> re.Pattern[str]:
    return re.compile(rf"^\W*{alternatives('related_inline')}{_LINK_MARK}", re.IGNORECASE)
