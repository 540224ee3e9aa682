"""Armed groups of no state that are told of by what they are: "gunmen killed six", "80 militants", "the attackers".

They are those of the group that the article names; where it names none, one group of its own, by whatever nouns.
"""

from __future__ import annotations

from functools import cached_property

from spacy.tokens import Span, Token

from service.extract.actors import ActorBook
from service.extract.lexicon.counts import count_words
from service.extract.lexicon.forces import force_words
from service.extract.names import Names
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.syntax import noun_phrase

ARMED = frozenset({"armed_force", "organisation"})
NEAR = 2  # paragraphs back to the name of "the rebels"
DASHES = frozenset({"-", "‑", "–"})
TIED = 4  # words back from a name to the "linked to" that makes it another group's


class Outlaws:
    """Answers for one article; a group without a name is entered as an actor when it is first asked for."""

    def __init__(self, reading: Reading, book: ActorBook, sides: Sides, names: Names) -> None:
        """``sides`` are those of who owns what is counted."""
        self._reading = reading
        self._book = book
        self._sides = sides
        self._names = names
        self._words = count_words().owning

    def are_meant(self, noun: Token) -> bool:
        """Whether a noun tells of armed men who never are a state's: "gunmen", "unidentified men", "armed men"."""
        if noun.lemma_.lower() in self._words["attacking"]:
            return self._are_told_near(noun)
        return self._are_outlaws(noun)

    def _are_outlaws(self, noun: Token) -> bool:
        lemma = noun.lemma_.lower()
        if lemma in self._words["outlaws"]:
            return True
        before = {t.lower_ for t in noun.lefts}
        if lemma in self._words["menfolk"] and before & self._words["unlawful"]:
            return True
        does_it = noun.dep_ == "nsubj" or (noun.dep_ == "pobj" and noun.head.lower_ == "by")
        return does_it and lemma in self._words["strangers"] and bool(before & self._words["unknown"])

    def _are_told_near(self, noun: Token) -> bool:
        """ "the attackers" of an article that tells of gunmen."""
        places = (*(t.i for t in self._nouns), *(place for place, _ in self._groups))
        return any(self._distance(place, noun) <= NEAR for place in places)

    def of(self, noun: Token) -> str | None:
        """Return the group that a noun of armed men stands for: one named near, else the one that has no name."""
        return self._named(noun) or self.unnamed

    def _named(self, noun: Token) -> str | None:
        """The group named last before within two paragraphs; else the only one, if it is named in the next."""
        before = [side for place, side in self._groups if place <= noun.i and self._distance(place, noun) <= NEAR]
        if before:
            return before[-1]
        after = {side for place, side in self._groups if place > noun.i and self._distance(place, noun) <= NEAR}
        return after.pop() if len(after) == 1 else None

    def _distance(self, place: int, noun: Token) -> int:
        here = self._reading.doc[place]
        return abs(self._reading.paragraph(noun.idx) - self._reading.paragraph(here.idx))

    @cached_property
    def _groups(self) -> list[tuple[int, str]]:
        """The names of armed groups of no state in text order, each with the place of its last word."""
        known = ((s, self._sides.of_span(s)) for s in self._reading.registry_spans if s.label_ in ARMED)
        new = (
            (s, self._names.enter(s))
            for s in self._names.spans
            if s.root.i not in self._reading.registered and self._names.kind(s) == "armed_force"
        )
        named = [(s, side) for s, side in (*known, *new) if side is not None and self.is_group(side)]
        return sorted((s.end - 1, side) for s, side in named if not self._is_tie(s))

    def is_group(self, side: str) -> bool:
        """Whether a side is an armed group of no state."""
        draft = self._book[side]
        if draft.key in force_words().own_account:
            return draft.key not in force_words().people["state_run"]
        is_joint = draft.key in force_words().missions or bool(
            self._words["missions"] & set(draft.name.lower().split())
        )
        return draft.type == "armed_force" and draft.of is None and not is_joint

    def _is_tie(self, span: Span) -> bool:
        """ "al-Qaeda-linked fighters", "a group tied to Islamic State": another group; "US-backed M23" is none."""
        last, dash = span.doc[span.end - 1], span.doc[span.end : span.end + 1]
        if len(dash) and dash[0].text in DASHES and not last.whitespace_ and not dash[0].whitespace_:
            return True
        before: list[str] = []
        for token in reversed(span.doc[max(span.sent.start, span.start - TIED) : span.start]):
            if token.is_punct:
                break
            before.append(token.lower_)
        tie = next((place for place, word in enumerate(before) if word in self._words["ties"]), 0)
        return not self._words["tying"].isdisjoint(before[:tie])

    @cached_property
    def _nouns(self) -> list[Token]:
        return [t for t in self._reading.doc if t.pos_ in {"NOUN", "PROPN"} and self._are_outlaws(t)]

    @cached_property
    def unnamed(self) -> str | None:
        """The group that the article calls by nouns only, by the first of them; each is a mention."""
        if not self._nouns:
            return None
        first = _called(self._nouns[0])
        actor = self._book.named(self._reading.text[first[0].idx : first[-1].idx + len(first[-1])], "armed_force")
        for noun in self._nouns:
            for words in ([noun], _called(noun)):
                self._book.mention(actor, words)
        return actor


def _called(noun: Token) -> list[Token]:
    """What they are called, without number and article: "suspected jihadists"."""
    phrase = [t for t in noun_phrase(noun) if t.i <= noun.i]
    last = max((t.i for t in phrase if t.pos_ in {"DET", "NUM", "PRON", "ADV", "PUNCT"} or t.like_num), default=-1)
    return [t for t in phrase if t.i > last] or [noun]
