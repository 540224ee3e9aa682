"""Answers that are kept: while the store does not change, up to a size, once for all who ask at the same time."""

import gzip
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.app import close, create_app
from service.errors import QueryLimitError
from service.settings import Settings
from service.sparql.answer_cache import AnswerCache
from service.sparql.answering import Answer, Question
from service.sparql.processes.limits import ClientGoneError
from service.sparql.shared_answers import SharedAnswers
from tests.problem import problem

JSON = "application/sparql-results+json"
SELECT = "SELECT ?o WHERE { ?s <https://w3id.org/onrecord#low> ?o } ORDER BY ?o ?s"
R1, R2 = "00000001-0193a5b2c7d1", "00000002-0193a5b2c7d1"


def question(query: str = "ASK {}") -> Question:
    return Question(query=query, results=JSON, graph=None)


class StubRunner:
    """Answers as it is told to, and counts."""

    def __init__(self, make: Callable[[Question], Answer]) -> None:
        self._make = make
        self.runs = 0

    def run(self, question: Question, *_: object) -> Answer:
        self.runs += 1
        return self._make(question)

    def close(self) -> None:
        pass


def whole(body: bytes = b"answer", revision: str = R1) -> Callable[[Question], Answer]:
    return lambda _: Answer(JSON, revision, whole=body)


def test_the_same_question_on_the_same_revision_is_evaluated_once() -> None:
    runner = StubRunner(whole())
    answers = SharedAnswers(runner, AnswerCache(100_000))
    found = [answers.answer(question(), "a", R1) for _ in range(3)]
    assert [each.answer.read() for each in found] == [b"answer"] * 3
    assert [each.status for each in found] == ["OnRecord; fwd=miss", "OnRecord; hit", "OnRecord; hit"]
    assert runner.runs == 1
    answers.answer(question(), "b", R1)
    answers.answer(question(), "a", R2)
    assert runner.runs == 3


def test_an_answer_is_kept_under_the_revision_that_it_is_of() -> None:
    runner = StubRunner(whole(revision=R2))
    answers = SharedAnswers(runner, AnswerCache(100_000))
    answers.answer(question(), "a", R1)  # a commit came between
    assert answers.answer(question(), "a", R2).status == "OnRecord; hit"


def test_without_a_name_or_a_cache_every_question_is_evaluated() -> None:
    runner = StubRunner(whole())
    for answers, name in (
        (SharedAnswers(runner, AnswerCache(100_000)), None),
        (SharedAnswers(runner, AnswerCache(0)), "a"),
    ):
        assert {answers.answer(question(), name, R1).status for _ in range(2)} == {"OnRecord; fwd=bypass"}
    assert runner.runs == 4


def test_who_wants_it_anew_has_it_evaluated_and_kept() -> None:
    bodies = iter([b"old", b"new"])
    runner = StubRunner(lambda _: Answer(JSON, R1, whole=next(bodies)))
    answers = SharedAnswers(runner, AnswerCache(100_000))
    answers.answer(question(), "a", R1)
    assert answers.answer(question(), "a", R1, anew=True).answer.read() == b"new"
    assert answers.answer(question(), "a", R1).answer.read() == b"new"


def test_a_stream_is_kept_when_it_has_come_to_its_end() -> None:
    def stream(_: Question) -> Answer:
        return Answer(JSON, R1, parts=iter([b"one ", b"two"]))

    runner = StubRunner(stream)
    answers = SharedAnswers(runner, AnswerCache(100_000))
    first = answers.answer(question(), "a", R1)
    next(first.answer.parts)  # its client goes away
    first.answer.close()
    second = answers.answer(question(), "a", R1)
    assert second.answer.read() == b"one two"
    assert answers.answer(question(), "a", R1).answer.whole == b"one two"
    assert runner.runs == 2


