"""Whether what is in doubt has been said: trains ``service/extract/models/said.json`` on the annotated articles.

python -m training.said            trains and writes the model
python -m training.said --compare  cross-validates by article: precision and recall of what it takes
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ontology.registry import load
from service.annotate import Annotator
from service.evaluate.matching import occurrences, overlap
from service.extract import RuleExtractor
from service.extract.learned import LinearModel
from service.extract.said_choice import NOT_SAID, SAID, Doubtful, is_likely
from service.model import Given
from service.text import read_plain
from training.material import ROOT, Marked, articles
from training.shipping import as_json
from training.softmax import fit

MODEL = ROOT / "service" / "extract" / "models" / "said.json"
PENALTY = 4.0
FOLDS = 10
SAME = 0.5  # overlap from which a doubtful content is an annotated one


@dataclass(frozen=True, slots=True)
class Lesson:
    """Something in doubt: the article that it is in, its signs, and whether it is annotated as said."""

    group: str
    signs: Mapping[str, float]
    is_said: bool


def lessons(texts: Iterable[Marked]) -> Iterator[Lesson]:
    """Yield what extraction is in doubt about in marked texts."""
    doubts: list[Doubtful] = []

    def take_down(doubtful: Doubtful) -> bool:
        doubts.append(doubtful)
        return True

    registry = load()
    annotator, extractor = Annotator(registry), RuleExtractor(registry, is_said=take_down)
    for marked in texts:
        article = read_plain(marked.text, Given(language="en"), max_chars=len(marked.text) + 1)
        doubts.clear()
        for doc in annotator.annotate([article]):
            extractor.extract(article, doc)
        said = [list(occurrences(article.text, content)) for _, content in marked.contents]
        for doubtful in doubts:
            is_said = any(overlap([doubtful.content], places) >= SAME for places in said)
            yield Lesson(marked.group, doubtful.signs, is_said)


def trained(material: Sequence[Lesson]) -> LinearModel:
    """Return the model of some lessons."""
    choices = [SAID if one.is_said else NOT_SAID for one in material]
    return fit([one.signs for one in material], choices, [1.0] * len(material), penalty=PENALTY)


def compare(material: Sequence[Lesson]) -> tuple[float, float]:
    """Return precision and recall of what is taken, on folds of articles not trained on."""
    groups = sorted({one.group for one in material})
    taken: list[bool] = []
    for fold in range(FOLDS):
        held = set(groups[fold::FOLDS])
        model = trained([one for one in material if one.group not in held])
        taken += [one.is_said for one in material if one.group in held and is_likely(model.scores(one.signs))]
    return sum(taken) / len(taken), sum(taken) / sum(one.is_said for one in material)


def main() -> None:
    """Train, or compare."""
    material = list(lessons(articles()))
    if "--compare" in sys.argv[1:]:
        precision, recall = compare(material)
        print(f"{len(material)} in doubt, precision {precision:.2f}, recall {recall:.2f}")
        return
    MODEL.write_text(as_json(trained(material)), encoding="utf-8")
    print(f"{MODEL.relative_to(ROOT)}: {len(material)} lessons, {MODEL.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
