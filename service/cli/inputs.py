"""Articles from files, folders and standard input, one at a time: large inputs are never held in memory."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from service.errors import OnRecordError
from service.model import Given
from service.pipeline import Source
from service.text import decode

SUFFIXES = (".txt", ".html", ".htm", ".json", ".jsonl", ".jsonl.gz")
# In folders a .json file is as likely to be something else: annotations, settings. It is read when it is named.
_IN_FOLDERS = tuple(suffix for suffix in SUFFIXES if suffix != ".json")
STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """An article of the input, or why there is none. ``line`` counts from 1; ``name`` is what output is named after."""

    path: str
    line: int | None = None
    source: Source | None = None
    error: str | None = None

    @property
    def place(self) -> str:
        """Where it stands, for messages."""
        return self.path if self.line is None else f"{self.path}, line {self.line}"

    @property
    def name(self) -> str:
        """The file's name without its ending, with the line where a file has several articles."""
        stem = Path("standard-input" if self.path == STANDARD_INPUT else self.path).name
        for suffix in sorted(SUFFIXES, key=len, reverse=True):
            stem = stem.removesuffix(suffix)
        return stem if self.line is None else f"{stem}-{self.line}"


def read_inputs(paths: Iterable[str], given: Given) -> Iterator[Input]:
    """Yield the articles in these files and folders; what is given overrules what a file says of an article."""
    for path in files(paths):
        for item in _guarded(path):
            yield item if item.source is None else replace(item, source=_with(item.source, given))


def files(paths: Iterable[str]) -> Iterator[str]:
    """Yield the files to read: those named, and those in folders whose ending is known, in order."""
    for path in paths:
        if path == STANDARD_INPUT or not Path(path).is_dir():
            yield path
        else:
            yield from sorted(str(p) for p in Path(path).rglob("*") if p.name.endswith(_IN_FOLDERS) and p.is_file())


def _guarded(path: str) -> Iterator[Input]:
    """Yield the articles of a file; an error ends the file, not the run."""
    line = None
    try:
        for item in _articles(path):
            line = item.line
            yield item
    except OnRecordError as error:
        yield Input(path=path, error=error.detail)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        yield Input(path=path, line=line and line + 1, error=f"not a complete gzip file ({error})")
    except OSError as error:
        yield Input(path=path, error=error.strerror or str(error))


def _articles(path: str) -> Iterator[Input]:
    if path == STANDARD_INPUT:
        yield from _standard_input()
    elif path.endswith((".jsonl", ".jsonl.gz")):
        with gzip.open(path) if path.endswith(".gz") else Path(path).open("rb") as file:
            yield from _lines(path, file)
    elif path.endswith(".json"):
        yield _article(path, None, Path(path).read_bytes())
    elif path.endswith((".html", ".htm")):
        yield Input(path=path, source=Source(Path(path).read_bytes(), is_html=True))
    elif path.endswith(".txt") or not Path(path).suffix:
        yield Input(path=path, source=Source(decode(Path(path).read_bytes())))
    else:
        yield Input(path=path, error=f"is none of {', '.join(SUFFIXES)}")


def _standard_input() -> Iterator[Input]:
    """Standard input is JSON Lines if its first line is an object, otherwise the text of one article."""
    stream = sys.stdin.buffer
    first = stream.readline()
    if first.lstrip().startswith(b"{"):
        yield from _lines(STANDARD_INPUT, _chain(first, stream))
    else:
        yield Input(path=STANDARD_INPUT, source=Source(decode(first + stream.read())))


def _chain(first: bytes, rest: IO[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _lines(path: str, lines: Iterable[bytes]) -> Iterator[Input]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
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
