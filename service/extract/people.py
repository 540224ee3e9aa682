"""The persons of an article: full names first, then the short forms that take them up again."""

from __future__ import annotations

import re

from spacy.tokens import Span, Token

from service.extract import lexicon
from service.extract.actors import ActorBook
from service.extract.reading import Reading
from service.extract.syntax import children, noun_phrase

TITLES = frozenset(
    "mr mrs ms miss dr sir lord lady comrade gen gen. col col. lt lt. maj maj. capt capt. adm adm. brig sgt rep sen prof".split()
)
FEMALE = frozenset(
    "mrs ms miss lady spokeswoman chairwoman woman mother daughter sister queen congresswoman widow princess".split()
)
LONGEST_NAME = 5  # words
MALE = frozenset("mr sir lord king prince sheikh bishop".split())
NAME = re.compile(r"[^\W\d_][\w’'\-.]*(?: (?:[^\W\d_][\w’'\-.]*))*")


class People:
    """Knows which tokens name which person."""

    def __init__(self, reading: Reading, book: ActorBook) -> None:
        self._reading = reading
        self._book = book
        self._at: dict[int, str] = {}
        self._surnames: dict[str, list[tuple[int, str]]] = {}
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

    def positions(self) -> list[tuple[int, str]]:
        """Return token index and person of every mention, in text order."""
        return sorted(self._at.items())

    def _is_registered(self, span: Span) -> bool:
        return span.start in self._reading.registered

    def _names(self) -> list[Span]:
        registered = {span.start: span for span in self._reading.registered.values() if span.label_ == "person"}
        guessed = {span.start: _trim(span) for span in self._reading.entities.values() if span.label_ == "PERSON"}
        guesses = [span for span in guessed.values() if span is not None and _is_name(span)]
        spans = [*registered.values(), *self._titled(registered)]
        taken = {token.i for span in spans for token in span}
        spans += [span for span in guesses if not any(token.i in taken for token in span)]
        return sorted(spans, key=lambda span: span.start)

    def _titled(self, registered: dict[int, Span]) -> list[Span]:
        """Names after a title or role, whatever the model takes them for: "President Mahamat Idriss Déby", "Mr Déby"."""
        doc, roles = self._reading.doc, lexicon.words().roles
        found: list[Span] = []
        for token in doc[:-1]:
            is_title = token.lower_.rstrip(".") in TITLES
            if not is_title and token.lemma_.lower() not in roles or token.i in self._reading.registered:
                continue
            if token.nbor(1).lower_ in lexicon.words().body_words | lexicon.words().groups | roles:
                continue  # General Staff, General Assembly
            end = token.i + 1
            while end < len(doc) and end - token.i <= LONGEST_NAME and _is_name_word(doc[end]) and end not in self._reading.registered:
                end += 1
            span = _trim(doc[token.i + 1 : end]) if end > token.i + 1 else None
            if span is not None and span.start not in registered and (is_title or len(span) > 1 or token.text[:1].isupper()):
                found.append(span)
        return found

    def _unmarked(self) -> list[Span]:
        """Surnames that the model did not mark: a capitalised word that ends or begins a full name of the article."""
        doc = self._reading.doc
        return [
            doc[token.i : token.i + 1]
            for token in doc
            if token.text.casefold() in self._surnames
            and token.text[0].isupper()
            and token.i not in self._at
            and token.i not in self._reading.registered
            and token.pos_ == "PROPN"
            and token.dep_ != "compound"
        ]

    def _enter(self, span: Span) -> None:
        if self._is_registered(span):
            actor_id = self._book.registered(self._reading.registered[span.start].kb_id_)
        else:
            actor_id = self._same_full_name(span) or self._book.named(span.text, "person")
        self._note(span, actor_id)
        words = _words(span)
        for word in {words[0], words[-1]} if len(words) > 1 else ():
            self._surnames.setdefault(word.casefold(), []).append((span.start, actor_id))

    def _same_full_name(self, span: Span) -> str | None:
        """A longer or shorter spelling of a name already entered: "Col. Paul Otieno Were" and "Paul Were"."""
        words = [word.casefold() for word in _words(span)]
        for _, actor_id in self._surnames.get(words[-1], []):
            known = self._book[actor_id].name.casefold().split()
            if set(words) <= set(known) or set(known) <= set(words):
                return actor_id
        return None

    def _take_up(self, span: Span) -> None:
        known = self._surnames.get(_words(span)[-1].casefold(), [])
        before = [actor_id for start, actor_id in known if start < span.start]
        after = [actor_id for start, actor_id in known if start > span.start]
        actor_id = (before[-1:] or after[:1] or [None])[0]
        if actor_id is None:
            actor_id = self._book.named(span.text, "person")
        self._note(span, actor_id)

    def _note(self, span: Span, actor_id: str) -> None:
        for token in span:
            self._at[token.i] = actor_id
        title = span[0].nbor(-1).lower_.rstrip(".") if span.start else ""
        if title in FEMALE:
            self.female.add(actor_id)
        elif title in MALE:
            self.male.add(actor_id)
        head = span.root
        phrase = [token for token in noun_phrase(head) if token.i < span.end]
        self._book.mention(actor_id, span)
        if len(phrase) > len(span) and phrase[0].i < span.start and phrase[-1].i >= span.start:
            phrase = _after_comma(phrase, span)
            if phrase:
                self._book.mention(actor_id, phrase)
                self._describe(actor_id, [token for token in phrase if token.i < span.start])
        for apposition in children(head, "appos"):
            self._describe(actor_id, noun_phrase(apposition))

    def _describe(self, actor_id: str, tokens: list[Token]) -> None:
        if not any(token.lemma_.lower() in lexicon.words().roles for token in tokens):
            return
        if any(token.lower_ in FEMALE for token in tokens):
            self.female.add(actor_id)
        names = [span for span in self._reading.names_in(tokens) if span.label_ != "place"]
        owner = self._book.registered(names[-1].kb_id_) if names and names[-1].label_ != "person" else None
        taken = {token.i for span in names for token in span}
        role = " ".join(
            token.text
            for token in tokens
            if token.i not in taken and token.dep_ != "case" and token.lower_ not in TITLES
        )
        self._book.describe(actor_id, role.strip(" ,-") or None, owner)


