"""What is forced to the disk, so that it survives a power cut."""

from __future__ import annotations

import os
from pathlib import Path


def sync_names(folder: Path) -> None:
    """See that the names in a folder are on disk; raises ``OSError``."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
