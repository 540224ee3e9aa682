"""What a write asks of the state of what it writes: ``If-Match`` and ``If-None-Match`` (RFC 9110 §13.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from werkzeug.datastructures import ETags

from service.jobs.conditions import ANY


def conditions() -> dict[str, Any]:
    """Return the conditions of this request as a part of a task's payload, empty where there are none.

    Tags are compared by the state that they begin with (see ``caching.tagged``), so that the tag of any format, and of
    any content coding, will do.
    """
    asked: Mapping[str, Sequence[str]] = {
        name: _states(tags, is_strong=name == "if_match")
        for name, header, tags in (
            ("if_match", "If-Match", request.if_match),
            ("if_none_match", "If-None-Match", request.if_none_match),
        )
        if header in request.headers
    }
    return {"conditions": asked} if asked else {}


def _states(tags: ETags, *, is_strong: bool) -> Sequence[str]:
    if tags.star_tag:
        return [ANY]
    return sorted({tag.partition(".")[0] for tag in tags.as_set(include_weak=not is_strong)})
