"""What changed between two states of the index, for readers that follow it; from so many on they read it anew."""

from pathlib import Path

from service.index.changes import changed_since, moment, note
from service.index.schema import connect


def test_what_changed_is_told_up_to_so_many_things(tmp_path: Path) -> None:
    db = connect(tmp_path / "index.sqlite", read_only=False)
    begin = moment(db)
    for some in ([1, 2, 3], [2, 3], [1, 4]):
        note(db, some)
    now = moment(db)
    assert changed_since(db, now, now, 4) == set()
    assert changed_since(db, begin, now, 4) == {1, 2, 3, 4}
    assert changed_since(db, begin, now, 3) is None
    assert changed_since(db, begin, now, 2) is None
    for number in range(200):
        note(db, [number])
    assert changed_since(db, begin, moment(db), 1000) is None
    db.close()