def test_a_stream_that_breaks_or_is_too_large_is_not_kept() -> None:
    def broken(_: Question) -> Answer:
        def parts() -> Iterator[bytes]:
            yield b"one"
            raise QueryLimitError("too many rows")

        return Answer(JSON, R1, parts=parts())

    answers = SharedAnswers(StubRunner(broken), AnswerCache(100_000))
    for _ in range(2):
        found = answers.answer(question(), "a", R1)
        with pytest.raises(QueryLimitError):
            found.answer.read()
    large = SharedAnswers(StubRunner(lambda _: Answer(JSON, R1, parts=iter([bytes(10_000)] * 3))), AnswerCache(100_000))
    assert [len(large.answer(question(), "a", R1).answer.read()) for _ in range(2)] == [30_000] * 2
    assert large.answer(question(), "a", R1).status == "OnRecord; fwd=miss"


def test_what_is_kept_stays_below_the_capacity_and_goes_by_last_use() -> None:
    cache = AnswerCache(50_000)
    for name in "abcdefgh":
        cache.keep(name, JSON, R1, bytes(5_000))
    cache.find("a", R1)
    cache.keep("i", JSON, R1, bytes(5_000))
    assert cache.size <= 50_000
    assert cache.find("a", R1) is not None
    assert cache.find("b", R1) is None
    cache.keep("large", JSON, R1, bytes(10_000))  # more than its share
    assert cache.find("large", R1) is None
    kept = cache.find("i", R1)
    assert kept is not None
    before = cache.size
    assert gzip.decompress(kept.coded("gzip")) == bytes(5_000)
    assert kept.coded("gzip") is kept.coded("gzip")
    assert cache.size == before + len(kept.coded("gzip"))


def test_old_revisions_go_first_and_do_not_come_back() -> None:
    cache = AnswerCache(50_000)
    cache.keep("a", JSON, R1, b"old")
    assert cache.find("a", R2) is None
    assert cache.size == 0
    cache.keep("a", JSON, R1, b"late")  # its evaluation began before the commit
    assert cache.find("a", R1) is None
    assert cache.find("a", R2) is None


class Slow:
    """A runner whose first question waits until it is let go."""

    def __init__(self, outcome: Callable[[], Answer]) -> None:
        self._outcome = outcome
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.runs = 0

    def run(self, *_: object) -> Answer:
        self.runs += 1
        if self.runs == 1:
            self.begun.set()
            assert self.go_on.wait(30)
            return self._outcome()
        return Answer(JSON, R1, whole=b"of its own")

    def close(self) -> None:
        pass


def together(answers: SharedAnswers, runner: Slow, names: str = "aaa") -> list[object]:
    """Ask at the same time; return the answers or errors, the first being that of who was first."""
    outcomes: list[object] = [None] * len(names)
    waiting, wait = threading.Semaphore(0), answers._wait

    def noted(flight):
        waiting.release()
        return wait(flight)

    answers._wait = noted  # type: ignore[method-assign]

    def ask(place: int) -> None:
        try:
            found = answers.answer(question(), names[place], R1)
            outcomes[place] = found.answer.read()
        except Exception as error:
            outcomes[place] = error

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(len(names))]
    threads[0].start()
    assert runner.begun.wait(30)
    for thread in threads[1:]:
        thread.start()
    for _ in range(names.count(names[0]) - 1):
        assert waiting.acquire(timeout=30)
    runner.go_on.set()
    for thread in threads:
        thread.join(30)
    return outcomes


def test_equal_questions_at_the_same_time_are_evaluated_once() -> None:
    runner = Slow(lambda: Answer(JSON, R1, whole=b"shared"))
    assert together(SharedAnswers(runner, AnswerCache(100_000)), runner) == [b"shared"] * 3
    assert runner.runs == 1


def test_an_error_is_shared_as_well() -> None:
    def fail() -> Answer:
        raise QueryLimitError("too long", retry_after=3)

    runner = Slow(fail)
    outcomes = together(SharedAnswers(runner, AnswerCache(100_000)), runner)
    assert [type(each) for each in outcomes] == [QueryLimitError] * 3
    assert {each.retry_after for each in outcomes} == {3}
    assert runner.runs == 1


