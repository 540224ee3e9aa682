"""Answering queries on a store that is another server: its answers are read as they come, and written as clients want.

Each answer goes through the engine's parser on its way (see ``service.store.results``), so that what the server breaks
off, in whatever way, is broken off for the client, too.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, cast

from pyoxigraph import serialize

from service.errors import InternalError, NotAcceptableError, OnRecordError
from service.sparql.answering import GRAPH_FORMATS, RESULT_FORMATS, Answer, Question
from service.sparql.processes.lanes import Ending, Lanes, Run, Watched
from service.sparql.processes.limits import ClientGoneError, Limits, busy, not_looked_after, out_of_time
from service.sparql.processes.outcomes import count
from service.sparql.processes.rows import CountedOutput
from service.store.call import Call
from service.store.remote import RemoteSource
from service.store.reply import Reply, TimeUpError
from service.store.results import is_graph, read_table, read_triples

log = logging.getLogger(__name__)
_WHOLE = 1 << 20  # bytes of the server's answer that are read before any of ours is given
_PIECES_AHEAD = 8  # are kept for a client that reads slowly


class RemoteRunner:
    """Has queries run by the server that is the store; a ``QueryRunner``.

    The lanes bound how many run at once and see that those end whose client has gone; none can be made to stand still.
    """

    def __init__(self, source: RemoteSource, limits: Limits, lanes: Lanes) -> None:
        self._source = source
        self._limits = limits
        self._lanes = lanes

    def run(self, question: Question, client: Watched | None = None) -> Answer:
        """Return the serialised answer (see ``QueryRunner``)."""
        limits = self._limits.within(question.timeout)
        self._lanes.enter(limits.seconds)
        under_way = _UnderWay(self._lanes, limits, client, question.query)
        try:
            return self._answer(question, limits, under_way)
        except OnRecordError as error:
            under_way.leave()
            meant = under_way.meaning(error)
            under_way.count(meant)
            raise meant from error
        except BaseException as error:
            under_way.leave()
            under_way.count(error)
            raise

    def close(self) -> None:
        """End all queries."""
        self._lanes.close()

    def _answer(self, question: Question, limits: Limits, under_way: _UnderWay) -> Answer:
        reader = self._source.reader()
        reply = reader.reply(
            question.query,
            base_iri=question.base_iri,
            default_graphs=question.default_graphs,
            named_graphs=question.named_graphs,
            union_default_graph=question.union_default_graph,
            timeout=limits.seconds,
            call=under_way.call,
        )
        media_type = _media_type(reply, question)
        if reply.gather(_WHOLE):
            under_way.call.release()
            whole = _written(reply, media_type, limits)
            under_way.leave()
            under_way.count()
            return Answer(media_type, reader.revision, whole=whole)
        stream = _Stream(reply, media_type, limits, under_way)
        return Answer(media_type, reader.revision, parts=stream.parts(stream.next()), close=stream.close)


class _UnderWay:
    """A query under way: its place in the lanes, and what it means that it failed."""

    def __init__(self, lanes: Lanes, limits: Limits, client: Watched | None, query: str) -> None:
        self.call = Call()
        self._lanes = lanes
        self._limits = limits
        self._query = query
        self._run = Run(_Steered(self.call), client, limits.seconds)
        lanes.begin(self._run)

    def leave(self) -> None:
        """Give back its place, as it has ended or is to."""
        self._lanes.leave(self._run)

    def hand_over(self) -> None:
        """Note that a piece is on its way to the client."""
        self._lanes.hand_over(self._run)

    def take_back(self) -> None:
        """Note that the client has taken it."""
        self._lanes.take_back(self._run)

    def count(self, error: BaseException | None = None) -> None:
        """Count the query, which has ended."""
        count(self._run, self._query, error)

    def meaning(self, error: OnRecordError) -> OnRecordError:
        """Return the error for the client, where the query was ended for a reason of our own."""
        ending = self._run.ending
        if ending is Ending.GONE:
            return ClientGoneError("The client has closed the connection; its query was ended.")
        if ending is Ending.FAULT:
            return not_looked_after()
        if isinstance(error, TimeUpError) or (ending is not None and time.monotonic() > self._run.deadline):
            return out_of_time(self._limits)
        return busy() if ending is not None else error


class _Steered:
    """A query on another server, as the lanes steer it: it can only be ended."""

    def __init__(self, call: Call) -> None:
        self._call = call

    def processor_time(self) -> float:
        """Return none: the server does not tell. It is a long query when it has taken long on the clock."""
        return 0.0

    def memory(self) -> int:
        """Return none: it holds none of ours."""
        return 0

    def yield_processor(self) -> None:
        """It has none of ours."""

    def pause(self) -> None:
        """It goes on; what is not read waits in the connection."""

    def resume(self) -> None:
        """It has gone on."""

    def kill(self) -> None:
        """Cut the connection: a server that watches it stops."""
        self._call.end()


def _media_type(reply: Reply, question: Question) -> str:
    """Return the media type for the client; ``NotAcceptableError`` where the answer is of a sort it does not take."""
    try:
        return question.media_type(is_graph=is_graph(reply))
    except NotAcceptableError:
        reply.close()
        raise


def _write(reply: Reply, media_type: str, output: IO[bytes]) -> None:
    """Write what a server answers in the format of the client."""
    try:
        if is_graph(reply):
            serialize(read_triples(reply), output, GRAPH_FORMATS[media_type])
        else:
            read_table(reply).serialize(output, RESULT_FORMATS[media_type])
    except (SyntaxError, ValueError) as error:
        raise reply.broken(error) from error
    finally:
        reply.close()


def _written(reply: Reply, media_type: str, limits: Limits) -> bytes:
    pieces: list[bytes] = []
    output = CountedOutput(media_type, limits, pieces.append)
    _write(reply, media_type, cast(IO[bytes], output))
    return b"".join((*pieces, output.rest()))


class _ClosedError(Exception):
    """The client has gone."""


class _Stream:
    """A thread that reads an answer and writes it anew, some pieces ahead of the client."""

    def __init__(self, reply: Reply, media_type: str, limits: Limits, under_way: _UnderWay) -> None:
        self._reply = reply
        self._media_type = media_type
        self._limits = limits
        self._under_way = under_way
        self._pieces: queue.Queue[bytes | OnRecordError | None] = queue.Queue(_PIECES_AHEAD)
        self._is_closed = False
        threading.Thread(target=self._run, name="remote answer", daemon=True).start()

    def next(self) -> bytes | None:
        """Return the next piece, None at the end; raises the error that there is in its place."""
        piece = self._pieces.get()
        if isinstance(piece, OnRecordError):
            raise piece
        return piece

    def parts(self, piece: bytes | None) -> Iterator[bytes]:
        """Yield this first piece, and all others; raises the error that the answer ends with."""
        try:
            while piece is not None:
                self._under_way.hand_over()
                yield piece
                self._under_way.take_back()
                try:
                    piece = self.next()
                except OnRecordError as error:
                    raise self._under_way.meaning(error) from error
            self._under_way.count()
        except BaseException as error:  # GeneratorExit where the client takes no more
            self._under_way.count(error)
            raise
        finally:
            self.close()

    def close(self) -> None:
        """End the thread, and the connection to the server, which can stop then."""
        self._is_closed = True
        self._under_way.leave()
        self._under_way.call.end()
        with suppress(queue.Empty):
            while True:  # it may wait for room
                self._pieces.get_nowait()

    def _run(self) -> None:
        output = CountedOutput(self._media_type, self._limits, self._put)
        try:
            _write(self._reply, self._media_type, cast(IO[bytes], output))
            self._under_way.call.release()
            self._put(output.rest())
            self._put(None)
        except _ClosedError:
            pass
        except OnRecordError as error:
            self._end_with(error.with_traceback(None))
        except Exception:
            log.exception("an answer of the store's could not be passed on")
            self._end_with(InternalError("The answer could not be passed on; the log has the details."))

    def _end_with(self, error: OnRecordError) -> None:
        with suppress(_ClosedError):
            self._put(error)

    def _put(self, piece: bytes | OnRecordError | None) -> None:
        # It is emptied when it is closed, so that there is room then.
        if self._is_closed:
            raise _ClosedError
        self._pieces.put(piece)
        if self._is_closed:
            raise _ClosedError
