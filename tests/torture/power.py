"""What a power cut may do to a data folder: whatever was not forced to the disk is lost, in part or as a whole.

Of the files here, these are never forced to it: the writer's working copy of the store (but for what it shares with a
checkpoint), the log of changes for readers, and the last transactions of the index. The queue's log is, at the end of
each transaction; a transaction that nobody was told of may be there in part.
"""

import random
import struct
from pathlib import Path

_HEAD, _FRAME_HEAD = 32, 24  # bytes of a write-ahead log (https://www.sqlite.org/fileformat2.html#walformat)
_BACKFILL_ATTEMPTED = (
    128  # where the wal-index has the frames that may be in the database (https://www.sqlite.org/walformat.html)
)
_TORN = 700  # bytes


def cut(data: Path, chance: random.Random) -> None:
    """Leave a data folder, which no process has open, as a power cut might."""
    for path in [*(data / "store").rglob("*"), *(data / "deltas").iterdir(), *(data / "metrics").glob("*")]:
        if path.is_file() and path.stat().st_nlink == 1 and chance.random() < 0.7:
            _shorten(path, chance.randint(0, path.stat().st_size))
    _lose_transactions(data / "index.sqlite", chance)
    for name in ("index.sqlite", "queue.sqlite"):
        log = data / f"{name}-wal"
        if log.exists():
            with log.open("ab") as file:
                file.write(chance.randbytes(_TORN))
        (data / f"{name}-shm").unlink(missing_ok=True)


def _lose_transactions(database: Path, chance: random.Random) -> None:
    """Shorten a write-ahead log by some of the frames of which none is in the database yet."""
    log, shared = (database.with_name(f"{database.name}-{suffix}") for suffix in ("wal", "shm"))
    if not (log.exists() and shared.exists()) or log.stat().st_size <= _HEAD:
        return
    frame = struct.unpack(">I", log.read_bytes()[8:12])[0] + _FRAME_HEAD
    (kept,) = struct.unpack_from("=I", shared.read_bytes(), _BACKFILL_ATTEMPTED)
    frames = (log.stat().st_size - _HEAD) // frame
    if kept < frames:
        _shorten(log, _HEAD + chance.randint(kept, frames) * frame)


def _shorten(path: Path, size: int) -> None:
    with path.open("r+b") as file:
        file.truncate(size)
