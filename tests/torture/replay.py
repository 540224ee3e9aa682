"""The undisturbed run: what the tortured service accepted, in the same order and at the same times, by one of its own.

Nothing of what the tortured service made is taken over but that order and those times, on which the graph depends: an
article says when it was accepted. So nothing at all may differ between the two.
"""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from service.jobs.database import FILE
from service.jobs.queue import Queue
from tests.torture.sending import COUNT, Sent

_RESTART = (
    "UPDATE task SET state = 'queued', attempts = 0, result = NULL, error = NULL, status = NULL",
    "UPDATE job SET state = 'queued', done = 0, known = 0, failed = 0",
    "UPDATE job SET revision = NULL, started = NULL, finished = NULL",
    "DELETE FROM commit_under_way",
)


def lay_out(disturbed: Path, undisturbed: Path, articles: Mapping[str, Sent]) -> list[str]:
    """Fill the queue of a new data folder with what was accepted; return the ids of the jobs."""
    undisturbed.mkdir()
    queue = Queue(disturbed)
    queue.database.backup(undisturbed / FILE)
    queue.close()
    with closing(sqlite3.connect(undisturbed / FILE, isolation_level=None)) as db:
        db.execute("BEGIN")
        for task, kind, result in db.execute("SELECT id, kind, result FROM task").fetchall():
            payload = _payload(kind, json.loads(result), articles)
            db.execute("UPDATE task SET payload = ? WHERE id = ?", (json.dumps(payload, ensure_ascii=False), task))
        for statement in _RESTART:
            db.execute(statement)
        db.execute("COMMIT")
        return [row[0] for row in db.execute("SELECT id FROM job")]


def _payload(kind: str, result: Mapping[str, Any], articles: Mapping[str, Sent]) -> dict[str, Any]:
    if kind == "ingest":
        return articles[result["article"]].to_json()
    return {"article": result["article"]} if kind == "delete" else {"update": COUNT}
