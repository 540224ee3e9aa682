"""Quotations in a text: which characters stand inside quotation marks.

English, German and French marks, single and double, straight and curly, those made of two single ones (``…''), and
pairs of which one mark is straight and the other curly. A quotation that is left open at the end of a paragraph and
taken up again by an opening mark at the start of the next one is one quotation (as newspapers do it).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

CLOSERS = {"“": "”", "„": "“”", "«": "»", "‹": "›", "‘": "’", "‚": "‘’", '"': '"', "'": "'"}
# Two single marks for a double one: ``…'', ‘’…’’, ‘‘…’’.
DOUBLED = r"``|(?<!\S)[‘'][‘’'](?=\w)"
OPENER = re.compile(f"{DOUBLED}|[{''.join(CLOSERS)}]")
END_OF_DOUBLED = re.compile("['’]{2}|\"|”")
# A mark whose partner is of the other kind, as word processors leave them: “…", "…”.
OTHER_CLOSERS = {"“": '"', '"': "”"}
ALWAYS_OPEN = "“„«‹"
APOSTROPHES = "'‘"
BEFORE_OPENER = "([—–-“„«\"'/"
CLIPPED = re.compile(r"\d\ds\b|(?:em|til|cause|tis|twas)\b")  # decades and clipped words: '90s, ’em, 'til


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands between two marks: ``start:end`` the inside, ``outer_start:outer_end`` with the marks."""

    start: int
    end: int
    outer_start: int
    outer_end: int

    def holds(self, offset: int) -> bool:
        """Whether the character at this offset is inside the marks."""
        return self.start <= offset < self.end

    def overlaps(self, start: int, end: int) -> bool:
        """Whether the stretch ``start:end`` shares a character with the inside."""
        return max(start, self.start) < min(end, self.end)


def find_quotations(text: str) -> list[Quotation]:
    """Return the outermost quotations of a text in order; they do not overlap."""
    found: list[Quotation] = []
    for line in re.finditer(r"[^\n]+", text):
        position = line.start()
        if found and _continues(found[-1], text, line.start()):
            position = _resume(found, text, line)
        found.extend(_in_paragraph(text, position, line.end()))
    return found


def _in_paragraph(text: str, position: int, limit: int) -> Iterator[Quotation]:
    while (mark := OPENER.search(text, position, limit)) is not None:
        position = mark.start()
        if len(mark[0]) > 1:
            closer = END_OF_DOUBLED.search(text, mark.end(), limit)
            inner_end, outer_end = closer.span() if closer else (limit, limit)
            yield Quotation(mark.end(), inner_end, position, outer_end)
            position = outer_end
        elif _opens(text, position):
            end = _closing(text, position, limit)
            if end is None and text[position] not in ALWAYS_OPEN and not _runs_on(text, position, limit):
                position += 1  # an apostrophe, or a mark whose partner is lost
                continue
            inner_end = limit if end is None else end
            yield Quotation(position + 1, inner_end, position, inner_end + (end is not None))
            position = inner_end + 1
        else:
            position += 1


def _runs_on(text: str, position: int, limit: int) -> bool:
    """Whether a straight mark that opens a paragraph is taken up by one that opens the next paragraph."""
    is_first = position == 0 or text[position - 1] == "\n"
    return (
        text[position] == '"'
        and is_first
        and text[limit:].lstrip()[:1] == '"'
        and '"' not in text[position + 1 : limit]
    )


def _opens(text: str, position: int) -> bool:
    mark, after = text[position], text[position + 1 : position + 2]
    if mark in ALWAYS_OPEN:
        return True
    if not after or after.isspace():
        return False
    before = text[position - 1 : position]
    if before and not before.isspace() and before not in BEFORE_OPENER:
        return False
    return mark not in APOSTROPHES or CLIPPED.match(text, position + 1) is None


def _closing(text: str, opening: int, limit: int) -> int | None:
    """Return where a quotation is closed: by the mark's partner, or before that by one of the other kind."""
    other = _other_closing(text, opening, limit) if text[opening] in OTHER_CLOSERS else None
    return _own_closing(text, opening, limit) if other is None else other


def _other_closing(text: str, opening: int, limit: int) -> int | None:
    """Return where a mark of the other kind closes a quotation that its partner has not closed before.

    What opens inside is closed first: of “He said "no" to me” neither straight mark closes the whole.
    """
    wanted, inside = OTHER_CLOSERS[text[opening]], 0
    for position in range(opening + 1, limit):
        c = text[position]
        if c == wanted:
            closes = wanted == "”" or _closes(text, position, limit, wanted)
            if closes and not inside:
                return None if text[position - 1].isdigit() else position  # inches
            inside += -1 if closes else 1
        elif c == "“":
            if _is_turned(text, position):
                return None
            inside += 1
        elif c in '"”':
            return None
    return None


def _own_closing(text: str, opening: int, limit: int) -> int | None:
    mark = text[opening]
    closers = CLOSERS[mark]
    candidates = []
    for position in range(opening + 1, limit):
        c = text[position]
        if c == mark == "“":
            # another one opens before this one is closed: its partner is lost, or was turned the wrong way
            return position if _is_turned(text, position) else None
        if c in closers and _closes(text, position, limit, mark):
            candidates.append(position)
            if mark not in APOSTROPHES or not _is_plural_possessive(text, position):
                return position
    return candidates[-1] if candidates else None


def _closes(text: str, position: int, limit: int, mark: str) -> bool:
    after = text[position + 1 : position + 2] if position + 1 < limit else ""
    if mark in "‘'‚" and after.isalnum():
        return False
    if mark == '"' and after.isalnum():
        return False
    return mark not in "\"'" or not text[position - 1].isspace()


def _is_turned(text: str, position: int) -> bool:
    """Whether an opening mark stands where only a closing one can: "“We demand it,“ she said"."""
    before, after = text[position - 1 : position], text[position + 1 : position + 2]
    return not before.isspace() and before not in BEFORE_OPENER and (not after or after.isspace() or after in ".,;:")


def _is_plural_possessive(text: str, position: int) -> bool:
    """Whether a single mark may be the apostrophe of "soldiers’ families" rather than the end of a quotation."""
    return text[position - 1] == "s" and bool(re.match(r"[’'] [a-z]", text[position : position + 3]))


def _continues(last: Quotation, text: str, line_start: int) -> bool:
    left_open = last.outer_end == last.end and last.end < len(text) and text[last.end] == "\n"
    between = text[last.end : line_start]
    return left_open and not between.strip() and text[line_start] == text[last.outer_start]


def _resume(found: list[Quotation], text: str, line: re.Match[str]) -> int:
    """Let the last quotation run on into this paragraph; return where reading goes on."""
    opened = found.pop()
    end = _closing(text, line.start(), line.end())
    inner_end = line.end() if end is None else end
    found.append(Quotation(opened.start, inner_end, opened.outer_start, inner_end + (end is not None)))
    return inner_end + 1
