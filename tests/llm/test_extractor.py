"""Extraction by a language model: what it says stands in the text, or is refused; what fails is left to the rules."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from ontology.registry import load
from service.annotate import Annotator
from service.extract import RuleExtractor
from service.llm import ChatClient, Limits, LlmExtractor
from service.llm.breaker import FAILURES, PAUSE, Breaker
from service.llm.client import Price
from service.model import Article, Claims, Given
from service.text import read_plain
from tests.llm.conftest import Json, Model, answer, completion

TEXT = """Kenya sends police to Haiti

NAIROBI, 2 May 2025 - Kenya has flown about 400 police officers to Haiti, Interior Minister Kithure Mwangi said Friday.

"Our officers will stay until the gangs are gone," he told reporters. The opposition denied that the mission was legal.

Comments are closed. Kenya's critics say nothing here.
"""
ACTORS = [
    {"id": "a", "name": "Kithure Mwangi", "type": "person", "role": "Interior Minister", "of": "k"},
    {"id": "k", "name": "Kenya", "type": "state"},
    {"id": "h", "name": "Haiti", "type": "state"},
]
SAID = {
    "id": "x", "speaker": ["a"], "via": [], "cue": "said", "act": "announce", "kind": "indirect", "paragraph": 2,
    "content": "Kenya has flown about 400 police officers to Haiti", "date": "2025-05-02", "about": ["n", "p"],
}  # fmt: skip
QUOTED = SAID | {
    "id": "y", "cue": "told", "act": "promise", "kind": "direct", "paragraph": 3,
    "content": "Our officers will stay until the gangs are gone", "about": [],
}  # fmt: skip
COUNT = {
    "id": "n", "measure": "deployed", "low": 400, "qualifier": "about", "of": "k", "source": ["a"],
    "span": "about 400 police officers", "paragraph": 2,
}  # fmt: skip
SENT = {
    "id": "p", "sender": "k", "beneficiary": "h", "force": "police", "status": "under_way", "destination": ["Haiti"],
    "quote": "flown about 400 police officers to Haiti", "paragraph": 2,
}  # fmt: skip
GOOD = {"actors": ACTORS, "statements": [SAID, QUOTED], "deployments": [SENT], "figures": [COUNT]}

Extract = Callable[..., Claims]


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator(load())


@pytest.fixture
def extract(annotator: Annotator, model: Model) -> Extract:
    """Reads ``TEXT`` (or another) with the model at work; keywords change the extractor's limits."""

    def run(text: str = TEXT, **changed: Any) -> Claims:
        registry = load()
        options = {"key": "secret", "timeout": 5.0, "retries": 2, "max_tokens": 500, "price": Price(2.0, 10.0)}
        limits = {"piece_chars": 6_000, "pieces": 20, "seconds": 60.0}
        options |= {name: value for name, value in changed.items() if name in options}
        limits |= {name: value for name, value in changed.items() if name in limits}
        client = ChatClient(model.url, "recorded", **options)  # type: ignore[arg-type]
        extractor = LlmExtractor(client, RuleExtractor(registry).extract, registry, Limits(**limits))  # type: ignore[arg-type]
        article = read_plain(text, Given(), max_chars=100_000)
        return extractor.extract(article, next(annotator.annotate([article])))

    return run


def article() -> Article:
    return read_plain(TEXT, Given(), max_chars=100_000)


def test_a_good_answer_becomes_claims_that_stand_in_the_text(model: Model, extract: Extract) -> None:
    model.reply = lambda request: answer(**GOOD)
    claims = extract()
    text = article().text
    assert claims.extractor == "llm"
    first, second = claims.statements
    assert text[first.start : first.end] == first.content == SAID["content"]
    assert (first.cue, first.act, first.date, second.kind) == ("said", "announce", "2025-05-02", "direct")
    (minister,) = first.speaker
    assert claims.actor(minister).name == "Kithure Mwangi"
    assert claims.actor(minister).of == "kenya"
    assert claims.actor("kenya").key == "kenya"
    (figure,), (deployment,) = claims.figures, claims.deployments
    assert (figure.low, figure.qualifier, figure.of, figure.source) == (400, "about", "kenya", (minister,))
    assert text[figure.start : figure.end] == "about 400 police officers"
    assert (deployment.sender, deployment.beneficiary, deployment.destination) == ("kenya", "haiti", ("Haiti",))
    assert first.about == (figure.id, deployment.id)
    assert claims.usage is not None
    assert claims.usage.refused == 0


