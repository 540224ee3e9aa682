"""Names of bodies, companies, media and groups that the registry does not know, each entered once.

A name is a run of capitalised words, with "of" and "for" inside where a body's word goes before: "Free Yaran Army",
"Institute for Regional Security", "Gallia 24". Short forms and abbreviations are those of the longer name before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from spacy.tokens import Span, Token

from service.extract import lexicon
from service.extract.actors import ActorBook, fold
from service.extract.lexicon.kinds import kind_words
from service.extract.naming import CONNECTORS, is_first_name, is_thing, kind_beside, kind_by_words
from service.extract.noun_phrases import is_plural_abbreviation, lemma_of
from service.extract.people import People
from service.extract.reading import Reading
from service.model import ActorType

LONGEST_NAME = 9  # words
SHORTEST_SHORT_FORM = 4  # letters
OWNERS = {"state", "intergovernmental_organisation"}
BEGINNING = {"state", "place", "intergovernmental_organisation"}  # what an unknown name may begin with: "UN News"
PLACING = {"in", "from", "to", "at", "near", "across", "into", "around"}
LINKS = {"-", "–", "&"}
CAPITALISED = {"PROPN", "NOUN", "ADJ", "ADP", "VERB", "INTJ", "X", "NUM"}


class Names:
    """Knows which tokens are part of which unknown name, and enters names as actors."""

    def __init__(self, reading: Reading, book: ActorBook, people: People) -> None:
        self._reading = reading
        self._book = book
        self._people = people
        self._entered: dict[str, str] = {}

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
        return self._kinds.get(name) or kind_by_words([t.text for t in span]) or self._guessed(span)

    def enter(self, span: Span) -> str:
        """Enter a name as an actor; a short form or abbreviation as the one that it is short for."""
        name = self._full.get(fold(span.text), fold(span.text))
        if name not in self._entered:
            first = next((s for s in self.spans if fold(s.text) == name), span)
            self._entered[name] = self._new(first)
        actor_id = self._entered[name]
        self._book.mention(actor_id, span)
        self._book.mention(actor_id, self._phrase(span))
        if (bare := self._without_state(span)) is not None:
            self._book.mention(actor_id, bare)
        return actor_id

    def _new(self, span: Span) -> str:
        """Enter a name with whose it is; the bodies of organisations of states are such themselves."""
        owners = [s for s in self._reading.names_in(list(self._phrase(span))) if s.label_ in OWNERS]
        of = self._book.registered(owners[-1].kb_id_) if owners else None
        kind = self.kind(span)
        if kind == "government_body" and of is not None and self._book[of].type != "state":
            kind = "intergovernmental_organisation"
        return self._book.named(span.text, kind, of=of if kind != "person" else None)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """Every name of the article, in text order."""
        return tuple(self._runs())

    @cached_property
    def _spans(self) -> dict[int, Span]:
        return {index: span for span in self.spans for index in range(span.start, span.end)}

    @cached_property
    def _kinds(self) -> dict[str, ActorType]:
        """What the nouns beside a name say of it, by folded name; the first that says something decides."""
        found: dict[str, ActorType] = {}
        for span in self.spans:
            if (kind := kind_beside(span)) is not None:
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
        first = span[0]
        is_long = first.i not in self._reading.registered and len(first) >= SHORTEST_SHORT_FORM
        is_telling = is_long and first.lower_ not in kind_words().common_first
        if is_telling and kind_by_words([t.text for t in span]) is not None:
            yield fold(first.text)

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
        if not is_first_name(span[0].text) and any(_is_told(s) for s in self.spans if fold(s.text) == fold(span.text)):
            return "news_outlet"
        if is_thing(span):
            return "organisation"
        is_acronym = all(token.text.isupper() for token in span if token.is_alpha)
        if is_first_name(span[0].text) and not is_acronym:
            return "person"
        has_article = _has_article(span)
        label = span.root.ent_type_
        if is_acronym or has_article or (label == "ORG" and len(span) == 1):
            return "organisation"
        if label in {"GPE", "LOC"}:
            return "state" if self._is_place(fold(span.text)) or len(span) > 1 else "person"
        return "person" if len(span) <= 3 else "organisation"

    def _is_place(self, name: str) -> bool:
        """Whether something is in, from or to what has this name."""
        return any(
            span.start > 0 and span[0].nbor(-1).lower_ in PLACING for span in self.spans if fold(span.text) == name
        )

    # runs of capitalised words

    def _runs(self) -> Iterator[Span]:
        doc, position = self._reading.doc, 0
        while position < len(doc):
            end = self._end(position) if self._may_begin(doc[position]) else position
            if end > position and self._is_own(doc[position:end]):
                yield doc[position:end]
            position = max(end, position + 1)

    def _may_begin(self, token: Token) -> bool:
        if not self._is_part(token):
            return False
        if token.i in self._reading.registered:
            span = self._reading.registered[token.i]
            following = token.doc[span.end] if span.end < len(token.doc) else token
            is_new = not following.is_punct and following.i not in self._reading.registered
            return token.i == span.start and is_new and self._is_part(following)
        if token.pos_ == "PROPN" or (token.pos_ == "NOUN" and token.i > token.sent.start):
            return True
        return token.pos_ != "ADP" and token.i + 1 < len(token.doc) and self._is_part(token.nbor(1))

    def _is_part(self, token: Token) -> bool:
        """Whether a token is a capitalised word that may be part of an unknown name."""
        if not token.text[0].isupper() or token.pos_ not in CAPITALISED or self._people.at(token) is not None:
            return False
        is_title = token.i > token.sent.start and token.nbor(-1).is_title and token.lower_ in kind_words().names
        if (token.ent_type_ in {"DATE", "TIME"} and not is_title) or token.lower_ in kind_words().no_names:
            return False
        span = self._reading.registered.get(token.i)
        return span is None or span.label_ in BEGINNING

    def _end(self, start: int) -> int:
        doc, end = self._reading.doc, start
        limit = min(doc[start].sent.end, start + LONGEST_NAME)
        while end < limit:
            token = doc[end]
            if self._is_part(token) or (end > start and token.text.isdigit() and self._is_numbered(doc[start:end])):
                end += 1
            elif end > start and end + 1 < limit and self._is_joint(token):
                end += 2
            elif end > start and (particle := self._particle(end, limit)):
                end += particle
            elif end > start and token.lower_ == "and" and self._is_one_body(start, end, limit):
                end += 2
            elif (step := self._connected(start, end, limit)) > 0:
                end += step
            else:
                break
        return end

    def _is_one_body(self, start: int, end: int, limit: int) -> bool:
        """Whether "and" joins words of one name: "Mediation and Security Council", not "Radio Zeta and the Council"."""
        doc = self._reading.doc
        after = end + 1
        while after < limit and self._is_part(doc[after]) and after not in self._reading.registered:
            after += 1
        is_telling = after > end + 2 and doc[after - 1].lower_ in lexicon.words().body_words
        before = doc[start:end]
        is_topic = len(before) == 1 and start not in self._reading.registered and not before[0].text.isupper()
        return is_telling and is_topic and before[0].lower_ not in lexicon.words().body_words

    def _particle(self, end: int, limit: int) -> int:
        """How many tokens a particle inside a name takes: of "Jund al-Haqq" and "Radio de la Paix" two each."""
        doc = self._reading.doc
        particles = kind_words().particles
        if doc[end].text not in particles or end + 1 >= limit:
            return 0
        rest = [t for t in doc[end + 1 : min(limit, end + 3)] if t.text not in particles | LINKS]
        return rest[0].i - end if rest and self._is_part(rest[0]) else 0

    def _is_joint(self, token: Token) -> bool:
        """Whether a mark joins two words of a name: "Crumb & Co", "Radio-Laval", "People's Front"."""
        following = token.nbor(1)
        if token.tag_ == "POS":
            return token.nbor(-1).lower_ in kind_words().common_owners and self._is_part(following)
        if token.text not in LINKS:
            return False
        if token.text == "&":
            return following.text[0].isupper()
        return not token.whitespace_ and not token.nbor(-1).whitespace_ and following.text[0].isupper()

    def _is_numbered(self, before: Span) -> bool:
        """ "Gallia 24", "Channel 8": a number is part of a medium's name, not of any."""
        if len(before) > 1:
            return False
        return before[0].lower_ in kind_words().media_first or kind_beside(before) == "news_outlet" or _is_told(before)

    def _connected(self, start: int, end: int, limit: int) -> int:
        """How many tokens "of", "for" and an article add to a body's name: "Observatory [of] Cabo Delgado"."""
        doc = self._reading.doc
        if end == start or end + 1 >= limit or doc[end].lower_ not in CONNECTORS:
            return 0
        words = [t.text for t in doc[start:end]]
        if not lexicon.words().body_words.intersection(w.casefold() for w in words) and not _is_plural_doers(words):
            return 0
        step = 2 if doc[end + 1].lower_ == "the" else 1
        following = doc[end + step] if end + step < limit else None
        is_capital = following is not None and following.text[0].isupper() and following.pos_ in CAPITALISED
        return step if is_capital and (doc[end].lower_ != "in" or step == 0) else 0

    def _is_own(self, span: Span) -> bool:
        """Whether a run is a name: not only a state or place, not a role, not a single word that begins a sentence."""
        last = lemma_of(span[-1])
        is_body = len(span) > 1 and (last in kind_words().names or (last in kind_words().nouns and _has_article(span)))
        if (last in lexicon.words().roles and not is_body) or last.rstrip(".") in lexicon.sources().titles["any"]:
            return False
        if last in lexicon.words().reports and kind_by_words([token.text for token in span]) is None:
            return False  # "the Joint Statement"
        if len(span) == 1 and is_plural_abbreviation(span[0]):
            return False
        is_common = last in kind_words().nouns or last in lexicon.words().groups
        if len(span) == 1 and is_common and not span[0].text.isupper():
            return False
        registered = self._reading.registered.get(span.start)
        if registered is not None and registered.label_ == "intergovernmental_organisation":
            return kind_by_words([token.text for token in span]) is not None
        if registered is not None and registered.end >= span.end:
            return False
        return bool(re.search(r"[^\W\d_]{2}", span.text))


def _has_article(name: Span) -> bool:
    return name.start > 0 and name[0].nbor(-1).lower_ == "the"


def _is_told(name: Span) -> bool:
    """ "told SkyBlast": who is told something by name, and is no person, is a medium."""
    before = [token.lower_ for token in name.doc[max(0, name.start - 2) : name.start]]
    if before in (["interviewed", "by"], ["interview", "with"], ["interview", "to"]):
        return True
    return name.root.dep_ in {"dobj", "dative"} and bool({"told", "tells", "tell", "telling"} & set(before))


def _is_plural_doers(words: list[str]) -> bool:
    """ "Reporters Without Walls", "Doctors for Peace"."""
    return len(words) == 1 and words[0].endswith("s") and words[0].casefold().removesuffix("s") in lexicon.words().roles
