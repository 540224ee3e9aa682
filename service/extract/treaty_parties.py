"""Parties of a treaty as the words around its name tell them: between whom, signed by whom, whom it binds."""

from __future__ import annotations

from spacy.tokens import Token

from service.extract.lexicon.treaties import treaty_words
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.syntax import children, coordinated, first_of, prepositional_objects, subject

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
            found = [*found, *self._owners(head), *self._in_name(phrase), *self.signers(head, tail)]
        if len(found) < TWO:
            others = self._undertaking(head) or self._bound(head) or self.doing_under(head)
            others = others or self._signers_told_next(head) or self._held_by_both(head)
            found = [*found, *others] if set(found) <= set(others) else found
        if not found and (organisation := self._organisation(phrase)) is not None:
            found = [organisation]
        return tuple(dict.fromkeys(found))

    def _owners(self, head: Token) -> list[str]:
        """ "Chad's treaty", "their pact": the two that are its subject, or those spoken of last."""
        found: list[str] = []
        for owner in children(head, "poss"):
            if owner.lower_ == "their":
                found += self._two_subjects(owner) or self._both(head)
            elif not _is_own(owner):
                found += self._of(owner)
        return found

    def _two_subjects(self, token: Token) -> list[str]:
        """Two sides that are together the subject of a clause around a word."""
        for above in token.ancestors:
            doer = subject(above) if above.pos_ in {"VERB", "AUX"} else None
            found = self._of(doer) if doer is not None and doer.i < token.i else []
            if len(set(found)) >= TWO:
                return found
        return []

    def _held_by_both(self, head: Token) -> list[str]:
        """ "Both sides reaffirmed their commitment to the accord"."""
        doers = (subject(above) for above in head.ancestors if above.pos_ in {"VERB", "AUX"})
        is_both = any(d is not None and d.i < head.i and self._is_both(d) for d in doers)
        return self._both(head) if is_both else []

    def _is_both(self, noun: Token) -> bool:
        is_two = any(c.lower_ in {"both", "two"} for c in noun.lefts)
        return is_two and noun.lemma_.lower() in self._words.parties

    def doing_under(self, head: Token) -> list[str]:
        """ "an agreement under which Chad will send soldiers to Niger": who does, and for whom."""
        for clause in children(head, "relcl"):
            which = next((t for t in clause.subtree if t.tag_ == "WDT" and t.dep_ == "pobj"), None)
            doer = subject(clause)
            if which is None or which.head.lower_ not in self._words.under or doer is None:
                continue
            given = [*children(clause, "dative"), *prepositional_objects(clause, "to", "for", "in", "with")]
            found = [side for noun in (doer, *given) for side in self._of(noun)]
            if len(set(found)) == TWO:
                return found
        return []

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
        """The two sides before "the two countries": those of the phrase that named them together, else the last two."""
        found: list[str] = []
        for index in range(head.i - 1, -1, -1):
            span = self._reading.registered.get(index)
            is_side = span is not None and span.label_ in {"state", "armed_force"}
            if span is None or not is_side or (side := self._sides.of_span(span)) is None:
                continue
            together = list(dict.fromkeys(self._of(first_of(span.root))))
            if len(together) == TWO:
                return together
            if side not in found and len(together) < TWO:
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
    of = token.head
    if token.dep_ == "pobj" and of.lower_ == "of" and of.head.lemma_.lower() in treaty_words().wordings:
        token = of.head  # "initialled the text of the agreement"
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
