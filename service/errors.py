"""Every error that OnRecord raises on purpose, each with the HTTP status it answers with.

    OnRecordError
    ├── InvalidInputError        400  the request or file cannot be used as it is
    │   ├── UnsupportedMediaTypeError  415
    │   ├── TooLargeError        413
    │   └── UnreadableTextError  422  no text can be got out of it
    ├── AccessDeniedError        401 / 403
    ├── NotFoundError            404
    ├── NotAcceptableError       406
    ├── PreconditionError        412
    ├── QueryError               400  SPARQL that does not parse
    │   ├── NotAllowedError      403  it would reach what it may not
    │   └── UnsupportedQueryError  501  it cannot be evaluated here
    ├── QueryLimitError          503  a query went past its time or size
    ├── TooManyRequestsError     429  more in a minute than a caller may ask
    ├── UnavailableError         503  the store, the queue or a remote server is away
    │   └── QueueFullError       503  too much is waiting already
    ├── OtherServerError         502  a server that a query reaches fails
    ├── UnknownOutcomeError      504  a write was sent to a remote server, and whether it was carried out is not known
    └── InternalError            500

A message says what is wrong and what to do about it; it is shown to users as it stands.
"""

from __future__ import annotations


class OnRecordError(Exception):
    """Base of all errors that are shown to a user.

    ``title`` is the same for all errors of a class, ``detail`` (the message) is about this one.
    """

    status = 500
    title = "Internal error"

    def __init__(self, detail: str, *, status: int | None = None, retry_after: int | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.retry_after = retry_after
        if status is not None:
            self.status = status


class InvalidInputError(OnRecordError):
    """The request, option or file cannot be used as it is."""

    status = 400
    title = "Invalid input"


class UnsupportedMediaTypeError(InvalidInputError):
    """A body of a type that this route does not read."""

    status = 415
    title = "Unsupported media type"


class TooLargeError(InvalidInputError):
    """A body, text or list over a configured limit."""

    status = 413
    title = "Too large"


class UnreadableTextError(InvalidInputError):
    """Something was sent, but no article text can be got out of it."""

    status = 422
    title = "Unreadable text"


class AccessDeniedError(OnRecordError):
    """No token, a wrong one (401), or one that may not do this (403).

    ``challenge`` is the value of ``WWW-Authenticate`` (RFC 6750 §3).
    """

    status = 401
    title = "Access denied"

    def __init__(self, detail: str, *, status: int | None = None, challenge: str | None = None) -> None:
        super().__init__(detail, status=status)
        self.challenge = challenge or ('Bearer realm="onrecord"' if self.status == 401 else None)


class NotFoundError(OnRecordError):
    """Nothing is known under this id or address."""

    status = 404
    title = "Not found"


class NotAcceptableError(OnRecordError):
    """None of the formats that the client accepts can be given."""

    status = 406
    title = "Not acceptable"


class PreconditionError(OnRecordError):
    """The data is not in the state that the request wants it to be in.

    ``state`` names the one that what was to be written is in, where it is there.
    """

    status = 412
    title = "Precondition failed"

    def __init__(
        self, detail: str, *, state: str | None = None, status: int | None = None, retry_after: int | None = None
    ) -> None:
        super().__init__(detail, status=status, retry_after=retry_after)
        self.state = state


class QueryError(OnRecordError):
    """SPARQL that does not parse, or that cannot be carried out."""

    status = 400
    title = "Invalid SPARQL"


class NotAllowedError(QueryError):
    """A query or update that wants to reach what the operator has not listed."""

    status = 403
    title = "Not allowed"


class UnsupportedQueryError(QueryError):
    """Correct SPARQL that cannot be evaluated here, such as a call of an unknown function."""

    status = 501
    title = "Not supported"


class QueryLimitError(OnRecordError):
    """A query that was ended because it went past its limits."""

    status = 503
    title = "Query limit exceeded"


class TooManyRequestsError(OnRecordError):
    """More requests in a minute than one caller may send."""

    status = 429
    title = "Too many requests"


class UnavailableError(OnRecordError):
    """Something that is needed does not answer now; trying again later may help."""

    status = 503
    title = "Unavailable"


class QueueFullError(UnavailableError):
    """More tasks are waiting than the service takes on; ``Retry-After`` says when there will be room."""

    title = "Queue full"


class OtherServerError(OnRecordError):
    """A server that a query or update reaches does not answer, or not as it should (502; 504: in time)."""

    status = 502
    title = "Another server failed"


class UnknownOutcomeError(OnRecordError):
    """A write was sent to another server, which did not say whether it has carried it out."""

    status = 504
    title = "Unknown outcome"


class InternalError(OnRecordError):
    """A fault of OnRecord's own."""
