"""Names of bodies, companies, media and groups that the registry does not know, each entered once.

A name is a run of capitalised words, with "of" and "for" inside where a body's word goes before: "Free Yaran Army",
"Institute for Regional Security", "Gallia 24". Short forms and abbreviations are those of the longer name before them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from spacy.tokens import Span, Token

from service.extract.actors import ActorBook, fold
from service.extract.lexicon.kinds import kind_words
from service.extract.naming import (
    has_article,
    is_first_name,
    is_thing,
    is_told,
    kind_beside,
    kind_by_words,
    kind_told,
    placed,
)
from service.extract.people import People
from service.extract.reading import Reading
from service.extract.runs import Runs
from service.model import ActorType

SHORTEST_SHORT_FORM = 4  # letters
OWNERS = {"state", "intergovernmental_organisation"}
WHERE_BODIES_ARE = {"pobj", "compound"}  # "a biologist at Université Laval", "World Athletics president"
PLACING = {"in", "from", "to", "at", "near", "across", "into", "around"}


class Names:
    """Knows which tokens are part of which unknown name, and enters names as actors."""

    def __init__(self, reading: Reading, book: ActorBook, people: People) -> None:
        self._reading = reading
        self._book = book
        self._people = people
        self._entered: dict[str, str] = {}
        self._kind_of: dict[str, ActorType] = {}

    def span_at(self, token: Token) -> Span | None:
        """Return the name that a token is part of, None where it is part of none."""
        return self._spans.get(token.i)

    def resolve(self, token: Token) -> str | None:
        """Return the actor that a token names, entered; None where it names none."""
        span = self.span_at(token)
        return self.enter(span) if span is not None else None

    def kind(self, span: Span) -> ActorType:
        """Return what a name names: by nouns beside it anywhere, its own words, then the model's guess."""
        name = fold(span.text)
        if name not in self._kind_of:
            told = self._kinds.get(name) or kind_by_words([token.text for token in span])
            self._kind_of[name] = told or self._guessed(span)
        return self._kind_of[name]

    def enter(self, span: Span) -> str:
        """Enter a name as an actor; a short form or abbreviation as the one that it is short for."""
        if (known := self._registered_beside(span)) is not None:
            return known
        name = self._full.get(fold(span.text), fold(span.text))
        if name not in self._entered:
            first = next((s for s in self.spans if fold(s.text) == name), span)
            self._entered[name] = self._new(first)
        actor_id = self._entered[name]
        self._book.mention(actor_id, span)
        self._book.mention(actor_id, self._phrase(span))
        self._book.mention(actor_id, placed(span))
        if (bare := self._without_state(span)) is not None:
            self._book.mention(actor_id, bare)
        return actor_id

    def _registered_beside(self, span: Span) -> str | None:
        """The actor of the registry whose abbreviation follows a name in brackets: "… (JNIM)"."""
        bracket = span.doc[span.end : span.end + 2]
        known = self._reading.registered.get(bracket[1].i) if len(bracket) > 1 and bracket[0].text == "(" else None
        if known is None or known.label_ in {"place", "person", "state"} or not known.text.isupper():
            return None
        actor_id = self._book.registered(known.kb_id_)
        self._entered[fold(span.text)] = actor_id
        self._book.mention(actor_id, span)
        return actor_id

    def _new(self, span: Span) -> str:
        """Enter a name with whose it is; the bodies of organisations of states are such themselves."""
        owners = [s for s in self._reading.names_in(list(self._phrase(span))) if s.label_ in OWNERS]
        of = self._book.registered(owners[-1].kb_id_) if owners else None
        kind = self.kind(span)
        if kind == "person" and (person := self._people.with_surname(span[-1].text)) is not None:
            return person
        if kind == "government_body" and of is not None and self._book[of].type != "state":
            kind = "intergovernmental_organisation"
        return self._book.named(span.text, kind, of=of if kind != "person" else None)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """Every name of the article, in text order."""
        return tuple(Runs(self._reading, self._people).all())

    @cached_property
    def _spans(self) -> dict[int, Span]:
        return {index: span for span in self.spans for index in range(span.start, span.end)}

    @cached_property
    def _kinds(self) -> dict[str, ActorType]:
        """What the nouns beside a name say of it, by folded name; the first that says something decides."""
        found: dict[str, ActorType] = {}
        for span in self.spans:
            if (kind := kind_told(span) if kind_beside(span) is not None else None) is not None:
                found.setdefault(fold(span.text), kind)
        return found

    @cached_property
    def _full(self) -> dict[str, str]:
        """The full names of short forms: abbreviations in brackets, first words, names without their state."""
        full: dict[str, str] = {}
        for span in self.spans:
            name = fold(span.text)
            if len(span) == 1 or name in full:
                continue
            for short in self._short_forms(span):
                if short != name:
                    full.setdefault(short, name)
        return full

    def _short_forms(self, span: Span) -> Iterator[str]:
        bracket = span.doc[span.end : span.end + 3]
        if len(bracket) > 2 and bracket[0].text == "(" and bracket[2].text == ")":
            yield fold(bracket[1].text)
        initials = "".join(t.text[0] for t in span if t.text[0].isupper())
        if len(initials) > 2:
            yield fold(initials)
        if (bare := self._without_state(span)) is not None:
            yield fold(bare.text)
        if kind_by_words([t.text for t in span]) is not None:
            yield from self._beginnings(span)
        first = span[0]
        is_long = first.i not in self._reading.registered and len(first) >= SHORTEST_SHORT_FORM
        is_telling = is_long and first.lower_ not in kind_words().common_first
        if is_telling and kind_by_words([t.text for t in span]) is not None:
            yield fold(first.text)

    def _beginnings(self, span: Span) -> Iterator[str]:
        """ "Prairie Waste" of "Prairie Waste Services", which by themselves do not say what they name."""
        for end in range(span.start + 2, span.end):
            words = [token.text for token in span.doc[span.start : end]]
            if words[-1][0].isupper() and kind_by_words(words) is None:
                yield fold(" ".join(words))

    def _without_state(self, span: Span) -> Span | None:
        """ "Malian Azawad Front" without "Malian"."""
        state = self._reading.registered.get(span.start)
        return span.doc[state.end : span.end] if state is not None and state.end < span.end else None

    def _phrase(self, span: Span) -> Span:
        """A name with the possessor before it: "Iraq's Joint Operations Command"."""
        mark = span[0].nbor(-1) if span.start > span.sent.start + 1 else None
        if mark is None or mark.tag_ != "POS":
            return span
        owner = self._reading.registered.get(mark.i - 1)
        return span.doc[owner.start : span.end] if owner is not None else span

    def _guessed(self, span: Span) -> ActorType:
        """What a name is of which no word tells anything."""
        if not is_first_name(span[0].text) and any(is_told(s) for s in self.spans if fold(s.text) == fold(span.text)):
            return "news_outlet"
        if is_thing(span):
            return "organisation"
        if len(span) > 1 and not is_first_name(span[0].text) and self._ends_in_state(span):
            return "organisation"  # "Health Canada"
        is_acronym = all(token.text.isupper() for token in span if token.is_alpha)
        if is_first_name(span[0].text) and not is_acronym:
            return "person"
        label = span.root.ent_type_
        if (
            is_acronym
            or has_article(span)
            or (label == "ORG" and (len(span) == 1 or span.root.dep_ in WHERE_BODIES_ARE))
        ):
            return "organisation"
        if label in {"GPE", "LOC"}:
            return "state" if self._is_place(fold(span.text)) or len(span) > 1 else "person"
        return "person" if len(span) <= 3 else "organisation"

    def _ends_in_state(self, span: Span) -> bool:
        state = self._reading.registered.get(span.end - 1)
        return state is not None and state.label_ == "state" and state.id_ not in {"adjective", "demonym"}

    def _is_place(self, name: str) -> bool:
        """Whether something is in, from or to what has this name."""
        return any(
            span.start > 0 and span[0].nbor(-1).lower_ in PLACING for span in self.spans if fold(span.text) == name
        )
