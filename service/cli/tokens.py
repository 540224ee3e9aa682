"""``onrecord token``: bearer tokens made, listed and revoked."""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from service.access import Scope, TokenFile
from service.errors import InvalidInputError

_DURATION = re.compile(r"(\d{1,6})([hdw])")
_HOURS = {"h": 1, "d": 24, "w": 7 * 24}
_WIDE = 200  # columns of a list that goes to a file


def create(data: Path, name: str, scope: str, expires: datetime | None) -> None:
    """Print a new token on standard output, alone, and what it is for on standard error.

    Raises ``InvalidInputError`` and ``UnavailableError`` as ``TokenFile.create``.
    """
    token, given = TokenFile(data).create(name, Scope.named(scope), expires)
    lasts = f"until {token.expires}" if token.expires else "until it is revoked"
    print(f"Token “{name}” ({token.id}), scope {scope}, {lasts}. It is shown this once only:", file=sys.stderr)
    print(given)


def show(data: Path, *, as_json: bool) -> None:
    """Print all tokens that were ever made, but nothing that opens anything."""
    now, tokens = datetime.now(UTC), TokenFile(data).all()
    rows = [
        {
            "id": token.id,
            "name": token.name,
            "scope": str(token.scope),
            "state": token.state(now),
            "created": token.created,
            "expires": token.expires,
            "revoked": token.revoked,
        }
        for token in tokens
    ]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    columns = ("id", "name", "scope", "state", "created", "expires", "revoked")
    table = Table(*columns, box=None)
    for row in rows:
        table.add_row(*(row[name] or "" for name in columns))
    Console(width=None if sys.stdout.isatty() else _WIDE, markup=False, highlight=False).print(table)


def revoke(data: Path, name: str) -> None:
    """Revoke a token; raises ``NotFoundError`` when there is none."""
    token = TokenFile(data).revoke(name)
    print(f"Token “{token.name}” ({token.id}) is revoked since {token.revoked}.", file=sys.stderr)


def expiry(text: str) -> datetime:
    """Return the time that is meant: hours, days or weeks from now (``12h``, ``90d``, ``4w``), or ISO 8601.

    A day ends when it does in UTC, and a time without an offset is in UTC. Raises ``InvalidInputError``.
    """
    duration = _DURATION.fullmatch(text)
    try:
        if duration is not None:
            return datetime.now(UTC) + timedelta(hours=int(duration[1]) * _HOURS[duration[2]])
        time = datetime.fromisoformat(text)
        if _is_day(text):
            time += timedelta(days=1)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidInputError(
            f"“{text}” is no time: write 12h, 90d or 4w, a day such as 2030-01-31, or a time such as 2030-01-31T12:00Z."
        ) from error


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
