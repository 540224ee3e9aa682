"""Runs of clutter that only their beginning gives away: readers' comments, and lists of links to other articles."""

from __future__ import annotations

import re

from service.text.blocks import Block
from service.text.cues import is_correction
from service.text.marking import Marking
from service.text.wordings import whole

# Words of story that come before any comments: a link to them may stand above the story, too.
STORY_WORDS = 60
# A heading of links is short; longer is a link with its heading before it.
HEADING_WORDS = 8
LINK_WORDS = 25
TEASER_WORDS = 45
SHORT_TEASER_WORDS = 15

# Words of a label above a row of links, and links of one.
LABEL_WORDS = 4
LEAST_LINKS = 4
ROW_WORDS = 18

_BETWEEN_LINKS = re.compile(r"(?<=\s)[•·▪●](?=\s)")
_BULLET = re.compile(r"^(?:[•·▪●►▶»›*–—-]|\d{1,3}[.)])\s")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w-]{2,}|\b[A-Z]\w{4,}")
_CLOCK = re.compile(r"^\W*(?:\d{1,2}[.:]\d{2}|\d{1,2}\s?[ap]\.?m\b|\d+\s?[mh](?:in|our)?s? ago\b)", re.IGNORECASE)
_LENGTH = re.compile(r"\d{1,2}:\d\d(?::\d\d)?")
_KEY_EVENTS = re.compile(r"\W*(?:show )?key (?:events|moments|developments)(?: only)?\W*", re.IGNORECASE)
_FORM = re.compile(r"\W*(?:leave|post|add|write|submit|cancel|your e-?mail|log in|sign in)\b", re.IGNORECASE)


def mark_comments(marking: Marking) -> None:
    """Cut everything from where the readers' comments begin."""
    told = 0
    for index, (block, kind) in enumerate(marking):
        if marking.is_prose(index):
            told += block.words
        elif kind == "comments" and told >= STORY_WORDS and _comments_follow(marking, index, told):
            marking.kinds[index:] = ["comments"] * (len(marking) - index)
            return


def mark_links(marking: Marking) -> None:
    """Follow the lists of links under "Related", "Most read" and the like, below the story's beginning."""
    for index in range(marking.first_prose() + 1, len(marking)):
        if marking.kinds[index] == "related" and marking.blocks[index].words <= HEADING_WORDS:
            marking.mark(index + 1, _end_of_links(marking, index + 1), "related")
    _mark_references(marking)


def mark_row_of_links(marking: Marking) -> None:
    """Mark a line above the headline of headlines beside one another: ``Bridge falls  • Norland votes  • …``.

    Below the headline such a line sums the story up.
    """
    above = 0
    while above < len(marking) and marking.blocks[above].words <= LABEL_WORDS:
        above += 1
    if above == len(marking) or marking.blocks[above].words < ROW_WORDS:
        return
    if len(_BETWEEN_LINKS.split(marking.blocks[above].text)) >= LEAST_LINKS:
        marking.mark(above, above + 1, "related")


def _mark_references(marking: Marking) -> None:
    """Mark what stands under "Sources" or "References" at the very end, if none of it is a report."""
    for index in range(marking.first_prose() + 1, len(marking)):
        heading = marking.blocks[index].text.strip(" :")
        if marking.kinds[index] is None and index + 1 < len(marking) and whole("references").fullmatch(heading):
            rest = marking.blocks[index + 1 :]
            if not any(block.is_clearly_story or block.words > TEASER_WORDS for block in rest):
                marking.mark(index, len(marking), "related")
            return


def mark_key_events(marking: Marking) -> None:
    """Mark the list of a live blog's entries, "Key events": hours with headings that stand over the entries again."""
    for index in range(len(marking) - 1):
        if _KEY_EVENTS.fullmatch(marking.blocks[index].text):
            end = index + 1
            while end < len(marking) and (marking.kinds[end] is not None or _is_entry(marking.blocks[end])):
                end += 1
            if end > index + 2:
                marking.mark(index, end, "menu")


def mark_clips(marking: Marking) -> None:
    """Mark films that are offered, each a length with a title under it: "00:48", "Five found in Manda, says police"."""
    start = 0
    while start < len(marking):
        end = start
        while end + 1 < len(marking) and _is_clip(marking.blocks[end], marking.blocks[end + 1]):
            end += 2
        if end > start + 2 and _are_lengths([marking.blocks[index].text for index in range(start, end, 2)]):
            marking.mark(start, end, "related")
        start = max(end, start + 1)


def _are_lengths(times: list[str]) -> bool:
    """Whether times are lengths rather than hours of a day: one of them is less than a minute long."""
    return any(time.startswith("00:") for time in times)


def _is_clip(length: Block, title: Block) -> bool:
    return _LENGTH.fullmatch(length.text) is not None and not title.is_prose and title.words <= LINK_WORDS


def _is_entry(block: Block) -> bool:
    return not block.is_prose and _CLOCK.match(block.text) is not None and block.words > 2


def is_bullet(block: Block) -> bool:
    """Whether a block is an item of a list."""
    return _BULLET.match(block.text) is not None


def _comments_follow(marking: Marking, index: int, told: int) -> bool:
    """Whether a line such as "Comments" is where they stand: it has a form, replies, or little after it."""
    if _FORM.match(marking.blocks[index].text):
        return True
    rest = range(index + 1, len(marking))
    left = sum(marking.blocks[later].words for later in rest if marking.is_prose(later))
    return left < told / 4 or any(whole("replies").fullmatch(marking.blocks[later].text[:80]) for later in rest[:20])


def _end_of_links(marking: Marking, start: int) -> int:
    if _are_teasers(marking, start):
        return len(marking)
    index = start
    while index < len(marking) and (marking.kinds[index] is not None or _is_link(marking.blocks[index])):
        index += 1
    return index


def _is_link(block: Block) -> bool:
    if is_correction(block) or block.words > LINK_WORDS:
        return False
    return not block.is_prose or (block.text.endswith("?") and not block.is_reported) or is_bullet(block)


def _are_teasers(marking: Marking, start: int) -> bool:
    """Whether all that follows is headlines with a sentence or two under each or every second.

    Another list of links further down shows that the story goes on between them.
    """
    told = " ".join(block.text for block in marking.story() if block.start < marking.blocks[start - 1].start)
    teasers = since = 0
    for index in range(start, len(marking)):
        block = marking.blocks[index]
        if marking.kinds[index] == "related" and teasers:
            return False
        if marking.kinds[index] is not None:
            continue
        if _is_link(block):
            since += 1
        elif 1 <= since <= 2 and _may_be_teaser(block, told):
            teasers, since = teasers + 1, 0
        else:
            return False
    # A single paragraph below a list of links is rather the end of the story.
    return teasers > 1


def _may_be_teaser(block: Block, told: str) -> bool:
    """Whether a paragraph may be about another story than the one told: it is short, or names nobody of it."""
    if block.words > TEASER_WORDS or is_correction(block) or block.text != block.unquoted:
        return False
    names = _NAME.findall(block.text)
    return block.words <= SHORT_TEASER_WORDS or not any(re.search(rf"\b{name}\b", told) for name in names)
