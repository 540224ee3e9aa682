"""Answers in gzip and zstd: which coding, when, and that a stream that breaks stays broken."""

import gzip
import time
import zlib
from collections.abc import Iterator

import pytest
from backports import zstd
from flask import Flask, Response
from flask.testing import FlaskClient

from service.app import close, create_app
from service.errors import InvalidInputError, NotAcceptableError
from service.settings import Settings
from service.web.codings import Choice, choice, compressed_parts, decompressed
from tests.problem import problem
from tests.web.reads import ALL

READERS = {"gzip": gzip.decompress, "zstd": zstd.decompress}


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
@pytest.mark.parametrize("path", ALL)
def test_every_read_comes_compressed_where_it_is_long_enough(client: FlaskClient, path: str, coding: str) -> None:
    plain = client.get(path, buffered=True)
    given = client.get(path, headers={"Accept-Encoding": coding}, buffered=True)
    for response in (plain, given):
        assert "Accept-Encoding" in response.headers["Vary"]
    tag = plain.headers["ETag"]
    if "Content-Encoding" in given.headers and not tag.startswith("W/"):  # strong: of the very bytes
        assert given.headers["ETag"] in (f"W/{tag}", f'{tag[:-1]}-{coding}"')
    else:
        assert given.headers["ETag"] == tag
    if len(plain.data) < 1000:
        assert "Content-Encoding" not in given.headers
        assert given.data == plain.data
    else:
        assert given.headers["Content-Encoding"] == coding
        assert READERS[coding](given.data) == plain.data
        assert len(given.data) < len(plain.data) * 0.8
    head = client.head(path, headers={"Accept-Encoding": coding}, buffered=True)
    assert head.headers.get("Content-Encoding") in (None, given.headers.get("Content-Encoding"))
    assert head.headers.get("Content-Length") in (None, str(len(given.data)))
    same = {"Accept-Encoding": coding, "If-None-Match": given.headers["ETag"]}
    assert client.get(path, headers=same, buffered=True).status_code == 304


@pytest.mark.parametrize(
    ("accept_encoding", "coding"),
    [
        (None, None),
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1.0, zstd;q=0.5", "gzip"),
        ("gzip;q=0.5, zstd;q=0.5", "zstd"),
        ("gzip;q=0, zstd;q=0", None),
        ("gzip;q=0", None),
        ("br", None),
        ("*", "gzip"),
        ("gzip;q=0, *", "zstd"),
        ("zstd;q=0.2, *;q=0.5", "gzip"),
        ("*;q=0, gzip", "gzip"),
        ("identity;q=0.5, gzip;q=0.4", None),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("identity, br", None),
        ("identity;q=0, gzip;q=0.1", "gzip"),
    ],
)
def test_the_coding_is_what_the_client_wants_most(accept_encoding: str | None, coding: str | None) -> None:
    assert choice(accept_encoding).coding == coding


@pytest.mark.parametrize("accept_encoding", ["identity;q=0", "*;q=0", "br, identity;q=0", "gzip;q=0, zstd;q=0, *;q=0"])
def test_who_takes_nothing_that_there_is_gets_nothing(client: FlaskClient, accept_encoding: str) -> None:
    with pytest.raises(NotAcceptableError):
        choice(accept_encoding)
    assert "identity" in problem(client.get("/ontology", headers={"Accept-Encoding": accept_encoding}), 406)


def test_who_refuses_it_plain_gets_it_compressed_however_short(client: FlaskClient) -> None:
    assert choice("gzip, identity;q=0") == Choice("gzip", is_due=True)
    response = client.get("/health/live", headers={"Accept-Encoding": "gzip, identity;q=0"})
    assert gzip.decompress(response.data) == client.get("/health/live").data


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_each_part_of_a_stream_can_be_read_as_soon_as_it_is_sent(coding: str) -> None:
    reader = zlib.decompressobj(31) if coding == "gzip" else zstd.ZstdDecompressor()
    parts = [b"first row\n", b"second row\n" * 1000, b"", b"last row\n"]
    stream = compressed_parts(iter(parts), coding)  # type: ignore[arg-type]
    for part in parts:
        assert reader.decompress(next(stream)) == part
    assert not reader.eof
    assert reader.decompress(b"".join(stream)) == b""
    assert reader.eof


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_stream_that_breaks_has_no_end(coding: str) -> None:
    def broken() -> Iterator[bytes]:
        yield b"a row\n" * 1000
        raise ConnectionResetError

    sent: list[bytes] = []
    with pytest.raises(ConnectionResetError):
        sent.extend(compressed_parts(broken(), coding))  # type: ignore[arg-type]
    reader = zlib.decompressobj(31) if coding == "gzip" else zstd.ZstdDecompressor()
    assert reader.decompress(b"".join(sent)) == b"a row\n" * 1000
    assert not reader.eof


@pytest.fixture
def serving(seeded_data) -> Iterator[Flask]:
    app = create_app(Settings(data=seeded_data))
    yield app
    close(app)


def test_a_stream_that_a_view_gives_is_compressed_part_by_part_and_closed(serving: Flask) -> None:
    closed: list[bool] = []

    def view() -> Response:
        response = Response(iter([b"a" * 10, b"b" * 10]), content_type="text/csv")
        response.call_on_close(lambda: closed.append(True))
        return response

    serving.add_url_rule("/stream", view_func=view)
    response = serving.test_client().get("/stream", headers={"Accept-Encoding": "gzip"}, buffered=True)
    assert response.headers["Content-Encoding"] == "gzip"
    assert "Content-Length" not in response.headers
    assert gzip.decompress(response.data) == b"a" * 10 + b"b" * 10
    assert closed == [True]


@pytest.mark.parametrize(
    ("content_type", "coding"), [("image/png", None), ("application/zip", None), ("image/svg+xml", "gzip")]
)
def test_what_is_compressed_already_is_left_as_it_is(serving: Flask, content_type: str, coding: str | None) -> None:
    serving.add_url_rule("/file", view_func=lambda: Response(b"a" * 5000, content_type=content_type))
    response = serving.test_client().get("/file", headers={"Accept-Encoding": "gzip"})
    assert response.headers.get("Content-Encoding") == coding


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_body_of_many_empty_members_is_read_in_proportion_to_its_length(coding: str) -> None:
    empty = gzip.compress(b"") if coding == "gzip" else zstd.compress(b"")

    def work(members: int) -> float:
        begun = time.thread_time()  # of the processor: what else the machine does makes no difference
        assert decompressed(empty * members, coding, 1000) == b""
        return time.thread_time() - begun

    # 32 times, where it is in proportion; hundreds of times, where what is left is copied after each member.
    assert work(160_000) < 128 * work(5_000)


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_body_is_read_to_the_end_of_its_last_member_and_no_further_than_the_limit(coding: str) -> None:
    member = (gzip.compress if coding == "gzip" else zstd.compress)(b"a" * 10_000)
    assert decompressed(member * 3, coding, 30_000) == b"a" * 30_000
    assert len(decompressed(member * 3, coding, 25_000)) == 25_001
    for broken in (member[:-1], member * 2 + member[:-1], member + b"no member"):
        with pytest.raises(InvalidInputError, match=coding):
            decompressed(broken, coding, 30_000)


def test_problems_are_compressed_as_well(client: FlaskClient) -> None:
    path = f"/nope?{'x' * 2000}"
    response = client.get(path, headers={"Accept-Encoding": "zstd"})
    assert response.status_code == 404
    assert b"Not found" in zstd.decompress(response.data)
