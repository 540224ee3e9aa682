"""Who vouches for a number: whose statement carries it, or whom its own sentence names for it; never who denies it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from service.extract.actors import ActorBook
from service.extract.counted import Count
from service.extract.lexicon.counts import count_words
from service.extract.lexicon.forces import force_words
from service.extract.nominal import owner
from service.extract.reading import Reading
from service.extract.sources import SourceResolver
from service.extract.syntax import children, is_negated, is_passive, prepositional_objects, subject
from service.model import Figure, Statement

Vouchers = tuple[tuple[str, ...], tuple[str, ...]]  # sources and relays
NOBODY: Vouchers = ((), ())
LONGEST_CLIMB = 6


class Vouching:
    """Answers for one article; actors are local ids."""

    def __init__(
        self, reading: Reading, book: ActorBook, sources: SourceResolver, statements: tuple[Statement, ...]
    ) -> None:
        self._reading = reading
        self._book = book
        self._sources = sources
        self._statements = statements
        self._words = count_words()

    def of(self, count: Count, before: Sequence[Figure]) -> Vouchers:
        """Return who is cited for a number, and through whom; nobody where it is the article's own."""
        number = count.quantity.root(self._reading.doc)
        carrier = self._carrier(self._reading.doc[count.quantity.end - 1].idx)
        if carrier is not None and self._is_denial(carrier):
            claimants = self._claimants(number)
            same = ((f.source, f.via) for f in before if f.low == count.quantity.low)
            return (tuple(claimants), ()) if claimants else next(same, NOBODY)
        if carrier is not None and not self._is_outlet(carrier.speaker):
            return carrier.speaker, carrier.via
        if carrier is not None:
            return NOBODY
        named = self._named(number, count.event)
        return (tuple(named), ()) if named else self._going_on(number, before)

    def _going_on(self, number: Token, before: Sequence[Figure]) -> Vouchers:
        """Who is named for the number before, where a sentence goes on: "HUR estimates; of them, 1,100 are dead"."""
        if not before or before[-1].start < number.doc[number.sent.start].idx:
            return NOBODY
        between = [t for t in number.sent if before[-1].end <= t.idx < number.idx]
        is_taken_up = any(t.lower_ in {"them", "whom", "which", "those", "these"} for t in between)
        if not is_taken_up and any(t.dep_ in {"nsubj", "nsubjpass"} and t.pos_ == "PROPN" for t in between):
            return NOBODY  # "Spain has promised two, Italy has sent four"
        return before[-1].source, before[-1].via

    def _carrier(self, offset: int) -> Statement | None:
        """The statement whose content holds a character, the shortest where several do."""
        holding = [s for s in self._statements if s.start <= offset < s.end]
        return min(holding, key=lambda s: s.end - s.start) if holding else None

    def _is_denial(self, statement: Statement) -> bool:
        """Whether somebody rejects what is said, so that the number is not theirs: "denied that 300 had died"."""
        return any(word.lower() in self._words.denying for word in statement.cue.split())

    def _claimants(self, number: Token) -> list[str]:
        """Who made the claim that somebody else rejects: "a claim by the army that …", "…, as the army had said"."""
        nouns = [t for t in number.sent if t.lemma_.lower() in self._words.claiming and t.pos_ == "NOUN"]
        holders = [holder for noun in nouns if (holder := owner(noun)) is not None and holder.i != noun.i]
        said = [
            verb
            for verb in number.sent
            if verb.i > number.i and _is_put_in_by_as(verb) and verb.lemma_.lower() in self._words.told
        ]
        for noun in (*holders, *(doer for verb in said for doer in children(verb, "nsubj"))):
            if found := self._sources.resolve(noun):
                return found
        return []

    def _is_outlet(self, speaker: tuple[str, ...]) -> bool:
        """Whether it is the article's own outlet that speaks."""
        outlet = self._reading.article.outlet
        return outlet is not None and all(self._book[actor].name.casefold() == outlet.casefold() for actor in speaker)

    def _named(self, number: Token, event: Token | None) -> list[str]:
        """Those whom the sentence names for a number although it quotes nobody."""
        telling = (self._tellers(number, event), self._above(number), self._reckoners(number), self._according(number))
        for noun in itertools.chain(*telling):
            if found := [actor for actor in self._sources.resolve(noun) if not self._is_outlet((actor,))]:
                return found
        return []

    def _tellers(self, number: Token, event: Token | None) -> Iterator[Token]:
        """The subject of "Kyiv has named 1,028 of them", "the report puts the dead at 40"."""
        verb = number
        for _ in range(LONGEST_CLIMB):
            verb = verb.head
            if verb.pos_ in {"VERB", "AUX"} and verb.dep_ not in {"acl", "amod"}:
                break
        if verb.dep_ == "xcomp" and verb.head.lemma_.lower() in self._words.putting:
            verb = verb.head  # "what analysts reckon to be 3,000"
        is_telling = verb.lemma_.lower() in self._words.estimating and not is_passive(verb) and not is_negated(verb)
        doer = subject(verb)
        if not is_telling or doer is None or number.dep_ in {"nsubj", "nsubjpass"} or not doer.i < verb.i < number.i:
            return
        is_who = doer.lower_ == "who" and verb.dep_ == "relcl"
        is_having = verb == event and verb.lemma_.lower() in force_words().verbs and number.head.lower_ != "at"
        is_having = is_having and not (verb.tag_ == "VBD" and verb.lemma_ == "count")  # "monitors counted 9,000 men"
        if is_who:
            yield verb.head  # "the monitor, who counted nine ships"
        elif not is_having:  # "given Kyiv 30 guns" gives no number, "put it at 30" does
            yield doer

    def _above(self, number: Token) -> Iterator[Token]:
        """The subject of the verb of telling in whose content a number stands; the reporter's asides are nobody's."""
        below = number
        for verb in number.ancestors:
            if below.dep_ in {"relcl", "acl", "advcl"}:
                return
            is_content = below.dep_ in {"ccomp", "parataxis"} and self._tells(verb)
            if is_content and not any(t.text == ";" for t in number.doc[min(number.i, verb.i) : max(number.i, verb.i)]):
                yield from children(verb, "nsubj") or _named_before(verb)
            below = verb
        yield from self._tag_behind(number)

    def _reckoners(self, number: Token) -> Iterator[Token]:
        """Whose reckoning a number is: "Kyiv's estimate of 4,000 dead", "its estimate is that 600 have died"."""
        for above in number.ancestors:
            is_reckoning = above.pos_ == "NOUN" and above.lemma_.lower() in self._words.reckoning
            if is_reckoning and above.i < number.i:
                yield from (holder for holder in (owner(above),) if holder is not None and number not in holder.subtree)
                given = above.head if above.dep_ == "nsubjpass" else None
                if given is not None and given.lemma_.lower() in self._words.giving:
                    yield from prepositional_objects(given, "by")
            if above.lemma_ == "be":
                for noun in children(above, "nsubj"):
                    if noun.i < number.i and noun.lemma_.lower() in self._words.reckoning:
                        yield from children(noun, "poss")
            if above.dep_ in {"relcl", "advcl"}:
                return

    def _tag_behind(self, number: Token) -> Iterator[Token]:
        """The subject of a tag that the parse joins to the sentence: "4,619 were murdered, the observatory counted"."""
        for verb in number.sent:
            if verb.i > number.i and self._tells(verb) and not children(verb, "dobj", "ccomp", "xcomp"):
                for doer in children(verb, "nsubj"):
                    between = [t.text for t in number.doc[number.i : max(number.i, doer.left_edge.i)]]
                    if between[-1:] == [","] and ";" not in between:
                        yield doer

    def _is_thought(self, verb: Token, number: Token) -> bool:
        """Whether a number stands in what "is thought by analysts"; who "was set up by the Council" is not thought."""
        return verb.lemma_.lower() in self._words.told and not is_negated(verb) and verb in number.ancestors

    def _named_behind(self, noun: Token) -> Iterator[Token]:
        """The person's name that the parse joins to the body: "to the head of the harbour board, Ivan Kos"."""
        for name in noun.subtree:
            is_name = name.dep_ == "appos" and name.ent_type_ == "PERSON" and name.head is not noun
            if is_name and name.head.i > noun.i and name.left_edge.nbor(-1).text == ",":
                holders = self._sources.resolve(name.head)
                if not any(self._book[actor].type == "person" for actor in holders):
                    yield name

    def _tells(self, verb: Token) -> bool:
        return verb.lemma_.lower() in self._words.told and not is_passive(verb) and not is_negated(verb)

    def _according(self, number: Token) -> Iterator[Token]:
        """The noun of "according to the mission", "by the officer's reckoning"."""
        for token in number.sent:
            if token.lower_ == "according":
                for noun in prepositional_objects(token, "to"):
                    yield from self._named_behind(noun)
                    yield noun
            elif token.lower_ in {"by", "on", "per", "in"} and token.dep_ == "prep":
                for noun in children(token, "pobj"):
                    if noun.lemma_.lower() in self._words.reckoning:
                        yield from children(noun, "poss", *(["compound"] if token.lower_ == "per" else []))
                        yield from prepositional_objects(noun, "of")
            elif token.dep_ == "agent" and self._is_thought(token.head, number):
                yield from children(token, "pobj")  # "thought by analysts to number 6,000"


def _is_put_in_by_as(verb: Token) -> bool:
    """Whether a clause begins with "as": "as the army had claimed"."""
    return any(child.lower_ == "as" and child.i < verb.i for child in verb.children)


def _named_before(verb: Token) -> list[Token]:
    """The speaker of a tag that the parse joins to the word before: "in Gao, the governor, Ali Kone, said"."""
    before = [
        token for token in verb.doc[max(verb.sent.start, verb.i - 3) : verb.i] if token.pos_ not in {"AUX", "PUNCT"}
    ]
    if not before or before[-1].dep_ != "appos":
        return []
    name = before[-1]
    while name.head.dep_ == "appos":
        name = name.head
    return [name]
