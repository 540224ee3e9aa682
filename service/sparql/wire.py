"""What a web worker and its query processes say to each other over pipes: frames of a JSON head and a body of bytes."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass, field
from typing import IO, Any, Literal, Protocol

_LENGTHS = struct.Struct(">IQ")


@dataclass(frozen=True, slots=True)
class Frame:
    """One message: a question, an answer, or the error that there is in place of one."""

    kind: Literal["question", "answer", "error"]
    head: dict[str, Any] = field(default_factory=dict)
    body: bytes = b""


class Readable(Protocol):
    """A stream that returns exactly as many bytes as it is asked for, or raises ``EOFError``."""

    def read(self, size: int) -> bytes:
        """Return this many bytes."""


def write_frame(stream: IO[bytes], frame: Frame) -> None:
    """Write a frame whole."""
    head = json.dumps([frame.kind, frame.head]).encode()
    _write_all(stream, _LENGTHS.pack(len(head), len(frame.body)) + head)
    if frame.body:
        _write_all(stream, frame.body)


def read_frame(stream: Readable) -> Frame:
    """Return the next frame; ``EOFError`` when the other side is gone."""
    head_length, body_length = _LENGTHS.unpack(stream.read(_LENGTHS.size))
    kind, head = json.loads(stream.read(head_length))
    return Frame(kind, head, stream.read(body_length) if body_length else b"")


def _write_all(stream: IO[bytes], data: bytes) -> None:
    """Write all of it: a raw pipe takes what fits."""
    view = memoryview(data)
    while view:
        view = view[stream.write(view) :]
