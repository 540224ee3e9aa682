"""Lists as tables (CSV, RFC 4180): a row an item, a column a field, the things it names by their labels.

These are opened in spreadsheets, which take a cell that begins like a formula for one, and an article's words could
have it fetch addresses or run programs. Such a cell begins with an apostrophe. (SPARQL's CSV has its values as they
are, as its standard wants.)
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from service.index.values import Json

_EXTRACTOR = ("extractor", "extractor_version", "extracted_at")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PRINTED = ("article", "title", "outlet", "published", "url", "evidence")

# Several values of a field stand in one cell, parted by "; ". Columns of an article's own fields follow the item's.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "article": (
        "id",
        "iri",
        "title",
        "outlet",
        "agency",
        "author",
        "published",
        "language",
        "url",
        "created",
        *_EXTRACTOR,
    ),
    "actor": ("id", "iri", "label", "type", "of", "names", "same_as"),
    "treaty": ("id", "iri", "label", "kinds", "parties", "signed", "names"),
    "deployment": (
        *("id", "iri", "label", "sender", "beneficiary", "adversary", "destinations", "force", "status", "started"),
        "legal_basis",
    ),
    "statement": (
        *("id", "iri", "speaker", "via", "cue", "act", "kind", "content", "said_on", "about", "start", "end"),
        *_PRINTED,
    ),
    "figure": (
        *("id", "iri", "measure", "low", "high", "qualifier", "of", "source", "via", "said_on", "span", "deployments"),
        *_PRINTED,
    ),
    "dispute": ("id", "iri", "disputing", "statements", *_PRINTED[:-1]),
}

_OF_EXTRACTOR = dict(zip(_EXTRACTOR, ("name", "version", "at"), strict=True))


def table(kind: str, items: Sequence[Json]) -> str:
    """Return items as CSV with a heading."""
    columns = COLUMNS[kind]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for item in items:
        writer.writerow([_harmless(_cell(_value(item, column))) for column in columns])
    return out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _value(item: Json, column: str) -> Any:
    if column in _EXTRACTOR:
        return (item["extractor"] or {}).get(_OF_EXTRACTOR[column])
    if column == "article":
        return item["article"] and item["article"]["id"]
    if column in item:
        return item[column]
    return (item.get("article") or {}).get(column)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(map(_cell, value))
    if isinstance(value, dict):
        return str(value.get("label") or value.get("exact") or value.get("content") or value.get("id") or "")
    return str(value)
