"""Datelines: where, when and by which agency a report was sent, before its first sentence.

``SEOUL, June 18, 2025 (Northline) —``, ``Kyiv (AP) -``, ``NEW DELHI, OCT 4:``, ``HALE. The Courier. 3 May 2024.``,
``MOSCOW, October 10. /TASS/.``
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from service.model import Passage, blanked
from service.text.names import is_place, is_state

# Characters of a paragraph that are looked at: no dateline is longer.
LONGEST = 120

# A line that may begin with a dateline: in capitals, with a bracket, or with a name before one.
_LINE = re.compile(r"^[(A-Z].{20,}", re.MULTILINE)

_MONTH = r"(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = rf"(?:{_MONTH} \d{{1,2}}(?:,? \d{{4}})?|\d{{1,2}} {_MONTH}(?:,? \d{{4}})?)"
_CAPITALS = r"[^\W\d_a-z]{3,}(?:[ /.’'-]+[^\W\d_a-z]{2,})*"
_NAME = r"[^\W\d_a-z][\w.’'-]*(?: [^\W\d_a-z][\w.’'-]*){0,3}"
_REGION = rf"(?:(?:, | [\[(]){_NAME}[\])]?)"
_AGENCY = r"\([^\W\d_][^()\n]{1,40}\)"
_DASH = r"\s?(?:—|–|--?)\s+"
_BEGINNING = r"(?=[^\W\d_a-z]|[\d\"“„‘'«(])"
_DATELINE = re.compile(
    r"(?:\([^()\n]{1,12}\) )?(?:"
    # SEOUL, June 18, 2025 (Northline) —, also without day and agency
    rf"{_CAPITALS}{_REGION}{{0,2}}(?:(?:,?|{_DASH}) ?{_DAY})?(?:,? ?{_AGENCY})?[.,]?{_DASH}"
    # NEW DELHI, OCT 4: and SUVA, Oct 4 (Pacnews):
    rf"|{_CAPITALS}{_REGION}{{0,2}},? {_DAY}(?: {_AGENCY})?: "
    # Kyiv (AP) -, Suva, 4 October 2025 –, Suva, Oct 4 (IANS)
    rf"|(?:{_NAME}{_REGION}{{0,2}},? )?(?:{_DAY},? )?{_AGENCY}(?:{_DASH}|(?<=[A-Z]\)): )"
    rf"|{_NAME}{_REGION}{{0,2}}, {_DAY}(?:{_DASH}| {_AGENCY} )"
    # MOSCOW, October 10. /TASS/. and HALE. The Courier. 3 May 2024.
    rf"|{_CAPITALS}, {_DAY}\. /[A-Z]+/\.? "
    rf"|{_CAPITALS}\. {_NAME}\. {_DAY}\. "
    rf"){_BEGINNING}"
)
_PLACE = re.compile(rf"(?P<place>{_NAME})(?:, (?P<region>{_NAME}))?{_DASH}{_BEGINNING}")


def datelines(text: str, boilerplate: Iterable[Passage]) -> tuple[Passage, ...]:
    """Return the datelines of a text's story, in text order."""
    found = []
    for line in _LINE.finditer(blanked(text, boilerplate)):
        start, end = line.start(), line.start() + end_of_dateline(line.group())
        if start < end:
            found.append(Passage(start, end, text[start:end]))
    return tuple(found)


def end_of_dateline(paragraph: str) -> int:
    """Return where the first sentence of a paragraph begins: behind its dateline, 0 where it has none."""
    opening = paragraph[:LONGEST]
    if match := _DATELINE.match(opening):
        return match.end()
    match = _PLACE.match(opening)
    is_dateline = match is not None and is_place(match["place"]) and _may_hold(match["region"])
    return match.end() if match is not None and is_dateline else 0


def _may_hold(region: str | None) -> bool:
    """Whether a place may lie in what is named behind it: in a state, not in a second capital ("Moscow, Kyiv –")."""
    return region is None or is_state(region)
