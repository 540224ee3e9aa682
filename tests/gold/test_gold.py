"""Every gold annotation of the project keeps to the format, and stands on the text it annotates.

The rules are those that evaluation relies on; where the format's own checker lies beside the project, it has to agree.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.model import (
    ACTOR_TYPES,
    ACTS,
    DEPLOYMENT_STATUSES,
    FORCES,
    MEASURES,
    QUALIFIERS,
    QUOTATION_KINDS,
    TREATY_KINDS,
)

Json = dict[str, Any]

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
CHECKER = ROOT.parent / "shared" / "gold" / "check.py"
# gold folder -> folder of the texts
SETS = {
    ROOT / "seeds" / "gold": ROOT / "seeds",
    HERE / "dev": HERE / "dev" / "texts",
    HERE / "news": HERE / "news" / "texts",
    HERE / "press": HERE / "press" / "texts",
    HERE / "unseen": HERE / "unseen" / "texts",
}
GOLD_FILES = [(path, texts) for folder, texts in SETS.items() for path in sorted(folder.glob("*.json"))]
MARKS = "“”„‘«»\"'"
OPENING_MARKS = "“„‘«\"'"

every_gold = pytest.mark.parametrize(
    ("path", "texts"), GOLD_FILES, ids=[f"{texts.parent.name}-{path.stem}" for path, texts in GOLD_FILES]
)


def read(path: Path, texts: Path) -> tuple[Json, str]:
    gold: Json = json.loads(path.read_text(encoding="utf-8"))
    return gold, (texts / gold["text_file"]).read_text(encoding="utf-8")


def strings_from_the_text(gold: Json) -> Iterator[str]:
    yield from gold["boilerplate"]
    for actor in gold["actors"]:
        yield from actor["mentions"]
    for treaty in gold["treaties"]:
        yield from treaty["mentions"]
    for deployment in gold["deployments"]:
        yield from deployment["destination"]
    for statement in gold["statements"]:
        yield from (statement["content"], statement["cue"])
    for figure in gold["figures"]:
        yield figure["span"]


def referred_actors(gold: Json) -> Iterator[str | None]:
    for actor in gold["actors"]:
        yield actor["of"]
    for statement in gold["statements"]:
        yield from (*statement["speaker"], *statement["via"])
    for deployment in gold["deployments"]:
        yield from (deployment["sender"], deployment["beneficiary"], deployment["adversary"])
    for treaty in gold["treaties"]:
        yield from treaty["parties"]
    for figure in gold["figures"]:
        yield from (figure["of"], *figure["source"], *figure["via"])


def referred_claims(gold: Json) -> Iterator[str | None]:
    for statement in gold["statements"]:
        yield from statement["about"]
    for deployment in gold["deployments"]:
        yield deployment["legal_basis"]
    for pair in gold["disputes"]:
        yield from pair


@pytest.mark.parametrize("folder", SETS, ids=lambda folder: folder.parent.name + "-" + folder.name)
def test_every_text_has_its_gold(folder: Path) -> None:
    stems = {path.stem for path in SETS[folder].glob("*.txt")}
    assert stems
    assert stems == {path.stem for path in folder.glob("*.json")}


@every_gold
def test_strings_stand_in_the_text(path: Path, texts: Path) -> None:
    gold, text = read(path, texts)
    assert gold["id"] == path.stem
    assert [string for string in strings_from_the_text(gold) if string not in text] == []


@every_gold
def test_claims_stand_in_the_story_and_not_in_the_clutter(path: Path, texts: Path) -> None:
    gold, text = read(path, texts)
    for clutter in gold["boilerplate"]:
        text = text.replace(clutter, "\n" * len(clutter))
    claimed = [statement["content"] for statement in gold["statements"]] + [
        figure["span"] for figure in gold["figures"]
    ]
    assert [string for string in claimed if string not in text] == []


@every_gold
def test_ids_are_unique_and_resolve(path: Path, texts: Path) -> None:
    gold, _ = read(path, texts)
    sections = ("actors", "statements", "deployments", "treaties", "figures")
    uses = Counter(entry["id"] for section in sections for entry in gold[section])
    assert [name for name, count in uses.items() if count > 1] == []
    actors = {actor["id"] for actor in gold["actors"]}
    assert set(referred_actors(gold)) - actors <= {None}
    assert set(referred_claims(gold)) - uses.keys() <= {None}


@every_gold
def test_values_are_those_of_the_model(path: Path, texts: Path) -> None:
    gold, _ = read(path, texts)
    used = {
        ACTOR_TYPES: {actor["type"] for actor in gold["actors"]},
        ACTS: {statement["act"] for statement in gold["statements"]},
        QUOTATION_KINDS: {statement["kind"] for statement in gold["statements"]},
        FORCES: {deployment["force"] for deployment in gold["deployments"]},
        DEPLOYMENT_STATUSES: {deployment["status"] for deployment in gold["deployments"]},
        TREATY_KINDS: {treaty["kind"] for treaty in gold["treaties"]},
        MEASURES: {figure["measure"] for figure in gold["figures"]},
        QUALIFIERS: {figure["qualifier"] for figure in gold["figures"]},
    }
    assert [found - set(known) for known, found in used.items() if found - set(known)] == []


def is_quoted(text: str, place: int) -> bool:
    """Whether a quotation begins at a place, or has begun in its paragraph and is not closed before it."""
    before = text[text.rfind("\n", 0, place) + 1 : place]
    if before.rstrip("\u00a0 ").endswith(tuple(OPENING_MARKS)):
        return True
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”") or before.count("«") > before.count("»")


@every_gold
def test_the_kind_of_a_statement_fits_its_quotation_marks(path: Path, texts: Path) -> None:
    gold, text = read(path, texts)
    for statement in gold["statements"]:
        content, kind = statement["content"], statement["kind"]
        places = [match.start() for match in re.finditer(re.escape(content), text)]
        assert kind != "direct" or any(is_quoted(text, place) for place in places), content
        assert kind != "mixed" or any(mark in content for mark in MARKS), content
        assert kind != "indirect" or not any(mark in content for mark in '“”„«»"'), content


@every_gold
def test_numbers_fit_their_qualifier(path: Path, texts: Path) -> None:
    gold, _ = read(path, texts)
    for figure in gold["figures"]:
        assert isinstance(figure["low"], int), figure
        assert (figure["high"] is not None) == (figure["qualifier"] == "range"), figure
        assert figure.get("vague", False) == (figure["qualifier"] == "vague"), figure


@pytest.mark.skipif(not CHECKER.is_file(), reason="needs the format's checker beside the project")
@pytest.mark.parametrize("folder", SETS, ids=lambda folder: folder.parent.name + "-" + folder.name)
def test_the_formats_own_checker_finds_nothing(folder: Path) -> None:
    files = sorted(folder.glob("*.json"))
    assert files
    command = [sys.executable, str(CHECKER), *map(str, files), "--texts", str(SETS[folder])]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
