"""The persons of an article: full names first, then the short forms that take them up again."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from spacy.tokens import Span, Token

from service.extract import lexicon
from service.extract.actors import ActorBook
from service.extract.lexicon.kinds import first_names
from service.extract.name_edges import (
    after_bracket,
    has_particle_at,
    is_hyphenated,
    is_name_word,
    is_title,
    may_name_person,
    trimmed_name,
)
from service.extract.naming import (
    is_first_name,
    kind_beside,
    kind_by_words,
    office_before_comma,
)
from service.extract.noun_phrases import is_plural, of_phrase
from service.extract.reading import Reading
from service.extract.syntax import children, noun_phrase

LONGEST_NAME = 5  # words
LONGEST_GIVEN = 3  # tokens: "Myong-hyun"
LONGEST_FAMILY_NAME = 4  # letters: "Moon"


class People:
    """Knows which tokens name which person."""

    def __init__(self, reading: Reading, book: ActorBook) -> None:
        self._reading = reading
        self._book = book
        self._at: dict[int, str] = {}
        self._surnames: dict[str, list[tuple[int, str]]] = {}
        self._middle_names: dict[str, list[tuple[int, str]]] = {}
        self.female: set[str] = set()
        self.male: set[str] = set()
        spans = self._names()
        full = [span for span in spans if self._is_registered(span) or len(_words(span)) > 1]
        short = [span for span in spans if span not in full]
        for span in full:
            self._enter(span)
        for span in [*short, *self._unmarked()]:
            self._take_up(span)

    def at(self, token: Token) -> str | None:
        """Return the person that a token names, None where it names none."""
        return self._at.get(token.i)

    def with_surname(self, word: str) -> str | None:
        """Return the person last named in full with this first or last name, in whatever case it is printed."""
        known = self._surnames.get(word.casefold(), [])
        return known[-1][1] if known else None

    @cached_property
    def positions(self) -> list[tuple[int, str]]:
        """Token index and person of every mention, in text order."""
        return sorted(self._at.items())

    def _is_registered(self, span: Span) -> bool:
        return span.start in self._reading.registered

    def _names(self) -> list[Span]:
        """Return the persons' names in text order: the registry's, those after a title, those that the model marks."""
        registered = [self._whole(span) for span in self._reading.registry_spans if span.label_ == "person"]
        spans = [*registered, *self._titled({span.start for span in registered})]
        taken = {index for span in spans for index in range(span.start, span.end)}
        marked = {span.start: span for span in self._reading.entities.values() if span.label_ == "PERSON"}
        named = [_with_family_name(span) for span in marked.values() if span.text not in self._told_bodies]
        guesses = (*self._nicknamed(), *named, *self._speaking(), *self._beside_roles(), *self._first_named())
        for guess in guesses:
            name = trimmed_name(guess)
            if name is not None and may_name_person(name) and taken.isdisjoint(range(name.start, name.end)):
                taken.update(range(name.start, name.end))
                spans.append(name)
        return sorted(spans, key=lambda span: span.start)

    def _whole(self, span: Span) -> Span:
        """Return a name of the registry with what belongs to it here: "José Múcio" of "José Múcio Monteiro"."""
        doc, end = span.doc, span.end
        while end < len(doc) and doc[end].ent_type_ == "PERSON" and doc[end].ent_iob_ == "I" and is_name_word(doc[end]):
            end += 1
        return doc[span.start : end]

    @cached_property
    def _told_bodies(self) -> frozenset[str]:
        """Single names that stand beside the noun of a body somewhere: "the parcel company Halbeck"."""
        single = (span for span in set(self._reading.entities.values()) if len(span) == 1)
        return frozenset(span.text for span in single if kind_beside(span) not in {None, "person"})

    def _nicknamed(self) -> Iterator[Span]:
        """Yield names with a nickname in quotation marks inside: "Robert “Buck” Tillery"."""
        doc = self._reading.doc
        for token in doc[1:-3]:
            if token.is_quote and doc[token.i + 2].is_quote and is_name_word(token.nbor(1)):
                start, end = token.i - 1, self._end_of_name(token.i + 3)
                if is_name_word(doc[start]) and end > token.i + 3:
                    start -= start > 0 and is_first_name(doc[start - 1].text)
                    yield doc[start:end]

    def _first_named(self) -> Iterator[Span]:
        """Yield names that begin with a usual first name, and single ones with an age or a trade beside them."""
        doc = self._reading.doc
        for token in doc:
            if token.pos_ != "PROPN" or not token.text[0].isupper() or token.i in self._reading.registered:
                continue
            end = self._end_of_name(token.i) if is_first_name(token.text) else token.i + 1
            name = doc[token.i : max(end, token.i + 1)]
            if len(name) > 1 or self._is_somebody(name):
                yield name

    def _is_somebody(self, name: Span) -> bool:
        """Whether a single word names a person: by what stands beside it, or as a first name that speaks."""
        word = name[0]
        if word.dep_ == "compound" or (word.i and word.nbor(-1).text[:1].isupper() and word.nbor(-1).pos_ == "PROPN"):
            return False
        beside = kind_beside(name)
        if beside is not None or not is_first_name(word.text):
            return beside == "person"
        return word.dep_ in {"nsubj", "nsubjpass", "appos"} and word.ent_type_ != "ORG"

    def _speaking(self) -> Iterator[Span]:
        """Yield names of two words that speak and of which the model marks the second one only, as a place."""
        for span in dict.fromkeys(self._reading.entities.values()):
            name = self._reading.doc[max(0, span.start - 1) : span.end]
            is_one_word = span.label_ == "GPE" and len(span) == 1 and len(name) > 1
            if not is_one_word or span.root.dep_ != "nsubj" or span.root.head.lemma_.lower() not in lexicon.cues():
                continue
            first = name[0]
            if first.dep_ == "compound" and is_name_word(first) and not first.ent_type_ and first.head.i == span.start:
                yield name

    def _beside_roles(self) -> Iterator[Span]:
        """Yield names beside a role that the model takes for a body's: "the rebel, Ali Bey,"."""
        doc, words = self._reading.doc, lexicon.words()
        for token in doc:
            role = _office_above(token.head) if is_plural(token.head) else token.head
            if token.dep_ != "appos" or token.i < role.i or role.lemma_.lower() not in words.roles or is_plural(role):
                continue
            name = doc[token.left_edge.i : token.i + 1]
            is_name = len(name) > 1 and all(is_name_word(word) for word in name)
            if is_name and not any(word.lower_ in words.body_words | words.groups for word in name):
                yield name

    def _titled(self, registered: set[int]) -> Iterator[Span]:
        """Yield names after a title or role, whatever the model takes them for: "President Mahamat Idriss Déby"."""
        doc, words = self._reading.doc, lexicon.words()
        for token in doc[:-1]:
            has_title = is_title(token)
            if not has_title and (token.lemma_.lower() not in words.roles or token.i in self._reading.registered):
                continue
            start = after_bracket(token).i if has_title else token.i + 1
            first = doc[start].lower_
            if first in words.body_words or first in words.groups or first in words.roles:
                continue  # General Staff, General Assembly
            end = self._end_of_name(start)
            span = trimmed_name(doc[start:end]) if end > start else None
            if span is None or span.start in registered:
                continue
            if not has_title and kind_by_words([word.text for word in doc[token.i : end]]) is not None:
                continue  # Refugee Aid
            if has_title or len(span) > 1 or token.text[:1].isupper():
                yield span

    def _end_of_name(self, start: int) -> int:
        doc, end = self._reading.doc, start
        while end < min(len(doc), start + LONGEST_NAME) and is_name_word(doc[end]):
            if end in self._reading.registered and (end == start or self._reading.registered[end].label_ != "place"):
                break
            end += 3 if is_hyphenated(doc[end]) else 1
            end += has_particle_at(doc, end)
            if end + 3 < len(doc) and end > start and doc[end].is_quote and doc[end + 2].is_quote:
                end += 3 if is_name_word(doc[end + 1]) and is_name_word(doc[end + 3]) else 0
        return end

    def _unmarked(self) -> list[Span]:
        """Surnames that the model did not mark: a capitalised word that ends or begins a full name of the article."""
        return [
            self._reading.doc[token.i : token.i + 1]
            for token in self._reading.doc
            if token.text[0].isupper()
            and token.text.casefold() in self._surnames
            and token.i not in self._at
            and not self._is_registered_otherwise(token)
            and (token.pos_ == "PROPN" or _speaks(token))
            and token.dep_ != "compound"
        ]

    def _is_registered_otherwise(self, token: Token) -> bool:
        """Whether the registry knows a word as something else; a town does not say what somebody called so does."""
        span = self._reading.registered.get(token.i)
        if span is None:
            return False
        is_speaker = token.dep_ == "nsubj" and token.head.lemma_.lower() in lexicon.cues()
        return not (span.label_ == "place" and len(span) == 1 and is_speaker and not list(token.lefts))

    def _enter(self, span: Span) -> None:
        if self._is_registered(span) and not self._is_of_another_state(span):
            actor_id = self._book.registered(self._reading.registered[span.start].kb_id_)
        else:
            actor_id = self._same_full_name(span) or self._book.named(span.text, "person")
        self._note(span, actor_id)
        words = _words(span)
        for word in dict.fromkeys((words[0], words[-1])) if len(words) > 1 else ():
            self._surnames.setdefault(word.casefold(), []).append((span.start, actor_id))
        for word in words[1:-1]:
            self._middle_names.setdefault(word.casefold(), []).append((span.start, actor_id))

    def _is_of_another_state(self, span: Span) -> bool:
        """Whether a name of the registry is somebody else's here: "Colombian minister Pedro Sanchez" is not Spain's."""
        entry = self._reading.registry.actors[self._reading.registered[span.start].kb_id_]
        titles = [token for token in noun_phrase(span.root) if token.i < span.start]
        states = {state.kb_id_ for state in self._reading.states_in(titles)}
        owners = [self._reading.registry.actors.get(office.of) for office in entry.offices]
        at_home = {name for owner in owners if owner is not None for name in (owner.id, owner.of)}
        return (
            bool(states)
            and bool(owners)
            and states.isdisjoint(at_home)
            and all(owner is not None and (owner.type == "state" or owner.of is not None) for owner in owners)
        )

    def _same_full_name(self, span: Span) -> str | None:
        """A longer or shorter spelling of a name already entered: "Col. Paul Otieno Were" and "Paul Were"."""
        words = {word.casefold() for word in _words(span)}
        for _, actor_id in self._surnames.get(_words(span)[-1].casefold(), []):
            known = set(self._book[actor_id].name.casefold().split())
            if words <= known or known <= words:
                return actor_id
        return None

    def _take_up(self, span: Span) -> None:
        """Note a single name: the person last called so in full, else the next one, else somebody new."""
        name = _words(span)[-1].casefold()
        known = self._surnames.get(name) or self._middle_names.get(name, [])
        before = [actor_id for start, actor_id in known if start < span.start]
        after = [actor_id for start, actor_id in known if start > span.start]
        found = [*before[-1:], *after[:1]]
        self._note(span, found[0] if found else self._book.named(span.text, "person"))

    def _note(self, span: Span, actor_id: str) -> None:
        """Note that a span names somebody, with the titles and roles that stand beside it."""
        for index in range(span.start, span.end):
            self._at[index] = actor_id
        if span.start:
            self.note_sex(actor_id, span[0].nbor(-1))
        self._note_sex_of_name(actor_id, self._book[actor_id].name)
        self._book.mention(actor_id, span)
        phrase = [token for token in noun_phrase(span.root) if token.i < span.end]
        if len(phrase) > len(span) and phrase[0].i < span.start:
            phrase = _after_comma(phrase, span)
            self._book.mention(actor_id, phrase)
            self._describe(actor_id, [token for token in phrase if token.i < span.start])
        for apposition in children(span.root, "appos"):
            self._describe(actor_id, [*noun_phrase(apposition), *of_phrase(apposition)])
        beside = noun_phrase(span.root.head) if span.root.dep_ == "appos" and span.root.head.i < span.start else []
        if not _has_role(beside):  # "the head of the press centre, Ana Vidal": the parser has her beside the centre
            beside = office_before_comma(span)
        self._describe(actor_id, beside)

    def note_sex(self, actor_id: str, title: Token) -> None:
        """Note what a title or noun tells of somebody's sex."""
        titles, word = lexicon.sources().titles, title.lower_.rstrip(".")
        if word in titles["female"]:
            self.female.add(actor_id)
        elif word in titles["male"]:
            self.male.add(actor_id)

    def _note_sex_of_name(self, actor_id: str, name: str) -> None:
        """A usual first name tells the sex where no title has told it."""
        first = name.split()[0].casefold()
        if actor_id in self.male or actor_id in self.female:
            return
        if first in first_names().female:
            self.female.add(actor_id)
        elif first in first_names().male:
            self.male.add(actor_id)

    def _describe(self, actor_id: str, tokens: list[Token]) -> None:
        """Note the role that some words give somebody, and whose role it is."""
        if not _has_role(tokens):
            return
        if any(token.lower_ in lexicon.sources().titles["female"] for token in tokens):
            self.female.add(actor_id)
        names = [span for span in self._reading.names_in(tokens) if span.label_ != "place"]
        owner = self._book.registered(names[-1].kb_id_) if names and names[-1].label_ != "person" else None
        taken = {index for span in names for index in range(span.start, span.end)}
        role = [t.text for t in tokens if t.i not in taken and t.dep_ != "case" and not is_title(t)]
        self._book.describe(actor_id, " ".join(role).strip(" ,-") or None, owner)


