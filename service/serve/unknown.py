"""Variables that look like settings and are none: misspelt ones, for which the default holds."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from service.settings import Settings

_PREFIX = "ONRECORD_"


def complaints(variables: Iterable[str]) -> list[str]:
    """Return a sentence for each of these names of environment variables that is meant as a setting and is none."""
    known = [name.upper() for name in Settings.model_fields]
    named = sorted(name.removeprefix(_PREFIX) for name in variables if name.startswith(_PREFIX))
    return [_complaint(name, known) for name in named if name not in known]


def _complaint(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1, cutoff=0.8)
    return f"{_PREFIX}{name} is no setting and changes nothing" + (f"; {_PREFIX}{near[0]} is one." if near else ".")
