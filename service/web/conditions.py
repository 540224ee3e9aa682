"""What a write asks of the state of what it writes: ``If-Match`` and ``If-None-Match`` (RFC 9110 §13.1)."""

from __future__ import annotations

import re
from typing import Any

from flask import request

from service.jobs.conditions import ANY

_TAG = re.compile(r'(W/)?"([0-9a-f]{32})(?:\.[^"]*)?"')  # others are none of ours


def conditions() -> dict[str, Any]:
    """Return the conditions of this request as a part of a task's payload, empty where there are none.

    Tags are compared by the state that they begin with (see ``caching.conditional_on_content``), so that the tag of any
    format, and of any content coding, will do. To ``If-Match``, a weak tag is none.
    """
    asked = {}
    if "If-Match" in request.headers:
        asked["if_match"] = _states(request.headers["If-Match"], weak=False)
    if "If-None-Match" in request.headers:
        asked["if_none_match"] = _states(request.headers["If-None-Match"], weak=True)
    return {"conditions": asked} if asked else {}


def _states(header: str, *, weak: bool) -> list[str]:
    if header.strip() == ANY:
        return [ANY]
    return sorted({state for is_weak, state in _TAG.findall(header) if weak or not is_weak})
