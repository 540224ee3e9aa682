"""Whom or what the sentences before a pronoun are about, the likeliest first.

The subjects of the clauses that the pronoun stands in go first, then, sentence by sentence, the subject of a main
clause, the subjects of other clauses, and whoever else is named (the preferences of centering theory: Grosz, Joshi
and Weinstein 1995).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from spacy.tokens import Span, Token

from service.extract import lexicon
from service.extract.scene import Scene
from service.extract.syntax import children

REACH = 5  # sentences with words outside quotation marks
FARTHEST = 4  # paragraphs
SUBJECTS = {"nsubj", "nsubjpass"}
NOBODY = {"no", "every", "any", "each", "neither", "many", "few"}
INDEFINITE = {"a", "an", "another"}


@dataclass(frozen=True, slots=True)
class Centre:
    """A candidate: the token that names it, the actor, and how far it is from being what the sentence is about."""

    token: Token
    actor_id: str
    rank: int


class Centres:
    """Yields the candidates for a pronoun, nearest sentence first; ``name`` tells which actor a token names."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def before(self, head: Token, name: Callable[[Token], str | None]) -> Iterator[Centre]:
        """Yield the actors that the tokens before a pronoun name, by sentence and rank; quotations are left out."""
        reading, seen = self._scene.reading, 0
        sentence, end = head.sent, head.i
        if not is_tag(head):
            yield from self._around(head, name)
        while seen < REACH and reading.paragraph(head.idx) - reading.paragraph(sentence.start_char) <= FARTHEST:
            if sentence.start == head.sent.start and is_tag(head):
                end = _clause_before(head)
            if sentence.start < end:
                tokens = [t for t in head.doc[sentence.start : end] if reading.quotation_at(t.idx) is None]
                tokens = [t for t in tokens if not is_in_same_clause(t, head)]
                yield from sorted(self._among(tokens, name), key=lambda centre: (centre.rank, -centre.token.i))
                seen += any(token.is_alpha for token in tokens)
            if sentence.start == 0:
                return
            sentence = head.doc[sentence.start - 1].sent
            end = sentence.end

    def _around(self, head: Token, name: Callable[[Token], str | None]) -> Iterator[Centre]:
        """Yield the subjects of the clauses that a pronoun stands in: who speaks there first, then the innermost."""
        subjects = [token for verb in head.ancestors for token in children(verb, *SUBJECTS) if token.i < head.i]
        if head.head.lemma_.lower() in lexicon.cues():
            subjects.sort(key=lambda token: token.head.lemma_.lower() not in lexicon.cues())
        for token in subjects:
            if (actor_id := name(token)) is not None:
                yield Centre(token, actor_id, 0)

    def _among(self, tokens: list[Token], name: Callable[[Token], str | None]) -> Iterator[Centre]:
        for token in tokens:
            if token.pos_ not in {"PROPN", "NOUN", "PRON", "ADJ"} or any(c.lower_ in NOBODY for c in token.lefts):
                continue
            actor_id = name(token)
            if actor_id is None or _is_dead(token):
                continue
            rank = _rank(token)
            if rank and actor_id in self._speakers_in(token.sent):
                rank = 1
            if _is_relative_of(token):
                rank += 1
            yield Centre(token, actor_id, rank)

    def _speakers_in(self, sentence: Span) -> set[str]:
        """Who spoke in a sentence, as a subject or not: "…, according to the official"."""
        spoke = self._scene.memory.before(sentence.end_char)
        within = itertools.takewhile(lambda one: one[0] >= sentence.start_char, spoke)
        return {actor_id for _, actor_ids in within for actor_id in actor_ids}


def _clause_before(pronoun: Token) -> int:
    """Where the clause begins that a tag attributes: after the last colon or semicolon before it, if any."""
    before = pronoun.doc[pronoun.sent.start : pronoun.i]
    return next(
        (t.i for t in reversed(before) if t.text in {":", ";", "—"} and t.i < pronoun.i - 1), pronoun.sent.start
    )


def _is_dead(token: Token) -> bool:
    """Whether a subject dies in its clause, after which it says nothing: "One ranger was killed. …, he said"."""
    return (
        token.dep_ in SUBJECTS
        and token.head.lemma_.lower() in lexicon.sources().pronouns["killing" if token.dep_ == "nsubjpass" else "dying"]
    )


def is_in_same_clause(token: Token, pronoun: Token) -> bool:
    """Whether a noun before a subject pronoun is an object in its clause, and so is somebody else.

    "In a letter to Mr Vidal he wrote" (principle B of binding theory: Chomsky 1981); an owner may be the same: "in Mr
    Vidal's letter he wrote".
    """
    above = token.head if token.dep_ == "compound" else token
    if pronoun.dep_ not in SUBJECTS or above.dep_ not in {"pobj", "dobj"}:
        return False
    while above.dep_ in {"pobj", "dobj", "prep"} and above.i != pronoun.head.i and above.head.i != above.i:
        above = above.head
    return above.i == pronoun.head.i


def is_after_according_to(token: Token) -> bool:
    """Whether a noun is whoever something is said according to."""
    return token.head.lower_ == "to" and token.head.i > 0 and token.head.nbor(-1).lower_ == "according"


def is_owner_of_subject(token: Token) -> bool:
    """Whether a pronoun tells whose a subject is that says nothing: "His grandfather planted the trees"."""
    return token.dep_ == "poss" and token.head.dep_ in SUBJECTS and _is_relative_of(token.head)


def _is_relative_of(token: Token) -> bool:
    """ "His grandfather planted the trees": somebody told of only as another one's, and who does not speak there."""
    is_owned = any(child.dep_ == "poss" and child.pos_ == "PRON" for child in token.lefts)
    return is_owned and token.head.lemma_.lower() not in lexicon.cues()


def _rank(token: Token) -> int:
    """How far a token is from being the subject of a main clause."""
    if is_owner_of_subject(token):
        return 0
    above = token.head if token.dep_ == "appos" else token
    if above.dep_ not in SUBJECTS:
        return 3
    verb = above.head
    is_indefinite = token.pos_ == "NOUN" and any(c.lower_ in INDEFINITE for c in token.lefts)
    if verb.dep_ in {"ROOT", "conj", "parataxis"} or (verb.dep_ == "ccomp" and verb.i < verb.head.i):
        return 1 if is_indefinite else 0
    return 0 if _is_joined(verb, above) else 2


def _is_joined(verb: Token, subject: Token) -> bool:
    """Whether a clause that the parser has put under the one before stands beside it: "X said …, and Y told …"."""
    first = subject.left_edge.i
    before = verb.doc[max(verb.sent.start, first - 2) : first]
    is_beside = [t.lower_ for t in before] in ([",", "and"], [",", "but"], [",", "while"])
    return is_beside and verb.dep_ == "ccomp" and verb.head.lemma_.lower() in lexicon.cues() and subject.i < verb.i


def is_tag(pronoun: Token) -> bool:
    """Whether a pronoun speaks in a tag after what is said: "Kim had agreed, he said"."""
    if pronoun.i == pronoun.sent.start or pronoun.dep_ not in SUBJECTS:
        return False
    before, verb = pronoun.nbor(-1), pronoun.head
    is_closed = before.text in {",", "—", "–"} or before.is_quote
    says = verb.lemma_.lower() in lexicon.cues() and verb.i > pronoun.i
    return is_closed and says and not any(clause.i > verb.i for clause in children(verb, "ccomp", "xcomp"))
