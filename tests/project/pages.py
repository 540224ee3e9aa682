"""Pages of Markdown taken apart: blocks of code, each with the answer that stands right below it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ANSWERS = ("text", "csv", "json", "turtle")
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
LEFT_OUT = "…"


@dataclass(frozen=True)
class Block:
    """Code of one language and what the page shows for it (None: nothing), with where that stands in the page."""

    language: str
    code: str
    shown: str | None
    span: tuple[int, int] = (0, 0)


def blocks(page: str) -> list[Block]:
    """Return the blocks of code of a page; one of ``ANSWERS`` with no prose before it is what the block gives."""
    found: list[Block] = []
    fences = list(_FENCE.finditer(page))
    for fence, following in zip(fences, [*fences[1:], None], strict=True):
        if fence[1] in ANSWERS:
            continue
        answers = following and following[1] in ANSWERS and not page[fence.end() : following.start()].strip()
        if following and answers:
            found.append(Block(fence[1], fence[2], following[2], following.span(2)))
        else:
            found.append(Block(fence[1], fence[2], None))
    return found


def agrees(shown: str, output: str) -> bool:
    """Whether an output is what a page shows; a line that is … stands for any lines."""
    pattern = "".join(r"(?:.*\n)*?" if line == LEFT_OUT else re.escape(line) + "\n" for line in lines(shown))
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in lines(output))) is not None


def lines(text: str) -> list[str]:
    """Return the lines of a text without blanks at their ends and empty lines around them, which no page shows."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n").splitlines()


def filled_in(path: Path, outputs: list[str]) -> str:
    """Return a page with these outputs in the place of those it shows, but for those that leave something out."""
    page = path.read_text(encoding="utf-8")
    for block, output in reversed(list(zip(blocks(page), outputs, strict=True))):
        if block.shown is not None and LEFT_OUT not in lines(block.shown):
            start, end = block.span
            page = page[:start] + "".join(f"{line}\n" for line in lines(output)) + page[end:]
    return page
