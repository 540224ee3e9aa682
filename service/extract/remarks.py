"""Remarks: a statement as one looks at it when asking what it answers, or what answers it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Token

from service.extract.actors import ActorBook
from service.extract.dates import YEAR_ALONE
from service.extract.lexicon.disputes import dispute_words
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.syntax import SUBJECTS, children, governing_verb, prepositional_objects
from service.model import Statement

DENYING = frozenset({"deny", "dispute"})
WISHES = frozenset({"propose", "demand", "promise"})  # acts of which nothing can be untrue
SHORT = 7  # words: "this is untrue"
OPENING = 12  # words in which a content says what it takes up, and that it is not so
STEM, SHORT_STEM = 5, 4  # letters
TELLING = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM"})
DEMONSTRATIVES = frozenset({"the", "this", "that", "these", "those", "such", "any", "all", "both"})
CONDITIONS = frozenset({"if", "unless", "whether"})
NOUN_KINDS = ("counts", "accusations", "tales", "wishes", "events")
LIGHT = frozenset(
    {"be", "have", "do", "say", "make", "take", "go", "get", "come", "give", "tell", "people", "year", "day"}
)
PLACE_IN_CLAUSE = frozenset({"nsubj", "nsubjpass", "dobj", "ROOT", "attr", "pobj", "ccomp"})


@dataclass(frozen=True, eq=False)
class Remark:
    """One statement with its words; ``content`` are those attributed, ``around`` the rest of its sentences.

    ``sides`` are who speaks and whom they act for, ``named`` the sides named in the content, ``surnames`` those of the
    persons who speak; ``owners`` are the sides and words of "Hamada's remarks", "the claim of Kigali"; ``opens_run``:
    nothing of the same speakers' stands right before it.
    """

    statement: Statement
    position: int
    paragraph: int
    content: tuple[Token, ...]
    around: tuple[Token, ...]
    sides: frozenset[str]
    named: frozenset[str]
    surnames: frozenset[str]
    owners: frozenset[str]
    opens_run: bool

    @cached_property
    def lemmas(self) -> frozenset[str]:
        """The telling words of the content."""
        return _telling(self.content)

    @cached_property
    def stems(self) -> frozenset[str]:
        """Of the telling words what "deploy" and "deployment" share."""
        return frozenset(lemma[:STEM] for lemma in self.lemmas)

    def takes_up_as(self, other: Remark) -> bool:
        """Whether it takes up what another says by a noun for its cue: "the claim" after "claimed"."""
        cues = {form[:SHORT_STEM] for form in other.cue_lemmas}
        nouns = (t.lemma_.lower() for t in self.opening if t.pos_ == "NOUN" and self._is_definite(t))
        return any(len(noun) >= SHORT_STEM and noun[:SHORT_STEM] in cues for noun in nouns)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of thing that its words are for."""
        kinds = dispute_words().kinds
        return frozenset(kind for form in self._forms for kind in kinds(form))

    @cached_property
    def opening(self) -> tuple[Token, ...]:
        """The first words of the content."""
        return self.content[:OPENING]

    @cached_property
    def cue_lemmas(self) -> frozenset[str]:
        """The words of the cue and their lemmas; of "responded, asserting that" those of the first verb, too."""
        words = {word.lower() for word in self.statement.cue.split()}
        tokens = [t for t in self.around if t.lower_ in words]
        tokens += [governing_verb(t) for t in tokens if t.tag_ == "VBG"]
        return frozenset(form for t in tokens for form in (t.lower_, t.lemma_.lower())) | words

    @property
    def is_short(self) -> bool:
        """Whether the content is a few words."""
        return len(self.content) <= SHORT

    def speaks_for(self, other: Remark) -> bool:
        """Whether somebody speaks in both."""
        return not set(self.statement.speaker).isdisjoint(other.statement.speaker)

    def turns_down(self, other: Remark) -> bool:
        """Whether it denies what stands within it: "rejected the army's claim that it had fled"."""
        mine, others = self.statement, other.statement
        within = others.end <= mine.end and (mine.start <= others.start or mine.end == others.end)
        within = within and mine.start < others.end
        is_claim = others.act not in WISHES and self.sides.isdisjoint(other.sides)
        return within and self.is_denial and is_claim and other is not self

    def overlaps(self, other: Remark) -> bool:
        """Whether one content stands in the other, as what somebody says that another has said does."""
        return self.statement.start < other.statement.end and other.statement.start < self.statement.end

    @cached_property
    def denies_by_cue(self) -> bool:
        """Whether it is attributed by a word of denying."""
        phrase = len(self.statement.cue.split()) > 1 and self.has_cue("denying_phrases")
        return phrase or self.has_cue("denying") or (self.takes_up_saying and self._is_belittled())

    def _is_belittled(self) -> bool:
        """Whether what is taken up is mocked, or given a name: "ridiculed the announcement", "called it grotesque"."""
        return self.has_cue("mocking") or (self.has_cue("labelling") and self.statement.act != "praise")

    def shares_sentence(self, other: Remark) -> bool:
        """Whether the sentences of the two contents overlap."""
        if not self.content or not other.content:
            return False
        return (
            self.content[0].sent.start < other.content[-1].sent.end
            and other.content[0].sent.start < self.content[-1].sent.end
        )

    def is_set_against(self, before: Remark) -> bool:
        """Whether a word such as "but" stands between the content of the one before and this one's, beside its cue."""
        if not self.content or not before.content:
            return False
        last, first = before.content[-1].i, self.content[0].i
        return any(last < t.i < first for t in self._contrasting)

    @cached_property
    def _contrasting(self) -> list[Token]:
        """The words such as "but" around the content."""
        words = dispute_words().links["contrast"]
        return [t for t in self.around if t.lower_ in words]

    def calls(self, surnames: frozenset[str]) -> bool:
        """Whether one of some surnames, in small letters, stands in its sentences."""
        return not self._words.isdisjoint(surnames)

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset([t.lower_ for t in (*self.content, *self.around)])

    def has_cue(self, kind: str) -> bool:
        """Whether it is attributed by a word of this list of cues in ``disputes.toml``."""
        return not self.cue_lemmas.isdisjoint(dispute_words().cues[kind])

    @cached_property
    def says_untrue(self) -> bool:
        """Whether it says of what it takes up that it is not so: "a lie", "that is not correct", "calls it tosh"."""
        words = dispute_words()
        if self._is_bare_no():
            return True
        if any(t.lower_ in CONDITIONS for t in self.opening):
            return False
        if not (self.is_short or self.taken_up or self.has_cue("labelling")):
            return False
        untrue, negations, true = (words.contents[name] for name in ("untrue", "negations", "true"))
        lemmas = [t.lemma_.lower() for t in self.opening]
        return not untrue.isdisjoint(lemmas) or any(
            t.lower_ in negations and not true.isdisjoint(lemmas[at + 1 : at + 4]) for at, t in enumerate(self.opening)
        )

    def _is_bare_no(self) -> bool:
        """Whether nothing but a negation is said, or before anything else: "they are not", "No.", "None."."""
        negations = dispute_words().contents["negations"]
        if not self.content:
            return False
        first, last = self.content[0], self.content[-1]
        if self.is_short and last.lower_ in negations:
            return True
        return first.lower_ in negations and first.i + 1 < len(first.doc) and first.nbor(1).text in {".", "!", ","}

    @cached_property
    def is_negated(self) -> bool:
        """Whether it begins with a negation, or its first clause has one."""
        return any(t.lower_ in dispute_words().contents["negations"] for t in self.opening)

    def says(self, kind: str) -> bool:
        """Whether a word of this list of contents in ``disputes.toml`` stands in it."""
        return not self._forms.isdisjoint(dispute_words().contents[kind])

    @cached_property
    def _forms(self) -> frozenset[str]:
        return frozenset([t.lemma_.lower() for t in self.content])

    @cached_property
    def tells_of_end(self) -> bool:
        """Whether it tells of something as done by now: "the town had been retaken"."""
        return any(t.dep_ == "aux" and t.lemma_ == "have" and t.head.tag_ == "VBN" for t in self.opening)

    @cached_property
    def corrects(self) -> bool:
        """Whether it says how something really is: "the true figure is nearer 40", "purely civilian"."""
        return any(t.lower_ in dispute_words().contents["correcting"] for t in self.opening)

    @cached_property
    def claims_something(self) -> bool:
        """Whether it can be disputed at all; thanks, praise that is no clause, and mere denials cannot."""
        is_feeling = self.statement.act in dispute_words().links["feeling"]
        is_clause = any(t.dep_ in SUBJECTS for t in self.content)
        return not self.is_mere_denial and (is_clause or not is_feeling)

    @cached_property
    def has_number(self) -> bool:
        """Whether there is a number in it."""
        return any(_is_number(t) for t in self.content)

    @cached_property
    def taken_up(self) -> frozenset[str]:
        """How it takes up what somebody has said: the kinds of noun in ``disputes.toml``, "pronoun", "both"."""
        found = {kind for t in self.opening if (kind := self._kind_taken_up(t)) is not None}
        if found and any(t.lower_ in dispute_words().taken_up["both"] for t in self.opening):
            found.add("both")
        return frozenset(found)

    @property
    def takes_up_saying(self) -> bool:
        """Whether it takes up what somebody has said, by a noun for that."""
        return not self.taken_up.isdisjoint({"tales", "accusations", "counts"})

    def _kind_taken_up(self, token: Token) -> str | None:
        words = dispute_words().taken_up
        if token.lower_ in words["pronouns"] and self._stands_alone(token):
            return "pronoun"
        if token.pos_ not in {"NOUN", "PROPN"} or token.dep_ == "compound" or not self._is_definite(token):
            return None
        lemma = token.lemma_.lower()
        kind = next((kind for kind in NOUN_KINDS if lemma in words[kind]), None)
        is_own = token.dep_ in SUBJECTS and any(c.pos_ == "PRON" for c in children(token, "poss"))
        return None if kind == "events" and is_own else kind  # "their operations went on" tells of one's own

    def _stands_alone(self, pronoun: Token) -> bool:
        """Whether a pronoun is for a whole claim: "that" as subject of what is denied, or all that is said."""
        if len(self.content) == 1:
            return True
        if (
            pronoun.pos_ not in {"PRON", "DET"}
            or pronoun.dep_ not in PLACE_IN_CLAUSE
            or (pronoun.lower_ == "it" and not self.is_short)
        ):
            return False
        return self.is_short or (pronoun.lower_ in {"this", "that"} and pronoun.i - self.content[0].i < 4)

    def _is_definite(self, noun: Token) -> bool:
        return any(
            (c.dep_ in {"det", "predet", "amod"} and c.lower_ in DEMONSTRATIVES) or c.dep_ == "poss"
            for c in noun.children
        )

    @cached_property
    def is_denial(self) -> bool:
        """Whether it denies or disputes something, by its act, its cue or what it says."""
        if "wishes" in self.taken_up:
            return False
        return self.statement.act in DENYING or self.denies_by_cue or self.says_untrue

    @cached_property
    def is_mere_denial(self) -> bool:
        """Whether it tells nothing but that something is not so: "the charge", "that is a lie", "Ms Kaya's list"."""
        if not self.is_denial:
            return False
        if self.says_untrue and (self.is_short or self.denies_by_cue or self.has_cue("labelling")):
            return True
        return self.denies_by_cue and self.is_short and bool(self.taken_up)

    @cached_property
    def may_oppose(self) -> bool:
        """Whether anything of it alone can set it against another statement."""
        is_answer = self.is_denial or self.corrects or self.has_cue("retorting") or self.has_cue("insisting")
        is_against = self.is_negated or self.statement.act == "accuse" or self.says("lasting")
        is_set_beside = bool(self._contrasting or self.taken_up - {"events"}) or self.gives_other_number
        return is_answer or is_against or is_set_beside

    @cached_property
    def gives_other_number(self) -> bool:
        """Whether it gives a number for what need not be named again: "fewer than 40", "puts the dead at 271"."""
        if len(self.content) > OPENING:
            return False
        return any(_is_number(t) and (_is_after_at(t) or not _is_of_something(t)) for t in self.content)


