"""Asks for the claims of one article, piece by piece, and counts what that takes."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from importlib.resources import files

from service.llm.answer import Answer, read, schema
from service.llm.client import ChatClient, NoReplyError
from service.llm.pieces import Piece
from service.model import Actor, Article, Usage

TEMPERATURES = (0.0, 0.5)  # of the first try, and of one more when its answer is not in the schema
MOST_KNOWN = 40  # actors of earlier pieces that a question lists
UNREADABLE = (ValueError, RecursionError, OverflowError)  # pydantic's ValidationError is a ValueError


class FailedError(Exception):
    """The model could not read an article; ``is_away`` when it gave no reply at all."""

    def __init__(self, reason: str, *, is_away: bool = False) -> None:
        super().__init__(reason)
        self.is_away = is_away


class Inquiry:
    """The questions about one article, all of them within ``seconds``; ``usage`` grows with each."""

    def __init__(self, client: ChatClient, article: Article, seconds: float) -> None:
        self._client = client
        self._article = article
        self._seconds = seconds
        self._deadline = time.monotonic() + seconds
        self._instructions = files("service.llm").joinpath("instructions.txt").read_text(encoding="utf-8")
        self._schema = schema()
        self.usage = Usage()

    def answer(self, piece: Piece, known: Iterable[Actor] = ()) -> Answer:
        """Return the model's answer on a piece; ``FailedError`` when there is none that can be used."""
        question = _question(self._article, piece, known)
        problem = ""
        for temperature in TEMPERATURES:
            text = self._asked(question, temperature)
            try:
                answer, left_out = read(text)
            except UNREADABLE as error:
                problem = str(error).partition("\n")[0]
                continue
            self.usage += Usage(refused=left_out)
            return answer
        raise FailedError(f"{self._client.model} does not answer in the schema ({problem})")

    def _asked(self, question: str, temperature: float) -> str:
        if time.monotonic() >= self._deadline:
            raise FailedError(
                f"{self._client.model} took more than {math.ceil(self._seconds)} seconds for it "
                "(ONRECORD_LLM_ARTICLE_TIMEOUT)",
                is_away=True,
            )
        try:
            reply = self._client.ask(
                self._instructions, question, self._schema, temperature=temperature, deadline=self._deadline
            )
        except NoReplyError as error:
            self.usage += error.usage
            raise FailedError(error.detail, is_away=True) from error
        self.usage += reply.usage
        if reply.is_cut:  # and would be again
            raise FailedError(
                f"the answer of {self._client.model} was cut off: allow more with ONRECORD_LLM_MAX_TOKENS, or send "
                "shorter pieces with ONRECORD_LLM_PIECE_CHARS"
            )
        return reply.text


def _question(article: Article, piece: Piece, known: Iterable[Actor]) -> str:
    given = {"Title": article.title, "Outlet": article.outlet, "Published": article.published}
    head = [f"{name}: {value}" for name, value in given.items() if value]
    actors = [f"{actor.id}: {actor.name}" for actor in known][-MOST_KNOWN:]
    if actors:
        head += ["Actors known from earlier pieces, by id:", *actors]
    return "\n".join([*head, "Paragraphs:", piece.numbered()])
