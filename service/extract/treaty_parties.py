"""Parties of a treaty as the words around its name tell them: between whom, signed by whom, whom it binds."""

from __future__ import annotations

from spacy.tokens import Token

from service.extract.lexicon.treaties import treaty_words
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.syntax import children, coordinated, prepositional_objects, subject

TWO = 2


class TreatyParties:
    """Answers for one article; actors are local ids."""

    def __init__(self, reading: Reading, sides: Sides) -> None:
        self._reading = reading
        self._sides = sides
        self._words = treaty_words()

    def of(self, head: Token, phrase: list[Token], tail: list[Token]) -> tuple[str, ...]:
        """Return the parties told beside a name, or in the sentence after it."""
        found = self._between(head, phrase)
        if self._words.multilateral.search(" ".join(t.text for t in tail)):
            organisation = self._organisation(phrase)
            return (organisation,) if organisation is not None else tuple(dict.fromkeys(found))
        if len(found) < TWO:
            owners = [side for o in children(head, "poss") if not _is_own(o) for side in self._of(o)]
            found = [*found, *owners, *self._in_name(phrase), *self.signers(head, tail)]
        if len(found) < TWO:
            found = [*found, *(self._undertaking(head) or self._bound(head) or self._signers_told_next(head))]
        if not found and (organisation := self._organisation(phrase)) is not None:
            found = [organisation]
        return tuple(dict.fromkeys(found))

    def _in_name(self, phrase: list[Token]) -> list[str]:
        """ "the Russia–Belarus treaty"; the one city of "the Minsk agreement" is where it was made."""
        spans = self._reading.names_in(phrase)
        seats = [span for span in spans if span.id_ == "seat"]
        named = [span for span in spans if span not in seats or len(seats) > 1]
        return [side for span in named if (side := self._sides.of_span(span)) is not None]

    def place(self, head: Token, phrase: list[Token]) -> str | None:
        """Return the place in "the Minsk agreement", "the Treaty of Rarotonga"."""
        for token in [*phrase[:-1], *prepositional_objects(head, "of")]:
            span = self._reading.registered.get(token.i)
            is_city = span is not None and (span.id_ == "seat" or span.label_ == "place")
            if is_city or (span is None and token.ent_type_ in {"GPE", "LOC"} and token.i != head.i):
                return token.text
        return None

    def _between(self, head: Token, phrase: list[Token]) -> list[str]:
        """ "between Tokyo and Manila", "with China"; "between the two nations" are those spoken of before."""
        for preposition in (*head.children, *phrase[-1].children):
            if preposition.lower_ in {"between", "among"}:
                tokens = [t for o in children(preposition, "pobj") for t in coordinated(o)]
                if any(t.lemma_.lower() in self._words.parties for t in tokens):
                    return self._both(head)
                return [side for t in tokens for side in self._of(t)]
        if any(t.lemma_.lower() in self._words.parties for p in children(head, "poss") for t in p.subtree):
            return self._both(head)
        return []

    def _both(self, head: Token) -> list[str]:
        """The two states spoken of last before "the two countries"."""
        found: list[str] = []
        for index in range(head.i - 1, -1, -1):
            span = self._reading.registered.get(index)
            is_side = span is not None and span.label_ in {"state", "armed_force"}
            side = self._sides.of_span(span) if span is not None and is_side else None
            if side is not None and side not in found:
                found.append(side)
            if len(found) == TWO:
                break
        return list(reversed(found))

    def signers(self, head: Token, tail: list[Token]) -> list[str]:
        """Return who signed, invoked or has it: subject, agent and "with" of a verb above it or of its clause."""
        nouns = list(dict.fromkeys([head, *tail]))
        found = [side for n in nouns for o in prepositional_objects(n, "with") for side in self._of(o)]
        clauses = [c for t in nouns for c in children(t, "acl", "relcl")]
        for verb in [*clauses, *verbs_above(head)]:
            if verb.lemma_.lower() not in self._words.signing or children(verb, "neg"):
                continue
            doers = [c for c in children(verb, "nsubj") if c.tag_ not in {"WDT", "WP"}] if verb in clauses else []
            if verb not in clauses and (doer := subject(verb)) is not None and doer.i != head.i:
                doers = [doer]
            if any(d.lemma_.lower() in self._words.parties for d in doers):
                found += self._both(head) if not self._sides.among(list(doers[0].subtree)) else []
            found += [side for d in doers for side in self._of(d)]
            found += [side for o in prepositional_objects(verb, "with", "by") for side in self._of(o)]
        return found

    def _undertaking(self, head: Token) -> list[str]:
        """ "Under the Treaty of Guarantee Britain and Turkey undertook …", "under a pact Oman gave Britain a base"."""
        preposition = head.head
        if head.dep_ != "pobj" or preposition.lower_ not in self._words.under or preposition.head.pos_ != "VERB":
            return []
        doer = subject(preposition.head)
        given = children(preposition.head, "dative", "dobj")
        found = [side for noun in (*([doer] if doer is not None else []), *given) for side in self._of(noun)]
        return found if len(set(found)) >= TWO else []

    def _bound(self, head: Token) -> list[str]:
        """ "the agreement binds both", "the pact commits Kenya and Uganda"."""
        verb = head.head
        if head.dep_ != "nsubj" or verb.lemma_.lower() not in self._words.binding:
            return []
        held = children(verb, "dobj")
        if any(h.lower_ in {"both", "each"} or h.lemma_.lower() in self._words.parties for h in held):
            return self._both(head)
        return [side for h in held for side in self._of(h)]

    def _signers_told_next(self, head: Token) -> list[str]:
        """ "… the Stockholm Agreement. It was signed by the government and the Houthis"."""
        first = next((t for t in self._reading.doc[head.sent.end :] if not t.is_space), None)
        verb = first.head if first is not None and first.lower_ == "it" and first.dep_ == "nsubjpass" else None
        if verb is None or verb.lemma_.lower() not in self._words.signing - self._words.living:
            return []
        return [side for o in prepositional_objects(verb, "by", "between") for side in self._of(o)]

    def _of(self, noun: Token) -> list[str]:
        """The sides that a noun and those coordinated with it stand for."""
        nouns = [n for t in coordinated(noun) for n in _whose(t)]
        return [side for t in nouns if (side := self._sides.of_noun(t)) is not None]

    def _organisation(self, phrase: list[Token]) -> str | None:
        """ "Collective Security Treaty": the organisation that is named after it."""
        if len(phrase) < TWO:
            return None
        ordered = sorted(phrase, key=lambda t: t.i)
        name = self._reading.text[ordered[0].idx : ordered[-1].idx + len(ordered[-1])].casefold()
        for span in dict.fromkeys(self._reading.registered.values()):
            if span.label_ == "intergovernmental_organisation":
                entry = self._reading.registry.actors[span.kb_id_]
                if any(known.casefold().startswith(name) for known in entry.names):
                    return self._sides.of_span(span)
        return None


