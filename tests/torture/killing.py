"""Who is killed when: at random moments, and at those around a commit."""

import random
import time
from pathlib import Path

from tests.torture.ledger import Ledger
from tests.torture.processes import POWER_CUT, Service

# How often each is chosen; whoever writes is at greatest risk.
_ROLES = {
    "writer": 28,
    "extraction process": 20,
    "web worker": 16,
    "query server": 8,
    "query process": 8,
    "web server": 6,
    "supervisor": 6,
    POWER_CUT: 8,
}
_AIMED = 0.75  # of those who write, at a commit; the others at any time
_LONGEST_WAIT = 8.0  # seconds for a commit
_LONGEST_DELAY = 0.03  # seconds after its first sign: from the checkpoint to the deletion of the one before
_LOOK = 0.0005
_LONGEST_ABSENCE = 10.0  # seconds until another is chosen for one who is not there: it was killed itself
_SEARCH = 0.1


class Killer:
    """Chooses victims and moments by chance."""

    def __init__(self, service: Service, data: Path, ledger: Ledger, chance: random.Random, pause: float) -> None:
        self._service = service
        self._data = data
        self._ledger = ledger
        self._chance = chance
        self._pause = pause

    def kill(self) -> None:
        """Wait for a moment, and kill somebody who is there at it."""
        while True:
            role = self._chance.choices(list(_ROLES), list(_ROLES.values()))[0]
            time.sleep(self._chance.uniform(0.05, self._pause))
            if role in ("writer", POWER_CUT) and self._chance.random() < _AIMED:
                self._await_commit()
                time.sleep(self._chance.uniform(0, _LONGEST_DELAY))
            end = time.monotonic() + _LONGEST_ABSENCE
            while time.monotonic() < end:
                if self._service.kill(role, self._chance):
                    self._ledger.count(f"killed: {role}")
                    return
                time.sleep(_SEARCH)

    def _await_commit(self) -> None:
        """Wait until the writer has begun to write a checkpoint, or has published it."""
        before, end = self._signs(), time.monotonic() + _LONGEST_WAIT
        while self._signs() == before and time.monotonic() < end:
            time.sleep(_LOOK)

    def _signs(self) -> tuple[list[str], Path]:
        return _names(self._data / "checkpoints"), (self._data / "current").resolve()


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []
