"""Labels of pictures: what only their place in the text tells from a report that an agency signs."""

from __future__ import annotations

from service.text.blocks import Block
from service.text.marking import Marking
from service.text.wordings import anywhere

MAX_WORDS = 45
_CLOSING = 60


def mark_captions(marking: Marking) -> None:
    """Mark the paragraphs above the story's last that end in nothing but an agency's name: ``… in Hale. — AFP``."""
    for index in range(marking.last_prose()):
        if marking.kinds[index] is None and _is_signed(marking.blocks[index]):
            marking.kinds[index] = "caption"


def _is_signed(block: Block) -> bool:
    if block.words > MAX_WORDS or block.is_reported:
        return False
    return anywhere("caption_signatures").search(block.text[-_CLOSING:]) is not None
