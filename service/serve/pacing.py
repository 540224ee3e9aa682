"""An answer made as fast as its client takes it, by whichever thread has time: none waits until it takes more."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextvars import copy_context
from typing import TYPE_CHECKING, Any

from service.serve.sending import Connection

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

MOST_KEPT = 1 << 20  # bytes that a client has not taken yet, after which no more of its answer is made
RESUMED_AT = MOST_KEPT // 2


class SuspendedError(ConnectionResetError):
    """What gunicorn takes for a client that has gone: it makes no more of the answer, and leaves its end to others."""

    def __init__(self, answer: PacedAnswer) -> None:
        super().__init__(errno.ECONNRESET, "the client takes its answer slowly")
        self.answer = answer


class PacedAnswer:
    """The pieces of an answer (WSGI); the next raises ``SuspendedError`` when the client lags behind.

    All of it runs in a context of its own (``contextvars``), as other threads than the first may go on with it.
    """

    def __init__(self, application: WSGIApplication, environ: WSGIEnvironment, start_response: Any) -> None:
        self._connection: Connection = environ["gunicorn.socket"]
        self._response = start_response.__self__
        self._context = copy_context()
        self._body = self._context.run(application, environ, start_response)
        self._pieces = iter(self._body)
        self._is_suspended = False

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._connection.unsent > MOST_KEPT and not self._is_whole:
            self._is_suspended = True
            raise SuspendedError(self)
        return self._context.run(next, self._pieces)

    @property
    def _is_whole(self) -> bool:
        """Whether all of an answer is made whose length was told."""
        return bool(self._response.sent == self._response.response_length)

    def go_on(self) -> bool:
        """Send more of an answer that was suspended; return whether its connection is good for another.

        Raises ``SuspendedError`` again, and what making and sending it raises.
        """
        self._is_suspended = False
        try:
            for piece in self:
                self._response.write(piece)
            self._response.close()
        finally:
            self.close()
        return not self._response.should_close()

    def close(self) -> None:
        """Let go of an answer that has come to its end; gunicorn calls this for one that is suspended, too."""
        if not self._is_suspended:
            self.abandon()

    def abandon(self) -> None:
        """Let go of an answer, whether or not there is more of it."""
        end = getattr(self._body, "close", None)
        if end is not None:
            self._context.run(end)
