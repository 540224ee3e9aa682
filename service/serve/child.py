"""A process that is kept running, and what it does to end with the supervisor, which keeps it."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence

from service.metrics import metrics
from service.parent import end_with_parent

log = logging.getLogger(__name__)
_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 30.0  # seconds before a process that ended is started again
_STABLE = 10.0  # seconds after which the pauses begin anew: it can do its work
# glibc's malloc gives each of some threads an arena of its own, and what is freed there is of use to no other: a web
# process with 32 threads grew by half within minutes of reading beside writing.
_FEW_ARENAS = {"MALLOC_ARENA_MAX": "2"}
_SUPERVISOR = "ONRECORD_SUPERVISOR"  # the supervisor's process id, in the environment of its children


class Child:
    """A process that is started again when it ends, after a pause that grows while it keeps ending soon."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        descriptors: Sequence[int] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._name = name
        self._restarts = metrics().restarts.labels(name)  # told as 0 from the beginning
        self._command = command
        self._descriptors = descriptors
        self._environment = dict(environment or {})
        self._process: subprocess.Popen[bytes] | None = None
        self._started = self._next_start = 0.0
        self._pause = _FIRST_PAUSE

    def start(self) -> None:
        """Start the process, with the open files of these descriptors."""
        self._started = time.monotonic()
        self._process = self._popen(self._command, self._descriptors)

    def _popen(self, command: Sequence[str], descriptors: Sequence[int]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            pass_fds=descriptors,
            env=_FEW_ARENAS | os.environ | self._environment | {_SUPERVISOR: str(os.getpid())},
            process_group=0,  # Ctrl-C reaches the supervisor, which ends its children in order
        )

    def restart_if_ended(self) -> None:
        """Start the process again if it has ended and the pause is over."""
        if self._process is not None and self._process.poll() is not None:
            code, self._process = self._process.returncode, None
            if time.monotonic() - self._started > _STABLE:
                self._pause = _FIRST_PAUSE
            said = {"child": self._name, "exit_code": code}
            text = "the %s ended with exit code %d; it is started again in %.1f s"
            log.error(text, self._name, code, self._pause, extra=said)
            self._put_off()
            self._restarts.inc()
        if self._process is None and time.monotonic() >= self._next_start:
            try:
                self.start()
            except OSError as error:  # no memory or process id is left for now; the other processes go on
                text = "the %s cannot be started: %s; that is tried again in %.1f s"
                log.error(text, self._name, error.strerror, self._pause, extra={"child": self._name})  # noqa: TRY400
                self._put_off()

    def _put_off(self) -> None:
        """Let a pause go by before the next start."""
        self._next_start = time.monotonic() + self._pause
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)

    def end(self, deadline: float) -> None:
        """Ask the process to end, and kill it when the deadline (``time.monotonic``) has passed."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("the %s did not end in time and is killed", self._name)
            self.kill()

    def kill(self) -> None:
        """End the process now."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()


def end_with_supervisor() -> None:
    """Have this process, if it is a supervisor's child, end in order when the supervisor is killed."""
    supervisor = os.environ.get(_SUPERVISOR)
    if supervisor is not None:
        end_with_parent(int(supervisor), signal.SIGTERM)
