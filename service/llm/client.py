"""Speaks to an OpenAI-compatible chat endpoint: bounded requests, retries, time-outs, and what they cost."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

import urllib3
from urllib3.util import Retry, Timeout

from service.errors import UnavailableError
from service.model import Usage

CONNECT_TIMEOUT = 5.0  # seconds
LARGEST_ANSWER = 2_000_000  # bytes: far above what the allowed tokens can fill
LONGEST_WAIT = 30.0  # seconds between two tries, whatever the server asks for
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


def _in_form(form: SchemaForm, schema: dict[str, Any]) -> dict[str, Any]:
    """Return ``response_format`` as OpenAI's API has it, or as llama-cpp-python's server reads it."""
    if form == "json_object":
        return {"type": form, "schema": schema}
    return {"type": form, "json_schema": {"name": "claims", "schema": schema}}


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
        self._form = form
        self.model = model
        self._url = f"{url.rstrip('/')}/chat/completions"
        self._headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if key is not None:
            self._headers["Authorization"] = f"Bearer {key}"
        self._max_tokens = max_tokens
        self._price = price
        self._retries = Retry(
            total=retries,
            redirect=0,
            status_forcelist=(408, 429, 500, 502, 503, 504),
            allowed_methods=None,  # asking again changes nothing
            backoff_factor=0.5,
            backoff_max=LONGEST_WAIT,
            retry_after_max=int(LONGEST_WAIT),
            raise_on_status=False,
        )
        self._pool = urllib3.PoolManager(maxsize=2, timeout=Timeout(connect=CONNECT_TIMEOUT, read=timeout))

    def ask(
        self, instructions: str, question: str, schema: dict[str, Any], *, temperature: float = 0.0
    ) -> tuple[str, Usage]:
        """Return the model's answer and what it cost; ``UnavailableError`` when none can be had."""
        body = {
            "model": self.model,
            "messages": [{"role": "system", "content": instructions}, {"role": "user", "content": question}],
            "response_format": _in_form(self._form, schema),
            "temperature": temperature,
            "max_tokens": self._max_tokens,
        }
        try:
            answer = self._pool.request(
                "POST",
                self._url,
                body=json.dumps(body).encode(),
                headers=self._headers,
                retries=self._retries,
                preload_content=False,
            )
            data = answer.read(LARGEST_ANSWER + 1)
            answer.release_conn()
        except urllib3.exceptions.HTTPError as error:
            raise UnavailableError(f"The language model at {self._url} does not answer: {error}") from error
        if answer.status in {401, 403}:
            raise UnavailableError(f"The language model at {self._url} refuses access: check ONRECORD_LLM_KEY.")
        if answer.status != 200 or len(data) > LARGEST_ANSWER:
            problem = f"answers {answer.status}" if answer.status != 200 else "answers more than it was asked for"
            raise UnavailableError(f"The language model at {self._url} {problem}.")
        tries = len(answer.retries.history) if answer.retries is not None else 0
        return self._read(data, tries)

    def _read(self, data: bytes, tries: int) -> tuple[str, Usage]:
        try:
            answer = json.loads(data)
            content = answer["choices"][0]["message"]["content"]
            used = answer.get("usage") or {}
            prompt, completion = int(used.get("prompt_tokens", 0)), int(used.get("completion_tokens", 0))
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise UnavailableError(f"{self._url} does not speak the chat completions of OpenAI's API.") from error
        if not isinstance(content, str):
            raise UnavailableError(f"The language model at {self._url} gave no text.")
        return content, Usage(
            requests=1,
            retries=tries,
            prompt_tokens=prompt,
            completion_tokens=completion,
            cost=self._price.of(prompt, completion),
        )
