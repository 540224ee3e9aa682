"""Whether what a client holds is still the answer (RFC 9110 §13, RFC 9111): the one place that says so.

An answer is made from a ``State``: of the store, of the index, of both, or of this installation alone. Its ``ETag``
names that state and the question; where a request brings it back and the state is the same, the answer is 304, and
nothing is worked out. The tags are weak, as they are the same for all content codings.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from flask import Response, g, request
from werkzeug.http import http_date

from service.store.revision import modified, number
from service.web import compression, installation
from service.web.context import backends
from service.web.revisions import HEADER, reached, understood

_REVALIDATE = "no-cache"  # may be kept, must be asked about
_NEVER = "no-store"
_OF_BODY = ("Content-Type", "Content-Length")


@dataclass(frozen=True, slots=True)
class State:
    """What answers are made from: ``tag`` names it as no other; None where nothing tells it from others.

    ``revision`` is the store's, empty for what does not come from the store. ``is_dated``: the time of the revision
    tells the state from all others, too.
    """

    tag: str | None
    revision: str = ""
    is_dated: bool = True

    def at(self, revision: str) -> State:
        """Return the store's state of another revision."""
        return State(self.tag and revision, revision, self.is_dated)

    def beside(self, other: State) -> State:
        """Return the state of an answer that is read from two sources."""
        tag = f"{self.tag}-{other.tag}" if self.tag and other.tag else None
        is_dated = self.is_dated and other.is_dated and self.revision == other.revision
        return State(tag, min(self.revision, other.revision, key=number), is_dated)

    def untold(self) -> State:
        """Return the state for an answer that depends on more: nothing tells whether it would be the same again."""
        return State(None, self.revision, is_dated=False)


def of_installation() -> State:
    """Return the state of what is the same until another version is installed, and so of any revision."""
    understood()
    return State("0")


def of_store() -> State:
    """Return the store's state, as new as the request wants it; this request reads it from now on."""
    g.reader = reader = reached(backends().source.reader, lambda reader: reader.revision)
    return of_revision(reader.revision)


def of_revision(revision: str) -> State:
    """Return the store's state of a revision."""
    # Another server changes without a word, and what is written is there before its revision is noted.
    is_told = backends().settings.store is None
    return State(revision if is_told and revision else None, revision, is_told)


def of_newest() -> State:
    """Return the store's newest state, as new as the request wants it, without opening it: others read it."""
    source = backends().source
    return of_revision(reached(lambda: source.revision, lambda revision: revision))


@contextmanager
def of_index() -> Iterator[State]:
    """Give the index's state, as new as the request wants it; within the context all reads are of it.

    Raises ``UnavailableError`` before the index was made for the first time: nothing of what there is would be in it.
    """
    index = backends().index
    reached(lambda: index.standing, lambda standing: standing.revision)
    with index.snapshot():
        standing = index.standing
        if not standing.revision:
            index.check()
        yield State(standing.state, standing.revision, standing.is_settled)


@contextmanager
def of_both() -> Iterator[State]:
    """Give the state of an answer that is read from store and index."""
    store = of_store()
    with of_index() as index:
        yield store.beside(index)


def conditional(
    state: State, variant: Sequence[str], make: Callable[[], Response], *, vary: str | None = "Accept"
) -> Response:
    """Return what ``make`` makes, or 304 without asking for it where the client has it.

    ``variant`` is what the answer depends on beside state and address: the format, say.
    """
    question = question_of([request.path, request.query_string.decode("latin-1"), *variant])
    response = unchanged(state, question) or make()
    return finished(response, state, question, vary=vary)