def test_the_request_carries_schema_key_and_bounds(model: Model, extract: Extract) -> None:
    model.reply = lambda request: answer(**GOOD)
    extract()
    (request,), (headers,) = model.requests, model.headers
    assert headers["Authorization"] == "Bearer secret"
    assert (request["model"], request["max_tokens"]) == ("recorded", 500)
    assert "statements" in request["response_format"]["json_schema"]["schema"]["properties"]
    question = request["messages"][-1]["content"]
    assert "[2] NAIROBI, 2 May 2025" in question or "[2] Kenya has flown" in question


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"statements": [SAID | {"content": "Kenya has flown about 500 police officers to Haiti"}]}, "statements"),
        ({"statements": [SAID | {"paragraph": 3}]}, "statements"),
        ({"statements": [SAID | {"paragraph": 40}]}, "statements"),
        ({"statements": [SAID | {"cue": "boasted"}]}, "statements"),
        ({"statements": [SAID | {"speaker": ["nobody"]}]}, "statements"),
        ({"statements": [SAID | {"content": "enya has flown"}]}, "statements"),
        ({"figures": [COUNT | {"low": 4000}]}, "figures"),
        ({"figures": [COUNT | {"span": "about 400 soldiers"}]}, "figures"),
        ({"figures": [COUNT | {"high": 4}]}, "figures"),
        ({"figures": [COUNT | {"source": ["nobody"]}]}, "figures"),
        ({"deployments": [SENT | {"quote": "flown 400 officers"}]}, "deployments"),
        ({"deployments": [SENT | {"sender": "nobody"}]}, "deployments"),
        ({"treaties": [{"id": "t", "kind": "other", "name": "Treaty of Tortuga", "paragraph": 2}]}, "treaties"),
    ],
)
def test_what_does_not_stand_in_the_text_is_refused_and_counted(
    model: Model, extract: Extract, changed: Json, kind: str
) -> None:
    plain: Json = GOOD | {"statements": [SAID | {"about": []}, QUOTED]}
    model.reply = lambda request: answer(**(plain | changed))
    claims = extract()
    before = len(plain.get(kind, []))
    assert len(getattr(claims, kind)) == (0 if kind in changed else before)
    assert claims.usage is not None
    assert claims.usage.refused == 1
    assert len(claims.rejected) == 1


def test_an_actor_who_is_not_in_the_text_is_refused_with_all_that_hangs_on_it(model: Model, extract: Extract) -> None:
    invented = [ACTORS[0] | {"name": "Kithure Kindiki"}, *ACTORS[1:]]
    model.reply = lambda request: answer(**(GOOD | {"actors": invented}))
    claims = extract()
    assert claims.statements == ()
    assert claims.figures == ()
    assert len(claims.deployments) == 1
    assert claims.usage is not None
    assert claims.usage.refused == 4


def test_clutter_is_not_sent_and_nothing_in_it_is_believed(model: Model, extract: Extract) -> None:
    closed = next(p for p in article().boilerplate if "Comments are closed" in p.exact)
    model.reply = lambda request: answer(
        **(GOOD | {"statements": [SAID | {"content": "Comments are closed", "cue": "say", "paragraph": 4}]})
    )
    claims = extract()
    assert closed.exact not in model.requests[0]["messages"][-1]["content"]
    assert claims.statements == ()


def test_long_articles_are_asked_for_in_pieces_and_cost_is_counted(model: Model, extract: Extract) -> None:
    model.reply = lambda request: answer(
        **(GOOD | {"statements": [SAID | {"paragraph": n} for n in (1, 2)], "deployments": [], "figures": []})
    )
    claims = extract(piece_chars=150)
    questions = [request["messages"][-1]["content"].partition("Paragraphs:\n")[2] for request in model.requests]
    assert len(questions) > 1
    assert all(len(question) < 150 + 30 for question in questions)
    assert len(claims.statements) == 1
    assert claims.usage is not None
    assert claims.usage.requests == len(questions)
    assert claims.usage.prompt_tokens == 1000 * len(questions)
    assert claims.usage.cost == pytest.approx(len(questions) * (1000 * 2.0 + 200 * 10.0) / 1_000_000)


def test_claims_out_of_shape_are_refused_one_by_one(model: Model, extract: Extract) -> None:
    wrong = [{"content": "x"}, SAID | {"act": "sing"}, SAID | {"content": "x" * 3_000}, SAID]
    model.reply = lambda request: answer(**(GOOD | {"statements": wrong}))
    claims = extract()
    assert len(claims.statements) == 1
    assert claims.usage is not None
    assert claims.usage.refused == 3


def test_an_overloaded_server_is_asked_again(model: Model, extract: Extract) -> None:
    model.reply = lambda request: 429 if len(model.requests) < 3 else answer(**GOOD)
    claims = extract()
    assert len(claims.statements) == 2
    assert claims.usage is not None
    assert (claims.usage.requests, claims.usage.retries) == (1, 2)


def test_an_answer_out_of_shape_is_asked_for_once_more(model: Model, extract: Extract) -> None:
    model.reply = lambda request: "Sure! Here is" if len(model.requests) == 1 else answer(**GOOD)
    claims = extract()
    assert len(claims.statements) == 2
    assert claims.usage is not None
    assert claims.usage.requests == 2


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (lambda request: "no JSON at all", "schema"),
        (lambda request: json.dumps({"actors": [], "statements": []}), "schema"),
        (lambda request: "[" * 50_000, "schema"),
        (lambda request: '{"actors": "\\ud800"}', "schema"),
        (lambda request: 503, "503"),
        (lambda request: 401, "ONRECORD_LLM_KEY"),
        (lambda request: 404, "404"),
    ],
)
def test_a_model_that_fails_leaves_the_article_to_the_rules(
    model: Model, extract: Extract, reply: Callable[[Json], str | int], reason: str
) -> None:
    model.reply = reply
    claims = extract(retries=1)
    assert claims.extractor.startswith("rules")
    assert [s.cue for s in claims.statements][:1] == ["said"]
    assert claims.usage is not None
    assert reason in (claims.usage.fallback or "")


