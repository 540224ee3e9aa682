"""How the processes log: an event a line on standard error, as JSON or readable, with the ids it belongs to.

Everything that is logged by ``logging`` comes out in this form, that of libraries too. What is never in it: the text of
articles, queries, tokens, and the query part of addresses. So of an exception its kind and place are told, and its
message only where that speaks of the machine (``_MESSAGES``).
"""

from __future__ import annotations

import json
import logging
import re
import sqlite3
import sys
import traceback
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType
from typing import IO, Any, Literal

Form = Literal["auto", "json", "text"]
Level = Literal["debug", "info", "warning", "error"]

_MESSAGES = (OSError, sqlite3.Error, ImportError)  # exceptions whose message is of no user's making
_LONGEST = 2000  # characters of a value
_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")  # would begin a line, or hide one
_QUERY = re.compile(r"\?[^\s'\"]+")
_OWN = ("service", "onrecord", "gunicorn")  # loggers that go by the level; libraries say nothing below INFO
_ids: ContextVar[Mapping[str, str]] = ContextVar("ids", default=MappingProxyType({}))
_process = "onrecord"


def configure(process: str, form: Form = "auto", level: Level = "info", stream: IO[str] | None = None) -> None:
    """Send what is logged to standard error, under the name of this process.

    The form is JSON, or for people; ``auto``: the latter on a terminal.
    """
    import structlog  # a tenth of a second, which commands that log nothing need not wait

    rename(process)
    out = stream or sys.stderr
    handler = logging.StreamHandler(out)
    is_json = form == "json" or (form == "auto" and not out.isatty())
    render: Any = _json_line
    if not is_json:
        render = structlog.dev.ConsoleRenderer(colors=out.isatty(), exception_formatter=structlog.dev.plain_traceback)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder()],
            processors=[_described, _plain if is_json else _on_one_line, render],
        )
    )
    root = logging.getLogger()
    for each in list(root.handlers):
        if isinstance(each.formatter, structlog.stdlib.ProcessorFormatter):  # of an earlier call
            root.removeHandler(each)
    root.addHandler(handler)
    number = logging.getLevelNamesMapping()[level.upper()]
    root.setLevel(max(number, logging.INFO))
    for name in _OWN:
        logging.getLogger(name).setLevel(number)
    logging.captureWarnings(capture=True)


def rename(process: str) -> None:
    """Log under another name from now on, as a process does that was forked."""
    global _process
    _process = process


def identify(**ids: str | None) -> None:
    """Give what this thread logs from now on these ids (``request_id``, ``job_id``), and no others."""
    _ids.set({name: value for name, value in ids.items() if value is not None})


@contextmanager
def identified(**ids: str | None) -> Iterator[None]:
    """Give what is logged within these ids, beside those there are."""
    known = {name: value for name, value in ids.items() if value is not None}
    token = _ids.set({**_ids.get(), **known})
    try:
        yield
    finally:
        _ids.reset(token)


def ids() -> Mapping[str, str]:
    """Return the ids of what is being done."""
    return _ids.get()


def _described(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Return what the line says, in the order in which it is read."""
    record: logging.LogRecord = event.pop("_record")
    for name in ("_from_structlog", "message", "asctime"):  # the latter of other handlers
        event.pop(name, None)
    said = str(event.pop("event"))
    if record.name.startswith("gunicorn"):
        said = _QUERY.sub("?…", said)
    error = event.pop("exc_info", None)
    line = {
        "timestamp": _time(record.created),
        "level": record.levelname.lower(),
        "event": said,
        "process": _process,
        "pid": record.process,
        "logger": record.name,
        **_ids.get(),
        **event,
    }
    if isinstance(error, tuple) and error[1] is not None:
        line["exception"] = _told(error[1])
    return line


def _json_line(_: Any, __: str, event: MutableMapping[str, Any]) -> str:
    """Return the line as JSON, in which what some readers take for the end of a line, or obey, is escaped."""
    line = json.dumps(event, ensure_ascii=False, default=repr)
    return _CONTROLS.sub(lambda found: f"\\u{ord(found.group()):04x}", line)


def _plain(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: value[:_LONGEST] if isinstance(value, str) else value for name, value in event.items()}


def _on_one_line(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Spell out what would begin another line, or change what a terminal shows; tracebacks keep theirs."""
    return {
        name: _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", value[:_LONGEST])
        if isinstance(value, str) and name != "exception"
        else value
        for name, value in event.items()
    }


def _told(error: BaseException) -> str:
    """Return an exception, and those it came of, without what users wrote."""
    lines: list[str] = []
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        name = type(each).__qualname__
        lines.append(f"{name}: {str(each)[:_LONGEST]}" if isinstance(each, _MESSAGES) else name)
        lines += [line.rstrip() for line in traceback.format_tb(each.__traceback__)]
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
    return _CONTROLS.sub(lambda found: found[0] if found[0] == "\n" else "?", "\n".join(lines))


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
