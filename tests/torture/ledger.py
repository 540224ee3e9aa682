"""What the clients of a tortured service have seen, and what of it is wrong already when it is seen."""

import threading
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

BY_POLICY = (429, 503)


@dataclass
class Ledger:
    """Counts, faults, and answers by question and revision. For several threads.

    ``jobs`` are those that were answered 202. ``answers`` are, for each question whose answer is either nothing or
    final, the answers that there have been.
    """

    faults: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    jobs: set[str] = field(default_factory=set)
    answers: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    by_revision: dict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, what: str) -> None:
        with self._lock:
            self.counts[what] += 1

    def fault(self, what: str) -> None:
        with self._lock:
            self.faults.append(what)

    def accepted(self, job: str) -> None:
        with self._lock:
            self.jobs.add(job)

    def saw(self, question: str, revision: str, answer: Any) -> None:
        """Note the answer to a question on the whole; of one revision there is only one."""
        with self._lock:
            before = self.by_revision[question].setdefault(revision, answer)
        if before != answer:
            self.fault(f"{question}: two answers of revision {revision}: {_short(before)} and {_short(answer)}")

    def saw_final(self, question: str, answer: Any) -> None:
        """Note the answer to a question about an article that is there: it never changes."""
        with self._lock:
            if answer not in self.answers[question]:
                self.answers[question].append(answer)

    def is_refusal(self, status: int, told: Any) -> bool:
        """Whether a request was refused by policy, in which case the answer has to say when to come back."""
        if status not in BY_POLICY:
            return False
        if "Retry-After" not in told:
            self.fault(f"{status} without Retry-After")
        return True


def _short(answer: Any) -> str:
    text = str(answer)
    return text if len(text) < 300 else f"{text[:300]}…"
