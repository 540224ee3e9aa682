"""The evidence that one statement disputes another: what of its words and place speaks for it or against it.

Each piece of evidence is told by its name; ``lexicon/dispute_weights.toml`` says what it weighs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from service.extract.lexicon.disputes import dispute_words
from service.extract.remarks import Remark
from service.extract.rival_counts import RivalCounts

MANY_SHARED = 2
LEDE = 3  # statements: what is claimed first is what the article is about, and what is denied of it
# without a denial one of these sets a statement against another
SIGNS = frozenset(
    {
        "accuses who is answered",
        "answered denies",
        "begins with a negation",
        "cue of insisting",
        "cue of retorting",
        "none against a number",
        "numbers exclude each other",
        "other number",
        "other number next",
        "says how it really is",
        "says that it is still so",
        "set against it",
        "shares a word, one is negated",
        "speaks of a like thing, one is negated",
        "takes up, no denial",
    }
)
AGREEMENT = frozenset({"same side", "numbers can both be right"})
RARE = 3  # statements in which a rare word stands, at the most


@dataclass(frozen=True)
class Pair:
    """Two statements of which the second may dispute the first; ``between`` are those that stand between them."""

    answered: Remark
    answer: Remark
    between: list[Remark]
    before: Remark | None  # what stands right before the answer

    @cached_property
    def others_between(self) -> list[Remark]:
        """The statements between that are not the answering side's."""
        return [r for r in self.between if not r.sides & self.answer.sides]


@dataclass(frozen=True)
class Setting:
    """What of the article as a whole tells: the numbers its statements give, and the words few of them share."""

    counts: RivalCounts
    rare: frozenset[str]

    @classmethod
    def of(cls, remarks: list[Remark], counts: RivalCounts) -> Setting:
        """Return the setting of some statements."""
        seen = Counter(lemma for remark in remarks for lemma in remark.lemmas)
        return cls(counts, frozenset(lemma for lemma, times in seen.items() if times <= RARE))


def evidence(pair: Pair, setting: Setting) -> frozenset[str]:
    """Return the names of the evidence for a dispute."""
    found = frozenset(
        (
            *_of_answer(pair.answer),
            *_of_answered(pair),
            *_of_place(pair),
            *_of_sides(pair),
            *_of_words(pair, setting.rare),
            *_of_taking_up(pair.answered, pair.answer),
            *_of_counts(pair, setting.counts),
        )
    )
    if pair.answer.is_denial or found & SIGNS:
        return found
    return found | {"no sign of opposition"}


def compared(pairs: Sequence[Pair]) -> list[frozenset[str]]:
    """Return for each of the pairs of one answer what sets it off from the others."""
    shared = [len(pair.answered.stems & pair.answer.stems) for pair in pairs]
    firsts = {
        "shares the most": _last_of(pairs, lambda i, _: shared[i] == max(shared) > 0),
        "last accusation": _last_of(pairs, lambda _, pair: pair.answered.statement.act == "accuse"),
        "last that gives a number": _last_of(pairs, lambda _, pair: pair.answered.has_number)
        if pairs and "counts" in pairs[0].answer.taken_up
        else None,
    }
    return [frozenset(name for name, at in firsts.items() if at == i) for i in range(len(pairs))]


def _last_of(pairs: Sequence[Pair], holds: Callable[[int, Pair], bool]) -> int | None:
    """Return the place of the pair of which something holds and whose statement stands last."""
    places = [i for i, pair in enumerate(pairs) if holds(i, pair)]
    return max(places, key=lambda i: pairs[i].answered.position, default=None)


def is_ruled_out(pair: Pair, found: frozenset[str]) -> bool:
    """Whether the evidence forbids a dispute: something else is denied, or nothing is and the two agree."""
    if "takes up another's words" in found:
        return True
    if pair.answer.is_denial:
        return False
    is_praise = pair.answer.statement.act in dispute_words().links["feeling"]
    return is_praise or not found.isdisjoint(AGREEMENT)


def _of_answer(answer: Remark) -> Iterator[str]:
    yield f"answer: {answer.statement.act}"
    if answer.denies_by_cue:
        yield "cue of denial"
    elif answer.has_cue("retorting"):
        yield "cue of retorting"
    elif answer.has_cue("insisting"):
        yield "cue of insisting"
    if answer.says_untrue:
        yield "says it is untrue"
    if answer.is_negated:
        yield "begins with a negation"
    if answer.is_mere_denial:
        yield "mere denial"
    if answer.corrects:
        yield "says how it really is"


def _of_answered(pair: Pair) -> Iterator[str]:
    answered = pair.answered
    yield f"answered: {answered.statement.act}"
    if answered.has_cue("claiming"):
        yield "answered is called a claim"
    if answered.position < LEDE:
        yield "answered is what the article begins with"
    if answered.is_denial:
        yield "answered denies"
    if answered.opens_run:
        yield "answered opens what its speaker says"
    if answered.has_number:
        yield "answered gives a number"


