"""Where an article names those who may own what is counted, and the parts that they play in a number's sentence."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from spacy.tokens import Span, Token

from service.extract.belongings import HARM, WE
from service.extract.counted import Count
from service.extract.lexicon.counts import count_words
from service.extract.lexicon.cues import cues
from service.extract.lexicon.forces import force_words
from service.extract.missions import DEFINITE, Missions
from service.extract.names import Names
from service.extract.reading import Reading
from service.extract.sides import Sides, is_maker
from service.extract.surroundings import Surroundings
from service.extract.syntax import SUBJECTS, children, is_passive

Group = Literal["sent", "fallen", "hurt", "people", "materiel", "fired", "taken"]
MATERIEL_GROUPS: frozenset[Group] = frozenset({"materiel", "fired", "taken"})
LONGEST_CLIMB = 6
MODIFYING = frozenset({"compound", "amod", "nmod", "poss", "npadvmod"})
JOINED = frozenset({"conj", "appos"})
VERBAL = frozenset({"VERB", "AUX"})
TAKING_UP = frozenset({"it", "its", "they", "their", "them", "theirs", "which", "who", "whose"})
PARTS: Mapping[str, str] = {"nsubj": "doer", "nsubjpass": "object", "dobj": "object", "dative": "goal"}
WAYS: Mapping[str, str] = {
    **dict.fromkeys(("in", "on", "at", "near", "inside", "across", "around", "over"), "place"),
    **dict.fromkeys(("to", "into", "for"), "goal"),
    "from": "origin",
    "against": "target",
}


@dataclass(frozen=True)  # without slots: some of it is worked out once
class Point:
    """Where a count stands: its number, the noun it hangs by (else the number), the class of what is counted."""

    count: Count
    number: Token
    anchor: Token
    paragraph: int
    fate: Literal["fired", "taken"] | None = None  # of arms: whether they are fired or downed, or destroyed or taken

    @property
    def is_materiel(self) -> bool:
        """Whether arms are counted, not people."""
        return self.group in MATERIEL_GROUPS

    @property
    def group(self) -> Group:
        """The class of what is counted, by which signs weigh differently."""
        if self.count.kind == "weapons" or self.count.measure == "weapons":
            return self.fate or "materiel"
        is_civil = self.count.kind in {"people", "other"} and self.count.noun is not None
        if is_civil or self.count.measure == "displaced":
            return "people"
        if self.count.measure in HARM:
            return "fallen" if self.count.noun is not None else "hurt"
        return "sent"

    @property
    def is_irregular(self) -> bool:
        """Whether they are told to be rebels, militants or the like."""
        noun = self.count.noun
        return noun is not None and noun.lemma_.lower() in count_words().owning["irregular"]

    @cached_property
    def verbs_above(self) -> list[Token]:
        """The verbs that govern what is counted, the nearest first."""
        return [t for t in self.anchor.ancestors if t.pos_ in VERBAL]

    @property
    def event(self) -> Token:
        """The verb or noun that says what happens to them."""
        return self.count.event if self.count.event is not None else self.anchor.head


@dataclass(frozen=True)  # without slots: some of it is worked out once
class Mention:
    """A word that stands for an actor: its name, a place in its country, a pronoun, a subject that acts for it."""

    actor: str
    word: Token
    paragraph: int
    sentence: int
    is_place: bool = False

    @cached_property
    def verb(self) -> Token | None:
        """The verb of its clause."""
        return next((t for t in self.word.ancestors if t.pos_ in VERBAL), None)

    @cached_property
    def part(self) -> str:
        """The part that it plays in its clause."""
        return _part(self.word)

    @cached_property
    def is_telling(self) -> bool:
        """Whether it, or somebody of its, tells something: "Seoul says", "officials in Accra put it at"."""
        if _is_source(self.word):
            return True
        if self.verb is None or "told" not in _sorts(self.verb):
            return False
        top = self.word
        while top.head.i != self.verb.i:
            top = top.head
        return top.dep_ in SUBJECTS

    def parts_beside(self, point: Point) -> Iterator[str]:
        """Yield its part in its clause: where that stands to what is counted, and of what sort of verb it is."""
        where = _where(self.word, self.verb, point)
        yield f"{self.part}{where}"
        if self.is_telling:
            yield "teller"
        for sort in _sorts(self.verb) if self.verb is not None else ():
            yield f"{self.part} of {sort}"
            if self.verb is point.event:
                yield f"{self.part} of {sort}, same verb"


class Mentions:
    """The mentions of one article, in text order."""

    def __init__(self, reading: Reading, sides: Sides, names: Names, missions: Missions, around: Surroundings) -> None:
        """``sides`` must keep missions."""
        self._reading = reading
        self._sides = sides
        self._names = names
        self._missions = missions
        self._around = around
        self._taken_up: dict[int, list[Mention]] = {}  # by the first token of the sentence

    @cached_property
    def all(self) -> Sequence[Mention]:
        """Every actor by name and every country by its places; of names new to the registry those of armed forces."""
        sides = ((span, self._side(span)) for span in self._reading.registry_spans)
        known = [self._mention(span, side) for span, side in sides if side is not None]
        named = (mention for mention in (*known, *self._new()) if not is_maker(mention.word))
        return sorted(named, key=lambda mention: mention.word.i)

    def _side(self, span: Span) -> str | None:
        return self._sides.host(span) if span.label_ == "place" else self._sides.of_span(span)

    def _new(self) -> Iterator[Mention]:
        for span in self._names.spans:
            if span.root.i not in self._reading.registered and self._names.kind(span) == "armed_force":
                side = self._sides.state_of(self._names.enter(span))
                if side is not None:
                    yield self._mention(span, side)

    def _mention(self, span: Span, actor: str) -> Mention:
        before = [t.lower_ for t in span.doc[max(0, span.start - 2) : span.start]]
        last = next((word for word in reversed(before) if word != "the"), "")
        is_placed = last in count_words().owning["at"] and not span.id_
        return self._by(span.root, actor, is_place=span.label_ == "place" or is_placed)

    def _by(self, word: Token, actor: str, *, is_place: bool = False) -> Mention:
        return Mention(actor, word, self._reading.paragraph(word.idx), word.sent.start, is_place)

    @cached_property
    def _by_paragraph(self) -> Mapping[int, Sequence[Mention]]:
        found: defaultdict[int, list[Mention]] = defaultdict(list)
        for mention in self.all:
            found[mention.paragraph].append(mention)
        return found

    def of_paragraph(self, paragraph: int) -> Sequence[Mention]:
        """Return the mentions of a paragraph."""
        return self._by_paragraph.get(paragraph, ())

    def before(self, index: int) -> Sequence[Mention]:
        """Return the mentions up to a token."""
        return self.all[: bisect_right(self.all, index, key=lambda mention: mention.word.i)]

    def taken_up(self, point: Point) -> Sequence[Mention]:
        """Return whom pronouns, subjects and "the mission", "the army" of the number's sentence stand for."""
        sentence = point.number.sent
        if sentence.start not in self._taken_up:
            self._taken_up[sentence.start] = list(self._taken_up_in(sentence))
        return self._taken_up[sentence.start]

    def _taken_up_in(self, sentence: Span) -> Iterator[Mention]:
        for word in sentence:
            if word.lower_ in WE:
                yield from (self._by(word, side) for side in self._around.speaking(word.idx))
            elif word.i not in self._reading.registered and (_is_taking_up(word) or _is_doer(word)):
                side = self._missions.of_noun(word) or self._sides.of_noun(word)
                if side is not None:
                    yield self._by(word, side)
            elif _is_place_taken_up(word):
                places = [mention for mention in self.before(word.i) if mention.is_place]
                yield from (self._by(word, last.actor, is_place=True) for last in places[-1:])


