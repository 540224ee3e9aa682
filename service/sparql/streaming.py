"""An answer as the body of a response: one that ends early breaks the connection, so that nobody takes it for whole."""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterator

from service.errors import OnRecordError
from service.sparql.answering import Answer
from service.sparql.client import Client

_log = logging.getLogger(__name__)


def body_of(answer: Answer, client: Client | None) -> bytes | Iterator[bytes]:
    """Return an answer whole where it is, otherwise piece by piece."""
    return answer.whole if answer.whole is not None else _pieces(answer, client)


def _pieces(answer: Answer, client: Client | None) -> Iterator[bytes]:
    try:
        yield from answer.parts
    except OnRecordError as error:
        _log.warning("an answer ended early: %s", error.detail)
        if client is not None:
            client.abort()
        # What gunicorn takes for a client that has gone: it ends the connection without the last chunk.
        raise ConnectionResetError(errno.ECONNRESET, error.detail) from error
    finally:
        answer.close()
