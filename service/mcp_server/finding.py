"""Finds what a model means: an id, an IRI, or a name as an article would print it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast
from urllib.parse import unquote

from service.errors import InvalidInputError, NotFoundError
from service.index import ListKind
from service.index.values import Json
from service.mcp_server.backend import Backend
from service.vocabulary import Kind, slug

_CANDIDATES = 50  # things of a name that are looked at
_NAMED = 8  # of them told when none is meant for certain


def key_of(backend: Backend, kind: ListKind, named: str) -> str:
    """Return the key of the thing of this kind that an id, IRI or name stands for.

    Raises ``NotFoundError`` where there is none or more than one, with ids to choose from.
    """
    named = named.strip()
    split = backend.iris.split(named)
    if split is not None:
        return _of_kind(kind, split, named)
    for key in dict.fromkeys((named, slug(named))):
        if named and backend.has(kind, key):
            return key
    return _by_name(kind, named, _candidates(backend, kind, named))


def place_key(backend: Backend, named: str) -> str:
    """Return the key of a place by its id, IRI or name; places have no list to look for names in."""
    split = backend.iris.split(named.strip())
    return _of_kind("place", split, named) if split else slug(named)


def thing_of(backend: Backend, named: str, kinds: Sequence[Kind]) -> tuple[Kind, str] | None:
    """Return kind and key of the thing that an id or IRI stands for, of the first of these kinds that has it."""
    split = backend.iris.split(named.strip())
    if split is not None:
        kind, key = split[0], _key(split[1])
        return (kind, key) if kind in kinds and backend.has(kind, key) else None
    return next(((kind, named.strip()) for kind in kinds if backend.has(kind, named.strip())), None)


def _of_kind(kind: Kind, split: tuple[Kind, str], named: str) -> str:
    if split[0] != kind:
        raise InvalidInputError(f"{named} is the IRI of a thing of kind “{split[0]}”; this takes one of kind “{kind}”.")
    return _key(split[1])


def _key(path: str) -> str:
    return unquote(path.partition("#")[0])


def _candidates(backend: Backend, kind: ListKind, named: str) -> list[Json]:
    if not any(letter.isalnum() for letter in named):
        return []
    return backend.page(kind, {"q": named}, _CANDIDATES).items


def _by_name(kind: ListKind, named: str, candidates: Sequence[Json]) -> str:
    wanted = named.casefold()
    exact = [each for each in candidates if each["label"].casefold() == wanted]
    also = [each for each in candidates if wanted in (name.casefold() for name in each.get("names", ()))]
    for found in (exact, also, candidates):
        if len(found) == 1:
            return cast(str, found[0]["id"])
    if not candidates:
        raise NotFoundError(f"There is no {kind} “{named}” here. Look for its id with the tool “search”.")
    told = "; ".join(f"{each['id']} ({each['label']})" for each in (exact or also or candidates)[:_NAMED])
    raise NotFoundError(f"There is no {kind} “{named}” for certain; say which by its id. It may be: {told}.")
