"""What kind of clutter a single block is by its own wording."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from service.text.blocks import Block
from service.text.dates import read_stamp
from service.text.labels import EDGE, Part, is_edition, is_masthead, piece_kind, pieces
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

# Longer blocks are story, or part of a plea: no cue is that long, and patterns are not to be tried on megabytes.
LONGEST_PLEA = 1_500
LONGEST_CUE = 800
MAX_CUE_WORDS, MAX_LABEL_WORDS, MAX_MASTHEAD_WORDS, MAX_NOTICE_WORDS, MAX_NOTICES = 90, 40, 20, 15, 5

_HASHTAGS = re.compile(r"^(?:[#＃][\w’'-]+[\s,|·]*)+$")
_PRINTED = re.compile(
    r"^\W*(?:the post .{3,250}? )?(?:this (?:article|story|report|piece) (?:was |has been )?)?"
    r"(?:(?:first|originally|also) )?"
    r"(?:published|appeared|printed)(?: (?:first|originally))? (?:in|on|by|at) "
    r"(?:.{2,70}?)(?:[,.]? (?:on )?(?=\w* ?\d)|[,.]?$)",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(r"\bcontributed (?:to (?:this|the) (?:report|story|article)|reporting)\b", re.IGNORECASE)
_SIGNATURE = re.compile(r"^[-–—(]*\s*(?P<names>[\w.’' ,/&-]{2,60}?)\W*$")
_SENTENCES = re.compile(r"(?<=[.!?])\s+")
_AND = re.compile(r"\s*[,/&]\s*|\s+and\s+")
_LINK_MARK = r"\s*(?:[:|>»→►▶]|\s?[–—-]\s).{3,}"  # what stands between a heading and a link on one line, and the link
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
    if block.words <= MAX_MASTHEAD_WORDS and not block.is_reported and (is_masthead(text) or is_edition(text)):
        return "stamp"
    if block.words <= MAX_CUE_WORDS and (kind := _cue_kind(block)):
        return kind
    if block.words > MAX_LABEL_WORDS or (block.words > MAX_NOTICE_WORDS and block.ends_sentence):
        return None
    if kind := _label_kind(text):
        return kind
    return "related" if _is_link(block) else None


def is_correction(block: Block) -> bool:
    """Whether a block corrects the article: that is no clutter, it matters to what is claimed."""
    return anywhere("corrections").search(block.text[:300]) is not None


def _cue_kind(block: Block) -> Kind | None:
    text = block.text
    if opening("legal_openings").match(text) or anywhere("legal").search(text):
        return "legal"
    if opening("caption_openings").match(text):
        return "caption"
    if not block.is_reported and anywhere("caption_closings").search(text[-_CLOSING:]):
        return "caption"
    if _related_link().match(text):
        return "related"
    if not block.is_reported and whole("discussion").fullmatch(EDGE.sub("", text)):
        return "prompt"
    if opening("credits").match(text) or _CONTRIBUTED.search(text) or _is_signature(text):
        return "credit"
    return None


def _is_signature(text: str) -> bool:
    """Whether a line is nothing but the names of agencies, after a dash perhaps, as they stand under reports."""
    match = _SIGNATURE.match(text)
    return match is not None and all(is_agency(name) for name in _AND.split(match["names"]))


def _label_kind(text: str) -> Kind | None:
    """Judge a short block by its parts: each has to be a label, and one at least must be more than a name."""
    bare = EDGE.sub("", text)
    if not bare:
        return "menu"
    if whole("comments").fullmatch(bare):
        return "comments"
    if whole("related").fullmatch(bare):
        return "related"
    if _PRINTED.match(text):
        return "stamp"
    kind = _parts_kind([piece_kind(piece) for piece in pieces(text)])
    sentences = _SENTENCES.split(text)
    if kind is None and 1 < len(sentences) <= MAX_NOTICES and all(map(_label_kind, sentences)):
        return "menu"
    return kind


def _parts_kind(parts: list[Part]) -> Kind | None:
    """Return the kind of a line of these parts; in a footer of buttons one of three may be of any wording."""
    buttons = sum(part in ("menu", "share", "section") for part in parts)
    if "other" in parts:
        return "menu" if len(parts) > 2 and buttons >= len(parts) - 1 and "section" not in parts else None
    for part in parts:
        if part == "menu" or part == "share" or part == "byline" or part == "stamp":
            return part
    if parts.count("ticker") > 1:
        return "menu"
    return "menu" if len(parts) > 2 and parts.count("section") > 1 else None


@lru_cache(maxsize=1)
def _stamp_label() -> re.Pattern[str]:
    return re.compile(rf"^\W*{alternatives('stamps')}\s*:", re.IGNORECASE)


def _is_link(block: Block) -> bool:
    """Whether a block is one link with what leads to it, and no sentence: ``WATCH | The bridge``, ``MORE The bridge``.

    A question that nobody asks in the block is a headline as well.
    """
    if block.is_prose and (not block.text.endswith("?") or block.is_reported or block.words > MAX_NOTICE_WORDS):
        return False
    return _inline_link().match(block.text) is not None or _bare_link().match(block.text) is not None


def may_be_headline(block: Block) -> bool:
    """Whether what looks like a link may be a headline behind its kind of article: ``LIVE: The bridge falls``."""
    return _inline_link().match(block.text) is not None and _related_link().match(block.text) is None


@lru_cache(maxsize=1)
def _related_link() -> re.Pattern[str]:
    return re.compile(rf"^\W*{alternatives('related')}{_LINK_MARK}", re.IGNORECASE)


@lru_cache(maxsize=1)
def _inline_link() -> re.Pattern[str]:
    return re.compile(rf"^\W*{alternatives('related_inline')}{_LINK_MARK}", re.IGNORECASE)


@lru_cache(maxsize=1)
def _bare_link() -> re.Pattern[str]:
    """A link whose label only capitals, or an arrow, tell from it: ``READ MORE The bridge``, ``>> The bridge``."""
    labels = alternatives("related_bare")
    return re.compile(rf"^\W*{labels}\s+[\"'“‘«(]?(?=[^\W\d_a-z])|^(?:>{{2,}}|[→➜➤👉☞])\s*\w")
