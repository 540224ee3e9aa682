"""One question put to a query process, and its answer taken in."""

from __future__ import annotations

from collections.abc import Iterator

from service import errors
from service.errors import InternalError, OnRecordError
from service.logs import ids
from service.sparql.answering import Answer, Question
from service.sparql.processes.kills import MemoryKills
from service.sparql.processes.lanes import Ending, Lanes, Run
from service.sparql.processes.limits import (
    ClientGoneError,
    Limits,
    busy,
    lost,
    not_looked_after,
    out_of_time,
    why_it_ended,
)
from service.sparql.processes.outcomes import count
from service.sparql.processes.pool import Pool
from service.sparql.processes.process import QueryProcess
from service.sparql.processes.wire import Kind, Packet

_GATHERED = 1_000_000  # bytes until which an answer is held back, so that an error can still take its place


class LostError(Exception):
    """The process was gone before it answered, and nothing says that the query is to blame."""


class Conversation:
    """A question under way. ``answer`` is called once; when it raises, place and process have been given back."""

    def __init__(
        self, pool: Pool, lanes: Lanes, process: QueryProcess, run: Run, limits: Limits, kills: MemoryKills
    ) -> None:
        self._pool = pool
        self._lanes = lanes
        self._process = process
        self._run = run
        self._limits = limits
        self._kills = kills
        self._is_over = False
        self._query = ""

    def answer(self, question: Question) -> Answer:
        """Return the answer, whole or in parts; raises as ``QueryRunner.run``, and ``LostError``."""
        self._query = question.query
        try:
            packet = self._first(question)
            if packet.kind is Kind.ANSWER:
                self._finish(packet)
                count(self._run, self._query)
                return Answer(packet.head["media_type"], packet.head["revision"], whole=packet.body)
            return self._gathered(packet)
        except BaseException as error:
            self.close()
            if not isinstance(error, LostError):  # that one is asked again elsewhere
                count(self._run, self._query, error)
            raise

    def close(self) -> None:
        """End the process, if it is not through."""
        if not self._is_over:
            self._leave()
            self._process.close()

    def _first(self, question: Question) -> Packet:
        try:
            self._process.line.ask(question.to_json() | {"limits": self._limits.to_json(), "ids": dict(ids())})
        except (BrokenPipeError, ConnectionResetError) as error:
            raise LostError from error
        try:
            return self._next()
        except EOFError as error:
            raise LostError from error

    def _gathered(self, begun: Packet) -> Answer:
        """Take in the first part of an answer, or all of it if that is not much."""
        media_type, revision = begun.head["media_type"], begun.head["revision"]
        pieces: list[bytes] = []
        size = 0
        while size < _GATHERED:
            packet = self._after_begun()
            if packet.kind is Kind.END:
                self._finish(packet)
                count(self._run, self._query)
                return Answer(media_type, revision, whole=b"".join(pieces))
            pieces.append(packet.body)
            size += len(packet.body)
        return Answer(media_type, revision, parts=self._parts(b"".join(pieces)), close=self.close)

    def _parts(self, piece: bytes) -> Iterator[bytes]:
        try:
            while True:
                self._lanes.hand_over(self._run)
                yield piece
                self._lanes.take_back(self._run)
                packet = self._after_begun()
                if packet.kind is Kind.END:
                    self._finish(packet)
                    count(self._run, self._query)
                    return
                piece = packet.body
        except BaseException as error:  # GeneratorExit where the client takes no more
            count(self._run, self._query, error)
            raise
        finally:
            self.close()

    def _after_begun(self) -> Packet:
        try:
            return self._next()
        except EOFError as error:
            raise lost() from error

    def _next(self) -> Packet:
        """Return the next packet of the answer; raises what it means that there is none."""
        try:
            packet = self._process.line.receive()
        except EOFError:
            if self._run.ending is not None:
                raise self._ended(self._run.ending) from None
            raise
        if packet.kind is Kind.ENDED:
            if self._run.ending is not None:
                raise self._ended(self._run.ending)
            if packet.head["status"] == 0:  # it had ended in order before it was asked
                raise EOFError
            raise why_it_ended(packet.head["status"], self._limits, is_short=self._kills.is_recent)
        if packet.kind is Kind.ERROR:
            self._finish(packet)
            raise _error(packet)
        return packet

    def _ended(self, ending: Ending) -> OnRecordError:
        if ending is Ending.TIME:
            return out_of_time(self._limits)
        if ending is Ending.BUSY:
            return busy()
        if ending is Ending.FAULT:
            return not_looked_after()
        return ClientGoneError("The client has closed the connection; its query was ended.")

    def _finish(self, packet: Packet) -> None:
        """Keep the process for the next question, unless it is not good for another."""
        self._leave()
        if packet.head["last"] or self._run.is_demoted or self._run.ending is not None:
            self._process.close()
        else:
            self._pool.give_back(self._process)

    def _leave(self) -> None:
        self._is_over = True
        self._lanes.leave(self._run)


def _error(packet: Packet) -> OnRecordError:
    head = packet.head
    kind = getattr(errors, head["error"], InternalError)
    error: OnRecordError = kind(head["detail"], status=head["status"], retry_after=head["retry_after"])
    return error
