"""The folder in which the processes of a service count together (``service.metrics``)."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.metrics import FOLDER, share, unshare

_MEMORY = Path("/dev/shm")  # files there are memory: counting needs no disk, and goes on when that is full


@contextmanager
def shared_folder(data: Path) -> Iterator[Path]:
    """Have this process and those that it starts count together, in a folder that begins empty and ends with it.

    One that the operator has named in ``PROMETHEUS_MULTIPROC_DIR`` is emptied of what an earlier service left there.
    """
    given = os.environ.get(FOLDER)
    folder = Path(given) if given else _own(data)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in (*folder.glob("*.db"), *folder.glob("*.lock")):
        file.unlink()
    os.environ[FOLDER] = str(folder)
    try:
        share("supervisor")
        yield folder
    finally:
        unshare()
        if not given:
            del os.environ[FOLDER]
            shutil.rmtree(folder, ignore_errors=True)


def _own(data: Path) -> Path:
    """Return the folder of the service on these data: the same each time, so that what a killed one left is found."""
    if not os.access(_MEMORY, os.W_OK):
        return data / "metrics"
    name = hashlib.sha256(str(data.absolute()).encode()).hexdigest()[:16]
    folder = _MEMORY / f"onrecord-{os.getuid()}-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():  # somebody else's trap
        return Path(tempfile.mkdtemp(prefix="onrecord-"))
    return folder
