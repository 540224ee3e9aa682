"""Examples to train on: the signs that extraction itself finds in marked texts, with the acts that are right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ontology.registry import load
from service.annotate import Annotator
from service.extract import RuleExtractor
from service.extract.act_signs import signs
from service.extract.sayings import Saying
from service.model import Act, Given
from service.text import read_plain
from training.material import Marked

SAME = 0.5  # share of the longer content that the shorter one has to be


@dataclass(frozen=True, slots=True)
class Example:
    """A statement that extraction found: its signs, the act that the rules give it, and the one that is right."""

    kind: str
    group: str
    signs: Mapping[str, float]
    by_rule: str
    act: str


class _Listener:
    """Takes down the sayings that extraction asks the act of."""

    def __init__(self) -> None:
        self.sayings: list[Saying] = []

    def __call__(self, saying: Saying) -> Act:
        self.sayings.append(saying)
        return saying.by_rule


def examples(texts: Iterable[Marked]) -> Iterator[Example]:
    """Yield an example for each marked content that extraction finds; what it does not find is left out."""
    listener, registry = _Listener(), load()
    annotator, extractor = Annotator(registry), RuleExtractor(registry, act_of=listener)
    for marked in texts:
        article = read_plain(marked.text, Given(language="en"), max_chars=len(marked.text) + 1)
        listener.sayings.clear()
        for doc in annotator.annotate([article]):
            extractor.extract(article, doc)
        for act, content in marked.contents:
            found = max(listener.sayings, key=lambda saying: _likeness(saying.content, content), default=None)
            if found is not None and _likeness(found.content, content) > SAME:
                listener.sayings.remove(found)
                yield Example(marked.kind, marked.group, signs(found), found.by_rule, act)


def _likeness(one: str, other: str) -> float:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) / len(longer) if shorter in longer else 0.0
