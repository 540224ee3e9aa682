"""Comunica from npm, installed once into the user's cache folder."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent


class NotInstalledError(Exception):
    """It cannot be installed: node or npm are missing, or the registry cannot be reached."""


def install() -> Path:
    """Return the folder that Comunica is installed in; ``NotInstalledError`` where that cannot be done."""
    if not shutil.which("node") or not shutil.which("npm"):
        raise NotInstalledError("node and npm are not installed")
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:12]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "onrecord" / f"clients-{lock}"
    if not (cache / "installed").exists():
        cache.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, cache)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        installed = subprocess.run(command, cwd=cache, capture_output=True, text=True, check=False)
        if installed.returncode:
            raise NotInstalledError(f"npm ci fails: {installed.stderr[-300:]}")
        (cache / "installed").touch()
    return cache
