"""A page in Chromium, steered through its debugging pipe (Chrome DevTools Protocol): no driver is needed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
    "--remote-debugging-pipe",
)
_PATIENCE = 20.0  # seconds until something is to be seen on a page


class Page:
    """One page: opened, and asked by JavaScript.

    ``complaints`` are what the browser has put down against pages since it was asked to ``heed`` them.
    """

    def __init__(self, commands: int, answers: int) -> None:
        self._commands = commands
        self._answers = os.fdopen(answers, "rb")
        self._number = 0
        self.complaints: list[str] = []
        self._session: str | None = None
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def open(self, url: str) -> None:
        """Go to an address, and wait until its scripts have run."""
        assert "errorText" not in self._ask("Page.navigate", url=url)
        self.wait_for(f"location.href.startsWith({json.dumps(url)})")

    def heed(self) -> None:
        """Note from now on what breaks a content security policy, fails to load, or raises."""
        for part in ("Log", "Runtime", "Audits", "Page"):
            self._ask(f"{part}.enable")

    def resize(self, width: int, height: int) -> None:
        """Give the page a screen of this size, in CSS pixels."""
        self._ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def ask(self, script: str) -> Any:
        """Return the value of a JavaScript expression."""
        answer = self._ask("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def wait_for(self, script: str) -> Any:
        """Return the value of an expression once it is true of a page that has been loaded."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            try:
                value = self.ask(f"document.readyState === 'complete' && ({script})")
            except RuntimeError:  # the page is being left
                value = None
            if value:
                return value
            time.sleep(0.05)
        raise AssertionError(f"never true: {script}; the page: {self.ask('document.body.innerText')[:2000]}")

    def close(self) -> None:
        """Let go of the pipe."""
        self._answers.close()

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != self._number:
            self._note(answer.get("method"), answer.get("params", {}))
        if "error" in answer:
            raise RuntimeError(answer["error"])
        result: dict[str, Any] = answer["result"]
        return result

    def _note(self, event: str | None, said: dict[str, Any]) -> None:
        if event == "Log.entryAdded" and said["entry"]["level"] in ("warning", "error"):
            self.complaints.append(f"{said['entry']['text']} ({said['entry'].get('url')})")
        elif event == "Runtime.exceptionThrown":
            self.complaints.append(str(said["exceptionDetails"]))
        elif event == "Audits.issueAdded" and said["issue"]["code"] == "ContentSecurityPolicyIssue":
            self.complaints.append(str(said["issue"]["details"]))

    def _next(self) -> dict[str, Any]:
        message = bytearray()
        while (byte := self._answers.read(1)) != b"\0":
            assert byte, "the browser has ended"
            message += byte
        answer: dict[str, Any] = json.loads(message)
        return answer


@contextmanager
def browser(profile: Path) -> Iterator[Page]:
    """Run Chromium for as long as the block does."""
    commands_in, commands = os.pipe()
    answers, answers_out = os.pipe()
    # The browser reads commands from its descriptor 3 and writes answers to 4; a shell puts them there.
    script = f'exec "$0" "$@" 3<&{commands_in} 4>&{answers_out}'
    process = subprocess.Popen(
        ["bash", "-c", script, str(CHROMIUM), *_FLAGS, f"--user-data-dir={profile}"],
        pass_fds=(commands_in, answers_out),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(commands_in)
    os.close(answers_out)
    try:
        page = Page(commands, answers)
        yield page
        page.close()
    finally:
        os.close(commands)
        process.kill()
        process.wait()
