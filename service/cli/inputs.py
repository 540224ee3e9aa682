"""Articles from files, folders and standard input, one at a time: large inputs are never held in memory.

Nor is what is large though it looks small, such as a line of gigabytes in a compressed file: an article in a file may
have as many bytes as one that is sent.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

from service.errors import OnRecordError, TooLargeError
from service.model import Given
from service.pipeline import Source
from service.text import decode

SUFFIXES = (".txt", ".html", ".htm", ".json", ".jsonl", ".jsonl.gz")
# In folders a .json file is as likely to be something else: annotations, settings. It is read when it is named.
_IN_FOLDERS = tuple(suffix for suffix in SUFFIXES if suffix != ".json")
STANDARD_INPUT = "-"
_PIECE = 1 << 20  # bytes of a line that is passed over


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """An article of the input, or why there is none. ``line`` counts from 1; ``name`` is what output is named after."""

    path: str
    line: int | None = None
    source: Source | None = None
    error: str | None = None

    @property
    def file(self) -> str:
        """The path as text: what is no UTF-8 in a file's name is escaped."""
        return os.fsencode(self.path).decode(errors="backslashreplace")

    @property
    def place(self) -> str:
        """Where it stands, for messages."""
        return self.file if self.line is None else f"{self.file}, line {self.line}"

    @property
    def name(self) -> str:
        """The file's name without its ending, with the line where a file has several articles."""
        stem = Path("standard-input" if self.path == STANDARD_INPUT else self.path).name
        for suffix in sorted(SUFFIXES, key=len, reverse=True):
            stem = stem.removesuffix(suffix)
        return stem if self.line is None else f"{stem}-{self.line}"


class SupportsReadline(Protocol):
    """What lines can be read from."""

    def readline(self, size: int, /) -> bytes:
        """Return the next line, or so many bytes of it."""


def read_inputs(paths: Iterable[str], given: Given, most_bytes: int) -> Iterator[Input]:
    """Yield the articles in these files and folders; what is given overrules what a file says of an article.

    Of an article of more than ``most_bytes`` (``ONRECORD_MAX_BODY_BYTES``), as a file or a line, that is told.
    """
    for path in files(paths):
        for item in _guarded(path, most_bytes):
            yield item if item.source is None else replace(item, source=_with(item.source, given))


def files(paths: Iterable[str]) -> Iterator[str]:
    """Yield the files to read: those named, and those in folders whose ending is known, in order."""
    for path in paths:
        if path == STANDARD_INPUT or not Path(path).is_dir():
            yield path
        else:
            yield from sorted(str(p) for p in Path(path).rglob("*") if p.name.endswith(_IN_FOLDERS) and p.is_file())


def _guarded(path: str, most: int) -> Iterator[Input]:
    """Yield the articles of a file; an error ends the file, not the run."""
    line = None
    try:
        for item in _articles(path, most):
            line = item.line
            yield item
    except OnRecordError as error:
        yield Input(path=path, error=error.detail)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        yield Input(path=path, line=line and line + 1, error=f"not a complete gzip file ({error})")
    except OSError as error:
        yield Input(path=path, error=error.strerror or str(error))


def _articles(path: str, most: int) -> Iterator[Input]:
    if path == STANDARD_INPUT:
        yield from _standard_input(most)
    elif path.endswith((".jsonl", ".jsonl.gz")):
        with gzip.open(path) if path.endswith(".gz") else Path(path).open("rb") as file:
            yield from _lines(path, _bounded(file, most), most)
    elif path.endswith(".json"):
        yield _article(path, None, _content(path, most))
    elif path.endswith((".html", ".htm")):
        yield Input(path=path, source=Source(_content(path, most), is_html=True))
    elif path.endswith(".txt") or not Path(path).suffix:
        yield Input(path=path, source=Source(decode(_content(path, most))))
    else:
        yield Input(path=path, error=f"is none of {', '.join(SUFFIXES)}")


def _standard_input(most: int) -> Iterator[Input]:
    """Standard input is JSON Lines if its first line is an object, otherwise the text of one article."""
    stream = sys.stdin.buffer
    lines = _bounded(stream, most)
    first = next(lines, b"")
    if first is None or first.lstrip().startswith(b"{"):
        yield from _lines(STANDARD_INPUT, chain([first], lines), most)
    else:
        yield Input(path=STANDARD_INPUT, source=Source(decode(_bounded_whole(first + stream.read(most + 1), most))))


def _content(path: str, most: int) -> bytes:
    with Path(path).open("rb") as file:
        return _bounded_whole(file.read(most + 1), most)


def _bounded_whole(data: bytes, most: int) -> bytes:
    if len(data) > most:
        raise TooLargeError(_too_large(most))
    return data


def _bounded(file: SupportsReadline, most: int) -> Iterator[bytes | None]:
    """Yield the lines of a file, None for each that is longer than it may be."""
    while line := file.readline(most + 1):
        if len(line) <= most or line.endswith(b"\n"):
            yield line
        else:
            while (rest := file.readline(_PIECE)) and not rest.endswith(b"\n"):
                pass
            yield None


def _too_large(most: int) -> str:
    return f"is larger than the {most:,} bytes that an article may have (ONRECORD_MAX_BODY_BYTES)"


def _lines(path: str, lines: Iterable[bytes | None], most: int) -> Iterator[Input]:
    for number, line in enumerate(lines, start=1):
        if line is None:
            yield Input(path=path, line=number, error=_too_large(most))
        elif line.strip():
            yield _article(path, number, line)


def _article(path: str, line: int | None, data: bytes) -> Input:
    try:
        value: Any = json.loads(decode(data))
        return Input(path=path, line=line, source=Source.from_json(value))
    except json.JSONDecodeError as error:
        return Input(path=path, line=line, error=f"not JSON: {error}")
    except RecursionError:
        return Input(path=path, line=line, error="not an article: nested too deeply")
    except OnRecordError as error:
        return Input(path=path, line=line, error=error.detail)


def _with(source: Source, given: Given) -> Source:
    said = {name: getattr(given, name) for name in Given.__dataclass_fields__ if getattr(given, name) is not None}
    return replace(source, given=replace(source.given, **said))
