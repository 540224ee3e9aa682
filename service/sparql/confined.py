"""Has RDF documents read by a process that is confined, so that what they do to their reader is done to nobody else."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from math import ceil

from service.errors import InternalError, InvalidInputError, TooLargeError, UnsupportedMediaTypeError
from service.settings import Settings
from service.sparql import reading
from service.sparql.reading import DEEPEST, REFUSED, Order, RefusedError, Unread

_PATIENCE = 5.0  # seconds beyond those of the processor: it may have to wait for one
_SMALL = 8 * 1024  # bytes of what can do no harm, which need no process
_HARMLESS = frozenset({"ttl", "nt", "nq", "trig"})
_MEMORY = "it needs more memory than ONRECORD_QUERY_MEMORY"
_TIME = "it takes longer than ONRECORD_QUERY_TIMEOUT"


def read(documents: Sequence[Unread], names: Sequence[tuple[str, str]], order: Order, settings: Settings) -> bytes:
    """Return what ``reading.read`` does; ``names`` are what messages call the documents, and their media types.

    Raises ``InvalidInputError`` for what does not parse or is nested too deeply, ``UnsupportedMediaTypeError`` for
    graphs where triples are wanted, and ``TooLargeError`` past the limits of memory, time and bytes.
    """
    try:
        if _is_harmless(documents):
            return reading.read(documents, order)
        return _read_apart(documents, order, settings)
    except RefusedError as refused:
        raise _said(refused, *names[refused.document], order) from refused


def _is_harmless(documents: Sequence[Unread]) -> bool:
    """Whether documents are so small that no prefix in them is long, and hold no triples as terms."""
    return sum(len(each.data) for each in documents) <= _SMALL and all(
        each.extension in _HARMLESS and b"<<" not in each.data for each in documents
    )


def _read_apart(documents: Sequence[Unread], order: Order, settings: Settings) -> bytes:
    size = sum(len(each.data) for each in documents)
    # the documents, and what becomes of them, are there beside what the parser takes
    memory = settings.query_memory + size + order.most_bytes
    request = reading.request(documents, order, memory, ceil(settings.query_timeout))
    command = [sys.executable, "-I", reading.__file__]
    try:
        done = subprocess.run(
            command, input=request, capture_output=True, check=False, timeout=settings.query_timeout + _PATIENCE
        )
    except subprocess.TimeoutExpired as error:
        raise TooLargeError(f"The RDF that was sent is not read: {_TIME}.") from error
    if done.returncode == 0:
        return done.stdout
    if done.returncode == REFUSED:
        raise RefusedError(*json.loads(done.stderr))
    raise _ended(done.returncode, done.stderr)


def _ended(code: int, said: bytes) -> Exception:
    """Return the error for a process that was ended by what it read."""
    if code == -signal.SIGSEGV:
        return InvalidInputError("The RDF that was sent is not read: it is nested too deeply.")
    if code == -signal.SIGXCPU:
        return TooLargeError(f"The RDF that was sent is not read: {_TIME}.")
    if code in (-signal.SIGABRT, -signal.SIGKILL) or b"MemoryError" in said:
        return TooLargeError(f"The RDF that was sent is not read: {_MEMORY}.")
    return InternalError(f"The process that reads RDF ended with exit code {code}.")


def _said(refused: RefusedError, name: str, media_type: str, order: Order) -> InvalidInputError:
    if refused.reason == "graphs":
        return UnsupportedMediaTypeError(
            f"{name} names graphs of its own; send triples, as they all go into one graph."
        )
    if refused.reason == "nameless":
        return InvalidInputError("A graph has a blank node as its name; graphs here are named by IRIs.")
    if refused.reason == "deep":
        return InvalidInputError(f"{name} has triples as terms more than {DEEPEST} deep.")
    if refused.reason == "large":
        return TooLargeError(
            f"The RDF that was sent, written out as N-Triples, is larger than the {order.most_bytes:,} bytes "
            "that are taken (ONRECORD_MAX_BULK_BYTES)."
        )
    return InvalidInputError(f"{name} is not {media_type}: {refused.message}")
