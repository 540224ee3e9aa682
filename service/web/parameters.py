"""Parameters of the query string: each given at most once, unless it may be repeated."""

from __future__ import annotations

from flask import request

from service.errors import InvalidInputError


def once(name: str) -> str | None:
    """Return the value of a parameter, None where it is not given; ``InvalidInputError`` where it is given twice."""
    given = request.args.getlist(name)
    if len(given) > 1:
        raise given_often(name, len(given))
    return given[0] if given else None


def given_often(name: str, times: int) -> InvalidInputError:
    """Return the error for a parameter that is given so many times."""
    return InvalidInputError(f"“{name[:40]}” is given {times} times; give it once.")
