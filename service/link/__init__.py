"""Linking: one key for one thing, the same in every article that speaks of it."""

from service.link.keys import assign_keys

__all__ = ["assign_keys"]
