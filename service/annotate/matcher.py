"""Finds the registry's names in a Doc.

Each match is a Span with ``label_`` the entry's type (``state``, ``person``, …, ``place``), ``kb_id_`` its id, and
``id_`` the form that matched: ``name``, ``alias``, ``adjective``, ``demonym`` or ``seat``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.matcher import PhraseMatcher
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Span
from spacy.util import filter_spans
from spacy.vocab import Vocab

from ontology.registry import Entry, Registry

SHORTEST_SHOUTED = 4  # "RUSSIA" is Russia in capitals, "WHO" need not be "Who"


@dataclass(frozen=True, slots=True)
class Name:
    """One way to name an entry."""

    text: str
    form: str
    entry: Entry


class RegistryMatcher:
    """Matches the names of a registry; longest match first, shared names settled by the rest of the article."""

    def __init__(self, vocab: Vocab, registry: Registry, tokenizer: Tokenizer | None = None) -> None:
        self._names: dict[str, list[Name]] = {}
        self._ambiguous = registry.ambiguous
        self._matcher = PhraseMatcher(vocab, attr="ORTH")
        tokenize = tokenizer or Tokenizer(vocab)
        for entry in (*registry.actors.values(), *registry.places.values()):
            for name in names_of(entry):
                self._names.setdefault(name.text, []).append(name)
        self._matcher.add("registry", list(tokenize.pipe(self._names)))

    def match(self, doc: Doc) -> list[Span]:
        """Return the matches in text order; none overlaps another."""
        found = [s for s in filter_spans([doc[start:end] for _, start, end in self._matcher(doc)]) if not self._is_other(doc, s)]
        candidates = [(span, self._names[span.text]) for span in found if span.text in self._names]
        context = Counter(
            owner
            for _, names in candidates
            if len(names) == 1
            for owner in (names[0].entry.id, names[0].entry.of)
            if owner
        )
        return [_labelled(doc, span, self._settle(names, context)) for span, names in candidates]

    def _is_other(self, doc: Doc, span: Span) -> bool:
        """Whether a name is used for something else: "Chad" in "Chad Porter", "dawn" that begins a sentence."""
        around = next((e for e in doc.ents if e.label_ == "PERSON" and e.start <= span.start and span.end <= e.end), None)
        is_person = any(name.entry.type == "person" for name in self._names.get(span.text, ()))
        if around is not None and not is_person:
            more = [t for t in around if not span.start <= t.i < span.end]
            if more and all(t.tag_ == "NNP" and t.text.isalpha() for t in more):
                return True
        return len(self._ambiguous.get(span.text, ())) == 1 and all(t.pos_ != "PROPN" for t in span)

    def _settle(self, names: list[Name], context: Counter[str]) -> Name:
        """Choose among entries that share a name: actors before places, then whose owner the article speaks of, then the likeliest."""

        def fit(name: Name) -> tuple[bool, int, int, bool]:
            likely = self._ambiguous.get(name.text, ())
            rank = -likely.index(name.entry.id) if name.entry.id in likely else -len(likely)
            return (name.entry.type != "place", context[name.entry.of or ""] + context[name.entry.id], rank, name.form == "name")

        return max(names, key=fit)


def names_of(entry: Entry) -> Iterator[Name]:
    """Yield every spelling that names an entry: with either apostrophe, and the longer ones in capitals too."""
    forms = {
        "name": (entry.name,),
        "alias": entry.aliases,
        "adjective": entry.adjectives,
        "demonym": entry.demonyms,
        "seat": entry.seats,
    }
    seen: set[str] = set()
    for form, texts in forms.items():
        for text in texts:
            spellings = [text, text.replace("'", "’"), text.replace("’", "'")]
            if form != "demonym" and len(text) >= SHORTEST_SHOUTED:
                spellings.append(text.upper().replace("'", "’"))
            for spelling in spellings:
                if spelling not in seen:
                    seen.add(spelling)
                    yield Name(spelling, form, entry)


def _labelled(doc: Doc, span: Span, name: Name) -> Span:
    return Span(doc, span.start, span.end, label=name.entry.type, kb_id=name.entry.id, span_id=name.form)
