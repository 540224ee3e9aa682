"""How queries ended, counted and logged: never what they ask, but a digest by which two can be told to be the same."""

from __future__ import annotations

import hashlib
import logging
import time

from service import tracing
from service.errors import OnRecordError, QueryLimitError
from service.metrics import metrics
from service.sparql.processes.lanes import Run
from service.sparql.processes.limits import ClientGoneError

_log = logging.getLogger(__name__)
_LIMITS = {
    "ONRECORD_QUERY_TIMEOUT": "time",
    "ONRECORD_QUERY_MEMORY": "memory",
    "ONRECORD_QUERY_ROWS": "rows",
    "ONRECORD_QUERY_BYTES": "bytes",
}
_USUAL = ("answered", "invalid", "gone")


def count(run: Run, query: str, error: BaseException | None = None) -> None:
    """Count a query that has ended: with an answer, or with an error."""
    outcome, seconds = _outcome(error), time.monotonic() - run.begun
    lane = "long" if run.is_demoted else "short"
    metrics().queries.labels(lane, outcome).inc()
    metrics().query_seconds.labels(lane, outcome).observe(seconds)
    now = time.time()
    if tracing.is_on():
        said = {"onrecord.query.digest": digest(query), "onrecord.query.lane": lane, "onrecord.query.outcome": outcome}
        tracing.record("query", now - seconds, now, attributes=said, parent=run.trace, failed=outcome not in _USUAL)
    level = logging.DEBUG if outcome in _USUAL else logging.WARNING
    if _log.isEnabledFor(level):
        shown = {"outcome": outcome, "lane": lane, "seconds": round(seconds, 6), "query_digest": digest(query)}
        _log.log(level, "query", extra=shown)


def digest(query: str) -> str:
    """Return a name for a query that does not tell what it is."""
    return hashlib.sha256(query.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _outcome(error: BaseException | None) -> str:
    if error is None:
        return "answered"
    if isinstance(error, ClientGoneError | GeneratorExit):
        return "gone"
    if isinstance(error, QueryLimitError):
        return next((limit for setting, limit in _LIMITS.items() if setting in error.detail), "busy")
    return "invalid" if isinstance(error, OnRecordError) and error.status < 500 else "failed"
