"""Waiting until a commit has been followed in memory: no longer than there is somebody who follows."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from service.store.embedded import EmbeddedStore
from service.store.followed import Follower, wait_until_followed

LONG = 60.0  # seconds


def waiting(data: Path, base: str) -> threading.Thread:
    thread = threading.Thread(target=wait_until_followed, args=(data, base, LONG), daemon=True)
    thread.start()
    return thread


def test_nobody_is_waited_for_where_nobody_follows(tmp_path: Path) -> None:
    wait_until_followed(tmp_path, "", LONG)
    (tmp_path / "followed").write_text("1-a")
    wait_until_followed(tmp_path, "1-a", LONG)


def test_who_holds_another_revision_or_none_is_not_waited_for(tmp_path: Path) -> None:
    follower = Follower(tmp_path)
    for told in (None, "00000007-01a203f70cf7", None):
        follower.tell(told)
        wait_until_followed(tmp_path, "00000008-01a204198dbe", LONG)


def test_who_follows_is_waited_for_until_it_has(tmp_path: Path) -> None:
    follower = Follower(tmp_path)
    follower.tell("1-a")
    thread = waiting(tmp_path, "1-a")
    thread.join(0.2)
    assert thread.is_alive()
    follower.tell("2-b")
    thread.join(LONG)
    assert not thread.is_alive()


def test_who_follows_too_slowly_is_not_waited_for_any_longer(tmp_path: Path) -> None:
    follower = Follower(tmp_path)
    follower.tell("1-a")
    wait_until_followed(tmp_path, "1-a", 0.05)


def test_the_first_of_several_is_the_one_that_tells(tmp_path: Path) -> None:
    first, second = Follower(tmp_path), Follower(tmp_path)
    first.tell("1-a")
    second.tell("2-b")
    thread = waiting(tmp_path, "1-a")
    thread.join(0.2)
    assert thread.is_alive()
    first.tell(None)
    thread.join(LONG)
    assert not thread.is_alive()


def test_who_was_killed_is_not_waited_for(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from service.store.followed import Follower; "
        "follower = Follower(Path(sys.argv[1])); follower.tell('1-a'); print('told', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"told\n"
        thread = waiting(tmp_path, "1-a")
        thread.join(0.2)
        assert thread.is_alive()
        os.kill(process.pid, signal.SIGKILL)
    thread.join(LONG)
    assert not thread.is_alive()


def test_a_commit_is_published_when_it_has_been_followed_or_after_a_while(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    store.replace_graphs({"urn:g": b"<urn:s> <urn:p> <urn:o> .\n"})
    first = store.commit()
    follower = Follower(tmp_path)
    follower.tell(first)
    store.replace_graphs({"urn:g": b"<urn:s> <urn:p> <urn:other> .\n"})
    thread = threading.Thread(target=store.commit)
    thread.start()
    time.sleep(0.2)
    assert store.revision == first
    thread.join(LONG)  # nobody tells that it has been followed
    assert store.revision > first
    store.close()
