"""What nouns name and what happened to those counted: the word lists of counts and forces put to a sentence."""

from __future__ import annotations

from typing import Literal

from spacy.tokens import Doc, Span, Token

from service.extract.anchors import BY_ROLE, HANDING, Role, head_of, is_passive, is_setting_out, is_unreal
from service.extract.lexicon.counts import count_words
from service.extract.lexicon.forces import Frame, force_words
from service.extract.numbers import Quantity
from service.extract.reading import Reading
from service.extract.syntax import children
from service.extract.troops import is_plane
from service.model import Measure

Kind = Literal["troops", "people", "weapons", "other"]
TAKEN = frozenset({"prisoner", "captive", "hostage"})
# what may be said of anything, so that it is harm only where soldiers suffer it
MILD = frozenset({"lose", "hit", "fall", "detain", "seize"})
DRIVEN = frozenset({"home", "flee", "homeless", "homeland"})
LEFT_WITHIN = 10  # words
DRIVEN_WITHIN = 14  # words
WINDOW = (14, 8)  # words before and after a number in which "killed or wounded" belongs to it


class Happenings:
    """Answers for one article; ``told`` are the stretches in which deployments are told."""

    def __init__(self, reading: Reading, told: list[tuple[int, int]]) -> None:
        self._reading = reading
        self._doc: Doc = reading.doc
        self._words = count_words()
        self._told = told

    def is_told(self, offset: int | None = None) -> bool:
        """Whether a deployment is told in the article, or in the sentence that a character stands in."""
        return bool(self._told) if offset is None else any(start <= offset < end for start, end in self._told)

    def kind(self, noun: Token) -> Kind:
        """Return what sort of thing a noun names; nationals ("27 Russians") are soldiers where they are sent."""
        words, names = self._words, {noun.lemma_.lower(), noun.lower_, noun.lower_.rstrip("s")}
        if names & words.weapons or is_plane(noun):
            return "weapons"
        if names & words.troops:
            return "troops"
        if self.national(noun) is not None:
            return "troops" if self.is_told(noun.idx) else "people"
        return "people" if names & words.people else "other"

    def national(self, noun: Token) -> Span | None:
        """Return the match of a noun that names people by their state."""
        span = self._reading.registered.get(noun.i)
        return span if span is not None and span.id_ in {"demonym", "adjective"} else None

    def named(self, noun: Token) -> Measure | None:
        """Return the measure of a noun that is one by itself: "casualties", "prisoners"."""
        if self.national(noun) is not None:
            return None
        return self._words.nouns.get(noun.lemma_.lower()) or self._words.nouns.get(noun.lower_)

    def happened(self, anchor: Token, role: Role, kind: Kind) -> Measure | None:
        """Return the measure that a verb or noun gives to what stands in this role with it."""
        lemma = anchor.lemma_.lower()
        if lemma == "lose" and any(c.lemma_ == "life" for c in children(anchor, "dobj")):
            return "killed" if role == "subject" else None
        if lemma == "take" and any(t.lower_ in TAKEN for t in self._doc[anchor.i + 1 : anchor.i + 5]):
            # "Two soldiers taken prisoner by …" the parse takes for a sentence of its own
            is_passive_at_heart = any(t.lower_ == "by" for t in self._doc[anchor.i + 2 : anchor.i + 4])
            return "captured" if role == "object" or is_passive_at_heart else None
        if lemma == "leave" and role == "object" and kind != "weapons" and (left := self._left(anchor)) is not None:
            return left
        if (
            lemma == "shoot"
            and role == "object"
            and any(t.lower_ == "dead" for t in self._doc[anchor.i + 1 : anchor.i + 3])
        ):
            return "killed"
        if kind in {"people", "troops"} and role == "object" and self._drives(anchor):
            return "displaced"
        if kind != "weapons" and (harm := self._harm(lemma, role, kind)) is not None:
            return harm
        if kind == "people":
            shelters = lemma in self._words.sheltering and role == "object" and not is_passive(anchor)
            return "displaced" if shelters else None
        return self._moved(anchor, role, kind) if kind != "other" else None

    def above(self, noun: Token) -> Measure | None:
        """Return what a noun says of those after its "of": "the bodies of three soldiers"."""
        if noun.dep_ != "pobj" or noun.head.lower_ != "of":
            return None
        return self._words.naming.get(noun.head.head.lemma_.lower())

    def _left(self, verb: Token) -> Measure | None:
        """ "left 17 soldiers dead"."""
        behind = self._doc[verb.i + 1 : min(verb.i + LEFT_WITHIN, verb.sent.end)]
        return next((self._words.behind[t.lower_] for t in behind if t.lower_ in self._words.behind), None)

    def _drives(self, verb: Token) -> bool:
        """ "forced 400,000 people from their homes", "to flee"."""
        behind = self._doc[verb.i : verb.i + DRIVEN_WITHIN]
        return verb.lemma_.lower() in self._words.driving and any(t.lemma_.lower() in DRIVEN for t in behind)

    def _harm(self, lemma: str, role: Role, kind: Kind) -> Measure | None:
        if lemma in MILD and kind != "troops":
            return None
        if role == "object":
            return self._words.suffering.get(lemma)
        return self._words.doing.get(lemma) if role == "subject" else None

    def _moved(self, anchor: Token, role: Role, kind: Kind) -> Measure | None:
        """What the frames of deployments say of soldiers and weapons."""
        if any(c.lower_ == "behind" for c in anchor.children):
            return None
        frames = self._frames(anchor, role, kind)
        if "leave" in frames and is_unreal(anchor):
            return "deployed"  # "wants the 1,500 soldiers to leave"
        if "leave" in frames:
            return "withdrawn" if kind == "troops" else None
        if not frames:
            return None
        return "weapons" if kind == "weapons" else "deployed"

    def _frames(self, anchor: Token, role: Role, kind: Kind) -> set[Frame]:
        words, lemma = force_words(), anchor.lemma_.lower()
        if role == "noun":
            return {words.nouns[lemma]} if lemma in words.nouns else set()
        if anchor.lower_ == "left" and is_passive(anchor) and not children(anchor, "dobj"):
            return {"stay"}  # "2,000 soldiers are left"
        if is_setting_out(anchor):
            return {"go"} if role == "subject" else set()
        particles = {frame for c in anchor.children if (frame := words.particles.get((lemma, c.lower_))) is not None}
        if lemma in HANDING and kind == "weapons":
            particles = set()
        stays = is_passive(anchor) and role == "object"
        frames = particles or set(words.verbs.get(lemma, ()))
        return {f for f in frames if role in BY_ROLE[f] or (stays and f == "stay")}

    def more(self, quantity: Quantity, noun: Token, measure: Measure) -> Measure:
        """ "a further 300 men" who are sent are reinforcements."""
        before = self._doc[max(0, quantity.qualified_from - 2) : noun.i]
        behind = self._doc[quantity.end : max(quantity.end + 1, noun.i + 1)]
        is_more = any(t.lower_ in self._words.more for t in before) or any(t.lower_ == "more" for t in behind)
        return "reinforcements" if measure == "deployed" and is_more else measure

    def behind(self, last: Token, quantity: Quantity) -> Token | None:
        """ "one soldier killed", "seven hurt", "a further 2,700 injured"."""
        start = max(last.i + 1, quantity.end)
        for token in self._doc[start : start + 2]:
            if token.lower_ in self._words.behind and token.sent == self._doc[quantity.start].sent:
                return token
            if not token.is_alpha or token.pos_ in {"VERB", "AUX", "ADP", "CCONJ"}:
                return None
        return None

    def is_killed_or_wounded(self, quantity: Quantity) -> bool:
        """ "4,000 killed or wounded", "the number of killed or wounded soldiers could reach 4,000"."""
        number = self._doc[quantity.start]
        start, end = max(number.sent.start, number.i - WINDOW[0]), min(number.sent.end, number.i + WINDOW[1])
        window = list(self._doc[start:end])
        for first, second, third in zip(window, window[1:], window[2:], strict=False):
            is_harm = first.lower_ in {"killed", "dead"} and third.lower_ in {"wounded", "injured"}
            if is_harm and second.lower_ in {"or", "and"}:
                return first.i > number.i or any(t.lemma_ in self._words.totals | {"reach"} for t in window)
        return False

    def is_counting(self, noun: Token) -> bool:
        """Whether a noun stands under one for a number: "the number of soldiers"."""
        head = head_of(noun)
        return head.lemma_.lower() in self._words.totals or head.head.lemma_.lower() in {"number", "total"}
