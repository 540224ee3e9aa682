"""What stands beside a noun and names whom it stands for: "the spokesman, Dmitry Peskov", "the daily Umuseke"."""

from __future__ import annotations

import itertools

from spacy.tokens import Token

from service.extract.naming import kind_of_noun
from service.extract.noun_phrases import is_plural
from service.extract.scene import Scene
from service.extract.syntax import children

PARTICLES = {"dos", "da", "de", "do", "del", "van", "von", "der", "bin", "ibn", "al", "el", "la", "le", "ul"}
TWO = 2
APPOSITION_REACH = 18  # tokens from a role to the comma before its holder


class Appositions:
    """Finds the persons and bodies that are named right beside a noun."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._reading = scene.reading
        self._people = scene.people
        self._names = scene.names

    def name_after(self, head: Token) -> str | None:
        """ "the public broadcaster Kan", "the rebel group Oskana": the name that follows a noun of bodies."""
        if (
            not (head.pos_ == "NOUN" or head.text.islower())
            or is_plural(head)
            or head.i + 1 >= head.sent.end
            or kind_of_noun(head) in {None, "person"}
        ):
            return None
        after = head.nbor(1)
        span = self._reading.registered.get(after.i)
        if span is not None:
            return self._scene.enter(span) if span.label_ not in {"place", "person", "state"} else None
        name = self._names.span_at(after)
        return self._names.enter(name) if name is not None and name.start == after.i else None

    def name_in_apposition(self, head: Token) -> str | None:
        """ "his party, the SPLM-IO": the body of the registry that a common noun stands beside."""
        if head.pos_ != "NOUN":
            return None
        known_as = [clause for clause in children(head, "acl") if clause.lower_ in {"known", "called"}]
        for apposition in (*children(head, "appos"), *(name for clause in known_as for name in clause.subtree)):
            span = self._reading.registered.get(apposition.i)
            if span is not None and span.label_ not in {"place", "person", "state"}:
                return self._scene.enter(span)
            name = self._names.span_at(apposition)
            if name is not None and span is None and self._names.kind(name) not in {"person", "state"}:
                return self._names.enter(name)
        return None

    def person_beside(self, head: Token) -> str | None:
        """ "the club's treasurer, Marc Dubois": whoever a noun that is no known role stands beside."""
        if head.pos_ != "NOUN" or is_plural(head):
            return None
        named = (self._people.at(apposition) for apposition in children(head, "appos"))
        return next((person for person in named if person is not None), None)

    def person_in_apposition(self, head: Token) -> str | None:
        """ "the spokesman, Dmitry Peskov"; a name after a comma even where the parser sees no apposition."""
        called = [clause for clause in children(head, "acl") if clause.lower_ in {"called", "named", "known"}]
        beside = [found for noun in (head, *head.conjuncts) for found in children(noun, "appos")]
        for apposition in (*beside, *called):
            for token in apposition.subtree:
                if (person := self._people.at(token)) is not None:
                    return person
        if is_plural(head):
            return None
        bracket = head.doc[head.i + 1 : head.i + 3]
        if len(bracket) > 1 and bracket[0].text == "(" and (person := self._people.at(bracket[1])) is not None:
            return person
        return self._person_after_comma(head)

    def _person_after_comma(self, head: Token) -> str | None:
        end = head.sent.end
        asked = (c for c in children(head, "relcl") if any(w.lower_ in {"we", "i"} for w in children(c, "nsubj")))
        last = next(asked, head)  # "a farmer I spoke to, Abdi Noor, told me"
        after = head.doc[last.i + 1 : min(end, head.i + APPOSITION_REACH)]
        comma = next((token for token in after if token.text == "," or _ends_phrase(token)), None)
        if comma is None or comma.text != ",":
            return None
        if (person := self._people.at(head.doc[min(comma.i + 1, end - 1)])) is not None and comma.i == head.i + 1:
            return person
        first = comma.i + 1
        while first + 1 < end and head.doc[first].pos_ == "ADJ" and head.doc[first].text[:1].isupper():
            first += 1  # "the force's spokesman, Italian Col. Marco Ferretti, said"
        name = list(itertools.takewhile(_is_part_of_name, head.doc[first:end]))
        if not name or name[-1].i + 1 >= end or not head.doc[_after_place(name[-1])].is_punct:
            return None
        return self._people.at(name[-1])


def _ends_phrase(token: Token) -> bool:
    """Whether a verb ends the noun phrase before it; that of "the US-led force", "the troubled mission" does not."""
    is_hyphenated = token.i > 0 and token.nbor(-1).text == "-"
    return token.pos_ in {"VERB", "AUX"} and token.dep_ != "amod" and not is_hyphenated


def _after_place(name: Token) -> int:
    """Where a name ends, and what tells where somebody is from: after "Andrew Holness of Jamaica" the comma."""
    origin = name.doc[name.i + 1 : name.sent.end - 1]
    if len(origin) < TWO or origin[0].lower_ not in {"of", "from"}:
        return name.i + 1
    return next((t.i for t in origin[1:] if t.pos_ != "PROPN"), name.i + 1)


def _is_part_of_name(token: Token) -> bool:
    return token.pos_ == "PROPN" or token.lower_ in PARTICLES
