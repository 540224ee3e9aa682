"""One page of a list, by keyset: however far down, a page costs what it shows."""

from __future__ import annotations

import base64
import binascii
import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from service.errors import InvalidInputError
from service.index.facets import LISTED
from service.index.filters import ListKind, Selection
from service.index.records import SHARED
from service.index.sorting import range_of

Position = tuple[int | str, int]  # sort, item


@dataclass(frozen=True, slots=True)
class Page:
    """Ids of the items of a page in order, the number of all that were selected, and where the next page begins."""

    items: tuple[int, ...]
    total: int
    next: str | None


def page(db: sqlite3.Connection, kind: ListKind, selected: Selection, limit: int, cursor: str | None) -> Page:
    """Return one page of a list; ``InvalidInputError`` for a cursor that no page of this kind of list gave out."""
    after = _position(kind, cursor) if cursor else None
    terms = _terms(db, kind, selected)
    if terms is None:
        return Page((), 0, None)
    where, values = _conditions(kind, terms, selected)
    total = _total(db, terms, selected, where, values)
    if after:
        where, values = f"{where} AND (sort, item) > (?, ?)", [*values, *after]
    rows = db.execute(f"SELECT sort, item FROM posting WHERE {where} ORDER BY sort, item LIMIT ?", [*values, limit + 1])
    found = rows.fetchall()
    more = len(found) > limit
    return Page(tuple(item for _, item in found[:limit]), total, _cursor(kind, found[limit - 1]) if more else None)


def _terms(db: sqlite3.Connection, kind: ListKind, selected: Selection) -> list[tuple[int, int]] | None:
    """Return (number of things, id) of the selected terms, the rarest first; None when one of them does not occur."""
    terms: list[tuple[int, int]] = []
    for facet, value in selected.facets or (LISTED,):
        row = db.execute(
            "SELECT n, id FROM term WHERE kind = ? AND facet = ? AND value = ?", [kind, facet, value]
        ).fetchone()
        if row is None:
            return None
        terms.append(row)
    return sorted(terms)


def _conditions(kind: ListKind, terms: list[tuple[int, int]], selected: Selection) -> tuple[str, list[Any]]:
    (_, rarest), *others = terms
    parts = ["term = ?"]
    values: list[Any] = [rarest]
    for _, term in others:
        parts.append("EXISTS (SELECT 1 FROM facet WHERE facet.item = posting.item AND facet.term = ?)")
        values.append(term)
    _add_dates(kind, selected, parts, values)
    if selected.words:
        parts.append("item IN (SELECT rowid FROM words WHERE words MATCH ?)")
        values.append(selected.words)
    return " AND ".join(parts), values


def _add_dates(kind: ListKind, selected: Selection, parts: list[str], values: list[Any]) -> None:
    if not selected.since and not selected.until:
        return
    if kind in SHARED:  # ordered by name: the date stands with the item
        parts.append("EXISTS (SELECT 1 FROM item WHERE item.id = posting.item AND item.date BETWEEN ? AND ?)")
        values += [selected.since or "", selected.until or "9999-12-31"]
    else:
        parts.append("sort BETWEEN ? AND ?")
        values += range_of(selected.since, selected.until)


def _total(
    db: sqlite3.Connection, terms: list[tuple[int, int]], selected: Selection, where: str, values: list[Any]
) -> int:
    if len(terms) == 1 and not (selected.since or selected.until or selected.words):
        return terms[0][0]
    return int(db.execute(f"SELECT count(*) FROM posting WHERE {where}", values).fetchone()[0])


def _cursor(kind: str, position: Position) -> str:
    return base64.urlsafe_b64encode(json.dumps([kind, *position]).encode()).decode().rstrip("=")


def _position(kind: str, cursor: str) -> Position:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        of_kind, sort, item = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        str(sort).encode()  # half a surrogate pair is no text for SQLite
    except (binascii.Error, ValueError, TypeError, RecursionError) as error:
        raise _bad(cursor) from error
    if of_kind != kind or type(sort) is not (str if kind in SHARED else int) or type(item) is not int:
        raise _bad(cursor)
    if not 0 <= item < 1 << 63 or (isinstance(sort, int) and not 0 <= sort < 1 << 63):
        raise _bad(cursor)
    return sort, item


def _bad(cursor: str) -> InvalidInputError:
    return InvalidInputError(f"“{cursor[:60]}” is no cursor of this list: take it from “next” of the page before.")