def _is_name_word(token: Token) -> bool:
    return token.text[:1].isupper() and token.pos_ == "PROPN" and token.text.replace("-", "").replace("’", "").replace(".", "").isalpha()


def _trim(span: Span) -> Span | None:
    """Cut what the model takes into a name by mistake: possessives, titles, line breaks, marks."""
    tokens = list(span)
    while tokens and (
        tokens[-1].tag_ == "POS" or tokens[-1].is_punct or tokens[-1].is_space or tokens[-1].text in {"’s", "'s", "’"}
    ):
        tokens.pop()
    while tokens and (
        tokens[0].lower_.rstrip(".") in TITLES
        or tokens[0].is_punct
        or tokens[0].is_space
        or tokens[0].lemma_.lower() in lexicon.words().roles
    ):
        tokens.pop(0)
    if not tokens or any(token.is_space for token in tokens):
        return None
    return span.doc[tokens[0].i : tokens[-1].i + 1]


def _is_name(span: Span) -> bool:
    return (
        bool(NAME.fullmatch(span.text))
        and span.text[0].isupper()
        and not any(t.lower_ in {"the", "of"} for t in span[:1])
    )


def _words(span: Span) -> list[str]:
    return [token.text for token in span if not token.is_punct and token.lower_.rstrip(".") not in TITLES]


def _after_comma(phrase: list[Token], span: Span) -> list[Token]:
    """Keep of a phrase what stands without a comma before the name."""
    kept = [token for token in phrase if token.i < span.end]
    for position in range(len(kept) - 1, -1, -1):
        if kept[position].text in {",", ";", ":", "—"} and kept[position].i < span.start:
            return kept[position + 1 :]
    return kept