def _is_source(word: Token) -> bool:
    """ "according to officials in Accra"."""
    for _ in range(LONGEST_CLIMB):
        if word.dep_ == "pobj" and word.head.lower_ == "to" and word.head.head.lower_ == "according":
            return True
        if word.pos_ in VERBAL or word.head.i == word.i:
            return False
        word = word.head
    return False


def _where(word: Token, verb: Token | None, point: Point) -> str:
    """How a word's clause stands to what is counted."""
    if verb is None:
        return ", no verb"
    if point.anchor in word.ancestors and verb in point.verbs_above:
        return ", in the phrase"
    if verb is point.event:
        return ", same verb"
    if point.anchor in verb.ancestors:
        return ", clause behind"
    above = point.verbs_above
    if verb in above:
        return ", verb above" if verb is above[0] else ", higher verb"
    return ""


def _sorts(verb: Token) -> Sequence[str]:
    """What sorts of verb a verb is: one of telling, of sending, of killing …"""
    lemma = verb.lemma_.lower()
    words = count_words()
    found: list[str] = [*force_words().verbs.get(lemma, ())]
    if any(lemma in telling for telling in (cues(), words.told, words.estimating, words.putting)):
        found.append("told")
    if lemma in words.owning["getting"]:
        found.append("getting")
    harm = words.suffering.get(lemma) or words.doing.get(lemma)
    if harm is not None:
        found.append("harm" if harm in HARM else harm)
    return found or ["another sort"]


def _is_taking_up(word: Token) -> bool:
    """Whether a word may stand for somebody named before: "it", "which", "the mission"."""
    if word.pos_ not in {"NOUN", "PROPN"}:
        return word.lower_ in TAKING_UP
    owning = count_words().owning
    is_body = word.lemma_.lower() in owning["national"] | owning["missions"] | owning["sided"]
    return is_body and word.dep_ not in MODIFYING and any(c.lower_ in DEFINITE for c in children(word, "det", "poss"))


def _is_doer(word: Token) -> bool:
    """ "the soldiers whom Mr Kim sent", "the unit boasted": a subject that may act for a side."""
    return word.dep_ in SUBJECTS and word.pos_ in {"PROPN", "NOUN"} and not word.like_num


def _is_place_taken_up(word: Token) -> bool:
    """ "the city", "the region": the place named last."""
    is_place = word.lemma_.lower() in force_words().people["places"]
    return is_place and word.n_lefts == 1 and any(c.lower_ == "the" for c in word.lefts)


def _part(word: Token) -> str:
    """The part that a name plays in its clause: "doer", "place", "owner of the subject"."""
    is_within = False
    for _ in range(LONGEST_CLIMB):
        head = word.head
        if word.dep_ == "pobj":
            is_agent = head.dep_ == "agent" or (head.lower_ == "by" and is_passive(head.head))
            return "another's owner" if is_within else "doer" if is_agent else WAYS.get(head.lower_, "another")
        if word.dep_ not in MODIFYING | JOINED:
            break
        is_within |= word.dep_ in MODIFYING
        word = head
    if is_within:
        return "owner of the subject" if word.dep_ == "nsubj" else "another's owner"
    return PARTS.get(word.dep_, "another")
