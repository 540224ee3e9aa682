"""``onrecord extract`` with an article that its process dies of: the stub's processes in place of the real ones."""

from functools import partial
from pathlib import Path

import pytest

from service.cli import extract
from service.errors import NotFoundError
from service.jobs.extraction import Extraction
from service.jobs.pool import ProcessPool
from service.jobs.window import Extracts, Orders
from service.settings import Settings
from service.stored import StoredArticle
from tests.jobs.stubs import IRIS, stub_pipeline


def _nothing_is_known(_: str) -> bool:
    return False


def _nothing_is_stored(key: str) -> StoredArticle:
    raise NotFoundError(key)


def _extraction() -> Extraction:
    return Extraction(stub_pipeline(), IRIS, _nothing_is_known, _nothing_is_stored)


def _time_limit(_: Orders) -> float:
    return 60.0


def _stub_pool(_: Settings) -> ProcessPool[Orders, Extracts]:
    return ProcessPool(1, partial(_extraction), _time_limit)


def test_it_fails_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(extract, "open_pool", _stub_pool)
    for name, text in (("a", "one"), ("b", "crash"), ("c", "three")):
        (tmp_path / f"{name}.txt").write_text(text)
    assert extract.run(Settings(data=tmp_path), [str(tmp_path)], tmp_path / "out") == 1
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.json", "c.json"]
    told = capsys.readouterr()
    assert "b.txt: extraction failed: its process ended with exit code -6" in told.err
    assert "2 written" in told.out
