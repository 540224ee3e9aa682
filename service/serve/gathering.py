"""A gunicorn worker whose threads wait for no client.

A thread that waits for a slow client answers nobody, so requests are gathered by the one loop that waits for all
connections at once, and a thread takes one up when it is there. What a client does not take of an answer is sent by
the loop, too, and an answer that is made while it is sent is put aside meanwhile. Large bodies have to be waited for;
that is done by some of the threads only, within the time that ``service.web.bodies`` gives.
"""

from __future__ import annotations

import errno
import select
import selectors
import socket
import struct
import time
from collections import deque
from contextlib import suppress
from functools import partial
from typing import Any

from gunicorn.http.errors import NoMoreData, ParseException
from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import TConn, ThreadWorker

from service.serve.arrivals import END_OF_HEAD, MOST_BUFFERED, Arrival, arrival
from service.serve.pacing import RESUMED_AT, PacedAnswer, SuspendedError
from service.serve.refusals import answer
from service.serve.sending import Connection

_PATIENCE = 2  # milliseconds that a thread waits for its client's next request
_TURN = 16  # requests after which others have their turn, where there are more connections than threads
_ARRIVAL = 20.0  # seconds that a request may take to come, but for a large body
_SILENCE = struct.pack("ll", 10, 0)  # seconds and microseconds that a large body may pause
_PACE = 10_000  # bytes a second that it has to come with, after as many seconds as any request has
_LATER = (errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED)
_GONE = (errno.EPIPE, errno.ECONNRESET, errno.ENOTCONN)
_NO_FILE = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_BREATH = 0.01  # seconds
_SPARE = 10  # connections that are always left, for those that are ended and still hear so
_MOST_UNSENT = 200 << 20  # bytes of answers of one worker that clients have not taken yet
_MOST_PUT_ASIDE = 64  # answers of one worker that are made no further until their clients take more
_LINGER = 2.0  # seconds that a client is given to hear the end of its last answer
_MOST_PASSED_OVER = 64 * 1024  # bytes that it may go on sending meanwhile, if it has heard all
_MOST_IGNORED = 64 << 20  # bytes that it may go on sending in any case
_HEAD_TOO_LARGE = answer(431, "All headers together are larger than 64 KB.")
_BUSY = answer(503, "There is no room for more requests with large bodies. Try again later.", retry_after=10)


class _PacedReader(SocketUnreader):  # type: ignore[misc]
    """Reads from a connection until its request has taken too long."""

    def __init__(self, connection: socket.socket) -> None:
        super().__init__(connection)
        self._end = 0.0

    def begin(self) -> None:
        """Give the time of a new request."""
        self._end = time.monotonic() + _ARRIVAL

    def chunk(self, size_hint: int | None = None) -> bytes:
        """Return the next piece; raises ``TimeoutError`` where there is none for a while, or they come too slowly."""
        if time.monotonic() > self._end:
            raise TimeoutError(f"it came at less than {_PACE:,} bytes a second")
        try:
            piece: bytes = super().chunk(size_hint)
        except BlockingIOError as error:
            raise TimeoutError("nothing more came of it") from error
        self._end += len(piece) / _PACE
        return piece