def test_a_model_that_fails_on_a_later_piece_leaves_all_of_it_to_the_rules(model: Model, extract: Extract) -> None:
    model.reply = lambda request: answer(**GOOD) if len(model.requests) == 1 else 400
    claims = extract(piece_chars=150)
    assert claims.extractor.startswith("rules")
    assert {s.rule for s in claims.statements} != {"language model"}
    assert all(s.rule != "language model" for s in claims.statements)
    assert claims.usage is not None
    assert claims.usage.prompt_tokens == 1000


def test_a_model_that_takes_too_long_is_not_waited_for(model: Model, extract: Extract) -> None:
    model.delay = 1.0
    claims = extract(timeout=0.2, retries=0)
    assert claims.extractor.startswith("rules")
    assert claims.usage is not None
    assert "does not answer" in (claims.usage.fallback or "")


def test_an_article_of_too_many_pieces_is_not_sent_at_all(model: Model, extract: Extract) -> None:
    claims = extract(piece_chars=100, pieces=1)
    assert model.requests == []
    assert claims.usage is not None
    assert "ONRECORD_LLM_PIECES" in (claims.usage.fallback or "")


def test_an_answer_in_a_fence_is_read(model: Model, extract: Extract) -> None:
    model.reply = lambda request: f"```json\n{answer(**GOOD)}\n```\n"
    assert len(extract().statements) == 2


def test_an_answer_that_is_cut_off_is_not_asked_for_again(model: Model, extract: Extract) -> None:
    model.reply = lambda request: completion(answer(**GOOD)[:200], finish_reason="length")
    claims = extract()
    assert claims.extractor.startswith("rules")
    assert claims.usage is not None
    assert "ONRECORD_LLM_MAX_TOKENS" in (claims.usage.fallback or "")
    assert (len(model.requests), claims.usage.completion_tokens) == (1, 200)


def test_an_article_that_takes_too_long_is_left_to_the_rules(model: Model, extract: Extract) -> None:
    model.reply, model.delay = (lambda request: answer(**GOOD)), 0.4
    claims = extract(piece_chars=150, seconds=0.5)
    assert claims.extractor.startswith("rules")
    assert claims.statements
    assert claims.usage is not None
    assert claims.usage.fallback is not None


def test_what_was_refused_and_tried_is_counted_when_the_rules_take_over(model: Model, extract: Extract) -> None:
    model.reply = lambda request: answer(**(GOOD | {"treaties": [{}]})) if len(model.requests) == 1 else 503
    claims = extract(piece_chars=150, retries=0)
    assert claims.usage is not None
    assert claims.usage.fallback is not None
    assert claims.usage.requests == 2
    assert claims.usage.refused > 0


def test_actors_of_earlier_pieces_are_known_in_later_ones(model: Model, extract: Extract) -> None:
    later = {"statements": [QUOTED | {"speaker": ["kithure_mwangi"], "paragraph": 1}]}

    def reply(request: Json) -> str:
        question = request["messages"][-1]["content"]
        return (
            answer(**later) if "kithure_mwangi: Kithure Mwangi" in question else answer(**(GOOD | {"statements": []}))
        )

    model.reply = reply
    claims = extract(piece_chars=160)
    (statement,) = claims.statements
    assert claims.actor(statement.speaker[0]).name == "Kithure Mwangi"


def test_a_model_that_is_away_is_left_alone_for_a_while(model: Model, annotator: Annotator) -> None:
    model.reply = lambda request: 500
    registry = load()
    client = ChatClient(model.url, "recorded", key=None, timeout=5.0, retries=0, max_tokens=500, price=Price())
    extractor = LlmExtractor(client, RuleExtractor(registry).extract, registry, Limits(6_000, 20, 60.0))
    doc = next(annotator.annotate([article()]))
    found = [extractor.extract(article(), doc) for _ in range(FAILURES + 2)]
    assert len(model.requests) == FAILURES
    assert all(claims.statements for claims in found)
    assert found[-1].usage is not None
    assert "left alone" in (found[-1].usage.fallback or "")


def test_a_model_that_was_left_alone_is_asked_again() -> None:
    now = 0.0
    breaker = Breaker(lambda: now)
    for _ in range(FAILURES):
        assert breaker.seconds_left == 0
        breaker.note(is_away=True)
    assert breaker.seconds_left == PAUSE
    now = PAUSE
    assert breaker.seconds_left == 0
    breaker.note(is_away=False)
    breaker.note(is_away=True)
    assert breaker.seconds_left == 0
