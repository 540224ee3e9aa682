"""What a caller may do: each scope includes those below it."""

from __future__ import annotations

from enum import IntEnum


class Scope(IntEnum):
    """What a route needs and a token gives. A token has one of the three from ``READ`` on."""

    OPEN = 0
    """nothing: for supervisors, and for files that belong to the program"""
    READ = 1
    """to read data, which is open unless ``ONRECORD_READ_NEEDS_TOKEN`` closes it"""
    WRITE = 2
    """to change data: articles, SPARQL updates, graphs"""
    ADMIN = 3
    """to manage the service: everybody's jobs, extracting everything again"""

    def __str__(self) -> str:
        return self.name.lower()

    @classmethod
    def named(cls, name: str) -> Scope:
        """Return the scope of a token by its name; ``KeyError`` when tokens have no scope of this name."""
        return {str(scope): scope for scope in cls if scope is not cls.OPEN}[name]