def _whose(noun: Token) -> list[Token]:
    """Of "the foreign ministers of Chad and Niger" the states that they sign for, of another noun itself."""
    states = prepositional_objects(noun, "of") if noun.tag_ in {"NNS", "NNPS"} else []
    return [t for state in states for t in coordinated(state)] or [noun]


def _is_own(owner: Token) -> bool:
    """Whether "its protocols" are those of a treaty rather than of a state."""
    return owner.lower_ == "its" and owner.head.lemma_.lower() == "protocol"


def verbs_above(head: Token) -> list[Token]:
    """Return the verb that a treaty is the object or subject of, through coordination."""
    token = head
    if head.dep_ == "appos" and (verb := _verb_beyond_phrase(head)) is not None:
        return [verb]
    while token.dep_ in {"appos", "conj"} and token.head.i != token.i and token.head.pos_ in {"NOUN", "PROPN"}:
        token = token.head
    above = token.head
    if token.dep_ not in {"dobj", "nsubjpass", "nsubj"} or above.pos_ != "VERB":
        return []
    shared = [v for v in above.conjuncts if v.pos_ == "VERB" and not children(v, "nsubj", "nsubjpass", "dobj")]
    return [above, *shared]  # "was brokered by Qatar and signed by Chad"


def _verb_beyond_phrase(head: Token) -> Token | None:
    """Of "signed, in the margins of the summit, a memorandum", which the parse takes for an apposition, the verb."""
    first = next(iter(head.subtree))
    if not first.i or first.nbor(-1).text != ",":
        return None
    above = head.head
    while above.pos_ != "VERB" and above.head.i != above.i:
        above = above.head
    has_object = above.pos_ != "VERB" or bool(children(above, "dobj", "nsubjpass"))
    return None if has_object or above.i > head.i else above
