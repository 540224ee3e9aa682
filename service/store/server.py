"""Where a SPARQL 1.1 server is, and how it is entered."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlencode, urlsplit, urlunsplit

_HIDDEN = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server's addresses, credentials and limits; neither ``str`` nor ``repr`` shows a secret.

    A user and password may stand in an address, where they overrule ``user``, ``password`` and ``token``. ``timeout``
    and ``write_timeout`` are seconds without a sign of life after which a read, or a write, counts as failed.
    """

    query_url: str = field(repr=False)
    update_url: str | None = field(default=None, repr=False)
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    certificates: Path | None = None
    timeout: float = 30.0
    write_timeout: float = 300.0

    def address(self, operation: str, parameters: Sequence[tuple[str, str]] = ()) -> str:
        """Return the address for a ``query`` or an ``update``, without user and password, with these parameters."""
        parts = urlsplit(self._url(operation))
        query = "&".join(filter(None, (parts.query, urlencode(parameters))))
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], query=query))

    def authorization(self, operation: str) -> dict[str, str]:
        """Return the header that lets us in, none where no credentials are known."""
        in_address, at, _ = urlsplit(self._url(operation)).netloc.rpartition("@")
        if at:
            return _basic(*(unquote(part) for part in in_address.partition(":")[::2]))
        if self.token is not None:
            return {"Authorization": f"Bearer {self.token}"}
        return {} if self.user is None else _basic(self.user, self.password or "")

    def shown(self, operation: str) -> str:
        """Return the address for messages: a key may stand in a user's part, or after the question mark."""
        return urlunsplit(urlsplit(self.address(operation))._replace(query="", fragment=""))

    def without_secrets(self, text: str) -> str:
        """Return a message of the server's, in which it may repeat what it was sent, without the secrets."""
        for operation in ("query", "update"):
            for header in self.authorization(operation).values():
                text = text.replace(header.partition(" ")[2], _HIDDEN)
        for secret in (self.password, self.token):
            text = text.replace(secret, _HIDDEN) if secret else text
        return text

    def _url(self, operation: str) -> str:
        return self.update_url or self.query_url if operation == "update" else self.query_url


def _basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{user}:{password}".encode()).decode()}
