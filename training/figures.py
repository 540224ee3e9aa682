"""The learned choice of measures: trains ``service/extract/models/measures.json``, and compares it with the rules.

python -m training.figures            trains and writes the model
python -m training.figures --compare  cross-validates by article and prints the table of docs/architecture.md
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from ontology.registry import load
from service.annotate import Annotator
from service.extract import RuleExtractor
from service.extract.count_signs import Candidate
from service.extract.learned import LinearModel
from service.extract.measure_choice import NONE, SURE, Chosen, choice
from service.model import Given
from service.text import read_plain
from training.annotated import REPORT_COUNTS
from training.briefs import ARTICLES as MARKED_ARTICLES
from training.briefs import briefs
from training.material import ARTICLES, PLACES, REPORTS, ROOT, SENTENCES
from training.shipping import as_json
from training.softmax import fit

MODEL = ROOT / "service" / "extract" / "models" / "measures.json"
PENALTY = 2.0
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
    """Yield the annotated articles to develop on, and the seeds; never those that are held out."""
    for kind, golds, texts in PLACES:
        for path in sorted(golds.glob("*.json")):
            gold = json.loads(path.read_text(encoding="utf-8"))
            text = (texts / gold["text_file"]).read_text(encoding="utf-8")
            figures = (
                (f["measure"], match.start(), match.end(), (f["low"], f["high"]))
                for f in gold["figures"]
                for match in re.finditer(re.escape(f["span"]), text)
            )
            yield Counted(kind, path.stem, text, tuple(figures))


def reports() -> Iterator[Counted]:
    """Yield the marked articles and short reports of ``training/articles`` and ``training/briefs``."""
    for report in chain(briefs(MARKED_ARTICLES), briefs()):
        figures = tuple((f["measure"], f["start"], f["end"], (f["low"], f["high"])) for f in report.gold["figures"])
        yield Counted(REPORTS, report.id, report.text, figures)


class _Listener:
    """Takes down the numbers that extraction asks the measure of."""

    def __init__(self) -> None:
        self.asked: list[Candidate] = []

    def __call__(self, candidate: Candidate) -> Chosen:
        self.asked.append(candidate)
        return Chosen(candidate.by_rule)


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
        yield Example(text.kind, text.group, candidate, next(fitting, NONE))


def trained(material: Sequence[Example], keep: Callable[[str], bool] = lambda _: True) -> LinearModel:
    """Return the model of some examples; ``keep`` says which signs count. Seldom measures weigh more."""
    often = Counter(one.measure for one in material)
    most = max(often.values())
    return fit(
        [{sign: value for sign, value in one.candidate.signs.items() if keep(sign)} for one in material],
        [one.measure for one in material],
        [math.sqrt(most / often[one.measure]) * (REPORT_COUNTS if one.kind == REPORTS else 1) for one in material],
        penalty=PENALTY,
    )


def compare(material: Sequence[Example]) -> Iterator[tuple[str, float]]:
    """Yield the F1 of measures in the annotated articles by each way of choosing, on folds not trained on."""
    judged = [one for one in material if one.kind == ARTICLES]
    yield "rules", _f1((one.candidate.by_rule or NONE, one.measure) for one in judged)
    ways: dict[str, tuple[Callable[[str], bool], bool, float]] = {
        "learned, without the rules": (lambda sign: "rule=" not in sign, True, 0.0),
        "learned, the rules' measure among its signs": (lambda _: True, True, 0.0),
        "both, without the sentences": (lambda _: True, False, SURE),
        "both: rules, unless the model is surer": (lambda _: True, True, SURE),
    }
    for name, (keep, with_sentences, sure) in ways.items():
        pool = [one for one in material if with_sentences or one.kind != SENTENCES]
        yield name, _f1(_answers(pool, keep, sure))


def _answers(material: Sequence[Example], keep: Callable[[str], bool], sure: float) -> Iterator[tuple[str, str]]:
    """Yield the measure chosen and the right one of each number in the articles."""
    groups = sorted({one.group for one in material if one.kind == ARTICLES})
    for fold in range(FOLDS):
        held = set(groups[fold::FOLDS])
        model = trained([one for one in material if one.kind != ARTICLES or one.group not in held], keep)
        for one in (one for one in material if one.kind == ARTICLES and one.group in held):
            scores = model.scores({sign: value for sign, value in one.candidate.signs.items() if keep(sign)})
            yield choice(scores, one.candidate.by_rule, sure) or NONE, one.measure


def _f1(pairs: Iterable[tuple[str, str]]) -> float:
    """F1 of pairs of a measure chosen and the right one."""
    listed = list(pairs)
    right = sum(chosen == measure != NONE for chosen, measure in listed)
    return 2 * right / sum((chosen != NONE) + (measure != NONE) for chosen, measure in listed)


def main() -> None:
    """Train, or compare."""
    material = list(examples([*sentences(), *articles(), *reports()]))
    if "--compare" in sys.argv[1:]:
        for name, f1 in compare(material):
            print(f"| {name} | {f1:.3f} |")
        return
    MODEL.write_text(as_json(trained(material)), encoding="utf-8")
    print(f"{MODEL.relative_to(ROOT)}: {len(material)} examples, {MODEL.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
