"""The learned choice of acts: trains ``service/extract/models/acts.json``, and compares it with the rules.

python -m training.acts            trains and writes the model
python -m training.acts --compare  cross-validates by article and prints the table of docs/architecture.md
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence

from service.extract.act_choice import SURE
from service.extract.learned import LinearModel
from training.examples import Example, examples
from training.material import ARTICLES, ROOT, SEEDS, SENTENCES, articles, sentences
from training.shipping import as_json
from training.softmax import fit

MODEL = ROOT / "service" / "extract" / "models" / "acts.json"
PENALTY = 5.0
LEAST = 4  # examples that have a sign: rarer ones change nothing but the size of the model
WEIGHT = {SEEDS: 4.0}  # few as they are, they are worded and annotated most like long news
FOLDS = 8


def trained(material: Sequence[Example], keep: Callable[[str], bool] = lambda _: True) -> LinearModel:
    """Return the model of some examples; ``keep`` says which signs count."""
    return fit(
        [{sign: value for sign, value in one.signs.items() if keep(sign)} for one in material],
        [one.act for one in material],
        [WEIGHT.get(one.kind, 1.0) for one in material],
        penalty=PENALTY,
        least=LEAST,
    )


def choice(scores: Mapping[str, float], by_rule: str, sure: float) -> str:
    """Return the likeliest act where it is so by more than ``sure``, otherwise the rules'."""
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] - scores.get(by_rule, -SURE) > sure else by_rule


def compare(material: Sequence[Example]) -> Iterable[tuple[str, float]]:
    """Yield the share of right acts in the annotated articles by each way of choosing, on folds not trained on."""
    judged = [one for one in material if one.kind == ARTICLES]
    yield "rules", _share([one.by_rule == one.act for one in judged])
    ways: dict[str, tuple[Callable[[str], bool], bool]] = {
        "learned, without the rules": (lambda sign: "rule=" not in sign, False),
        "learned, the rules' act among its signs": (lambda _: True, False),
        "both, without the sentences": (lambda _: True, True),
    }
    for name, (keep, is_both) in ways.items():
        pool = [one for one in material if one.kind != SENTENCES] if "without the sentences" in name else material
        yield name, _share(_right(pool, keep, SURE if is_both else 0.0))
    yield "both: rules, unless the model is sure", _share(_right(material, lambda _: True, SURE))


def _right(material: Sequence[Example], keep: Callable[[str], bool], sure: float) -> list[bool]:
    groups = sorted({one.group for one in material if one.kind == ARTICLES})
    right: list[bool] = []
    for fold in range(FOLDS):
        held = set(groups[fold::FOLDS])
        model = trained([one for one in material if one.kind != ARTICLES or one.group not in held], keep)
        for one in (one for one in material if one.kind == ARTICLES and one.group in held):
            scores = model.scores({sign: value for sign, value in one.signs.items() if keep(sign)})
            right.append(choice(scores, one.by_rule, sure) == one.act)
    return right


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right)


def main() -> None:
    """Train, or compare."""
    material = list(examples([*sentences(), *articles()]))
    if "--compare" in sys.argv[1:]:
        for name, share in compare(material):
            print(f"| {name} | {share:.3f} |")
        return
    MODEL.write_text(as_json(trained(material)), encoding="utf-8")
    print(f"{MODEL.relative_to(ROOT)}: {len(material)} examples, {MODEL.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
