"""What a server may answer instead of what it was asked for, and what is told of it."""

import json
import time
from typing import Any

import pytest
from pydantic import ValidationError

from service.llm.client import ChatClient, NoReplyError, Price
from service.settings import Settings
from tests.llm.conftest import Model, Refusal, completion

SECRET = "sk-very-secret"


def client(url: str, **changed: Any) -> ChatClient:
    options: dict[str, Any] = {"key": SECRET, "timeout": 5.0, "retries": 1, "max_tokens": 10, "price": Price()}
    return ChatClient(url, "recorded", **(options | changed))


def failure(url: str, **changed: Any) -> NoReplyError:
    with pytest.raises(NoReplyError) as caught:
        client(url, **changed).ask("Read.", "This.", {})
    return caught.value


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"choices": []}',
        b'{"choices": [null]}',
        b"[" * 100_000,
        b"\xff\xfe",
        completion(None),
        completion(["x"]),
        b'{"choices": [{"message": {"content": 1e999}}]}',
    ],
)
def test_a_body_of_another_shape_is_no_reply(model: Model, body: bytes) -> None:
    model.reply = lambda request: body
    assert failure(model.url).usage.requests == 1


@pytest.mark.parametrize(
    "usage", [[], "many", {"prompt_tokens": None}, {"prompt_tokens": -1}, {"prompt_tokens": True}, {"x": 1}]
)
def test_counts_that_cannot_be_used_are_none(model: Model, usage: Any) -> None:
    model.reply = lambda request: completion("{}", usage=usage)
    reply = client(model.url).ask("Read.", "This.", {})
    assert (reply.text, reply.usage.prompt_tokens, reply.usage.requests) == ("{}", 0, 1)


def test_an_infinite_count_is_none(model: Model) -> None:
    model.reply = lambda request: completion("{}").replace(b"1000", b"1e999")
    assert client(model.url).ask("Read.", "This.", {}).usage.prompt_tokens == 0


def test_what_the_server_says_about_an_error_is_told_in_short_and_without_the_key(model: Model) -> None:
    said = json.dumps({"error": f"no such model\n, key {SECRET} " + "x" * 5_000}).encode()
    model.reply = lambda request: Refusal(404, said)
    error = failure(model.url)
    assert "404" in error.detail
    assert "no such model" in error.detail
    assert SECRET not in error.detail
    assert len(error.detail) < 400
    assert len(model.requests) == 1


def test_failed_tries_are_counted(model: Model) -> None:
    model.reply = lambda request: 503
    used = failure(model.url).usage
    assert (used.requests, used.retries) == (1, 1)
    assert len(model.requests) == 2


def test_a_request_that_takes_too_long_is_not_sent_again(model: Model) -> None:
    model.delay = 1.0
    assert "does not answer" in failure(model.url, timeout=0.2, retries=3).detail
    assert len(model.requests) == 1


def test_an_answer_that_drips_is_not_waited_for(model: Model) -> None:
    model.reply, model.drip = (lambda request: completion("x" * 5_000)), 0.02
    begun = time.monotonic()
    assert "more than" in failure(model.url, timeout=0.3).detail
    assert time.monotonic() - begun < 50  # all of it would take 100


def test_no_try_is_begun_behind_the_deadline(model: Model) -> None:
    model.reply = lambda request: 503
    with pytest.raises(NoReplyError):
        client(model.url, retries=9).ask("Read.", "This.", {}, deadline=time.monotonic() + 0.3)
    assert len(model.requests) == 1


def test_a_server_that_is_away_is_no_reply() -> None:
    assert "does not answer" in failure("http://127.0.0.1:9/v1", retries=0).detail


@pytest.mark.parametrize("key", [f"{SECRET}\r\nX: y", f"{SECRET}é", f"{SECRET}\x00"])
def test_a_key_that_no_header_can_hold_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Settings(llm_key=key)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("key", [f"{SECRET}\r\nX: y", f"{SECRET}š"])
def test_a_key_that_cannot_be_sent_is_no_reply_and_not_told(model: Model, key: str) -> None:
    error: BaseException | None = failure(model.url, key=key, retries=0)
    while error is not None:
        assert SECRET not in repr(error)
        error = error.__cause__


def test_white_space_around_a_key_is_no_part_of_it() -> None:
    key = Settings(llm_key=f" {SECRET}\n").llm_key
    assert key is not None
    assert key.get_secret_value() == SECRET
    assert Settings(llm_key="").llm_key is None


@pytest.mark.parametrize("url", [f"http://me:{SECRET}@host/v1", f"https://host/v1?key={SECRET}", f"http://h/#{SECRET}"])
def test_an_address_holds_no_secrets(url: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Settings(llm_url=url)
    assert SECRET not in str(caught.value)
    assert "ONRECORD_LLM_KEY" in str(caught.value)
