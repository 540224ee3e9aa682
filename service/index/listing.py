"""One page of a list, by keyset: however far down, a page costs what it shows."""

from __future__ import annotations

import base64
import binascii
import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from service.errors import InvalidInputError
from service.index.columns import Columns, Run, Term
from service.index.facets import LISTED
from service.index.filters import ListKind, Selection
from service.index.records import SHARED
from service.index.schema import WORDS
from service.index.sorting import range_of

Position = tuple[int | str, int]  # sort, item


@dataclass(frozen=True, slots=True)
class Page:
    """Ids of the items of a page in order, the number of all that were selected, and where the next page begins."""

    items: tuple[int, ...]
    total: int
    next: str | None


def page(
    db: sqlite3.Connection, columns: Columns, kind: ListKind, selected: Selection, limit: int, cursor: str | None
) -> Page:
    """Return one page of a list; ``InvalidInputError`` for a cursor that no page of this kind of list gave out."""
    after = _position(kind, cursor) if cursor else None
    terms = _terms(db, kind, selected)
    if terms is None:
        return Page((), 0, None)
    narrowed = len(terms) > 1 or bool(selected.since or selected.until or selected.words)
    if narrowed and kind not in SHARED:
        return _intersected(columns.select(db, kind, terms, selected.words, _range(selected)), kind, limit, after)
    return _looked_up(db, kind, terms, selected, limit, after)


def _terms(db: sqlite3.Connection, kind: ListKind, selected: Selection) -> list[Term] | None:
    """Return the selected terms, the rarest first; None when one of them does not occur."""
    terms: list[Term] = []
    for facet, value in selected.facets or (LISTED,):
        row = db.execute(
            "SELECT n, id FROM term WHERE kind = ? AND facet = ? AND value = ?", [kind, facet, value]
        ).fetchone()
        if row is None:
            return None
        terms.append(Term(*row))
    return sorted(terms)


def _range(selected: Selection) -> tuple[int, int] | None:
    return range_of(selected.since, selected.until) if selected.since or selected.until else None


def _intersected(found: Run, kind: ListKind, limit: int, after: Position | None) -> Page:
    """Return the page of a list whose things are at hand."""
    begin = found.after(after) if after else 0  # type: ignore[arg-type]
    end = begin + limit
    more = end < len(found.items)
    last = (int(found.sorts[end - 1]), int(found.items[end - 1])) if more else None
    return Page(tuple(found.items[begin:end].tolist()), len(found.items), _cursor(kind, last) if last else None)


def _looked_up(
    db: sqlite3.Connection,
    kind: ListKind,
    terms: list[Term],
    selected: Selection,
    limit: int,
    after: Position | None,
) -> Page:
    """Return the page of a whole list, or of one of things that many articles speak of, of which there are fewer."""
    where, values = _conditions(kind, terms, selected)
    total = _total(db, terms, selected, where, values)
    if after:
        where, values = f"{where} AND (sort, item) > (?, ?)", [*values, *after]
    rows = db.execute(f"SELECT sort, item FROM posting WHERE {where} ORDER BY sort, item LIMIT ?", [*values, limit + 1])
    found = rows.fetchall()
    more = len(found) > limit
    return Page(tuple(item for _, item in found[:limit]), total, _cursor(kind, found[limit - 1]) if more else None)


def _conditions(kind: ListKind, terms: list[Term], selected: Selection) -> tuple[str, list[Any]]:
    (_, rarest), *others = terms
    parts = ["term = ?"]
    values: list[Any] = [rarest]
    for _, term in others:
        parts.append("EXISTS (SELECT 1 FROM facet WHERE facet.item = posting.item AND facet.term = ?)")
        values.append(term)
    if selected.since or selected.until:  # ordered by name: the date stands with the item
        parts.append("EXISTS (SELECT 1 FROM item WHERE item.id = posting.item AND item.date BETWEEN ? AND ?)")
        values += [selected.since or "", selected.until or "9999-12-31"]
    if selected.words:
        parts.append(f"item IN (SELECT rowid FROM {WORDS[kind]} WHERE {WORDS[kind]} MATCH ?)")
        values.append(" ".join(selected.words))
    return " AND ".join(parts), values


def _total(db: sqlite3.Connection, terms: list[Term], selected: Selection, where: str, values: list[Any]) -> int:
    if len(terms) == 1 and not (selected.since or selected.until or selected.words):
        return terms[0].n
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
