"""What the API's description promises of headers: which there are, what is in them, and which answers have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from service.access import Scope
from service.web.operations import Answer, Operation, Parameter

_TEXT = {"type": "string", "minLength": 1}
_TAG = {"type": "string", "pattern": '^(W/)?"[^"]*"$'}
_REVISION = {"type": "string", "pattern": "^[0-9]{1,18}(-[0-9a-f]{1,16})?$"}
_SECONDS = {"type": "integer", "minimum": 0}
_LIMIT = {"type": "string", "pattern": '^"(reads|writes)";r=[0-9]+;t=[0-9]+(, "writes";r=[0-9]+;t=[0-9]+)?$'}
_POLICY = {"type": "string", "pattern": '^"(reads|writes)";q=[0-9]+;w=60(, "writes";q=[0-9]+;w=60)?$'}

# Headers of answers by name: schema, and what they tell.
HEADERS: Mapping[str, tuple[Mapping[str, Any], str]] = {
    "X-Request-Id": (_TEXT, "the id of this request, also in the service's log; the client's own where it sends one"),
    "ETag": (_TAG, "names the state that the answer was made from"),
    "Last-Modified": (_TEXT, "when the data, or the program, last changed (HTTP date)"),
    "OnRecord-Revision": (_REVISION, "the revision of the data that the answer is of, or that has what was written"),
    "Vary": (_TEXT, "headers of requests that the answer differs by"),
    "Cache-Control": (_TEXT, "whether the answer may be kept"),
    "Location": ({"type": "string", "format": "uri-reference"}, "where what was made, or its job, can be seen"),
    "Link": (_TEXT, "the next page (rel=next); absent on the last"),
    "X-Total-Count": (_SECONDS, "how many items there are in all pages"),
    "Preference-Applied": (_TEXT, "the preference (Prefer) that was followed"),
    "Retry-After": (_SECONDS, "seconds after which it may be tried again"),
    "RateLimit": (
        _LIMIT,
        "requests left, and the seconds that they are for; absent where none count",
    ),
    "RateLimit-Policy": (
        _POLICY,
        "requests that one token or address may send, and in how many seconds",
    ),
    "WWW-Authenticate": (_TEXT, "how to prove who you are (RFC 6750)"),
    "Cache-Status": (_TEXT, "whether the answer was kept from before, or worked out now (RFC 9211)"),
    "Accept-Encoding": (_TEXT, "the content codings that bodies may have"),
}
_OF_STATE = ("ETag", "Last-Modified", "OnRecord-Revision", "Cache-Control", "Vary")
# Those that an answer that may have them always has.
REQUIRED = frozenset({"Retry-After", "X-Request-Id", "Location", "X-Total-Count", "WWW-Authenticate"})
_ALWAYS = ("X-Request-Id", "RateLimit", "RateLimit-Policy")
# Headers that answers of a status have, beside those of all.
_BY_STATUS: Mapping[int, tuple[str, ...]] = {
    401: ("WWW-Authenticate",),
    406: ("Vary",),
    412: ("ETag",),
    415: ("Accept-Encoding",),
    429: ("Retry-After",),
    503: ("Retry-After",),
}

# What a read may be made to depend on.
READING: tuple[Parameter, ...] = (
    Parameter("If-None-Match", "the ETag of an answer that you have: 304 while it is the answer", where="header"),
    Parameter("If-Modified-Since", "the Last-Modified of one; GET and HEAD only", where="header"),
    Parameter(
        "OnRecord-Revision",
        "a revision that the answer has to be of, or a newer one: else 412",
        _REVISION,
        where="header",
    ),
    Parameter("Prefer", "wait=N: wait up to N seconds for that revision", where="header"),
)
# What a write may be made to depend on.
WRITING: tuple[Parameter, ...] = (
    Parameter(
        "If-Match",
        "write only if what is there has one of these ETags; *: if anything is there. Otherwise 412 with the ETag that "
        "it has now",
        where="header",
    ),
    Parameter(
        "If-None-Match", "write only if what is there has none of these ETags; *: if nothing is there", where="header"
    ),
)


COMPONENTS: Mapping[str, Parameter] = {each.name: each for each in READING} | {
    f"{each.name}-to-write": each for each in WRITING
}


def parameters_of(said: Operation) -> Sequence[str]:
    """Return the components that are headers which a request may have beside those that the operation itself names."""
    named = {parameter.name for parameter in said.parameters}
    common = (*(READING if said.is_conditional else ()), *(WRITING if said.takes_conditions else ()))
    return [name for name, each in COMPONENTS.items() if each in common and each.name not in named]


def problems_of(said: Operation) -> set[int]:
    """Return the statuses of problems that the operation may answer with, those included that all have."""
    # Too much in the address (414) or in headers (431), an Accept-Encoding that cannot be met (406), faults (5xx),
    # and too many requests (429).
    statuses = {*said.problems, 406, 414, 431, 500, 503} | ({429} if said.scope is not Scope.OPEN else set())
    if said.is_conditional:
        statuses |= {400, 412}
    if said.takes_conditions:
        statuses.add(412)
    if said.body:
        statuses |= {400, 413, 415}
    return statuses


def headers_of(status: int, answer: Answer | None = None) -> Sequence[str]:
    """Return the names of the headers that an answer of this status may have."""
    return [*_ALWAYS, *_BY_STATUS.get(status, ()), *(answer.headers if answer else ())]


def state_headers(answer: Answer) -> Answer:
    """Return the answer with the headers that tell the state it is of."""
    return Answer(answer.description, answer.content, (*_OF_STATE, *answer.headers), answer.links)
