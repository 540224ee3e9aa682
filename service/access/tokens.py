"""Bearer tokens: made and revoked in a file of the data folder, which running web workers look at before each use.

A token is ``onr_ID_SECRET``: the id finds it, the secret is 256 random bits. The file holds the SHA-256 digest of the
whole token. A slow, salted hash, as passwords need, would protect nothing here: nobody can try 2^256 secrets however
fast the hash is, two tokens never have the same digest, and a slow one would cost each request a tenth of a second.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from service.access.scopes import Scope
from service.durable import sync_names
from service.errors import InvalidInputError, NotFoundError, UnavailableError

FILE = "tokens.json"
_LOCK = "tokens.lock"
_FORMAT = 1
_PREFIX = "onr"  # finds tokens that got where they do not belong
_NAME = re.compile(r"[^\W_][\w .@-]{0,63}")
_T = TypeVar("_T")
_NOTHING = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token: all but the token itself. Times are ISO 8601 in UTC."""

    id: str
    name: str
    scope: Scope
    digest: str
    created: str
    expires: str | None = None
    revoked: str | None = None

    def state(self, now: datetime) -> str:
        """Return ``active``, ``expired`` or ``revoked``."""
        if self.revoked is not None:
            return "revoked"
        return "expired" if self.expires is not None and datetime.fromisoformat(self.expires) <= now else "active"


class TokenFile:
    """The tokens of a data folder, for reading and changing; several processes may do so at once.

    Every method raises ``UnavailableError`` when the file cannot be read, or written.
    """

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir
        self._path = data_dir / FILE
        self._seen: tuple[int, ...] | None = None
        self._tokens: Mapping[str, Token] = {}

    def all(self) -> list[Token]:
        """Return every token ever made here, the oldest first."""
        return list(self._current().values())

    def are_there(self) -> bool:
        """Return whether a token was ever made here: then nobody gets in without one, also when all are revoked."""
        return bool(self._current())

    def find(self, given: str, now: datetime | None = None) -> Token | None:
        """Return the token that was given, if it is one of these and neither expired nor revoked.

        Where it differs from one of these does not show in the time that this takes.
        """
        token = self._current().get(_id_of(given))
        is_it = hmac.compare_digest(_digest(given), token.digest if token is not None else _NOTHING)
        if token is None or not is_it:
            return None
        return token if token.state(now or datetime.now(UTC)) == "active" else None

    def create(self, name: str, scope: Scope, expires: datetime | None = None) -> tuple[Token, str]:
        """Make a token; return what is kept of it, and the token itself, which nothing can give again.

        Raises ``InvalidInputError`` when the name cannot be used or an active token has it, or ``expires`` is past.
        """
        now = datetime.now(UTC)
        if not _NAME.fullmatch(name):
            raise InvalidInputError(
                f"“{name}” cannot name a token: use up to 64 letters, digits, spaces and . - _ @, a letter first."
            )
        if expires is not None and expires <= now:
            raise InvalidInputError(f"The token would have expired already: {_written(expires)} is past.")

        def add(tokens: dict[str, Token]) -> tuple[Token, str]:
            if any(token.name == name and token.state(now) == "active" for token in tokens.values()):
                raise InvalidInputError(f"There is an active token “{name}” already: revoke it, or name this another.")
            id_ = secrets.token_hex(4)
            while id_ in tokens:
                id_ = secrets.token_hex(4)
            given = f"{_PREFIX}_{id_}_{secrets.token_urlsafe(32)}"
            until = _written(expires) if expires is not None else None
            tokens[id_] = Token(id_, name, scope, _digest(given), _written(now), until)
            return tokens[id_], given

        return self._change(add)

    def revoke(self, name: str) -> Token:
        """Revoke a token by its id, or the active one of a name; return it.

        Raises ``NotFoundError`` when there is none. Revoking twice changes nothing.
        """
        now = datetime.now(UTC)

        def revoked(tokens: dict[str, Token]) -> Token:
            named = [token for token in tokens.values() if token.name == name and token.state(now) == "active"]
            token = tokens.get(name) or next(iter(named), None)
            if token is None:
                raise NotFoundError(f"There is no active token “{name}”; `onrecord token list` shows all of them.")
            tokens[token.id] = replace(token, revoked=token.revoked or _written(now))
            return tokens[token.id]

        return self._change(revoked)

    def _current(self) -> Mapping[str, Token]:
        """Return the tokens by id; the file is read again when it is another than the last time."""
        try:
            stat = self._path.stat()
            seen = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
            if seen != self._seen:
                self._tokens = _parsed(self._path)
                self._seen = seen
        except FileNotFoundError:
            self._tokens, self._seen = {}, None
        except OSError as error:
            raise UnavailableError(
                f"{self._path} cannot be read: {error.strerror}. No token can be checked."
            ) from error
        return self._tokens

    def _change(self, change: Callable[[dict[str, Token]], _T]) -> _T:
        with self._lock():
            tokens = dict(self._current())
            result = change(tokens)
            self._write(tokens)
        return result

    def _write(self, tokens: Mapping[str, Token]) -> None:
        """Put a new file in the old one's place: readers find one or the other, whole."""
        entries = [{**asdict(token), "scope": str(token.scope)} for token in tokens.values()]
        content = json.dumps({"format": _FORMAT, "tokens": entries}, ensure_ascii=False, indent=1) + "\n"
        new = self._path.with_suffix(".new")
        try:
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(content)
                file.flush()
                _give_to_owner(file.fileno(), self._folder)
                os.fsync(file.fileno())
            new.replace(self._path)
            sync_names(self._folder)
        except OSError as error:
            with suppress(OSError):
                new.unlink(missing_ok=True)
            raise UnavailableError(f"{self._path} cannot be written: {error.strerror}. Check ONRECORD_DATA.") from error

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Have one process at a time change the file."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise UnavailableError(
                f"{self._folder} cannot be written: {error.strerror}. Check ONRECORD_DATA."
            ) from error
        try:
            _give_to_owner(descriptor, self._folder)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _give_to_owner(descriptor: int, folder: Path) -> None:
    """Have a file that root makes belong to whom the folder belongs to: the service has to read it."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.fchown(descriptor, owner.st_uid, owner.st_gid)


def _parsed(path: Path) -> dict[str, Token]:
    """Return the tokens in a file; ``UnavailableError`` where it is damaged, so that it opens nothing."""
    try:
        content: Any = json.loads(path.read_bytes())
        if content["format"] != _FORMAT:
            raise UnavailableError(f"{path} was written by another version of OnRecord (format {content['format']}).")
        tokens = [Token(**{**entry, "scope": Scope.named(entry["scope"])}) for entry in content["tokens"]]
    except (ValueError, TypeError, KeyError) as error:
        raise UnavailableError(
            f"{path} is damaged, so no token can be checked. Restore it, or delete it and make new tokens."
        ) from error
    return {token.id: token for token in tokens}


def _id_of(given: str) -> str:
    return given.split("_", 2)[1] if given.count("_") >= 2 else ""


def _digest(given: str) -> str:
    return hashlib.sha256(given.encode()).hexdigest()


def _written(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="seconds")
