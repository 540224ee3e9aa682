"""How a number without a noun stands in its sentence: questions that its own words and the parse answer."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from service.extract.anchors import Role, anchors
from service.extract.counted import ABOUT_THEM
from service.extract.lexicon.counts import count_words
from service.extract.lexicon.forces import force_words
from service.extract.numbers import Quantity
from service.extract.reading import Reading
from service.extract.syntax import children

QUESTION_REACH = 60  # words from "how many" to its answer
QUALIFYING = frozenset({"over", "under", "about", "around", "above", "below", "between", "some"})
SPEAKING = frozenset({"say", "tell", "ask", "speak", "add", "explain", "claim"})
MORE = frozenset({"more", "others", "other"})


class Standing:
    """Answers for one article."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._doc: Doc = reading.doc
        self._words = count_words()

    def is_gapped(self, quantity: Quantity) -> bool:
        """ "Germany sent 300 soldiers, France 200": a state right before the number, and no verb."""
        before = self._reading.registered.get(quantity.qualified_from - 1)
        if before is None or before.label_ != "state" or before.id_ in {"adjective", "demonym"} or not before.start:
            return False
        return self._doc[before.start - 1].lower_ in {",", ";", "and", "while", "but"}

    def speaks(self, quantity: Quantity) -> bool:
        """ "two of them said": those who speak are not counted."""
        number = quantity.root(self._doc)
        following = self._doc[quantity.end].lower_ if quantity.end < len(self._doc) else ""
        return number.dep_ == "nsubj" and following == "of" and bool(number.head.lemma_.lower() in SPEAKING)

    def around(self, number: Token) -> Iterator[tuple[Token, Role]]:
        """The verbs that say something of a bare number, "injuring over 70" too."""
        if number.dep_ == "nummod" and number.head.lower_ in MORE:
            number = number.head  # "promised six more"
        above = number.head.head
        if number.dep_ == "pobj" and number.head.lower_ in QUALIFYING and above.pos_ == "VERB":
            # "between 14,000 and 15,000 have gone"
            leads = number.i < above.i and not children(above, "nsubj", "nsubjpass")
            yield above, "subject" if leads else "object"
        if number.dep_ == "nummod" and number.head.pos_ == "VERB" and number.i < number.head.i:
            yield number.head, "subject"  # "Around 400 serve as peacekeepers"
        found = list(anchors(number, number))
        clauses = [pair for pair in found if pair[0].dep_ in {"acl", "relcl"}]
        yield from clauses if clauses and number.i and number.nbor(-1).lower_ == "the" else found

    def asked(self, number: Token) -> Token | None:
        """The noun of a question that a bare number answers: "How many Colombians are there?"."""
        for token in reversed(self._doc[max(0, number.i - QUESTION_REACH) : number.i]):
            if token.lower_ == "many" and token.i and token.nbor(-1).lower_ == "how":
                noun = token.head
                is_near = self._reading.paragraph(number.idx) - self._reading.paragraph(noun.idx) <= 1
                return noun if is_near else None
        return None

    def is_part(self, quantity: Quantity) -> bool:
        """ "twelve of them", "three of whom", "seven of the eleven", "of which a hundred"."""
        following = [t.lower_ for t in self._doc[quantity.end : quantity.end + 2]]
        if following in (["in", "all"], ["in", "total"]):
            return True
        if len(following) > 1 and following[0] == "of" and following[1] in ABOUT_THEM:
            return True
        before = self._doc[max(0, quantity.qualified_from - 2) : quantity.qualified_from]
        return len(before) > 1 and before[0].lower_ == "of" and before[1].lower_ in ABOUT_THEM - {"the"}

    def is_estimate(self, number: Token) -> bool:
        """ "Kigali admits to four", "a contractor counts at most two hundred": nothing but the number is said."""
        return number.dep_ in {"pobj", "dobj"} and governing(number).lemma_.lower() in self._words.estimating

    def is_of_number(self, number: Token) -> bool:
        """ "the figure of 1 500", "the real number is closer to five thousand", "the answer is thirteen"."""
        above = governing(number)
        if number.dep_ == "pobj" and above.lemma_.lower() in self._words.totals:
            return True
        if above.lemma_ == "be" and number.dep_ in {"attr", "pobj", "dep"}:
            subjects = children(above, "nsubj", "expl")
            return any(c.lemma_.lower() in self._words.totals | {"answer", "they", "there"} for c in subjects)
        return False

    def is_from_state(self, quantity: Quantity) -> bool:
        """ "8,000 from Indonesia, 1,500 from Morocco"."""
        following = self._doc[quantity.end : quantity.end + 2]
        span = self._reading.registered.get(quantity.end + 1)
        return len(following) > 1 and following[0].lower_ == "from" and span is not None and span.label_ == "state"

    def stays_or_moves(self, verb: Token) -> bool:
        """Whether a verb is one that deployments are told with: "are under repair", "had flown out"."""
        lemmas = [verb.lemma_.lower(), *(c.lemma_.lower() for c in children(verb, "xcomp"))]
        return any(lemma == "be" or lemma in force_words().verbs for lemma in lemmas)


def is_part_of_them(doc: Doc, number: Token) -> bool:
    """Whether "of them" stands behind a number."""
    following = [t.lower_ for t in doc[number.i + 1 : number.i + 3]]
    return following in (["of", "them"], ["of", "these"], ["of", "those"])


def governing(number: Token) -> Token:
    """The verb or noun that a number depends on, through prepositions: "puts them at between 10 and 20"."""
    head = number.head
    while (head.pos_ in {"ADP", "SCONJ"} or head.dep_ == "acomp") and head.head.i != head.i:
        head = head.head
    return head
