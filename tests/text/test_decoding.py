"""From bytes to text."""

import codecs

import pytest

from service.errors import UnreadableTextError, UnsupportedMediaTypeError
from service.text import decode

WORDS = "Kesh – “Préfecture” \N{GRINNING FACE}"


def test_utf_8_is_the_default() -> None:
    assert decode(WORDS.encode()) == WORDS


@pytest.mark.parametrize(
    ("bom", "codec"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
@pytest.mark.parametrize("declared", [None, "iso-8859-1", "utf-8"])
def test_byte_order_mark_decides_and_goes(bom: bytes, codec: str, declared: str | None) -> None:
    assert decode(bom + WORDS.encode(codec), declared) == WORDS


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("Préfecture", "ISO-8859-1"),
        ("Préfecture –", "windows-1252"),
        ("Кеш", "koi8-r"),
        ("한국어", "euc-kr"),
        ("日本", "Shift_JIS"),
    ],
)
def test_declared_character_set(text: str, charset: str) -> None:
    assert decode(text.encode(charset), charset) == text


@pytest.mark.parametrize(
    ("data", "charset", "at"), [(b"Kesh \xff and", None, 5), (b"Kesh \xe2\x80", None, 5), (b"K\x81", "cp1252", 1)]
)
def test_broken_bytes_are_refused_with_their_place(data: bytes, charset: str | None, at: int) -> None:
    with pytest.raises(UnreadableTextError, match=rf"byte {at} \(0x"):
        decode(data, charset)


def test_broken_bytes_behind_a_mark_are_counted_from_the_beginning() -> None:
    with pytest.raises(UnreadableTextError, match="byte 4 "):
        decode(codecs.BOM_UTF8 + b"K\xff")


@pytest.mark.parametrize(
    "charset", ["klingon", "zlib", "hex", "rot13", "idna", "punycode", "unicode_escape", "utf-7", "a\x00b"]
)
def test_what_is_no_character_set_of_the_web_is_refused(charset: str) -> None:
    with pytest.raises(UnsupportedMediaTypeError, match="character set"):
        decode(b"abc", charset)
