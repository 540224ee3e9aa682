"""Disputes: pairs of statements in one article that cannot both be right."""

from __future__ import annotations

from collections.abc import Iterator

from service.extract.reading import Reading
from service.model import Statement


def find_disputes(reading: Reading, statements: tuple[Statement, ...]) -> tuple[tuple[str, str], ...]:
    """Return pairs (disputed, disputing): a denial or dispute and the nearest statement before it that it answers."""
    return tuple(dict.fromkeys(_pairs(reading, statements)))


def _pairs(reading: Reading, statements: tuple[Statement, ...]) -> Iterator[tuple[str, str]]:
    for position, statement in enumerate(statements):
        if statement.act not in {"dispute", "deny"}:
            continue
        for earlier in reversed(statements[:position]):
            distance = reading.paragraph(statement.start) - reading.paragraph(earlier.start)
            if distance > 2:
                break
            if set(earlier.speaker) & set(statement.speaker) or earlier.act in {"dispute", "deny"}:
                continue
            yield (earlier.id, statement.id)
            break
