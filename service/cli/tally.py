"""What became of the articles of ``onrecord ingest``, counted and told."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from service.jobs.model import Job, JobError


@dataclass(slots=True)
class Tally:
    """What became of the articles so far. Failures are told as they come, by ``say``: one line each."""

    new: int = 0
    known: int = 0
    errors: list[JobError] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def add(self, job: Job) -> None:
        """Count the tasks of a job that is over."""
        self.new += job.done - job.known
        self.known += job.known
        for error in job.errors:
            self.fail(error)

    def fail(self, error: JobError) -> None:
        """Count an article that failed, and tell why."""
        self.errors.append(error)
        place = error.input if error.line is None else f"{error.input}, line {error.line}"
        print(f"{place}: {error.detail}", file=sys.stderr)

    @property
    def total(self) -> int:
        """How many have been counted."""
        return self.new + self.known + len(self.errors)

    def told(self, *, left: int | None = None) -> str:
        """Return the sums in a line; ``left`` are those in the queue where it was stopped."""
        sums = f"{self.total} articles: {self.new} new, {self.known} known already, {len(self.errors)} failed"
        return sums if left is None else f"{sums}; {left} left in the queue"

    def to_json(self, *, left: int | None = None) -> str:
        """Return the sums and all failures as JSON."""
        seconds = time.monotonic() - self.began
        summary: dict[str, Any] = {
            "articles": self.total,
            "new": self.new,
            "known": self.known,
            "failed": len(self.errors),
            "seconds": round(seconds, 3),
            "per_second": round(self.total / seconds, 3) if seconds else None,
            "complete": left is None,
            "queued": left or 0,
            "errors": [error.to_json() for error in self.errors],
        }
        return json.dumps(summary, ensure_ascii=False, indent=2)