def test_who_waits_for_one_that_fails_or_streams_is_answered_all_the_same() -> None:
    def crash() -> Answer:
        raise KeyError("a fault")

    for outcome, first in (
        (crash, None),
        (lambda: Answer(JSON, R1, parts=iter([b"stre", b"am"])), b"stream"),
    ):
        runner = Slow(outcome)
        outcomes = together(SharedAnswers(runner, AnswerCache(100_000)), runner)
        assert outcomes[1:] == [b"of its own"] * 2
        assert first is None or outcomes[0] == first


def test_when_the_client_that_asked_first_goes_away_the_next_one_asks() -> None:
    def leave() -> Answer:
        raise ClientGoneError("gone")

    runner = Slow(leave)
    outcomes = together(SharedAnswers(runner, AnswerCache(100_000)), runner, "aaaaa")
    assert isinstance(outcomes[0], ClientGoneError)
    assert outcomes[1:] == [b"of its own"] * 4
    assert runner.runs == 2


def test_other_questions_do_not_wait() -> None:
    runner = Slow(lambda: Answer(JSON, R1, whole=b"slow"))
    assert together(SharedAnswers(runner, AnswerCache(100_000)), runner, "ab") == [b"slow", b"of its own"]


def ask(client: FlaskClient, query: str = SELECT, **headers: str):
    return client.post(
        "/sparql", data={"query": query}, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


def test_a_repeated_query_comes_from_the_cache_and_says_so(seeded_data: Path) -> None:
    app = create_app(Settings(data=seeded_data))
    client = app.test_client()
    first, second = ask(client), ask(client)
    assert first.headers["Cache-Status"] == "OnRecord; fwd=miss"
    assert second.headers["Cache-Status"] == "OnRecord; hit"
    left_out = ("Cache-Status", "X-Request-Id")
    told = [{name: value for name, value in each.headers if name not in left_out} for each in (first, second)]
    assert told[0] == told[1]
    assert first.data == second.data == ask(client, Cache_Control="no-cache").data
    assert ask(client, Cache_Control="no-cache").headers["Cache-Status"] == "OnRecord; fwd=request"
    for _ in range(2):
        compressed = ask(client, Accept_Encoding="gzip")
        assert gzip.decompress(compressed.data) == first.data
        assert compressed.headers["Vary"] == first.headers["Vary"] == "Accept, Accept-Encoding"
    assert ask(client, Accept="text/csv").headers["Cache-Status"] == "OnRecord; fwd=miss"
    close(app)


def test_the_cache_can_be_switched_off(seeded_data: Path) -> None:
    app = create_app(Settings(data=seeded_data, query_cache_bytes=0))
    assert {ask(app.test_client()).headers["Cache-Status"] for _ in range(2)} == {"OnRecord; fwd=bypass"}
    close(app)


@pytest.mark.parametrize("query", ["SELECT (RAND() AS ?x) {}", "SELECT (BNODE() AS ?x) {}"])
def test_an_answer_that_holds_for_the_moment_is_not_kept_by_anybody(client: FlaskClient, query: str) -> None:
    first, second = ask(client, query), ask(client, query)
    assert first.data != second.data
    assert first.headers["Cache-Control"] == "no-store"
    assert first.headers["OnRecord-Revision"]
    for name in ("ETag", "Last-Modified"):
        assert name not in first.headers


def test_errors_are_not_kept(client: FlaskClient) -> None:
    for _ in range(2):
        response = ask(client, "SELEC")
        problem(response, 400)
        assert "Cache-Status" not in response.headers


def test_after_a_write_no_old_answer_is_given(writing_client: FlaskClient) -> None:
    query = "SELECT ?o { GRAPH <urn:g> { ?s ?p ?o } }"
    for number in range(5):
        writing_client.put("/data?graph=urn:g", data=f"<urn:a> <urn:b> {number} .", content_type="text/turtle")
        answers = [ask(writing_client, query) for _ in range(2)]
        values = [each.get_json(force=True)["results"]["bindings"][0]["o"]["value"] for each in answers]
        assert values == [str(number)] * 2
        assert [each.headers["Cache-Status"] for each in answers] == ["OnRecord; fwd=miss", "OnRecord; hit"]
