"""Speaks to an OpenAI-compatible chat endpoint: bounded requests, retries, time-outs, and what they cost."""

from __future__ import annotations

import json
import math
import time
from dataclasses import dataclass
from typing import Any, Literal

from service.errors import UnavailableError
from service.llm.exchange import Exchange, NotAnsweredError, Response
from service.model import Usage

LONGEST_WAIT = 30.0  # seconds between two tries, whatever the server asks for
FIRST_WAIT = 0.5  # seconds, doubled with every try
PASSING = {408, 429, 500, 502, 503, 504}  # statuses behind which another try may succeed
REFUSED = {401, 403}
OK = 200
EXCERPT = 200  # characters of what a server says about an error
MOST_TOKENS = 10**9  # counted of an answer: more is no count
PER_MILLION = 1_000_000

SchemaForm = Literal["json_schema", "json_object"]


@dataclass(frozen=True, slots=True)
class Price:
    """What a million tokens cost, in the operator's currency."""

    prompt: float = 0.0
    completion: float = 0.0

    def of(self, prompt_tokens: int, completion_tokens: int) -> float:
        """Return the price of so many tokens."""
        return (prompt_tokens * self.prompt + completion_tokens * self.completion) / PER_MILLION


@dataclass(frozen=True, slots=True)
class Reply:
    """A model's words and what they took; ``is_cut`` when they end where the allowed tokens did."""

    text: str
    usage: Usage
    is_cut: bool = False


class NoReplyError(UnavailableError):
    """No words of the model can be had; ``usage`` is what was tried."""

    def __init__(self, detail: str, usage: Usage) -> None:
        super().__init__(detail)
        self.usage = usage


class ChatClient:
    """Asks one model for JSON of a given schema."""

    def __init__(
        self,
        url: str,
        model: str,
        *,
        key: str | None,
        timeout: float,
        retries: int,
        max_tokens: int,
        price: Price,
        form: SchemaForm = "json_schema",
    ) -> None:
        self.model = model
        self._form = form
        self._key = key
        self._url = f"{url.rstrip('/')}/chat/completions"
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        self._exchange = Exchange(self._url, headers | ({"Authorization": f"Bearer {key}"} if key else {}))
        self._timeout = timeout
        self._retries = retries
        self._max_tokens = max_tokens
        self._price = price

    def ask(
        self,
        instructions: str,
        question: str,
        schema: dict[str, Any],
        *,
        temperature: float = 0.0,
        deadline: float = math.inf,
    ) -> Reply:
        """Return the model's reply; ``NoReplyError`` when none can be had before ``deadline`` (of ``monotonic``)."""
        body = {
            "model": self.model,
            "messages": [{"role": "system", "content": instructions}, {"role": "user", "content": question}],
            "response_format": _in_form(self._form, schema),
            "temperature": temperature,
            "max_tokens": self._max_tokens,
        }
        return self._sent(json.dumps(body).encode(), deadline)

    def _sent(self, body: bytes, deadline: float) -> Reply:
        """Send a request, again while what keeps it from being answered may pass."""
        for tries in range(self._retries + 1):
            used = Usage(requests=1, retries=tries)
            wait = min(FIRST_WAIT * 2**tries, LONGEST_WAIT)
            try:
                response = self._exchange.post(body, min(deadline, time.monotonic() + self._timeout))
            except NotAnsweredError as error:
                failure = NoReplyError(f"The language model at {self._url} does not answer: {error}", used)
                if not error.is_passing:
                    raise failure from error
            else:
                if response.status == OK:
                    return self._read(response.data, used)
                failure = NoReplyError(self._problem(response), used)
                if response.status not in PASSING:
                    raise failure
                wait = wait if response.retry_after is None else min(response.retry_after, LONGEST_WAIT)
            if tries == self._retries or time.monotonic() + wait >= deadline:
                raise failure
            time.sleep(wait)
        raise AssertionError("the last try returns or raises")

    def _problem(self, response: Response) -> str:
        """Say what a status means, with the beginning of what the server says about it."""
        if response.status in REFUSED:
            return f"The language model at {self._url} refuses access: check ONRECORD_LLM_KEY."
        said = response.data.decode(errors="replace")
        if self._key:
            said = said.replace(self._key, "…")
        said = " ".join("".join(letter if letter.isprintable() else " " for letter in said).split())[:EXCERPT]
        return f"The language model at {self._url} answers {response.status}: {said or 'nothing else'}"

    def _read(self, data: bytes, used: Usage) -> Reply:
        try:
            answer = json.loads(data)
            choice = answer["choices"][0]
            content = choice["message"]["content"]
            is_cut = choice.get("finish_reason") == "length"
            tokens = answer.get("usage")
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise NoReplyError(f"{self._url} does not speak the chat completions of OpenAI's API.", used) from error
        prompt, completion = _count(tokens, "prompt_tokens"), _count(tokens, "completion_tokens")
        used += Usage(prompt_tokens=prompt, completion_tokens=completion, cost=self._price.of(prompt, completion))
        if not isinstance(content, str):
            raise NoReplyError(f"The language model at {self._url} gave no text.", used)
        return Reply(content, used, is_cut)


def _in_form(form: SchemaForm, schema: dict[str, Any]) -> dict[str, Any]:
    """Return ``response_format`` as OpenAI's API has it, or as llama-cpp-python's server reads it."""
    if form == "json_object":
        return {"type": form, "schema": schema}
    return {"type": form, "json_schema": {"name": "claims", "schema": schema}}


def _count(tokens: Any, name: str) -> int:
    """Return a number of tokens, 0 where the server gives none that can be one."""
    count = tokens.get(name) if isinstance(tokens, dict) else None
    return count if type(count) is int and 0 <= count <= MOST_TOKENS else 0
