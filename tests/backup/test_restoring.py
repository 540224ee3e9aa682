"""Restoring: whole or not at all, into an empty folder that nobody uses, from a backup that is as it was made."""

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from service.backup import make_backup, new_backup_of, prune, restore, verify
from service.errors import InvalidInputError, UnavailableError
from service.index import Index
from service.store.checkpoints import open_reader
from service.store.data_folder import check_data_folder
from service.store.embedded import EmbeddedStore
from service.store.lock import ProcessLock
from service.vocabulary import Iris
from tests.jobs.stubs import BASE

DATA = 'INSERT DATA { <urn:s> <urn:p> "default" . GRAPH <urn:g> { <urn:s> <urn:p> "named"@en } }'


@pytest.fixture
def data(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A data folder whose default graph is the union, unless a test asks otherwise."""
    folder = tmp_path / "data"
    store = EmbeddedStore(folder, union_default_graph=getattr(request, "param", True))
    store.update(DATA)
    store.commit()
    store.close()
    return folder


@pytest.fixture
def backup(data: Path, tmp_path: Path) -> Path:
    make_backup(data, BASE, tmp_path / "backup")
    return tmp_path / "backup"


def dumped(folder: Path) -> set[str]:
    reader = open_reader(folder)
    quads = {str(quad) for quad in reader.dump()}
    reader.close()
    return quads


def everything(folder: Path) -> dict[str, bytes | str]:
    return {
        str(path.relative_to(folder)): str(path.readlink()) if path.is_symlink() else path.read_bytes()
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


@pytest.mark.parametrize("data", [True, False], ids=["union", "plain"], indirect=True)
def test_what_was_backed_up_is_there_again_and_can_be_written(data: Path, backup: Path, tmp_path: Path) -> None:
    before = everything(backup)
    restore(backup, tmp_path / "new" / "data")
    assert dumped(tmp_path / "new" / "data") == dumped(data)
    assert everything(backup) == before
    store = EmbeddedStore(tmp_path / "new" / "data", union_default_graph=dumped_has_union(data))
    store.update("DROP GRAPH <urn:g>")
    store.commit()
    store.close()
    assert len(dumped(tmp_path / "new" / "data")) == 1
    assert verify(backup).counts["quads"] == 2


def dumped_has_union(data: Path) -> bool:
    reader = open_reader(data)
    try:
        return reader.holds_union
    finally:
        reader.close()


def test_a_backup_shares_no_file_with_what_it_was_made_of(data: Path, backup: Path) -> None:
    inodes = {path.stat().st_ino for path in data.rglob("*") if path.is_file()}
    assert not inodes & {path.stat().st_ino for path in backup.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("name", "damage", "said"),
    [
        ("queue.sqlite", lambda path: path.write_bytes(path.read_bytes()[:-1] + b"?"), "changed: queue.sqlite"),
        ("base-iri", lambda path: path.unlink(), "missing: base-iri"),
        ("checkpoints/*/*.sst", lambda path: path.write_bytes(path.read_bytes()[:-9]), "changed: checkpoints/"),
        ("manifest.json", lambda path: path.unlink(), "it is no backup"),
        ("manifest.json", lambda path: path.write_text(path.read_text().replace('"quads": 2', '"quads": 3')), "digest"),
        ("manifest.json", lambda path: path.write_bytes(path.read_bytes()[:-20]), "damaged"),
    ],
)
def test_a_damaged_backup_is_refused_and_nothing_is_left_behind(
    backup: Path, tmp_path: Path, name: str, damage: Callable[[Path], object], said: str
) -> None:
    damage(next(backup.glob(name)))
    target = tmp_path / "restored"
    with pytest.raises(InvalidInputError, match=said):
        verify(backup)
    with pytest.raises(InvalidInputError, match=said):
        restore(backup, target)
    assert not target.exists()
    target.mkdir()
    with pytest.raises(InvalidInputError, match=said):
        restore(backup, target)
    assert {path.name for path in target.iterdir()} <= {"writer.lock"}


def test_an_empty_file_system_of_its_own_is_empty(data: Path, backup: Path, tmp_path: Path) -> None:
    target = tmp_path / "mounted"
    (target / "lost+found").mkdir(parents=True)
    inode = target.stat().st_ino
    restore(backup, target)
    assert dumped(target) == dumped(data)
    assert target.stat().st_ino == inode  # nothing was put in its place
    assert (target / "lost+found").is_dir()


@pytest.mark.parametrize("offset", [0, 3 * 4096], ids=["all of it", "a page"])
def test_a_damaged_index_keeps_nobody_from_a_backup(data: Path, tmp_path: Path, offset: int) -> None:
    """It is made anew from the graph."""
    index = Index.open(data, read_only=False)
    index.put({f"{BASE}graph/article/a": b"<urn:s> <urn:p> <urn:o> .\n"}, Iris(BASE), revision="1")
    index.close()
    content = bytearray((data / "index.sqlite").read_bytes())
    content[offset:] = b"x" * (len(content) - offset)
    (data / "index.sqlite").write_bytes(content)
    assert make_backup(data, BASE, tmp_path / "backup").index_revision is None
    restore(tmp_path / "backup", tmp_path / "new")
    assert not (tmp_path / "new" / "index.sqlite").exists()
    assert dumped(tmp_path / "new") == dumped(data)


def test_a_file_too_many_is_told(backup: Path) -> None:
    (backup / "more").touch()
    with pytest.raises(InvalidInputError, match="not of the backup: more"):
        verify(backup)


def test_a_manifest_leads_to_no_file_outside_of_the_backup(backup: Path, tmp_path: Path) -> None:
    from service.backup.files import CopiedFile

    for path in ("../secret", "/etc/passwd", "checkpoints/../../secret"):
        with pytest.raises(ValueError, match="no path within"):
            CopiedFile(path, 1, "").in_folder(tmp_path)


def test_a_folder_in_use_or_not_empty_is_refused(backup: Path, data: Path, tmp_path: Path) -> None:
    before = everything(data)
    with pytest.raises(InvalidInputError, match="not empty"):
        restore(backup, data)
    lock = ProcessLock(data / "writer.lock", "writer")
    with pytest.raises(UnavailableError, match="has a writer already"):
        restore(backup, data)
    lock.release()
    assert {name: content for name, content in everything(data).items() if name != "writer.lock"} == {
        name: content for name, content in before.items() if name != "writer.lock"
    }
    (tmp_path / "file").touch()
    with pytest.raises(InvalidInputError, match="is no folder"):
        restore(backup, tmp_path / "file")


@pytest.mark.parametrize("moved", [0, 2, 99])
def test_a_restore_that_was_killed_is_refused_by_all_and_made_whole_by_another(
    backup: Path, data: Path, tmp_path: Path, moved: int
) -> None:
    target = tmp_path / "restored"
    staging = target / ".restoring"
    shutil.copytree(backup, staging, symlinks=True)
    for path in sorted(staging.iterdir())[:moved]:
        path.rename(target / path.name)
    with pytest.raises(InvalidInputError, match="not complete"):
        check_data_folder(target, BASE)
    restore(backup, target)
    check_data_folder(target, BASE)
    assert dumped(target) == dumped(data)
    assert not staging.exists()


def test_a_backup_that_fails_is_taken_away(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("service.backup.making.write_manifest", full)
    with pytest.raises(InvalidInputError, match="No space left"):
        make_backup(data, BASE, tmp_path / "copy")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


def test_older_backups_are_deleted_and_nothing_else(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    names = [f"2025010{day}T000000Z" for day in range(1, 5)]
    for name in names:
        make_backup(data, BASE, folder / name)
    (folder / names[0] / "manifest.json").unlink()
    make_backup(data, BASE, folder / "before-the-upgrade")
    (folder / "20240101T000000Z").mkdir()
    for name, age in ((".20250101T000000Z.unfinished", 2 * 86_400), (".20250109T000000Z.unfinished", 0)):
        (folder / name).mkdir()
        os.utime(folder / name, (time.time() - age,) * 2)
    assert prune(folder, 2) == [folder / names[1]]
    kept = {".20250109T000000Z.unfinished", "20240101T000000Z", "before-the-upgrade", names[0], names[2], names[3]}
    assert {path.name for path in folder.iterdir()} == kept
    assert prune(folder, 2) == []
    assert new_backup_of(folder).name > names[3]


def test_what_a_newer_version_wrote_is_refused_before_anything_is_changed(backup: Path, tmp_path: Path) -> None:
    target = tmp_path / "restored"
    restore(backup, target)
    note = json.loads((target / "format.json").read_text())
    for newer in ({"format": note["format"] + 1}, {"vocabulary": "99.0.0"}):
        (target / "format.json").write_text(json.dumps(note | newer | {"onrecord": "99.0.0"}))
        with pytest.raises(InvalidInputError, match=r"written by OnRecord 99\.0\.0"):
            check_data_folder(target, BASE)
    (target / "format.json").write_text("{")
    with pytest.raises(UnavailableError, match="damaged"):
        check_data_folder(target, BASE)
