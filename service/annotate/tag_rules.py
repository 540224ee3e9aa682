"""The attribute ruler of a spaCy model (which part of speech a tag stands for, and the like), asked once a word.

Nearly all of its rules are about a single word's form, tag and dependency. Its matcher tries each of them on each word,
which takes a fifth of all annotation; here it is asked once for words that these are the same of.
"""

from __future__ import annotations

from typing import Any

from spacy import attrs
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.tokens._retokenize import set_token_attrs

_READ = {"LOWER", "TAG", "DEP", "IS_SPACE"}  # what the rules go by
_COLUMNS = [attrs.LOWER, attrs.TAG, attrs.DEP, attrs.IS_SPACE]
_MOST_WORDS = 20_000  # that are known at once

Attributes = dict[Any, Any]


class TagRules:
    """A component that does what an attribute ruler does."""

    def __init__(self, ruler: Any) -> None:
        self._ruler = ruler
        self._single, self._longer = Matcher(ruler.vocab), Matcher(ruler.vocab)
        for number, rule in enumerate(ruler.patterns):
            for pattern in rule["patterns"]:
                (self._single if len(pattern) == 1 else self._longer).add(str(number), [pattern])
        self._known: dict[tuple[int, ...], tuple[list[int], Attributes]] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Set the attributes of a Doc's words."""
        more: dict[int, list[int]] = {}  # rules of more than one word by the word that they change
        for rule, start, end in self._matches(self._longer, doc):
            more.setdefault(range(start, end)[self._ruler.indices[rule]], []).append(rule)
        for token, key in zip(doc, map(tuple, doc.to_array(_COLUMNS).tolist()), strict=True):
            if key not in self._known:
                self._learn(key, doc, token.i)
            rules, attributes = self._known[key]
            if token.i in more:
                attributes = self._joined([*rules, *more[token.i]])
            if attributes:
                set_token_attrs(token, attributes)
        return doc

    def _learn(self, key: tuple[int, ...], doc: Doc, index: int) -> None:
        if len(self._known) >= _MOST_WORDS:
            self._known.clear()
        rules = [rule for rule, _, _ in self._matches(self._single, doc[index : index + 1])]
        self._known[key] = rules, self._joined(rules)

    def _joined(self, rules: list[int]) -> Attributes:
        """Return the attributes that rules set; what a later one says goes before what earlier ones say."""
        return {name: value for rule in sorted(rules) for name, value in self._ruler.attrs[rule].items()}

    def _matches(self, matcher: Matcher, words: Any) -> list[tuple[int, int, int]]:
        strings = self._ruler.vocab.strings
        return [(int(strings[rule]), start, end) for rule, start, end in matcher(words, allow_missing=True)]


@Language.factory("onrecord_tag_rules", default_config={"of": ""})
def _tag_rules(nlp: Language, name: str, of: str) -> TagRules:  # noqa: ARG001 (spaCy gives the name)
    return TagRules(nlp.get_pipe(of))


def ask_once(nlp: Language, name: str) -> None:
    """Have an attribute ruler asked once a word; one whose rules go by something else is left as it is."""
    ruler: Any = nlp.get_pipe(name)
    words = (word for rule in ruler.patterns for pattern in rule["patterns"] for word in pattern)
    if all(_READ.issuperset(word) for word in words):
        nlp.add_pipe("onrecord_tag_rules", name=f"onrecord_{name}", after=name, config={"of": name})
        nlp.disable_pipe(name)
