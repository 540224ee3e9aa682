"""The SPARQL 1.1 Protocol's way of asking: what a request to /sparql says, taken apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl

from flask import request
from werkzeug.datastructures import MultiDict

from service.errors import InvalidInputError, TooLargeError, UnsupportedMediaTypeError
from service.store.terms import named_node
from service.web import bodies
from service.web.context import backends
from service.web.limits import refuse_many
from service.web.parameters import given_often, once

QUERY, UPDATE = "application/sparql-query", "application/sparql-update"
FORM = "application/x-www-form-urlencoded"
QUERY_TYPES = (QUERY, FORM)  # what the method QUERY takes
_DATASET = {"query": ("default-graph-uri", "named-graph-uri"), "update": ("using-graph-uri", "using-named-graph-uri")}


@dataclass(frozen=True, slots=True)
class Asked:
    """A query or an update, with the dataset that the request names for it (None: it names none).

    ``format`` is the name of the format that overrules the Accept header, where the request gives one; ``timeout`` is
    how many seconds it gives a query, at most the setting's.
    """

    operation: Literal["query", "update"]
    text: str
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None
    format: str | None
    timeout: float | None = None


def asked_by_get() -> Asked | None:
    """Return the query of a GET request, None where there is none."""
    if "query" not in request.args and "update" not in request.args:
        _refuse_unusable(request.args)
        return None
    if "update" in request.args:
        raise InvalidInputError("An update is sent by POST, not by GET.")
    return _asked("query", _only(request.args, "query"), request.args)


def asked_by_post() -> Asked:
    """Return the query or update of a POST request.

    Raises ``InvalidInputError`` where there is none or more than one, ``UnsupportedMediaTypeError`` for other bodies.
    """
    return _asked_by_body((FORM, QUERY, UPDATE))


def asked_by_query() -> Asked:
    """Return the query of a QUERY request (RFC 10008), a safe method; raises as ``asked_by_post``."""
    asked = _asked_by_body(QUERY_TYPES)
    if asked.operation == "update":
        raise InvalidInputError("An update is sent by POST, not by QUERY, which changes nothing.")
    return asked


def _asked_by_body(media_types: Sequence[str]) -> Asked:
    media_type = bodies.media_type(media_types)
    body = bodies.read(backends().settings.max_body_bytes, setting="ONRECORD_MAX_BODY_BYTES")
    if request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaTypeError("SPARQL is sent in UTF-8.")
    try:
        text = body.decode()
        if media_type == FORM:
            refuse_many(body, status=413)
            return _asked_by_form(MultiDict(parse_qsl(text, keep_blank_values=True, errors="strict")))
    except ValueError as error:
        raise InvalidInputError(f"The body is not UTF-8, as SPARQL has to be: {error}.") from error
    return _asked("query" if media_type == QUERY else "update", text, request.args)


def _asked_by_form(form: MultiDict[str, str]) -> Asked:
    found: list[Literal["query", "update"]] = [name for name in ("query", "update") if name in form]
    if len(found) != 1:
        raise InvalidInputError("The form has to have either “query” or “update”.")
    for name in (*_DATASET["query"], *_DATASET["update"]):  # beside the form they count, too
        form.setlist(name, [*form.getlist(name), *request.args.getlist(name)])
    return _asked(found[0], _only(form, found[0]), form)


def _asked(operation: Literal["query", "update"], text: str, values: MultiDict[str, str]) -> Asked:
    most = backends().settings.max_query_chars
    if operation == "query" and len(text) > most:
        raise TooLargeError(f"The query is longer than {most:,} characters (ONRECORD_MAX_QUERY_CHARS).")
    # a graph that is named twice is the same graph, and no bag of it
    default, named = (tuple(dict.fromkeys(values.getlist(name))) for name in _DATASET[operation])
    other = next(
        (name for key, names in _DATASET.items() if key != operation for name in names if values.getlist(name)), None
    )
    if other is not None:
        raise InvalidInputError(f"“{other}” is not for a {operation}; use {' and '.join(_DATASET[operation])}.")
    names_any = bool(default or named)
    format_ = _once(values, "format") or once("format")
    return Asked(
        operation, text, default if names_any else None, named if names_any else None, format_, _timeout(values)
    )


def _timeout(values: MultiDict[str, str]) -> float | None:
    given = _once(values, "timeout")
    given = once("timeout") if given is None else given
    if given is None:
        return None
    try:
        seconds = float(given)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise InvalidInputError(f"“timeout” is {given!r}; give a number of seconds above 0, such as 2.5.")
    return min(seconds, backends().settings.query_timeout)


def _refuse_unusable(values: MultiDict[str, str]) -> None:
    """Raise what is wrong with the parameters of a query that is not there."""
    _timeout(values)
    for name in _DATASET["query"]:
        for iri in values.getlist(name):
            named_node(iri)


def _once(values: MultiDict[str, str], name: str) -> str | None:
    given: Sequence[str] = values.getlist(name)
    if len(given) > 1:
        raise given_often(name, len(given))
    return given[0] if given else None


def _only(values: MultiDict[str, str], name: str) -> str:
    given: Sequence[str] = values.getlist(name)
    if len(given) != 1:
        raise given_often(name, len(given))
    if not given[0].strip():
        raise InvalidInputError(f"“{name}” is empty.")
    return given[0]
