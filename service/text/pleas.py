"""Pleas and prompts: what a page asks of its readers, over however many blocks.

A prompt is one block that asks for an address, consent, a subscription. A plea is a letter to the readers, mostly for
money, that goes on for several; only its opening and its tone (we, you) give it away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from service.text.blocks import Block
from service.text.cues import LONGEST_PLEA, is_correction, line_kind
from service.text.labels import piece_kind
from service.text.marking import Marking
from service.text.wordings import alternatives, anywhere, opening, words

# Longer than any plea seen; a run that goes on is something else.
LONGEST_RUN = 25
PROMPT_WORDS = 60

_MONEY_ASK = re.compile(
    r"(?:^|[.!?:]\W{1,4}|\bplease )(?:give|donate|contribute|support|subscribe|chip in|pledge)\b[^.!?]{0,60}"
    r"(?:(?:[$€£₦₹¥₩]|\b(?:usd|eur|rs\.?|ksh)\b)\s?\d|\d ?(?:€|kr\b|(?:euro|dollar|pound|rupee|franc|krone)s?\b))",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,63}\b|\(\d{2,5}\) ?\d[\d -]{4,}|\+\d[\d -]{7,}|"
    r"\b0\d{2,5} \d{3,4} ?\d{3,4}\b"
)


def mark_pleas(marking: Marking) -> None:
    """Mark every prompt, and every plea from its first block to its last."""
    index = 0
    while index < len(marking):
        block = marking.blocks[index]
        end = index + 1
        if marking.kinds[index] is None and _is_readable(block):
            if opens_letter(block) and _letter_is_plea(marking.blocks, index):
                end = _end_of_letter(marking.blocks, index)
                marking.kinds[index:end] = ["plea"] * (end - index)
            elif is_prompt(block):
                marking.kinds[index] = "prompt"
        index = end


def opens_letter(block: Block) -> bool:
    """Whether a block opens a letter of the page to its readers."""
    return block.words <= 40 and opening("letters").search(block.text) is not None


def is_prompt(block: Block) -> bool:
    """Whether a block by itself asks something of the reader that only a page asks."""
    text = block.text
    if block.words > 120 or block.is_clearly_story:
        return False
    if _MONEY_ASK.search(text) or opening("gates").match(text):
        return True
    if block.is_reported:
        return False
    if block.words <= 20 and _ADDRESS.search(text):
        return True
    if opening("contact").match(text) or anywhere("consent").search(block.unquoted):
        return True
    return block.words <= PROMPT_WORDS and _sells(block)


def _sells(block: Block) -> bool:
    """Whether a block offers or asks for what papers live on; that a report speaks of "our reporters" is not enough."""
    line = block.text.lstrip("-–—•·*►▶» ")
    sells = words("media").search(block.unquoted) is not None
    if not block.addresses_reader:
        return sells and _command().search(line) is not None
    return sells or (words("self").search(block.unquoted) is not None and words("asking").match(line) is not None)


@lru_cache(maxsize=1)
def _command() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[.!?:]\W{{1,4}}){alternatives('commands')}\b", re.IGNORECASE)


def _is_readable(block: Block) -> bool:
    return len(block.text) <= LONGEST_PLEA and not is_correction(block)


def _letter_is_plea(blocks: Sequence[Block], start: int) -> bool:
    """Whether what follows the opening speaks of the paper: a letter that is news itself asks for no subscription."""
    return any(
        block.addresses_reader and words("media").search(block.text)
        for block in blocks[start : start + 6]
        if _is_readable(block)
    )


def _end_of_letter(blocks: Sequence[Block], start: int) -> int:
    """Return the index after the last block of the letter that opens at ``start``."""
    end = start + 1
    for index in range(start + 1, min(len(blocks), start + LONGEST_RUN)):
        block = blocks[index]
        if not _is_readable(block) or piece_kind(block.text) == "time":
            break
        if block.addresses_reader or is_prompt(block) or line_kind(block) is not None:
            end = index + 1
        elif block.is_clearly_story or index - end >= 2:
            break
    return end
