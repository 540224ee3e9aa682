"""The README, and pages like it, taken apart: code blocks with the answers they show, tables, addresses."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


class Example(NamedTuple):
    """Commands, and the answer that the README shows for them: its language (``text``, ``json``) and what it says."""

    commands: str
    language: str | None
    answer: str


def examples() -> list[Example]:
    """Return every block of ``bash``; a block of another language after it, with no prose between, is its answer."""
    fences = list(re.finditer(r"^```(\w+)\n(.*?)^```\n", README, re.MULTILINE | re.DOTALL))
    found = []
    for fence, following in zip(fences, [*fences[1:], None], strict=True):
        if fence[1] == "bash":
            answers = following is not None and not README[fence.end() : following.start()].strip()
            shown = following if answers else None
            found.append(Example(fence[2], shown and shown[1], shown[2] if shown else ""))
    return found


def rows(heading: str, page: str = README) -> Iterator[list[str]]:
    """Yield the rows of all tables below a heading, heads and rules left out."""
    section = page.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    rules = [number for number, line in enumerate(lines) if re.match(r"\| -", line)]
    heads = [number - 1 for number in rules]
    for number, line in enumerate(lines):
        if number not in rules and number not in heads:
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def code(cell: str) -> list[str]:
    """Return what stands in a cell as code."""
    return re.findall(r"`([^`]+)`", cell.replace("\\|", "|"))


def addresses(cell: str) -> set[str]:
    """Return the addresses in a cell: ``/actors[/ID]`` stands for ``/actors`` and ``/actors/*``."""
    told = {each.split()[-1] for each in code(cell)}
    whole = {re.sub(r"\[([^]]*)\]", part, each) for each in told for part in ("", r"\1")}
    return {re.sub(r"\b[A-Z]+\b", "*", each) for each in whole}


def shows(example: Example, output: str) -> list[str]:
    """Return what the README shows of an answer and the output has not: lines of a text, or members of a JSON value."""
    if example.language == "json":
        return list(_absent(json.loads(example.answer), json.loads(output), "$"))
    printed = output.splitlines()
    return [line for line in example.answer.splitlines() if line != "…" and line not in printed]


def _absent(shown: Any, whole: Any, path: str) -> Iterator[str]:
    if isinstance(shown, dict) and isinstance(whole, dict):
        for name, value in shown.items():
            yield from _absent(value, whole.get(name), f"{path}.{name}")
    elif isinstance(shown, list) and isinstance(whole, list):
        for number, value in enumerate(shown):
            if all(list(_absent(value, member, "")) for member in whole):
                yield f"{path}[{number}]: {value}"
    elif shown != whole:
        yield f"{path}: {shown!r}, not {whole!r}"
