"""Limits of what stands in the address of a request; those of bodies are in ``service.web.bodies``."""

from __future__ import annotations

from flask import Flask, request

from service.errors import TooLargeError
from service.web.context import backends


def register(app: Flask) -> None:
    """Refuse addresses with too many parameters, before anything looks at them."""
    app.before_request(_refuse_many)


def refuse_many(encoded: bytes, *, status: int) -> None:
    """Raise ``TooLargeError``, with this status, for an encoded form of too many fields."""
    most = backends().settings.max_parameters
    if encoded.count(b"&") >= most:
        raise TooLargeError(f"There are more than {most:,} parameters (ONRECORD_MAX_PARAMETERS).", status=status)


def _refuse_many() -> None:
    refuse_many(request.query_string, status=414)
