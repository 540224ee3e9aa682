"""Forces of several states that the article calls by what they are: "the British-led battlegroup", "NATO's brigade"."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from spacy.tokens import Token

from service.extract.actors import ActorBook
from service.extract.lexicon.counts import count_words
from service.extract.names import Names
from service.extract.reading import Reading
from service.extract.syntax import children, noun_phrase, prepositional_objects, subject

CLIMB = 2  # words from those counted to the force: "a rotation of the battlegroup, about 1,000 troops strong"
AT = frozenset({"in", "at", "on"})
LEADING = frozenset({"led", "commanded", "run"})
DEFINITE = frozenset({"the", "this", "that"})


class JointForces:
    """Answers for one article; such a force is entered as an actor when it is first asked for."""

    def __init__(self, reading: Reading, book: ActorBook, names: Names) -> None:
        self._reading = reading
        self._book = book
        self._names = names
        self._words = count_words()

    @cached_property
    def introduced(self) -> Mapping[int, Token]:
        """The nouns of such forces by their place, each with the noun that introduces the force."""
        bodies = self._words.owning["joint_bodies"]
        found: dict[int, Token] = {}
        last: dict[str, Token] = {}
        for token in self._reading.doc:
            lemma = token.lemma_.lower()
            if lemma not in bodies or token.tag_ not in {"NN", "NNP"} or self._is_name(token):
                continue
            if self._is_introduction(token):
                known = last.get(lemma)
                last[lemma] = known if known is not None and self._is_same(known, token) else token
                found[token.i] = last[lemma]
            elif lemma in last and _is_taking_up(token):
                found[token.i] = last[lemma]
        return found

    def of_noun(self, noun: Token) -> str | None:
        """Return the force that a noun names or takes up."""
        first = self.introduced.get(noun.i)
        return self._entered(first, noun) if first is not None else None

    def of_counted(self, anchor: Token) -> str | None:
        """Return the force of which those counted are: "the mission's 209 staff", "the 3,500-strong brigade"."""
        others = [t for t in noun_phrase(anchor) if t.i != anchor.i]
        if anchor.i not in self.introduced and self._reading.states_in(others):
            return None  # "300 British soldiers of the battlegroup"
        for owner in children(anchor, "poss"):
            doer = subject(anchor.head) if owner.lower_ in {"its", "their"} else owner
            if doer is not None and (force := self.of_noun(doer)) is not None:
                return force  # "the UN mission withdrew its 13,000 men"
        word = anchor
        for _ in range(CLIMB):
            if (force := self.of_noun(word)) is not None:
                return force
            inside = (self.of_noun(noun) for noun in prepositional_objects(word, "of"))
            if (force := next((found for found in inside if found is not None), None)) is not None:
                return force
            if word.dep_ not in {"appos", "pobj", "prep"} or word.head.pos_ in {"VERB", "AUX"}:
                return None
            if word.dep_ == "prep" and word.lower_ not in {"of", "in"}:
                return None
            word = word.head
        return None

    def _is_name(self, token: Token) -> bool:
        return token.i in self._reading.registered or self._names.span_at(token) is not None

    def _is_introduction(self, noun: Token) -> bool:
        """Whether a phrase says that a force is several states': led by one, an organisation's, multinational."""
        phrase = noun_phrase(noun)
        if any(t.lower_ == "joint" for t in phrase):
            return False  # of two in particular, which the article names
        if any(t.lower_ in LEADING and t.i and t.nbor(-1).text in {"-", "‑"} for t in phrase):
            return True
        if any(t.lower_ in self._words.owning["joint"] for t in phrase):
            return True
        owners = [*phrase, *children(noun, "poss"), *prepositional_objects(noun, "of")]
        return any(self._is_of_states(t) for t in owners)

    def _is_of_states(self, token: Token) -> bool:
        span = self._reading.registered.get(token.i)
        return span is not None and span.label_ == "intergovernmental_organisation"

    def _is_same(self, known: Token, noun: Token) -> bool:
        words = {t.lower_ for t in noun_phrase(noun)}
        return words <= {t.lower_ for t in known.subtree} or {t.lower_ for t in noun_phrase(known)} <= words

    def _entered(self, first: Token, noun: Token) -> str:
        phrase = _without_strength(noun_phrase(first))
        owner = next((s for s in self._reading.names_in(phrase) if s.label_ == "intergovernmental_organisation"), None)
        of = self._book.registered(owner.kb_id_) if owner is not None else None
        whole = _with_place(phrase)
        name = self._reading.text[whole[0].idx : whole[-1].idx + len(whole[-1])]
        actor = self._book.named(name, "armed_force", of=of)
        for said in (phrase, whole, _plainly(noun)):
            self._book.mention(actor, said)
        return actor


def _without_strength(phrase: list[Token]) -> list[Token]:
    """Of "3,500-strong multinational brigade" the multinational brigade."""
    strong = next((place for place, t in enumerate(phrase) if t.lower_ == "strong"), -1)
    return [t for t in phrase[strong + 1 :] if t.tag_ not in {"CD", "PRP$"}]


def _with_place(phrase: list[Token]) -> list[Token]:
    """ "battle group in the country"."""
    places = (c for c in children(phrase[-1], "prep") if c.lower_ in AT and c.i == phrase[-1].i + 1)
    at = next(places, None)
    where = next(iter(children(at, "pobj")), None) if at is not None else None
    if where is None:
        return phrase
    return [*phrase, *phrase[-1].doc[phrase[-1].i + 1 : where.i + 1]]


def _plainly(noun: Token) -> list[Token]:
    """ "The group", with its article where it has one."""
    before = [t for t in noun.lefts if t.dep_ == "det" and t.i == noun.i - 1]
    return [*before, noun]


def _is_taking_up(noun: Token) -> bool:
    """ "The group now has 1,500 troops"."""
    said = [c for c in children(noun, "compound", "amod", "nmod", "poss") if c.lower_ != "strong"]
    return not said and any(c.lower_ in DEFINITE for c in children(noun, "det"))
