"""The learned choice of what numbers count: trains ``service/extract/models/measures.json``, compares it with the rules.

python -m training.figures            trains and writes the model
python -m training.figures --compare  cross-validates by article and prints the table of docs/architecture.md
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ontology.registry import load
from service.annotate import Annotator
from service.extract import RuleExtractor
from service.extract.count_signs import Candidate
from service.extract.learned import LinearModel
from service.extract.measure_choice import NONE, SURE, choice
from service.model import Given, Measure
from service.text import read_plain
from training.acts import as_json
from training.material import ARTICLES, ROOT, SENTENCES
from training.softmax import fit

MODEL = ROOT / "service" / "extract" / "models" / "measures.json"
PENALTY = 1.0
WEIGHT: dict[str, float] = {}
FOLDS = 8
MARK = re.compile(r"\[([a-z_]+): ([^\[\]]*)\]")


@dataclass(frozen=True, slots=True)
class Counted:
    """A text whose figures are marked: the measure of each, with the character span and the number said if known."""

    kind: str
    group: str
    text: str
    figures: tuple[tuple[str, int, int, tuple[int, int | None] | None], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A number that extraction found: the signs, the measure the rules give it, and the one that is right."""

    kind: str
    group: str
    candidate: Candidate
    measure: str
    around: str


def sentences() -> Iterator[Counted]:
    """Yield the lines of ``training/figures``, each a text by itself, behind the context that its file begins with."""
    for path in sorted((ROOT / "training" / "figures").glob("*.txt")):
        context = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("context: "):
                context = line.removeprefix("context: ") + "\n\n"
            elif line and not line.startswith("#"):
                yield _of_line(path.stem, context + line)


def _of_line(group: str, line: str) -> Counted:
    text, figures, position = "", [], 0
    for match in MARK.finditer(line):
        text += line[position : match.start()]
        figures.append((match[1], len(text), len(text) + len(match[2]), None))
        text += match[2]
        position = match.end()
    return Counted(SENTENCES, group, text + line[position:], tuple(figures))


def articles() -> Iterator[Counted]:
    """Yield the annotated articles to develop on, never those that are held out."""
    golds = ROOT / "tests" / "gold" / "dev"
    for path in sorted(golds.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = (golds / "texts" / gold["text_file"]).read_text(encoding="utf-8")
        figures = (
            (f["measure"], match.start(), match.end(), (f["low"], f["high"]))
            for f in gold["figures"]
            for match in re.finditer(re.escape(f["span"]), text)
        )
        yield Counted(ARTICLES, path.stem, text, tuple(figures))


class _Listener:
    """Takes down the numbers that extraction asks the measure of."""

    def __init__(self) -> None:
        self.asked: list[Candidate] = []

    def __call__(self, candidate: Candidate) -> Measure | None:
        self.asked.append(candidate)
        return candidate.by_rule


def examples(texts: Iterable[Counted]) -> Iterator[Example]:
    """Yield an example for each number of the texts that extraction asks the measure of."""
    listener, registry = _Listener(), load()
    annotator, extractor = Annotator(registry), RuleExtractor(registry, measure_of=listener)
    for text in texts:
        article = read_plain(text.text, Given(language="en"), max_chars=len(text.text) + 1)
        listener.asked.clear()
        for doc in annotator.annotate([article]):
            extractor.extract(article, doc)
            yield from _labelled(text, listener.asked, [token.idx for token in doc])


def _labelled(text: Counted, asked: Sequence[Candidate], offsets: Sequence[int]) -> Iterator[Example]:
    for candidate in asked:
        quantity = candidate.quantity
        start, value = offsets[quantity.start], (quantity.low, quantity.high)
        fitting = (
            measure
            for measure, first, end, number in text.figures
            if first <= start < end and (number is None or number == value)
        )
        yield Example(text.kind, text.group, candidate, next(fitting, NONE), text.text[max(0, start - 60) : start + 60])


def trained(material: Sequence[Example], keep: Callable[[str], bool] = lambda _: True) -> LinearModel:
    """Return the model of some examples; ``keep`` says which signs count."""
    return fit(
        [{sign: value for sign, value in one.candidate.signs.items() if keep(sign)} for one in material],
        [one.measure for one in material],
        [WEIGHT.get(one.kind, 1.0) for one in material],
        penalty=PENALTY,
    )
