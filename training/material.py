"""The project's own material: marked sentences (``training/acts``) and the annotated articles to develop on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
MARK = re.compile(r"\[([a-z]+): ([^\[\]]*)\]")
SENTENCES, ARTICLES, SEEDS, REPORTS = "sentences", "articles", "seeds", "reports"
_GOLD = ROOT / "tests" / "gold"
# what kind of material it is, the annotations to train on, and their texts
PLACES = (
    (SEEDS, ROOT / "seeds" / "gold", ROOT / "seeds"),
    (ARTICLES, _GOLD / "dev", _GOLD / "dev" / "texts"),
    (ARTICLES, _GOLD / "news", _GOLD / "news" / "texts"),
)


@dataclass(frozen=True, slots=True)
class Marked:
    """A text whose statements are marked: ``contents`` has the act of each with its content.

    ``group`` keeps together what has to stay together in cross-validation; ``kind`` says what sort of text it is.
    """

    kind: str
    group: str
    text: str
    contents: tuple[tuple[str, str], ...]


def marked_line(line: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return a line without its marks, and its contents with their acts."""
    return MARK.sub(r"\2", line), tuple((match[1], match[2]) for match in MARK.finditer(line))


def sentences() -> Iterator[Marked]:
    """Yield the sentences of ``training/acts``, each a text by itself."""
    for path in sorted((ROOT / "training" / "acts").glob("*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for line in lines:
            if line and not line.startswith("#"):
                yield Marked(SENTENCES, path.stem, *marked_line(line))


def articles() -> Iterator[Marked]:
    """Yield the annotated articles to develop on, and the seeds; never those that are held out."""
    for kind, golds, texts in PLACES:
        for path in sorted(golds.glob("*.json")):
            gold = json.loads(path.read_text(encoding="utf-8"))
            text = (texts / gold["text_file"]).read_text(encoding="utf-8")
            yield Marked(kind, path.stem, text, tuple((s["act"], s["content"]) for s in gold["statements"]))
