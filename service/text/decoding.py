"""From bytes to text: character sets, line ends, and the characters that no article can have."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from service.errors import TooLargeError, UnreadableTextError, UnsupportedMediaTypeError

# The character sets of the web (WHATWG Encoding Standard) by Python's name of them. No others: Python also counts
# among its encodings some that are programs rather than character sets, or take quadratic time.
# fmt: off
CHARSETS = frozenset((
    "utf-8", "utf-8-sig", "ascii", "utf-16", "utf-16-le", "utf-16-be", "iso8859-1", "iso8859-2", "iso8859-3",
    "iso8859-4", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-9", "iso8859-10", "iso8859-13",
    "iso8859-14", "iso8859-15", "iso8859-16", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "cp866", "cp874",
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "gb2312", "gbk",
    "gb18030", "big5", "big5hkscs", "euc_jp", "iso2022_jp", "shift_jis", "cp932", "euc_kr", "cp949",
))
# fmt: on
# What pages call by the first name they write in the second, its superset (WHATWG Encoding Standard, labels).
_SUPERSETS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
_SUPERSETS |= {"euc_kr": "cp949", "shift_jis": "cp932", "big5": "big5hkscs", "iso8859-11": "cp874"}
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

_LINE_END = re.compile(r"\r\n?")
# C0 controls but tab and line feed, lone surrogates, and the two code points that XML 1.0 cannot hold.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_UNCLEAN = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_BLANK = re.compile(r"[\s\ufeff\u200b-\u200f\u2060\xad]*")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text decoded at any cost. ``broken_at`` is the first byte that could not be, which is U+FFFD in ``text``."""

    text: str
    broken_at: int | None = None


def decode(data: bytes, charset: str | None = None) -> str:
    """Return bytes as text: by their byte order mark, by the declared character set, otherwise as UTF-8.

    Raises ``UnsupportedMediaTypeError`` for a character set that is not known, and ``UnreadableTextError`` naming the
    first byte that does not fit; nothing is replaced.
    """
    bom, marked = _bom(data)
    codec = marked or (codec_of(charset) if charset else "utf-8")
    try:
        return data[bom:].decode(codec)
    except UnicodeDecodeError as error:
        at = bom + error.start
        raise UnreadableTextError(
            f"The text is not {charset or codec.upper()}: byte {at} (0x{data[at]:02x}) does not fit. "
            "Send it as UTF-8, or name its character set in the Content-Type header."
        ) from error


def decode_leniently(data: bytes, charset: str | None) -> Decoded:
    """Return a page's bytes as text, as browsers do: what does not fit becomes U+FFFD, and the first place is told.

    An unknown declared character set is passed over, as a page with one is still a page.
    """
    bom, marked = _bom(data)
    codec = marked or "utf-8"
    if not marked and charset:
        name = _python_name(charset)
        codec = _SUPERSETS.get(name, name) if name in CHARSETS else codec
    try:
        return Decoded(data[bom:].decode(codec))
    except UnicodeDecodeError as error:
        return Decoded(data[bom:].decode(codec, errors="replace"), bom + error.start)


def codec_of(charset: str) -> str:
    """Return Python's name of a declared character set.

    Raises ``UnsupportedMediaTypeError`` when it is none of the web's.
    """
    name = _python_name(charset)
    if name not in CHARSETS:
        raise UnsupportedMediaTypeError(f"The character set {charset[:40]!r} is not known; send the text as UTF-8.")
    return name


def clean(text: str, max_chars: int) -> str:
    """Return a text with its line ends as ``\\n`` and nothing else changed.

    Raises ``TooLargeError`` over ``max_chars`` code points, ``UnreadableTextError`` when it is blank or holds
    characters that cannot be stored.
    """
    if len(text) > max_chars:
        raise TooLargeError(
            f"The text has {len(text):,} characters; an article may have {max_chars:,} (ONRECORD_MAX_TEXT_CHARS)."
        )
    text = _LINE_END.sub("\n", text)
    wrong = _FORBIDDEN.search(text)
    if wrong:
        raise UnreadableTextError(
            f"Character {wrong.start()} of the text is U+{ord(wrong.group()):04X}, which no article can have: "
            "this is not plain text, or was decoded wrongly."
        )
    if _BLANK.fullmatch(text):
        raise UnreadableTextError("There is no text in it.")
    return text


def without_controls(text: str) -> str:
    """Return a text without the characters that cannot be stored: pages have them by accident."""
    return _FORBIDDEN.sub("", _LINE_END.sub("\n", text)) if _UNCLEAN.search(text) else text


def _bom(data: bytes) -> tuple[int, str | None]:
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return len(bom), codec
    return 0, None


def _python_name(charset: str) -> str:
    try:
        return codecs.lookup(charset.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return ""
