"""Tokens in their file: made once, found again, expired, revoked, and never to be read there."""

import json
import multiprocessing
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.access import Scope, TokenFile
from service.access.tokens import FILE
from service.errors import InvalidInputError, NotFoundError, UnavailableError


def test_a_token_is_found_by_itself_alone(tmp_path: Path) -> None:
    tokens = TokenFile(tmp_path)
    assert not tokens.are_there()
    made, given = tokens.create("newsroom", Scope.WRITE)
    assert tokens.find(given) == made
    assert tokens.are_there()
    for other in (
        given[:-1],
        given + "x",
        f"onr_{made.id}_",
        f"onr_{made.id}_{made.digest}",
        made.id,
        "",
        "é",
        "_" * 9,
    ):
        assert tokens.find(other) is None
    assert tokens.create("another", Scope.READ)[1] != given


def test_what_is_stored_opens_nothing_and_is_the_owner_s_alone(tmp_path: Path) -> None:
    tokens = TokenFile(tmp_path)
    _, given = tokens.create("newsroom", Scope.ADMIN)
    stored = (tmp_path / FILE).read_text()
    assert given.rsplit("_", 1)[1] not in stored
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert all(tokens.find(word) is None for entry in json.loads(stored)["tokens"] for word in map(str, entry.values()))
    assert len(given) > 40


def test_a_token_ends_when_it_expires_and_when_it_is_revoked(tmp_path: Path) -> None:
    tokens = TokenFile(tmp_path)
    soon = datetime.now(UTC) + timedelta(hours=1)
    expiring, first = tokens.create("a", Scope.READ, soon)
    assert tokens.find(first) is not None
    assert tokens.find(first, soon + timedelta(seconds=1)) is None
    _, second = tokens.create("b", Scope.READ)
    assert tokens.revoke("b").revoked is not None
    assert tokens.find(second) is None
    assert tokens.revoke(expiring.id).name == "a"
    assert tokens.find(first) is None
    assert [token.state(datetime.now(UTC)) for token in tokens.all()] == ["revoked", "revoked"]
    assert tokens.are_there()


def test_another_process_s_reader_sees_what_is_made_and_revoked(tmp_path: Path) -> None:
    reader, writer = TokenFile(tmp_path), TokenFile(tmp_path)
    assert reader.find("onr_x_y") is None
    made, given = writer.create("a", Scope.READ)
    assert reader.find(given) == made
    writer.revoke("a")
    assert reader.find(given) is None


def test_active_names_are_unique_and_free_again_when_revoked(tmp_path: Path) -> None:
    tokens = TokenFile(tmp_path)
    tokens.create("a", Scope.READ)
    with pytest.raises(InvalidInputError, match="active"):
        tokens.create("a", Scope.READ)
    tokens.revoke("a")
    with pytest.raises(NotFoundError):
        tokens.revoke("a")
    assert tokens.find(tokens.create("a", Scope.READ)[1]) is not None


@pytest.mark.parametrize("name", ["", " a", "a\nb", "-x", "x" * 65, "a/b"])
def test_names_that_would_garble_lists_and_logs_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidInputError):
        TokenFile(tmp_path).create(name, Scope.READ)


def test_what_has_expired_already_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="past"):
        TokenFile(tmp_path).create("a", Scope.READ, datetime(2020, 1, 1, tzinfo=UTC))
    assert TokenFile(tmp_path).all() == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 1}', '{"format": 1, "tokens": [{"id": "x"}]}', "null"])
def test_a_damaged_file_opens_nothing(tmp_path: Path, content: str) -> None:
    tokens = TokenFile(tmp_path)
    _, given = tokens.create("a", Scope.ADMIN)
    whole = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_text(content)
    for ask in (tokens.are_there, lambda: tokens.find(given), lambda: tokens.create("b", Scope.READ)):
        with pytest.raises(UnavailableError, match=r"tokens\.json"):
            ask()
    (tmp_path / FILE).write_bytes(whole)
    assert tokens.find(given) is not None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_what_root_makes_belongs_to_the_service(tmp_path: Path) -> None:
    os.chown(tmp_path, 12345, 23456)
    TokenFile(tmp_path).create("a", Scope.READ)
    for file in tmp_path.iterdir():
        assert (file.stat().st_uid, file.stat().st_gid) == (12345, 23456)


def _make(folder: Path, number: int) -> None:
    TokenFile(folder).create(f"n{number}", Scope.READ)


def test_processes_that_make_tokens_at_once_lose_none(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.starmap(_make, [(tmp_path, number) for number in range(16)])
    assert {token.name for token in TokenFile(tmp_path).all()} == {f"n{number}" for number in range(16)}