class Remarks:
    """Looks at the statements of one article."""

    def __init__(self, reading: Reading, book: ActorBook, sides: Sides) -> None:
        self._reading = reading
        self._book = book
        self._sides = sides

    def of(self, statements: Iterable[Statement]) -> list[Remark]:
        """Return the statements as remarks, in their order."""
        found: list[Remark] = []
        for statement in statements:
            goes_on = bool(found) and found[-1].statement.speaker == statement.speaker
            found.append(self._remark(len(found), statement, opens_run=not goes_on))
        return found

    def _remark(self, position: int, statement: Statement, *, opens_run: bool) -> Remark:
        content = self._tokens(statement.start, statement.end)
        evidence = statement.evidence
        sentences = self._tokens(evidence.start, evidence.end) if evidence else ()
        inside = {t.i for t in content}
        names = self._reading.names_in(list(content))
        return Remark(
            statement=statement,
            position=position,
            paragraph=self._reading.paragraph(statement.start),
            content=content,
            around=tuple(t for t in sentences if t.i not in inside),
            sides=self._sides_of(statement),
            named=frozenset(side for span in names if (side := self._sides.of_span(span)) is not None),
            surnames=frozenset(self._surnames(statement)),
            owners=self._owners(content[:OPENING]),
            opens_run=opens_run,
        )

    def _tokens(self, start: int, end: int) -> tuple[Token, ...]:
        span = self._reading.doc.char_span(start, end, alignment_mode="expand")
        return tuple(t for t in span if not t.is_punct and not t.is_space) if span is not None else ()

    def _sides_of(self, statement: Statement) -> frozenset[str]:
        return frozenset(
            side for actor in statement.speaker for side in (actor, self._sides.state_of(actor)) if side is not None
        )

    def _owners(self, tokens: Iterable[Token]) -> frozenset[str]:
        """Whose sayings are taken up: names as possessors of a noun of saying, or after "of" or "by" behind it."""
        sayings = [t for t in tokens if t.pos_ == "NOUN" and t.lemma_.lower() in _sayings()]
        owners = [o for t in sayings for o in (*children(t, "poss"), *prepositional_objects(t, "of", "by", "from"))]
        names = [t for t in owners if t.pos_ == "PROPN"]
        sides = (self._sides.of_span(span) for span in self._reading.names_in(names))
        return frozenset((*(t.lower_ for t in names), *(side for side in sides if side is not None)))

    def _surnames(self, statement: Statement) -> Iterable[str]:
        """The last words of the names of persons who speak, in lower case."""
        for actor in statement.speaker:
            if self._book[actor].type == "person":
                yield self._book[actor].name.split()[-1].lower()


