"""The two ends of a text: bylines, labels and the headline above the story, tags and labels below it.

What would be a subheading in the middle of a text is a label at its ends.
"""

from __future__ import annotations

import re

from service.text.blocks import Block, is_name
from service.text.cues import is_correction, may_be_headline
from service.text.labels import piece_kind, pieces
from service.text.marking import Marking
from service.text.names import outlet_name
from service.text.runs import is_bullet
from service.text.wordings import opening, words

# How far from either end of the story bylines and page dates are believed to be such, and how many: a text with more
# is ordered by days.
REACH = 6
MAX_STAMPS = 2

HEADLINE_WORDS = 30
LABEL_WORDS = 4
ROLE_WORDS = 15
TAIL_LABEL_WORDS = 14
SHORT_LABEL_WORDS = 6


_TAGLINE_MARK = re.compile(r"(?<!\s)\s+[–—|-]+\s+")
_OFFICE = re.compile(r"\s(?:of|for)\b")
_HOUR = re.compile(r"\W*\d{1,2}(?:[.:h]\d{2})?[\s.:,()\w]{0,20}")
_COUNT = re.compile(r":\s*(?:\w+ ){0,2}\d")


def spare_middle(marking: Marking) -> None:
    """Take back what is a label at the ends of a text, but a subheading (a day, a name) in the middle of it."""
    first, last = marking.first_prose(), marking.last_prose()
    inside = [index for index in range(first + 1, last) if marking.kinds[index] in ("byline", "stamp")]
    stamps = [index for index in inside if marking.kinds[index] == "stamp"]
    for index in inside:
        if first + REACH < index < last - REACH or (len(stamps) > MAX_STAMPS and index in stamps):
            marking.kinds[index] = None


def mark_head(marking: Marking) -> None:
    """Mark the labels above the story, and find the headline."""
    first = marking.first_prose()
    if first == len(marking):
        return
    _mark_masthead(marking, first)
    if marking.kinds[0] == "related" and may_be_headline(marking.blocks[0]):
        marking.kinds[0] = None
    left = [index for index in range(first) if marking.kinds[index] is None]
    headline = next((index for index in left if _is_headline(marking, index)), None)
    if headline is None:
        headline = _headline_like_link(marking, first)
    if headline is None and _opens_as_headline(marking, first):
        headline, first = (
            first,
            next((index for index in range(first + 1, len(marking)) if marking.is_prose(index)), first),
        )
        left = [index for index in range(first) if marking.kinds[index] is None]
    for index in left:
        if index != headline and _is_head_label(marking, index, headline):
            marking.kinds[index] = "menu" if headline is None or index < headline else "byline"
    marking.headline = headline


def _mark_masthead(marking: Marking, first: int) -> None:
    """Mark what presents the paper above the headline: ``The Varda — Essays``, ``A blog of the Hale Institute``."""
    for index in range(min(first, REACH)):
        block = marking.blocks[index]
        if marking.kinds[index] is not None or block.ends_sentence or block.words > HEADLINE_WORDS:
            continue
        if opening("descriptions").match(block.text):
            marking.mark(max(0, index - 1), index + 1, "menu")
        elif _stands_above(marking, index) and _has_headline(marking, index + 1, first):
            marking.kinds[index] = "menu"


def _stands_above(marking: Marking, index: int) -> bool:
    block = marking.blocks[index]
    return presents_itself(block.text) or _is_letterhead(block) or _is_kicker(marking, index)


def _is_letterhead(block: Block) -> bool:
    """Whether a line is the name of an office, as communiqués print it above their headline."""
    body = words("bodies").search(block.text)
    if body is None or block.words > ROLE_WORDS:
        return False
    return block.text.isupper() or (
        is_name(block.text, ROLE_WORDS) and _OFFICE.match(block.text, body.end()) is not None
    )


def _is_kicker(marking: Marking, index: int) -> bool:
    """Whether a line is a section and a word on the story, or the way to it: ``World | The river``, ``Home » …``."""
    links = pieces(marking.blocks[index].text)
    if len(links) < 2 or piece_kind(links[0]) not in ("section", "menu"):
        return False
    below = {block.text for block in marking.blocks[index + 1 : index + 1 + REACH]}
    return links[-1] in below or (len(links) == 2 and links[1].count(" ") < LABEL_WORDS)


def _has_headline(marking: Marking, start: int, end: int) -> bool:
    return any(marking.kinds[index] is None and _is_headline(marking, index) for index in range(start, end))


def presents_itself(text: str) -> bool:
    """Whether a line is a paper's name and what it is: ``The Varda — Essays, Reviews & Arguments``."""
    name, *rest = _TAGLINE_MARK.split(text, maxsplit=1)
    return is_name(name, 5) and bool(rest) and words("taglines").search(rest[0]) is not None


