"""What strangers wrote, for a terminal: it obeys control characters, so none of theirs is sent to it."""

from __future__ import annotations

import re

# C0 but tab and line feed, DEL, C1, and what turns the direction of the text around it
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Return a text with its control characters as a programmer writes them: ``\\x1b``."""
    return _CONTROL.sub(lambda found: found.group().encode("unicode_escape").decode(), text)
