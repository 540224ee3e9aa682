"""Conditions of a write on what is there before it (RFC 9110 §13.1): decided by the writer, just before it writes.

A payload has them under ``conditions``: ``{"if_match": […], "if_none_match": […]}``, each a list of names of states
(see ``service.store.fingerprint``) or ``["*"]`` for any; either may be left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from service.errors import PreconditionError
from service.jobs.model import Task
from service.store.fingerprint import fingerprint
from service.store.protocol import GraphReader

ANY = "*"
_TAKES_AWAY = ("delete", "graph_delete")  # where there is nothing, that is what there is to say


def check(task: Task, graph: str | None, reader: GraphReader) -> None:
    """Raise ``PreconditionError`` unless the graph that a task writes is in a state that it may be written in."""
    conditions: Mapping[str, Sequence[str]] = task.payload.get("conditions") or {}
    if not conditions:
        return
    state = fingerprint(reader, graph)
    if state is None and task.kind in _TAKES_AWAY:
        return
    if "if_match" in conditions and not _is_among(state, conditions["if_match"]):
        raise PreconditionError(f"If-Match: {_said(state)} It was not written; look at it first.", state=state)
    if "if_none_match" in conditions and _is_among(state, conditions["if_none_match"]):
        raise PreconditionError(f"If-None-Match: {_said(state)} It was not written.", state=state)


def found(error: Exception) -> dict[str, Any] | None:
    """Return what a task that failed leaves behind: of one whose condition does not hold, the state that there is."""
    return {"state": error.state} if isinstance(error, PreconditionError) and error.state else None


def _is_among(state: str | None, states: Sequence[str]) -> bool:
    return state is not None and (ANY in states or state in states)


def _said(state: str | None) -> str:
    return "there is nothing there." if state is None else f"what is there is in the state {state}."