def conditional_on_content(
    state: State, variant: Sequence[str], content: str | None, make: Callable[[], Response], *, vary: str = "Accept"
) -> Response:
    """Return what ``make`` makes with a strong tag of its own, or 304 where the client has it.

    ``content`` names what is shown, so that the tag changes only with that (see ``service.store.fingerprint``); where
    it is None this is ``conditional``. The tag is that name, a digest of the bytes, and their content coding.
    """
    if content is None:
        return conditional(state, variant, make, vary=vary)
    response = make()
    tag = _tag_of(content, response)
    headers = response.headers
    headers.add("Vary", f"{vary}, Accept-Encoding")
    headers.add("Cache-Control", _REVALIDATE)
    headers.add("ETag", f'"{tag}"')
    if state.revision:
        headers.add(HEADER, state.revision)
    if state.is_dated:
        headers.add("Last-Modified", _last_modified(state))
    if _has(state, tag):
        return Response(status=304, headers=[(name, value) for name, value in headers if name not in _OF_BODY])
    return response


def _tag_of(content: str, response: Response) -> str:
    body = response.get_data()
    coding = compression.wanted().coding if compression.pays(len(body)) else None
    digest = hashlib.blake2b(body, digest_size=8).hexdigest()
    g.tag_names_coding = True
    return f"{content}.{digest}" + (f"-{coding}" if coding else "")


def _has(state: State, tag: str) -> bool:
    """Whether the client has the answer of this tag."""
    if "HTTP_IF_NONE_MATCH" in request.environ:
        return request.if_none_match.star_tag or request.if_none_match.contains_weak(tag)
    is_dated = state.is_dated and "HTTP_IF_MODIFIED_SINCE" in request.environ
    return is_dated and request.if_modified_since == _date(state)


def question_of(parts: Sequence[object]) -> str:
    """Return a short name for what is asked, and for the installation that answers it."""
    text = "\0".join([backends().installation, *map(str, parts)])
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=10).hexdigest()


def unchanged(state: State, question: str) -> Response | None:
    """Return 304 where the client has the answer to this question from this state, else None.

    A query by POST is a read, and so is answered 304, too, where RFC 9110 §13.1.2 has 412 for what POST is else. A date
    counts with GET and HEAD only (§13.1.3).
    """
    if state.tag is None:
        return None
    if "HTTP_IF_NONE_MATCH" in request.environ:
        is_same = request.if_none_match.contains_weak(_tag(state, question)) and not request.if_none_match.star_tag
    elif "HTTP_IF_MODIFIED_SINCE" in request.environ and request.method in ("GET", "HEAD"):
        is_same = state.is_dated and request.if_modified_since == _date(state)
    else:
        return None
    return Response(status=304) if is_same else None


def finished(response: Response, state: State, question: str, *, vary: str | None = "Accept") -> Response:
    """Add to an answer what tells later whether it still is the answer."""
    headers = response.headers
    headers.add("Vary", f"{vary}, Accept-Encoding" if vary else "Accept-Encoding")
    if state.revision:
        headers.add(HEADER, state.revision)
    if response.status_code not in (200, 304):
        return response
    if state.tag is None:
        headers.add("Cache-Control", _NEVER)
        return response
    headers.add("Cache-Control", _REVALIDATE)
    headers.add("ETag", f'W/"{_tag(state, question)}"')
    headers.add("Last-Modified", _last_modified(state))
    if request.environ.get("HTTP_IF_NONE_MATCH") == "*" and response.status_code == 200:
        response.close()  # whoever has any answer has enough
        return Response(status=304, headers=headers)
    return response


def _tag(state: State, question: str) -> str:
    return f"{state.tag}.{question}"


def _last_modified(state: State) -> str:
    # A time ahead of the clock is not given yet; the time now, earlier than any later state's, is as good.
    return _written(int(min(_date(state).timestamp(), time.time())))


def _date(state: State) -> datetime:
    """Return when answers changed last, with the data or with the program, in whole seconds."""
    return _date_of(state.revision)


@lru_cache(maxsize=16)
def _date_of(revision: str) -> datetime:
    return max(modified(revision), installation.modified()).replace(microsecond=0)


@lru_cache(maxsize=64)
def _written(seconds: int) -> str:
    return http_date(datetime.fromtimestamp(seconds, UTC))