def _with_family_name(span: Span) -> Span:
    """Return a Korean name with the family name before it, which the model takes for a word: "said Go Myong-hyun"."""
    if span.start <= span.sent.start or len(span) != LONGEST_GIVEN or span[1].text != "-" or not span[2].text.islower():
        return span
    before = span[0].nbor(-1)
    is_name = before.is_alpha and before.is_title and len(before) <= LONGEST_FAMILY_NAME and not before.ent_type_
    is_name = is_name and before.pos_ in {"VERB", "PROPN", "NOUN", "INTJ"}
    is_office = is_title(before) or _has_role([before])
    return span.doc[before.i : span.end] if is_name and not is_office else span


def _office_above(noun: Token) -> Token:
    """Return the office with a noun in its phrase: of "the spokesman for the rescue forces" the spokesman."""
    above = noun
    while above.dep_ == "pobj" and above.head.dep_ == "prep" and above.head.lower_ in {"of", "for", "at"}:
        above = above.head.head
    return above if _has_role([above]) else noun


def _has_role(tokens: list[Token]) -> bool:
    return any(token.lemma_.lower() in lexicon.words().roles for token in tokens)


def _speaks(noun: Token) -> bool:
    """Whether a noun is the subject of a cue: "Ledbury estimates", of which the model makes a common noun."""
    return noun.tag_ == "NN" and noun.dep_ == "nsubj" and noun.head.lemma_.lower() in lexicon.cues()


def _words(span: Span) -> list[str]:
    return [token.text for token in span if not token.is_punct and not is_title(token)]


def _after_comma(phrase: list[Token], span: Span) -> list[Token]:
    """Keep of a phrase what stands without a comma before the name."""
    for position in range(len(phrase) - 1, -1, -1):
        if phrase[position].text in {",", ";", ":", "—"} and phrase[position].i < span.start:
            return phrase[position + 1 :]
    return phrase
