"""When what the writer has gathered is to be committed."""

import time

import pytest

from service.jobs.batch import Batch
from service.jobs.worklist import Outcome

ARTICLES = "http://localhost:8000/graph/article/"


@pytest.fixture
def batch(monkeypatch: pytest.MonkeyPatch) -> Batch:
    """A batch of one outcome, as old as ``time.monotonic`` says in seconds since then."""
    now = time.monotonic()
    monkeypatch.setattr("service.jobs.batch.time.monotonic", lambda: now)
    made = Batch()
    made.end(Outcome(task=1))
    return made


def after(seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.monotonic() + seconds
    monkeypatch.setattr("service.jobs.batch.time.monotonic", lambda: now)


@pytest.mark.parametrize(
    ("seconds", "in_bulk", "cost", "is_due"),
    [
        (0.2, False, 0.01, False),
        (0.4, False, 0.01, True),  # commits that cost little come soon
        (0.4, False, 0.5, False),
        (2.1, False, 0.5, True),  # those that cost much take a fifth of the time
        (2.1, False, 60.0, True),  # nobody waits long for that
        (0.4, True, 0.01, False),
        (2.1, True, 0.01, True),
    ],
)
def test_when_a_batch_is_due(
    batch: Batch, monkeypatch: pytest.MonkeyPatch, seconds: float, in_bulk: bool, cost: float, is_due: bool
) -> None:
    after(seconds, monkeypatch)
    assert batch.is_due(in_bulk=in_bulk, cost=cost) is is_due


def test_operations_on_other_graphs_touch_no_article() -> None:
    batch = Batch()
    assert not batch.may_touch(ARTICLES)
    batch.touch(["urn:g"])
    assert not batch.may_touch(ARTICLES)
    batch.touch([f"{ARTICLES}1a"])
    assert batch.may_touch(ARTICLES)


def test_operations_on_any_graph_may_touch_articles() -> None:
    batch = Batch()
    batch.touch(None)
    assert batch.may_touch(ARTICLES)
