"""``onrecord extract``: the claims of each article as a JSON file; needs no data folder and stores nothing."""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from service.cli.inputs import Input, files, read_inputs
from service.errors import InvalidInputError, UnavailableError
from service.jobs.extraction import Extract, Order
from service.jobs.pool import OutOfTimeError, ProcessDiedError, ProcessPool, StartError
from service.jobs.window import Extracts, Orders
from service.model import Given
from service.settings import Settings
from service.wiring import make_extraction, open_pool

_ARTICLES_A_CHUNK = 8
_ACCEPTED = "1970-01-01T00:00:00+00:00"  # part of quads only

Chunk = list[Input]


def run(settings: Settings, paths: list[str], folder: Path) -> int:
    """Write the claims of what is in these paths to ``folder``; return the exit code."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInputError(f"{folder}: {error.strerror}") from error
    inputs = read_inputs(paths, Given(), settings.max_body_bytes)
    many = len(list(islice(files(paths), 2))) > 1 or any(path.endswith((".jsonl", ".gz", "-")) for path in paths)
    results = _in_processes(settings, inputs) if many else _here(settings, inputs)
    written: dict[str, str] = {}
    failures = 0
    for item, extract in results:
        reason = item.error or extract.error
        if reason is None and item.name in written:
            reason = f"{item.name}.json holds the claims of {written[item.name]} already; give one of them another name"
        if reason is None:
            written[item.name] = item.place
            _write(folder / f"{item.name}.json", extract.claims or {})
        else:
            failures += 1
            print(f"{item.place}: {reason}", file=sys.stderr)
    print(f"{len(written) + failures} articles: {len(written)} written to {folder}, {failures} failed")
    return 1 if failures else 0


def _here(settings: Settings, inputs: Iterable[Input]) -> Iterator[tuple[Input, Extract]]:
    extraction = make_extraction(settings)
    for item in inputs:
        yield item, Extract() if item.source is None else extraction([_order(item)])[0]


def _in_processes(settings: Settings, inputs: Iterator[Input]) -> Iterator[tuple[Input, Extract]]:
    """Extract in several processes, some chunks ahead; results come in the order of the input."""
    with closing(open_pool(settings)) as pool:
        under_way: deque[tuple[Chunk, Future[Extracts]]] = deque()
        while chunk := list(islice(inputs, _ARTICLES_A_CHUNK)):
            under_way.append((chunk, _submitted(pool, chunk)))
            if len(under_way) > 2 * pool.processes:
                yield from _paired(pool, *under_way.popleft())
        while under_way:
            yield from _paired(pool, *under_way.popleft())


def _submitted(pool: ProcessPool[Orders, Extracts], chunk: Chunk) -> Future[Extracts]:
    return pool.submit([_order(item) for item in chunk if item.source])


def _paired(
    pool: ProcessPool[Orders, Extracts], chunk: Chunk, future: Future[Extracts]
) -> Iterator[tuple[Input, Extract]]:
    """Yield each article of a chunk with what became of it; one by one if their process ended, so one fails alone."""
    try:
        extracts = iter(future.result())
    except StartError as error:
        raise UnavailableError(str(error)) from error
    except (ProcessDiedError, OutOfTimeError) as error:
        if len(chunk) > 1:
            for item in chunk:
                yield from _paired(pool, [item], _submitted(pool, [item]))
            return
        extracts = iter([Extract(error=f"extraction failed: {error}") for item in chunk if item.source])
    for item in chunk:
        yield item, Extract() if item.source is None else next(extracts)


def _order(item: Input) -> Order:
    assert item.source is not None
    return Order(source=item.source.to_json(), accepted=_ACCEPTED, kind="extract")


def _write(path: Path, claims: dict[str, Any]) -> None:
    try:
        new = path.with_suffix(".json.new")
        new.write_text(json.dumps(claims, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        new.replace(path)
    except OSError as error:
        raise InvalidInputError(f"{path}: {error.strerror}") from error