def _of_place(pair: Pair) -> Iterator[str]:
    answered, answer = pair.answered, pair.answer
    how = "denied" if answer.is_denial else "opposed"
    if answered.position > answer.position:
        yield "answer stands first"
    others = pair.others_between
    speakers = {r.statement.speaker for r in others} - {answered.statement.speaker}
    if not others:
        yield f"{how}: what was last said"
    yield f"{how}: " + {0: "by the last speaker", 1: "by the last speaker but one"}.get(len(speakers), "by one before")
    if any(r.is_denial for r in pair.between if r.sides & answer.sides):
        yield "answer is preceded by a denial"
    if answered.shares_sentence(answer):
        yield f"{how}: in the same sentence"
    distance = abs(answer.paragraph - answered.paragraph)
    yield f"{how}: " + {0: "in the same paragraph", 1: "in the paragraph before"}.get(distance, "paragraphs before")
    if not others and answer.has_cue("retorting"):
        yield "retorts to what was last said"
    if not others and answer.is_set_against(answered):
        yield "set against it"


def _of_sides(pair: Pair) -> Iterator[str]:
    answered, answer = pair.answered, pair.answer
    if answered.sides & answer.sides:
        yield "same side"
    if answered.named & answer.sides:
        yield "names who answers"
        if answered.statement.act == "accuse":
            yield "who is accused denies" if answer.is_denial else "who is accused answers"
    if answer.named & answered.sides or answer.calls(answered.surnames):
        yield "names who is answered"
        if answer.statement.act == "accuse":
            yield "accuses who is answered"
            if answered.statement.act == "accuse":
                yield "they accuse each other"


def _of_words(pair: Pair, rare: frozenset[str]) -> Iterator[str]:
    answered, answer = pair.answered, pair.answer
    how = "mere" if answer.is_mere_denial else "denied" if answer.is_denial else "opposed"
    if answer.says("lasting") and not answered.says("lasting"):
        yield "says that it is still so"
        if answered.tells_of_end:
            yield "says that what is told as done goes on"
    shared = answered.lemmas & answer.lemmas
    if not shared and answered.stems & answer.stems:
        yield f"{how}: shares a stem"
    if answer.stems and len(answered.stems & answer.stems) * 2 >= len(answer.stems):
        yield f"{how}: shares half of its words"
    kinds = answered.kinds & answer.kinds
    if shared:
        yield f"{how}: shares a word"
    if not shared and not kinds:
        yield f"{how}: nothing in common"
    if len(shared) >= MANY_SHARED:
        yield f"{how}: shares words"
    if shared & rare:
        yield f"{how}: shares a rare word"
    if kinds and not shared:
        yield f"{how}: speaks of a like thing"
    if len(kinds) >= MANY_SHARED:
        yield f"{how}: speaks of like things"
    if kinds and answered.is_negated != answer.is_negated:
        yield "speaks of a like thing, one is negated"
    if shared and answered.is_negated != answer.is_negated:
        yield "shares a word, one is negated"


def _of_taking_up(answered: Remark, answer: Remark) -> Iterator[str]:
    kinds = answer.taken_up
    if not answer.is_denial:
        if kinds - {"events"}:
            yield "takes up, no denial"
        return
    if answer.owners:
        is_meant = not answer.owners.isdisjoint(answered.sides | answered.surnames)
        yield "takes up its speaker's words" if is_meant else "takes up another's words"
    if answer.takes_up_as(answered):
        yield "takes up by its cue"
    if "pronoun" in kinds:
        yield "takes up by a pronoun"
    if answer.takes_up_saying:
        yield "takes up what is said"
    if "events" in kinds:
        yield "takes up what is done"
    if "accusations" in kinds:
        yield "takes up an accusation" if answered.statement.act == "accuse" else "takes up an accusation, none there"
    if "counts" in kinds:
        yield "takes up a number" if answered.has_number else "takes up a number, none there"
    if "both" in kinds:
        yield "takes up both"


def _of_counts(pair: Pair, counts: RivalCounts) -> Iterator[str]:
    answered, answer = pair.answered, pair.answer
    if answered.has_number and answer.has_number and (answered.says("possible") or answer.says("possible")):
        yield "numbers can both be right"
        return
    none, some = sorted((answered, answer), key=lambda remark: not remark.is_negated)
    if none.is_negated and not some.is_negated and some.has_number and not none.has_number:
        yield "none against a number"
    told = counts.compared(answered.statement, answer.statement)
    if told == "exclusive":
        yield "numbers exclude each other"
        if not pair.others_between:
            yield "next number excludes it"
    elif told is not None:
        yield "numbers can both be right"
    elif counts.differ(answered.statement, answer.statement):
        yield "numbers of different things"
    elif answered.has_number and answer.gives_other_number:
        yield "other number" if pair.others_between else "other number next"
