"""Finds the registry's names in a Doc.

Each match is a Span with ``label_`` the entry's type (``state``, ``person``, …, ``place``), ``kb_id_`` its id, and
``id_`` the form that matched: ``name``, ``alias``, ``adjective``, ``demonym`` or ``seat``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from ontology.registry import Entry, Registry

SHORTEST_SHOUTED = 4  # "RUSSIA" is Russia in capitals, "WHO" need not be "Who"

JOINED_BODIES = {"council", "commission", "committee", "agency"}  # last words of names such as "Peace and … Council"
STUDYING_BODIES = {"institute", "centre", "center", "association", "foundation"}
ABBREVIATED = {"US ": ("U.S. ", "United States "), "UN ": ("U.N. ", "United Nations "), "EU ": ("European Union ",)}


@dataclass(frozen=True, slots=True)
class Name:
    """One way to name an entry."""

    text: str
    form: str
    entry: Entry


class RegistryMatcher:
    """Matches the names of a registry; longest match first, shared names settled by the rest of the article."""

    def __init__(self, nlp: Language, registry: Registry) -> None:
        self._names: dict[str, list[Name]] = {}
        self._ambiguous = registry.ambiguous
        for entry in (*registry.actors.values(), *registry.places.values()):
            for name in names_of(entry):
                self._names.setdefault(name.text, []).append(name)
        self._matcher = PhraseMatcher(nlp.vocab, attr="ORTH")
        self._matcher.add("registry", [_tokens(nlp, text) for text in self._names])

    def match(self, doc: Doc) -> list[Span]:
        """Return the matches in text order; none overlaps another."""
        spans = [doc[start:end] for _, start, end in self._matcher(doc)]
        found = filter_spans([span for span in spans if not (self._is_common_word(span) and _goes_on(span))])
        persons = [entity for entity in doc.ents if entity.label_ == "PERSON"]
        matches = [(span, self._names[span.text]) for span in found if span.text in self._names]
        matches = [(span, names) for span, names in matches if not self._is_other(span, names, persons)]
        context = _owners(names[0] for _, names in matches if len(names) == 1)
        return [_labelled(doc, span, self._settle(names, context)) for span, names in matches]

    def _is_other(self, span: Span, names: Sequence[Name], persons: Sequence[Span]) -> bool:
        """Whether a name is used for something else: "Chad" in "Chad Porter", "dawn" that begins a sentence."""
        around = next((e for e in persons if e.start <= span.start and span.end <= e.end), None)
        if around is not None and all(name.entry.type != "person" for name in names):
            more = [token for token in around if not span.start <= token.i < span.end]
            if more and all(token.tag_ == "NNP" and token.text.isalpha() for token in more):
                return True
        if _is_part_of_longer(span, names, around) or _is_second_half(span) or _begins_body(span, names):
            return True
        is_word = len(self._candidates(span.text)) == 1
        return is_word and (all(token.pos_ != "PROPN" for token in span) or _begins_longer(span))

    def _candidates(self, text: str) -> Sequence[str]:
        """Return the entries that an ambiguous name may mean; "The North" begins a sentence with "the North"."""
        own = self._ambiguous.get(text)
        return own if own is not None else self._ambiguous.get(text[:1].lower() + text[1:], ())

    def _is_common_word(self, span: Span) -> bool:
        """Whether a name is a word with its article in lower case, "the North", unlike "The Guardian"."""
        return span[0].lower_ == "the" and "t" + span.text[1:] in self._ambiguous

    def _settle(self, names: Sequence[Name], context: Counter[str]) -> Name:
        """Choose among entries that share a name.

        Actors go before places, then whose owner the article speaks of more, then the likelier, then preferred names.
        """
        if len(names) == 1:
            return names[0]

        def fit(name: Name) -> tuple[bool, int, int, bool]:
            entry, likely = name.entry, self._candidates(name.text)
            rank = -likely.index(entry.id) if entry.id in likely else -len(likely)
            return (entry.type != "place", context[entry.of or ""] + context[entry.id], rank, name.form == "name")

        return max(names, key=fit)


def _tokens(nlp: Language, text: str) -> Doc:
    """Return a name as the tokenizer cuts it; most are words between blanks, of which it need not be asked."""
    words = text.split(" ")
    tokenizer: Any = nlp.tokenizer  # spaCy declares any callable
    if all(word.isalpha() and word not in tokenizer.rules for word in words):
        return Doc(nlp.vocab, words=words)
    return nlp.make_doc(text)


def _is_part_of_longer(span: Span, names: Sequence[Name], around: Span | None) -> bool:
    """Whether a single word is part of another name: "Dane" in "Dane Porter", "Pole" in "North Pole"."""
    doc = span.doc
    if len(span) > 1:
        return False
    following = doc[span.end] if span.end < len(doc) else None
    goes_on = following is not None and following.pos_ == "PROPN" and following.text.isalpha()
    if all(name.entry.type == "person" for name in names):
        return goes_on and around is not None and span.end < around.end
    is_after = span.start > 0 and doc[span.start - 1].pos_ == "PROPN" and doc[span.start - 1].is_title
    return all(name.form == "singular" for name in names) and (goes_on or is_after)


def _goes_on(span: Span) -> bool:
    """Whether a name with an article is the beginning of another: "the South" in "the South African president"."""
    following = span.doc[span.end] if span.end < len(span.doc) else None
    return len(span) > 1 and span[0].lower_ == "the" and following is not None and following.is_title


def _begins_longer(span: Span) -> bool:
    """Whether an ordinary word that is also a name begins another one: "Dawn" in "the Dawn Brigades"."""
    following = span.doc[span.end] if span.end < len(span.doc) else None
    return len(span) == 1 and following is not None and following.pos_ == "PROPN" and span.root.dep_ == "compound"


def _begins_body(span: Span, names: Sequence[Name]) -> bool:
    """Whether a medium's name begins a body's: "The National" in "The National Lottery Fund"."""
    head = span[-1].head
    if len(span) < 2 or head.i < span.end or any(name.entry.type != "news_outlet" for name in names):
        return False
    is_one_name = all(token.pos_ == "PROPN" and token.is_title for token in span.doc[span.end : head.i + 1])
    if not is_one_name or head.ent_type_ in {"GPE", "PERSON"}:
        return False
    return span[0].lower_ == "the" or head.lower_ in JOINED_BODIES | STUDYING_BODIES


def _is_second_half(span: Span) -> bool:
    """Whether a body's name ends a longer one: "Security Council" in "the Mediation and Security Council"."""
    before = span.doc[max(0, span.start - 3) : span.start]
    is_body = len(span) > 1 and span[-1].lower_ in JOINED_BODIES
    if not is_body or [token.lower_ for token in before[:1]] != ["the"] or before[-1].lower_ != "and":
        return False
    return bool(before[1].is_title) and before[1].ent_type_ not in {"GPE", "PERSON"}


