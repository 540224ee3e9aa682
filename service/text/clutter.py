"""Clutter: which passages of a text are not the story.

First every block is judged by its own wording (``cues``). Then runs are followed that only their beginning gives away
(``pleas``, ``runs``). Last come the two ends of the text (``ends``, ``biographies``). In doubt a block is story: a
byline left standing does less harm than a sentence cut.
"""

from __future__ import annotations

import re

from service.model import Passage
from service.text.biographies import mark_biographies
from service.text.blocks import Block, split
from service.text.captions import mark_captions
from service.text.cues import line_kind
from service.text.ends import mark_head, mark_tail, spare_middle
from service.text.marking import Marking
from service.text.pleas import mark_pleas
from service.text.runs import mark_clips, mark_comments, mark_key_events, mark_links, mark_row_of_links

# No article has more blocks at its ends that are not story; what lies between is not judged, so that a text of a
# million one-letter lines costs no more than one of four thousand.
EDGE_BLOCKS = 2_000

_CREDIT_CHARS = 700
_CREDIT = re.compile(
    r"(?<=[.!?”\"’)])\s+("
    r"\((?:additional )?(?:reporting|writing|editing|with (?:inputs?|reporting))\b[^()]{3,400}\)"
    r"|(?:additional )?reporting by [^.!?]{2,200}[;.] ?"
    r"(?:(?:writing|additional reporting|graphics) by [^.!?;]{2,200}; ?){0,3}editing by [^!?]{2,200}"
    r"|read (?:more|also|on)(?: here)?\W{0,5}|©[^.]{2,80}\.?)$",
    re.IGNORECASE,
)


def mark(text: str) -> Marking:
    """Tell clutter from story in a text whose line ends are ``\\n``."""
    blocks = split(text)
    if len(blocks) > 2 * EDGE_BLOCKS:
        blocks = blocks[:EDGE_BLOCKS] + blocks[-EDGE_BLOCKS:]
    marking = Marking(text, blocks)
    marking.kinds = [line_kind(block) for block in blocks]
    mark_row_of_links(marking)
    mark_pleas(marking)
    mark_comments(marking)
    spare_middle(marking)
    mark_links(marking)
    mark_captions(marking)
    mark_key_events(marking)
    mark_clips(marking)
    mark_head(marking)
    mark_biographies(marking)
    mark_tail(marking)
    return marking


def passages(marking: Marking) -> tuple[Passage, ...]:
    """Return the clutter as passages: as few as there can be, in order, none overlapping another."""
    spans: list[tuple[int, int]] = []
    is_open = False
    for block, kind in marking:
        span = (block.start, block.end) if kind else _closing_credit(block)
        if span and span[0] == block.start and is_open:
            spans[-1] = (spans[-1][0], span[1])
        elif span:
            spans.append(span)
        is_open = span is not None
    return tuple(Passage(start, end, marking.text[start:end]) for start, end in spans)


def _closing_credit(block: Block) -> tuple[int, int] | None:
    """Return where a paragraph of the story ends in a credit or a link of the page, None where it does not."""
    tail = block.text[-_CREDIT_CHARS:]
    match = _CREDIT.search(tail)
    return (block.end - len(tail) + match.start(1), block.end) if match else None
