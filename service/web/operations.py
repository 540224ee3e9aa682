"""What each route takes and gives, said beside the code that serves it, for the API's description."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from flask import Flask
from pydantic import BaseModel

from service.access import Scope

ATTRIBUTE = "__operation__"
F = TypeVar("F", bound=Callable[..., Any])
Schema = type[BaseModel] | Mapping[str, Any]
TEXT: Mapping[str, Any] = {"type": "string"}
SOME_TEXT: Mapping[str, Any] = {"type": "string", "minLength": 1}
# Text that is more than white space, as Python has it.
_SPACES = r"\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
NOT_BLANK: Mapping[str, Any] = {"type": "string", "pattern": f"[^{_SPACES}]"}
ANY: Mapping[str, Any] = {}  # bytes in a format that has a specification of its own
IRI: Mapping[str, Any] = {"type": "string", "format": "iri", "minLength": 1}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the query string, a header, or a part of the path, which the route names anyway."""

    name: str
    description: str
    schema: Mapping[str, Any] = field(default_factory=lambda: TEXT)
    where: Literal["query", "header", "path"] = "query"
    required: bool = False
    example: Any = None


@dataclass(frozen=True, slots=True)
class Link:
    """What can be asked next: an operation by method and path, its parameters as runtime expressions."""

    operation: str
    parameters: Mapping[str, str]
    description: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a status means, and what comes with it: a schema a media type, headers by name (see ``promised``)."""

    description: str
    content: Mapping[str, Schema] = field(default_factory=dict)
    headers: tuple[str, ...] = ()
    links: Mapping[str, Link] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one route.

    ``scope`` is what it needs; ``closed`` what it needs instead where ``ONRECORD_READ_NEEDS_TOKEN`` closes reading, and
    ``most`` what the view asks for in addition for some of what it takes, as updates among queries. What ``is_costly``
    counts among writes where requests are counted, though it changes nothing.

    ``is_conditional``: who has the answer is told so (304), and a revision can be waited for. ``takes_conditions``: a
    write that is only carried out in a state that the request names. ``examples`` of the body go by its media types.
    """

    summary: str
    tag: str
    description: str = ""
    parameters: tuple[Parameter, ...] = ()
    body: Mapping[str, Schema] = field(default_factory=dict)
    examples: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[int, Answer] = field(default_factory=dict)
    problems: tuple[int, ...] = ()
    scope: Scope = Scope.READ
    closed: Scope | None = None
    most: Scope | None = None
    is_costly: bool = False
    is_conditional: bool = False
    takes_conditions: bool = False


def operation(**said: Any) -> Callable[[F], F]:
    """Describe a view by the fields of ``Operation``, or one for several methods by ``get=Operation(…), post=…``."""

    def describe(view: F) -> F:
        setattr(view, ATTRIBUTE, Operation(**said) if "summary" in said else said)
        return view

    return describe


def said_of(app: Flask, endpoint: str, method: str) -> Operation | None:
    """Return what the view behind an endpoint says of a method itself; None where it says nothing."""
    view: Any = app.view_functions[endpoint]
    name = method.lower()
    view_class = getattr(view, "view_class", None)
    if view_class is not None:
        view = getattr(view_class, name, None)
    said: Operation | Mapping[str, Operation] | None = getattr(view, ATTRIBUTE, None)
    if isinstance(said, Mapping):
        return said.get(name)
    return None if name == "head" else said


def in_force(app: Flask, endpoint: str, method: str) -> Operation | None:
    """Return what holds for a request: HEAD is GET, and so is QUERY, unless the view says otherwise."""
    said = said_of(app, endpoint, method)
    return said_of(app, endpoint, "get") if said is None and method in ("HEAD", "QUERY") else said