class GatheringWorker(ThreadWorker):  # type: ignore[misc]
    """Threads that answer requests that follow quickly on each other one after the other, and wait for none.

    gunicorn's own hand the connection back after each, to a loop that hands it to a thread again: half as much work
    as all the rest of a small request.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._most_waiting = max(1, self.cfg.threads // 2)  # threads for bodies that have to be waited for
        self._waiting = 0
        self._queued: deque[Any] = deque()  # connections with such a body, until one of these threads is free

    def load_wsgi(self) -> None:
        """Load the application, whose answers are made as fast as their clients take them."""
        super().load_wsgi()
        self.wsgi: Any = partial(PacedAnswer, self.wsgi)

    def accept(self, listener: socket.socket) -> None:
        """Accept a connection, and take what it has sent; the one that has been idle longest makes room for it."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno in _LATER:
                return
            if error.errno in _NO_FILE:
                self._make_room()
                time.sleep(_BREATH)  # where that is not enough, some request has to end first
                return
            raise
        self.nr_conns += 1
        if self.nr_conns >= self.worker_connections - _SPARE:
            self._make_room()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _SILENCE)
        conn = TConn(self.cfg, Connection(client), address, listener.getsockname())
        conn.received = bytearray()
        conn.is_awaited = conn.waits_for_body = conn.is_over = False
        conn.passed_over = 0  # bytes that it has sent since its last request
        conn.hears_until = 0.0
        conn.rest = None  # of an answer that the client takes slowly
        self._receive(conn)

    def on_client_socket_readable(self, conn: Any, client: Any) -> None:
        """Take what a connection sends that was kept for its next request."""
        if client.fileno() < 0:
            return  # it has just made room for another
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._receive(conn)

    def on_pending_socket_readable(self, conn: Any, _client: Any) -> None:
        """Take more of a request."""
        if conn.is_awaited:  # and has not just made room for another
            self._receive(conn)

    def murder_pending(self) -> None:
        """Close connections whose request has not come in time; of a worker that ends, those that sent nothing."""
        now = time.monotonic()
        for conn in list(self.pending_conns):
            is_busy = conn.received or conn.sock.unsent or conn.is_over
            if conn.is_over and conn.timeout <= now < conn.hears_until and conn.sock.unheard:
                conn.timeout = now + _LINGER
            elif conn.timeout <= now or not (self.alive or is_busy):
                self._close(conn)

    def finish_request(self, conn: Any, fs: Any) -> None:
        """Keep a connection for its next request, or close it; then it is the turn of the next large body."""
        if conn.waits_for_body:
            conn.waits_for_body = False
            self._waiting -= 1
            if self._queued:
                self._wait_for_body(self._queued.popleft())
        conn.future = fs
        conn.is_over = fs.cancelled() or fs.exception() is not None or fs.result() is not True
        self._go_on(conn)

    def on_socket_writable(self, conn: Any, _client: Any) -> None:
        """Send more of an answer."""
        if not conn.is_awaited:
            return  # it has just made room for another
        try:
            conn.sock.flush()
        except OSError:
            self._close(conn)
        else:
            if not _is_behind(conn):
                self._forget(conn)
                self._go_on(conn)

    def handle(self, conn: Any) -> Any:
        """Answer the requests of a connection until there is none for a moment."""
        if not conn.initialized:
            conn.data_ready = True
            conn.init()
            conn.parser.unreader = _PacedReader(conn.sock)
        for _ in range(_TURN):
            goes_on = self._answer(conn) if conn.rest is None else self._answer_on(conn)
            if goes_on is not True or not self.alive or conn.sock.unsent:
                return goes_on
            conn.received += conn.parser.unreader.take_buffered()
            if not _has_whole_request(conn):
                break
        return True

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer a request, or as much of the answer as its client takes."""
        try:
            return super().handle_request(req, conn)
        except SuspendedError as suspended:
            conn.rest = suspended.answer
            return True

    def _answer(self, conn: Any) -> Any:
        conn.parser.unreader.begin()
        conn.parser.unreader.unread(bytes(conn.received))
        conn.received.clear()
        return super().handle(conn)

    def _answer_on(self, conn: Any) -> bool:
        """Go on with an answer; return whether the connection is good for more."""
        rest, conn.rest = conn.rest, None
        conn.sock.setblocking(True)
        try:
            conn.parser.unreader.begin()
            return bool(self._keepalive_after(conn, rest.go_on()))
        except SuspendedError:
            conn.rest = rest
            return True
        except (ParseException, NoMoreData) as error:  # in what was left of the request's body
            self.log.debug("a body was not passed over: %s", error)
        except Exception as error:
            if getattr(error, "errno", None) in _GONE:  # its client, or the answer has ended early
                self.log.debug("an answer was not sent to its end: %s", error)
            else:
                self.log.exception("Error handling request")
        return False

    def _keepalive_after(self, conn: Any, keepalive: Any) -> bool:
        """Whether a connection is good for more; what is left of a body is passed over when the answer is complete."""
        return conn.rest is not None or bool(super()._keepalive_after(conn, keepalive))

    def _go_on(self, conn: Any) -> None:
        """Do what is next: send what there is, make more of the answer, end, or take the next request."""
        if _is_behind(conn):
            self._await(conn, _ARRIVAL + conn.sock.unsent / _PACE, selectors.EVENT_WRITE)
            self._drop_unsent()
            self._drop_put_aside()
        elif conn.rest is not None:
            self.enqueue_req(conn)
        elif conn.is_over:
            self._end(conn)
        elif conn.received:
            self._pass_on(conn)  # the beginning of its next request, at least
        else:
            super().finish_request(conn, conn.future)

    def _receive(self, conn: Any) -> None:
        """Take what a connection sends."""
        try:
            piece = conn.sock.recv(MOST_BUFFERED)
        except BlockingIOError:
            self._await(conn)
        except OSError:
            self._close(conn)
        else:
            if conn.is_over:
                conn.passed_over += len(piece)
                is_enough = conn.passed_over > _MOST_PASSED_OVER and not conn.sock.unheard
                if not piece or is_enough or conn.passed_over > _MOST_IGNORED:
                    self._close(conn)
                return
            conn.received += piece
            if piece:
                self._pass_on(conn)
            elif END_OF_HEAD in conn.received:  # nothing more comes: who sent half a body is told so
                self._forget(conn)
                self.enqueue_req(conn)
            else:
                self._close(conn)

    def _pass_on(self, conn: Any) -> None:
        """Have a thread answer the request if it need not wait for more of it."""
        state = arrival(conn.received)
        if state is Arrival.PART:
            self._await(conn)
            return
        self._forget(conn)
        if state is Arrival.WHOLE:
            self.enqueue_req(conn)
        elif state is Arrival.TOO_LARGE:
            self._refuse(conn, _HEAD_TOO_LARGE)
        elif self._waiting < self._most_waiting:
            self._wait_for_body(conn)
        else:
            self._queued.append(conn)

    def _refuse(self, conn: Any, said: bytes) -> None:
        with suppress(OSError):
            conn.sock.send(said)
        self._end(conn)

    def _end(self, conn: Any) -> None:
        """Answer no more, and close when the client has heard all: to close at once could lose the rest of an answer.

        The loop waits for that, beside all others: gunicorn's own stands still meanwhile (RFC 9112 §9.6). What the
        client still sends is taken and forgotten: to close on that would reset the connection.
        """
        conn.is_over = True
        conn.received.clear()
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._close(conn)
        else:
            conn.hears_until = time.monotonic() + conn.sock.unheard / _PACE
            self._await(conn, _LINGER)

    def _wait_for_body(self, conn: Any) -> None:
        conn.waits_for_body = True
        self._waiting += 1
        self.enqueue_req(conn)

    def _await(self, conn: Any, seconds: float = _ARRIVAL, event: int = selectors.EVENT_READ) -> None:
        """Wait for a connection to send more or to take more, in all no longer than so many seconds."""
        if not conn.is_awaited:
            conn.is_awaited = True
            conn.sock.setblocking(False)
            conn.timeout = time.monotonic() + seconds
            self.pending_conns.append(conn)
            act = self.on_pending_socket_readable if event == selectors.EVENT_READ else self.on_socket_writable
            self.poller.register(conn.sock, event, partial(act, conn))

    def _forget(self, conn: Any) -> None:
        if conn.is_awaited:
            conn.is_awaited = False
            self.pending_conns.remove(conn)
            self.poller.unregister(conn.sock)

    def _close(self, conn: Any) -> None:
        self._forget(conn)
        self.nr_conns -= 1
        if conn.rest is not None:
            self._abandon(conn.rest)
        conn.close()

    def _abandon(self, rest: PacedAnswer) -> None:
        try:
            rest.abandon()
        except Exception:  # the loop has to go on
            self.log.exception("an answer that was not sent to its end cannot be let go of")

    def _drop_unsent(self) -> None:
        """Close the connections that have taken longest over their answers while these fill the memory."""
        unsent = sum(conn.sock.unsent for conn in self.pending_conns)
        for conn in list(self.pending_conns):
            if unsent <= _MOST_UNSENT:
                break
            unsent -= conn.sock.unsent
            if conn.sock.unsent:
                self._close(conn)

    def _drop_put_aside(self) -> None:
        """Close the connection that has waited longest where too many answers are put aside: each holds something."""
        put_aside = [conn for conn in self.pending_conns if conn.rest is not None]
        if len(put_aside) > _MOST_PUT_ASIDE:
            self._close(put_aside[0])

    def _make_room(self) -> None:
        """Close connections that wait for their request to come or for a next one, those first that wait longest.

        Where there are none, the last that has come with a large body is told to come again.
        """
        while self._close_idle():
            if self.nr_conns < self.worker_connections - _SPARE:
                return
        if self._queued:
            self._refuse(self._queued.pop(), _BUSY)

    def _close_idle(self) -> bool:
        if self.pending_conns:
            self._close(self.pending_conns[0])
        elif self.keepalived_conns:
            conn = self.keepalived_conns.popleft()
            self.poller.unregister(conn.sock)
            self._close(conn)
        else:
            return False
        return True


def _is_behind(conn: Any) -> bool:
    """Whether the client has to take more before anything else is done for it."""
    return bool(conn.sock.unsent > (0 if conn.rest is None else RESUMED_AT))


def _has_whole_request(conn: Any) -> bool:
    """Whether the next request is there, or comes in a moment."""
    if not conn.received:
        poll = select.poll()
        poll.register(conn.sock, select.POLLIN)
        if not poll.poll(_PATIENCE):
            return False
        with suppress(OSError):
            conn.received += conn.sock.recv(MOST_BUFFERED, socket.MSG_DONTWAIT)
    return arrival(conn.received) is Arrival.WHOLE
