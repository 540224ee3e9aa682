"""The wordings by which clutter gives itself away: regular expressions in ``wordings/``, a file a kind.

They were collected from what news sites print around their articles; none is about one outlet. A wording belongs there
only if no sentence of a report reads like that: a byline left standing does less harm than a sentence cut. Case counts
only where a wording says so. They are read and compiled once, on first use.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files


@cache
def whole(name: str) -> re.Pattern[str]:
    """Return what ``fullmatch`` finds to be one of the wordings, nothing more."""
    return re.compile(alternatives(name), re.IGNORECASE)


@cache
def opening(name: str) -> re.Pattern[str]:
    """Return what finds a wording at the beginning of a text, marks aside."""
    return re.compile(rf"^\W*{alternatives(name)}", re.IGNORECASE)


@cache
def anywhere(name: str) -> re.Pattern[str]:
    """Return what finds a wording wherever it stands in a text; a wording may tie itself to an end."""
    return re.compile(alternatives(name), re.IGNORECASE)


@cache
def words(name: str) -> re.Pattern[str]:
    """Return what finds a wording anywhere as words of its own."""
    return re.compile(rf"\b{alternatives(name)}\b", re.IGNORECASE)


@cache
def alternatives(name: str) -> str:
    """Return the wordings of a file as one group, to be part of a larger expression."""
    lines = files("service.text").joinpath("wordings", f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return f"(?:{'|'.join(line for line in lines if line and not line.startswith('# '))})"