def mark_tail(marking: Marking) -> None:
    """Mark tags and labels below the story: short lines, longer ones only under other clutter."""
    last = marking.last_prose()
    below = range(last + 1, len(marking)) if last >= 0 else range(0)
    is_marked = False
    for index in below:
        if marking.kinds[index] is not None:
            is_marked = is_marked or marking.kinds[index] not in ("caption", "credit")
        elif _is_tail_label(marking, index, is_marked):
            marking.kinds[index] = "tags"


def _is_headline(marking: Marking, index: int) -> bool:
    block = marking.blocks[index]
    if block.words > HEADLINE_WORDS or block.text[-1] in ".:;," or block.text[0].islower() or _is_breadcrumb(block):
        return False
    if block.text.isupper() and index + 1 < len(marking) and marking.blocks[index + 1].text[0].islower():
        return True  # JOINT COMMUNIQUÉ, and below it: of the ministers of …
    return block.words > 3 or (block.words == 3 and not is_name(block.text))


def _is_breadcrumb(block: Block) -> bool:
    """Whether a line is only sections and names: ``Sport > Sumo``."""
    parts = [piece_kind(piece) for piece in pieces(block.text)]
    return len(parts) > 1 and "section" in parts and set(parts) <= {"section", "name", "menu"}


def _headline_like_link(marking: Marking, first: int) -> int | None:
    """Return the headline that was taken for a link, as "Explained: …" is one where no other stands above the story."""
    for index in range(first):
        if marking.kinds[index] == "related" and _is_headline(marking, index):
            marking.kinds[index] = None
            return index
    return None


def _opens_as_headline(marking: Marking, first: int) -> bool:
    """Whether the first paragraph is a headline that reads as a sentence: a question, a cry, a quotation."""
    block = marking.blocks[first]
    if len(marking) <= first + 1:
        return False
    is_open = not block.ends_sentence and block.words <= HEADLINE_WORDS
    return is_open or (block.words <= LABEL_WORDS * 5 and block.text[-1] in "?!’”")


def _is_head_label(marking: Marking, index: int, headline: int | None) -> bool:
    block = marking.blocks[index]
    if is_correction(block) or is_bullet(marking.blocks[index + 1]):
        return False
    parts = [piece_kind(piece) for piece in pieces(block.text)]
    if headline is None:
        if outlet_name(block.text):
            return True
        return all(part not in ("name", "time", "other") for part in parts)
    if parts == ["time"]:
        return index < headline or _is_hour_of_page(marking, index)
    if is_name(block.text, LABEL_WORDS) or "other" not in parts or block.words <= 2:
        return True
    if block.words > ROLE_WORDS:
        return False
    has_role = words("roles").search(block.text) is not None
    return has_role and is_name(block.text, ROLE_WORDS) and _is_beside_byline(marking, index)


def _is_hour_of_page(marking: Marking, index: int) -> bool:
    """Whether a line of nothing but a time tells when the page was published, not when a live blog's entry was."""
    if _HOUR.fullmatch(marking.blocks[index].text) is None:
        return True
    is_beside_day = index > 0 and marking.kinds[index - 1] is not None
    return is_beside_day and sum(_HOUR.fullmatch(block.text) is not None for block in marking.blocks) == 1


def _is_beside_byline(marking: Marking, index: int) -> bool:
    return any(kind in ("byline", "stamp") for kind in marking.kinds[max(0, index - 1) : index + 2])


def _is_tag_list(block: Block) -> bool:
    tags = re.split(r"\s*[,|·•]\s*", block.text)
    return len(tags) > 2 and all(is_name(tag, 3) for tag in tags)


def _has_button(block: Block) -> bool:
    """Whether a line is a row of short links, with a button among them: ``Explorer | Share this | Contact us``."""
    links = pieces(block.text)
    parts = [piece_kind(link) for link in links]
    if len(links) < 3 or any(
        link.count(" ") > LABEL_WORDS and part != "stamp" for link, part in zip(links, parts, strict=True)
    ):
        return False
    return "menu" in parts or "share" in parts


def _is_tail_label(marking: Marking, index: int, is_marked: bool) -> bool:
    block = marking.blocks[index]
    if _is_tag_list(block) or _has_button(block) or (block.words <= SHORT_LABEL_WORDS and _may_be_label(block)):
        return not _is_listed(marking, index)
    return is_marked and block.words <= TAIL_LABEL_WORDS and _may_be_label(block)


def _may_be_label(block: Block) -> bool:
    """Whether a line below the story may be other than story: no sentence, correction, item, quotation or count."""
    if block.is_prose or block.ends_sentence or is_bullet(block) or is_correction(block):
        return False
    return block.text == block.unquoted and _COUNT.search(block.text) is None


def _is_listed(marking: Marking, index: int) -> bool:
    """Whether a line goes on with a list that the story opened with a colon."""
    for above in range(index - 1, max(-1, index - 1 - SHORT_LABEL_WORDS), -1):
        block = marking.blocks[above]
        if marking.kinds[above] is None and block.text.endswith(":"):
            return True
        if marking.is_prose(above):
            return False
    return False