def _sayings() -> frozenset[str]:
    kinds = dispute_words().taken_up
    return kinds["tales"] | kinds["accusations"] | kinds["counts"]


def _telling(tokens: Iterable[Token]) -> frozenset[str]:
    lemmas = (t.lemma_.lower() for t in tokens if t.pos_ in TELLING and not t.is_stop)
    return frozenset(lemma for lemma in lemmas if lemma not in LIGHT)


def _is_number(token: Token) -> bool:
    """Whether a token is a number that is no year."""
    return (token.pos_ == "NUM" or token.like_num) and token.lower_ != "one" and not YEAR_ALONE.fullmatch(token.text)


def _is_of_something(number: Token) -> bool:
    """Whether what is counted stands with a number: "40 men", "40 of them"."""
    if number.dep_ in {"nummod", "compound", "quantmod"} and number.head.pos_ in {"NOUN", "PROPN", "SYM"}:
        return True
    return number.i + 1 < len(number.doc) and (
        number.nbor(1).lower_ == "of" or number.nbor(1).pos_ in {"NOUN", "ADJ", "PROPN"}
    )


def _is_after_at(number: Token) -> bool:
    """Whether a number is what somebody puts something at: "at 271", "at between 1,500 and 2,000"."""
    return any(t.lower_ == "at" for t in number.doc[max(0, number.i - 3) : number.i])