def _owners(names: Iterable[Name]) -> Counter[str]:
    """Count how often an article names each entry, and each one that an entry belongs to, beyond doubt."""
    return Counter(owner for name in names for owner in (name.entry.id, name.entry.of) if owner)


def names_of(entry: Entry) -> Iterator[Name]:
    """Yield every spelling that names an entry: with either apostrophe, and the longer ones in capitals too."""
    forms = {
        "name": (entry.name,),
        "alias": entry.aliases,
        "adjective": entry.adjectives,
        "demonym": entry.demonyms,
        "seat": entry.seats,
        "singular": tuple(_singulars(entry)),
    }
    seen: set[str] = set()
    for form, texts in forms.items():
        for text in texts:
            spellings = [text, text.replace("'", "’"), text.replace("’", "'"), *_longer(text), *_as_word(entry, text)]
            if text.startswith("the ") and text.removeprefix("the ") not in entry.names:
                spellings.append(_beginning(text))
            if form != "demonym" and len(text) >= SHORTEST_SHOUTED:
                spellings.append(text.upper().replace("'", "’"))
            for spelling in spellings:
                if spelling not in seen:
                    seen.add(spelling)
                    yield Name(spelling, form, entry)


def _singulars(entry: Entry) -> Iterator[str]:
    """Yield what one of a nation is called, where that is no adjective: "Dane", "Frenchwoman"."""
    for demonym in entry.demonyms:
        if demonym.endswith("men"):
            yield demonym.removesuffix("men") + "man"
            yield demonym.removesuffix("men") + "woman"
        elif demonym.endswith("s") and demonym.removesuffix("s") not in entry.adjectives:
            yield demonym.removesuffix("s")


def _beginning(text: str) -> str:
    """Return how a name with an article begins a sentence: "The North"."""
    return text[:1].upper() + text[1:]


def _as_word(entry: Entry, text: str) -> Iterator[str]:
    """Yield how British papers print the abbreviation of an alliance or mission that is spoken as a word: "Unmiss"."""
    is_short = text.isalpha() and text.isupper() and len(text) >= SHORTEST_SHOUTED
    if is_short and entry.type in {"armed_force", "intergovernmental_organisation"}:
        yield text.capitalize()


def _longer(text: str) -> Iterator[str]:
    """Yield the other spellings of a name that begins with an abbreviation: "U.S. Central Command"."""
    for short, others in ABBREVIATED.items():
        if text.startswith(short):
            yield from (other + text.removeprefix(short) for other in others)


def _labelled(doc: Doc, span: Span, name: Name) -> Span:
    form = "demonym" if name.form == "singular" else name.form
    return Span(doc, span.start, span.end, label=name.entry.type, kb_id=name.entry.id, span_id=form)
