"""Content codings (RFC 9110 §8.4): gzip and zstd, chosen by ``Accept-Encoding``, written and read."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Literal

from backports import zstd
from backports.zstd import DecompressionParameter, ZstdCompressor
from werkzeug.http import parse_accept_header

from service.errors import InvalidInputError, NotAcceptableError, UnsupportedMediaTypeError

Coding = Literal["gzip", "zstd"]
CODINGS: tuple[Coding, ...] = ("zstd", "gzip")  # of those that are wanted alike, the first: it costs a fourth
_NAMES: Mapping[str, Coding] = {"gzip": "gzip", "x-gzip": "gzip", "zstd": "zstd"}
_GZIP_LEVEL, _ZSTD_LEVEL = 5, 3  # more costs twice the time and saves some hundredths
_GZIP = 16 + zlib.MAX_WBITS  # zlib's number for gzip's header and checksum
_ZSTD_WINDOW = 23  # 8 MB, the most that HTTP's zstd may ask for (RFC 9659)
_MAX_CODINGS = 2  # one upon the other, in a request


@dataclass(frozen=True, slots=True)
class Choice:
    """The coding that a client gets, None for none; ``is_due``: it takes no answer without."""

    coding: Coding | None
    is_due: bool = False


@lru_cache(maxsize=512)
def choice(accept_encoding: str | None) -> Choice:
    """Return what an ``Accept-Encoding`` header leads to (RFC 9110 §12.5.3).

    Raises ``NotAcceptableError`` where it allows neither a coding of ours nor to do without.
    """
    if accept_encoding is None:
        return Choice(None)
    wanted = {name.lower(): quality for name, quality in parse_accept_header(accept_encoding)}
    named = {_NAMES[name]: quality for name, quality in wanted.items() if name in _NAMES}
    others = wanted.get("*", 0.0)
    # Who sends “*” may be able to read whatever there is; gzip is the safer guess.
    ranked = [(named[each], each) for each in CODINGS if each in named]
    ranked += [(others, each) for each in reversed(CODINGS) if each not in named]
    quality, coding = max(ranked, key=lambda entry: entry[0])
    plain = wanted.get("identity", 0.0 if "*" in wanted and not others else None)
    if quality > 0 and quality >= (plain or 0):
        return Choice(coding, is_due=plain == 0)
    if plain == 0:
        raise NotAcceptableError(
            f"Accept-Encoding refuses an answer as it is (identity) and takes none of {', '.join(CODINGS)}."
        )
    return Choice(None)


def compressed(body: bytes, coding: Coding) -> bytes:
    """Return a whole body in a coding."""
    return zstd.compress(body, _ZSTD_LEVEL) if coding == "zstd" else gzip.compress(body, _GZIP_LEVEL, mtime=0)


def compressed_parts(parts: Iterable[bytes], coding: Coding) -> Iterator[bytes]:
    """Yield a stream in a coding, each part as soon as it is there.

    Where ``parts`` raises, what was yielded has no end either, so that nobody takes it for whole.
    """
    if coding == "zstd":
        frame = ZstdCompressor(_ZSTD_LEVEL)
        for part in parts:
            yield frame.compress(part, ZstdCompressor.FLUSH_BLOCK)
        yield frame.flush()
    else:
        member = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP)
        for part in parts:
            yield member.compress(part) + member.flush(zlib.Z_SYNC_FLUSH)
        yield member.flush()


def decompressed(body: bytes, content_encoding: str, limit: int) -> bytes:
    """Return a request's body without its codings; where it is longer than ``limit``, some bytes more than that.

    Raises ``UnsupportedMediaTypeError`` for other codings, ``InvalidInputError`` where the body is not in them.
    """
    codings = [name.strip().lower() for name in content_encoding.split(",")]
    codings = [name for name in codings if name not in ("", "identity")]
    unknown = [name for name in codings if name not in _NAMES]
    if unknown or len(codings) > _MAX_CODINGS:
        raise UnsupportedMediaTypeError(
            f"Content-Encoding “{content_encoding[:80]}” is not read; send {' or '.join(CODINGS)}, or no coding."
        )
    for name in reversed(codings):
        body = _decompressed(body, _NAMES[name], limit)
    return body


def _decompressed(body: bytes, coding: Coding, limit: int) -> bytes:
    # Read as files are, in pieces: what has many members or frames takes time in proportion to its length.
    try:
        with _reader(BytesIO(body), coding) as reader:
            return reader.read(limit + 1)
    except EOFError as error:
        raise InvalidInputError(f"The body, in {coding}, ends before its end.") from error
    except (gzip.BadGzipFile, zlib.error, zstd.ZstdError) as error:
        raise InvalidInputError(f"The body is not {coding}, as its Content-Encoding says: {error}.") from error


def _reader(body: BytesIO, coding: Coding) -> gzip.GzipFile | zstd.ZstdFile:
    if coding == "gzip":
        return gzip.GzipFile(fileobj=body)
    return zstd.ZstdFile(body, options={DecompressionParameter.window_log_max: _ZSTD_WINDOW})
