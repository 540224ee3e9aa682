"""How well attributions are found in the news of others: source, cue and content on PolNeAR's development part.

python -m benchmarks.polnear --data DIR [--json]

PolNeAR (Newell, Margolin and Ruths, LREC 2018; https://github.com/networkdynamics/PolNeAR) is a thousand US campaign
news articles with every attribution marked by hand. DIR is its ``data`` folder or its ``dev`` part, which holds
``text`` and ``attributions``. The corpus is read when it is measured: none of it is stored here, and its test part
stays unread.

What is measured is the attribution stage: the texts are annotated, and all constructions run over them, before anybody
asks who the sources are and which attributions make a statement. The corpus attributes attitudes too, and what was not
or may not have been said, so those are asked for as well (``service/extract/unsaid.py``). Which words of an attribution
are its source, cue and content follows the corpus's guidelines (``attribution/conventions.py``). Spans match *exactly*
or *half-overlapping* as ``attribution/spans.py`` defines it, counted over all texts.

Where several annotators marked a text, each one's annotation counts as its share of one: the corpus's own software
takes one of them at random, and this is what that comes to on average.

The published figures are exact F1 of rules and of taggers trained on the corpus's training part (baselines such as
those of Wang et al., CofeNet, COLING 2022), on its test part and with another tokeniser: compare roughly. OnRecord is
trained on none of it. Its rules have been measured on the development part while they were written, and the words of
attitudes (``lexicon/attitudes.toml``) pruned by it, so that articles nobody measured on would come out lower.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

if __name__ == "__main__":  # so that it also runs as a file
    sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.attribution.conventions import marked
from benchmarks.attribution.spans import Score, Tokens, exact, half_overlapping
from benchmarks.attribution.standoff import ROLES, Annotated, Roles, read_corpus
from ontology.registry import Registry, load
from service.annotate import Annotator
from service.extract.attribution import Attribution
from service.extract.colons import find_colons
from service.extract.frames import find_indirect
from service.extract.nominal import find_estimates, find_noun_cues
from service.extract.phrases import find_according_to
from service.extract.predicates import find_predicates
from service.extract.reading import Reading
from service.extract.speech import find_speech
from service.extract.unsaid import find_unsaid
from service.model import Article

MEASURES = {"exact": exact, "half-overlapping": half_overlapping}
PUBLISHED = {
    "rules": (11, 23, 6),
    "CRF": (51, 53, 29),
    "BiLSTM+CRF": (70, 67, 59),
    "BERT": (83, 75, 73),
}
Scores = dict[tuple[str, str], Score]
"""The score by role and measure."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="PolNeAR's data folder, or its dev part")
    parser.add_argument("--json", action="store_true", help="print the scores as JSON")
    arguments = parser.parse_args()
    part = _dev_part(arguments.data)
    if part is None:
        parser.error(f"{arguments.data} has no dev part of PolNeAR, with the folders text and attributions.")
    texts = list(read_corpus(part))
    scores = measure(texts)
    print(json.dumps(_as_json(scores), indent=1) if arguments.json else _table(scores, len(texts)))


def measure(texts: Iterable[Annotated]) -> Scores:
    """Return how well the attribution stage finds the spans of some annotated texts."""
    total: Scores = defaultdict(Score)
    for text, predicted in _with_predictions(list(texts)):
        tokens, weight = Tokens(text.text), 1 / len(text.annotations)
        for annotation in text.annotations:
            for role in ROLES:
                found, gold = _spans(tokens, predicted, role), _spans(tokens, annotation, role)
                for name, score in MEASURES.items():
                    total[role, name] += score(found, gold) * weight
    return total


def attributions(reading: Reading) -> Iterator[Attribution]:
    """Yield all attributions of an article, whatever becomes of them."""
    indirect = list(find_indirect(reading))
    yield from indirect
    yield from find_speech(reading, indirect)
    for find in (find_estimates, find_according_to, find_noun_cues, find_predicates, find_colons, find_unsaid):
        yield from find(reading)


def _with_predictions(texts: list[Annotated]) -> Iterator[tuple[Annotated, list[Roles]]]:
    registry: Registry = load()
    articles = [Article(id=text.name, text=text.text) for text in texts]
    for text, article, doc in zip(texts, articles, Annotator(registry).annotate(articles), strict=True):
        reading = Reading(article, doc, registry)
        yield text, marked(reading, attributions(reading))


def _spans(tokens: Tokens, attributions: Iterable[Roles], role: str) -> list[tuple[int, int]]:
    """Return the spans of one role; a source that two attributions share is one span."""
    return sorted({span for roles in attributions for span in tokens.spans(roles[role])})


def _dev_part(folder: Path) -> Path | None:
    """Return the folder of the development part, wherever in the corpus ``folder`` is; None without one."""
    places = (folder / "data" / "dev", folder / "dev", folder)
    return next((p for p in places if (p / "text").is_dir() and (p / "attributions").is_dir()), None)


def _as_json(scores: Scores) -> dict[str, dict[str, dict[str, float]]]:
    return {
        role: {
            name: {part: round(getattr(scores[role, name], part), 4) for part in ("precision", "recall", "f1")}
            for name in MEASURES
        }
        for role in ROLES
    }


def _table(scores: Scores, texts: int) -> str:
    lines = [f"PolNeAR, development part: {texts} texts", "", f"{'':24}{'precision':>10}{'recall':>10}{'F1':>10}"]
    for role in ROLES:
        for name in MEASURES:
            score = scores[role, name]
            lines.append(
                f"{role:8}{name:16}" + "".join(f"{100 * x:10.1f}" for x in (score.precision, score.recall, score.f1))
            )
    lines += ["", f"{'exact F1, published':24}" + "".join(f"{role:>10}" for role in ROLES)]
    lines += [f"{name:24}" + "".join(f"{figure:10}" for figure in figures) for name, figures in PUBLISHED.items()]
    own = "".join(f"{100 * scores[role, 'exact'].f1:10.0f}" for role in ROLES)
    return "\n".join([*lines, f"{'OnRecord, on dev':24}{own}"])


if __name__ == "__main__":
    main()
