"""How the embedded store lays out its graphs, and the name under which the users' default graph is stored.

Two layouts. *Plain*: the default graph is what users wrote to it. *Union*: the default graph is the set union of all
named graphs, kept so by the writer, since the engine's own union is a bag (a triple of n graphs matches n times); what
users write to the default graph is then the named graph ``OWN_DEFAULT``. Which one a checkpoint has is told by a file
in its folder.
"""

from __future__ import annotations

from pathlib import Path

from service.errors import UnavailableError

# Part of the vocabulary's namespace; a constant here, so that query processes need not import rdflib for it.
OWN_DEFAULT = "https://w3id.org/onrecord#defaultGraph"
_MARKER = "UNION_DEFAULT_GRAPH"


def holds_union(folder: Path) -> bool:
    """Return whether the store in this folder has the union as its default graph."""
    return (folder / _MARKER).exists()


def mark_union(folder: Path) -> None:
    """Note that the store in this folder has the union as its default graph."""
    try:
        (folder / _MARKER).touch()
    except OSError as error:
        raise UnavailableError(f"{folder / _MARKER} cannot be written: {error.strerror}") from error
