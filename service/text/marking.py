"""A text on its way to being marked: its blocks, and beside each what kind of clutter it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service.text.blocks import Block
from service.text.cues import Kind


class Marking:
    """Blocks and their kinds; a block without a kind is story.

    ``headline`` is the index of the headline among the blocks, None where the text has none.
    """

    def __init__(self, text: str, blocks: Sequence[Block]) -> None:
        self.text = text
        self.blocks = tuple(blocks)
        self.kinds: list[Kind | None] = [None] * len(self.blocks)
        self.headline: int | None = None

    def __len__(self) -> int:
        return len(self.blocks)

    def __iter__(self) -> Iterator[tuple[Block, Kind | None]]:
        return zip(self.blocks, self.kinds, strict=True)

    def mark(self, start: int, end: int, kind: Kind) -> None:
        """Mark the blocks from ``start`` to ``end`` that have no kind yet."""
        for index in range(start, end):
            self.kinds[index] = self.kinds[index] or kind

    def is_prose(self, index: int) -> bool:
        """Whether a block is story and reads as sentences."""
        return self.kinds[index] is None and self.blocks[index].is_prose

    def first_prose(self) -> int:
        """Return the index of the first paragraph of the story, the number of blocks where there is none."""
        return next((index for index in range(len(self)) if self.is_prose(index)), len(self))

    def last_prose(self) -> int:
        """Return the index of the last paragraph of the story, -1 where there is none."""
        return next((index for index in reversed(range(len(self))) if self.is_prose(index)), -1)

    def story(self) -> list[Block]:
        """Return the blocks that are story, the headline among them."""
        return [block for block, kind in self if kind is None]

    def of_kind(self, *wanted: Kind) -> list[Block]:
        """Return the blocks of these kinds in order."""
        return [block for block, kind in self if kind in wanted]
