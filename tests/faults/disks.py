"""Small disks for tests: mounted where that is possible, filled up, made read-only, and made free again."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

_PIECE = 4096


@contextmanager
def small_disk(folder: Path, megabytes: int = 64) -> Iterator[Path]:
    """Mount a disk of its own; the test is skipped where this process may not mount."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("needs to mount a disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def remount(disk: Path, how: str) -> None:
    """Mount a disk again, ``ro`` or ``rw``."""
    subprocess.run(["mount", "-o", f"remount,{how}", str(disk)], check=True)


def fill(disk: Path) -> None:
    """Take all that is left of a disk."""
    ballast = os.open(disk / "ballast", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    with suppress(OSError):
        while True:
            os.write(ballast, bytes(_PIECE))
    os.close(ballast)


def make_room(disk: Path) -> None:
    """Give back what ``fill`` took."""
    (disk / "ballast").unlink()
