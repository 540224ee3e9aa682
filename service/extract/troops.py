"""Forces in a sentence: which nouns are forces or materiel, and whose they are."""

from __future__ import annotations

from spacy.tokens import Token

from service.extract.anchors import NOMINAL, head_of
from service.extract.enlisted import are_enlisted, are_members, serves_another
from service.extract.lexicon.counts import count_words
from service.extract.lexicon.forces import Frame, force_words
from service.extract.materiel import designated, is_carrier_of_men, is_plane
from service.extract.reading import Reading
from service.extract.sides import Sides, is_maker
from service.extract.syntax import (
    NAME_PARTS,
    SUBJECTS,
    children,
    coordinated,
    noun_phrase,
    prepositional_objects,
    subject,
)
from service.model import Force

COUNTING = frozenset(
    {"hundred", "thousand", "dozen", "score", "number", "group", "handful", "ten", "million", "most", "all", "some"}
)  # "thousands of Cubans"
HOMES = frozenset({"home", "house", "village", "life", "job"})
GROUND = frozenset({"ground", "soil"})
BOOTS_REACH = 6  # words from "boots" to "ground"
NATIONALS = frozenset({"demonym", "adjective"})
MANY = 2
# of these phrases the last noun counts, and the one before it says no more than how many
OF = frozenset({"of", "from"})
# what only their owner does with soldiers: "asked Togo to send its men"
OWNING: frozenset[Frame] = frozenset({"send", "supply", "leave", "have"})


def _are_boots(noun: Token) -> bool:
    """ "boots on the ground", "each Turkish boot on our soil"."""
    if noun.lemma_.lower() != "boot":
        return False
    following = noun.doc[noun.i + 1 : min(noun.i + BOOTS_REACH, noun.sent.end)]
    return any(t.lower_ in GROUND for t in following)


def _named_by_two(noun: Token) -> Force | None:
    """ "blue helmets", "border guards"."""
    by_first_word = force_words().phrases.get(noun.lemma_.lower())
    return by_first_word.get(noun.nbor(-1).lower_) if by_first_word is not None and noun.i else None


def force_of(token: Token) -> Force | None:
    """Return the force that a noun names, None where it names none; "police officers" are police, "men" troops."""
    words = force_words()
    is_mistaken = token.tag_ == "VBZ" and token.dep_ == "pobj"  # "a team of ceasefire monitors"
    if token.pos_ not in NOMINAL and not is_mistaken and not _is_before_name(token):
        return None
    lemma = token.lemma_.lower()
    if (named := _named_by_two(token)) is not None:
        return named
    if _are_boots(token):
        return "troops"
    force = words.forces.get(lemma) or words.forces.get(token.lower_.rstrip("s")) or designated(token)
    if force is None:
        return None
    if is_plane(token):
        return "aircraft"
    if is_carrier_of_men(token):
        return "weapons"
    before = {c.lower_ for c in token.lefts if c.dep_ in NAME_PARTS}
    if lemma in words.people["officers"] and before & words.people["civil"]:
        return None
    if force in {"ships", "aircraft"} and before & words.people["trading"]:
        return None  # "two fisheries vessels"
    if lemma == "tank" and before & words.people["tanks"]:
        return None
    for word in before:
        if word in words.before and force not in {"weapons", "ships", "aircraft"}:
            return words.before[word]
    if lemma == "company" and not (before & words.people["companies"] or children(token, "prep")):
        return None  # of business
    if lemma == "system" and not before & words.people["systems"]:
        return None
    return force


def _is_before_name(token: Token) -> bool:
    """ "the frigate Hamburg": the model takes the noun for an adjective of the name."""
    return (
        token.pos_ == "ADJ"
        and token.dep_ in {"amod", "compound"}
        and token.head.pos_ == "PROPN"
        and token.i < token.head.i
    )


def is_weak(token: Token) -> bool:
    """Whether a noun is a force only where more than the word says so."""
    return token.lemma_.lower() in force_words().weak or token.lower_ in force_words().weak


def is_indefinite(noun: Token) -> bool:
    """Whether a noun brings up somebody: "a destroyer", "eight boats", but not "the eight boats", "its men"."""
    before = [t for t in noun.lefts if t.dep_ in {"det", "poss", "nummod", "quantmod"} or t.like_num]
    return bool(before) and all(t.lower_ in {"a", "an", "some", "another"} or is_number(t) for t in before)


def is_number(word: Token) -> bool:
    """Whether a word before a noun counts it, also by the type before: of "six F-16 jets" the parse counts the F-16."""
    return word.like_num or (word.dep_ == "nummod" and any(c.like_num for c in word.lefts))


def is_more(head: Token, token: Token) -> bool:
    """Whether they come on top of others: "another 200 soldiers"."""
    more = force_words().people["more"]
    words = (t for noun in (head, token) for t in noun.doc[noun.left_edge.i : noun.i + 1])
    return any(t.lower_ in more or t.lemma_.lower() in more for t in words)


class Forces:
    """The forces of one article, with their senders."""

    def __init__(self, reading: Reading, sides: Sides) -> None:
        self._reading = reading
        self._sides = sides

    def of(self, token: Token) -> Force | None:
        """Return the force that a token names: a noun of force, or nationals with a number ("650 Americans remain")."""
        force = force_of(token)
        if force is not None:
            return force
        if self._are_nationals(token) or are_enlisted(token) or are_members(token):
            return "troops"
        if token.like_num and token.dep_ == "conj" and children(token, "prep"):
            return force_of(token.head)  # "75 soldiers from Guatemala and eight from El Salvador"
        return self._named(token)

    def _named(self, token: Token) -> Force | None:
        """ "Wagner", "KFOR": a group that fights on its own account, or the mission of an organisation."""
        if token.pos_ == "PROPN" and token.i and self.flag(token) is not None:
            return "ships"
        span = self._reading.registered.get(token.i)
        if span is None or span.label_ != "armed_force" or token.i != span.root.i:
            return None
        entry = self._reading.registry.actors[span.kb_id_]
        if entry.id in force_words().own_account:
            return "troops"
        if entry.id in force_words().missions:
            return "peacekeepers"
        owner = self._reading.registry.actors.get(entry.of or "")
        return "peacekeepers" if owner is not None and owner.type == "intergovernmental_organisation" else None

    def is_much_named(self, token: Token) -> bool:
        """Whether the article names what a token names more than once."""
        span = self._reading.registered.get(token.i)
        return span is not None and sum(s.kb_id_ == span.kb_id_ for s in self._reading.registry_spans) > 1

    def is_mission(self, token: Token) -> bool:
        """Whether a token names a mission of which the registry's words tell where it is."""
        spans = (self._reading.registered.get(t.i) for t in (token, *children(token, "compound", "nmod")))
        return any(span is not None and span.kb_id_ in force_words().missions for span in spans)

    def mission_host(self, token: Token) -> str | None:
        """The state in which a mission that a token names is: "UNIFIL", "Unifil men"."""
        spans = (self._reading.registered.get(t.i) for t in (token, *children(token, "compound", "nmod")))
        found = (force_words().missions.get(span.kb_id_) for span in spans if span is not None)
        return next((self._sides.registered(state) for state in found if state is not None), None)

    def flag(self, token: Token) -> str | None:
        """The state whose navy a ship's name begins with: "HMS Portland", "USS Harlan"."""
        if token.dep_ == "compound":
            return None
        before = [token.nbor(-1).text] if token.i else []
        texts = [*before, *(c.text for c in children(token, "compound"))]
        state = next((flag for text in texts if (flag := force_words().flags.get(text)) is not None), None)
        return self._sides.registered(state) if state is not None else None

    def _are_nationals(self, token: Token) -> bool:
        """ "650 Americans", "thousands of Cubans"."""
        span = self._reading.registered.get(token.i)
        if span is None or span.label_ != "state" or span.id_ not in NATIONALS or token.i != span.end - 1:
            return False
        verbs = (token.head, *children(token.head, "xcomp"))
        if any(home.lemma_ in HOMES for verb in verbs for home in children(verb, "dobj")):
            return False  # "100,000 Ecuadoreans left their homes"
        is_counted_by = token.tag_ in {"NNS", "NNPS"} and token.dep_ == "pobj" and token.head.lower_ == "of"
        if is_counted_by and serves_another(token.head.head.head):
            return False
        if any(_is_flight(verb) or serves_another(verb) for verb in verbs):
            return False
        numbers = [c for c in token.lefts if c.dep_ == "nummod" or c.like_num]
        if is_counted_by and not numbers:
            return token.head.head.lemma_.lower() in COUNTING  # but "one of 900 Danes who serve there"
        return bool(numbers) and numbers[0].lower_ != "one"  # "two frigates, one Greek and one Italian"

    def owners(self, token: Token) -> list[str | None]:
        """Return every side of "Kenyan, Jamaican and Guatemalan officers", else the one whose force it is (or None)."""
        if (mover := _moving(token)) is not None and (movers := self.owners(mover)) != [None]:
            return movers
        phrase = [t for t in noun_phrase(token) if t.i < token.i and not is_maker(t)]
        named = self._sides.among(phrase) if any(t.dep_ in {"cc", "conj"} for t in phrase) else []
        owner = None if len(named) > 1 else self.owner(token)
        if owner is not None and self._sides.is_state(owner):
            givers = [g for o in prepositional_objects(token, *OF) for g in coordinated(o) if force_of(g) is None]
            lent = [side for g in givers if (side := self._sides.of_noun(g)) is not None]
            named = lent if owner in lent else named  # "soldiers from Austria, Italy and Romania"
        if len(named) > MANY and (mission := self._mission()) is not None:
            return [mission]  # of what states give to a mission the sender is whose mission it is
        return list(dict.fromkeys(named)) if len(named) > 1 else [owner]

    def _mission(self) -> str | None:
        """The organisation whose mission the article names, if it is one."""
        owners = set()
        for span in self._reading.registry_spans:
            entry = self._reading.registry.actors.get(span.kb_id_) if span.label_ == "armed_force" else None
            owner = self._reading.registry.actors.get(entry.of or "") if entry is not None else None
            if owner is not None and owner.type == "intergovernmental_organisation":
                owners.add(owner.id)
        return self._sides.registered(owners.pop()) if len(owners) == 1 else None

    def owner(self, token: Token) -> str | None:
        """Return the side whose force it is, as its phrase tells: "its men", "soldiers from Guatemala"."""
        if token.pos_ == "PROPN" and (flag := self.flag(token)) is not None:
            return flag
        head = token if _is_counted_apart(token) else head_of(token)
        for noun in dict.fromkeys((token, *_own_name(token), head)):
            if (side := self._of_phrase(noun, token)) is not None:
                return side
        return self._of_coordinated(token) or self._of_holder(token)

    def _of_holder(self, token: Token) -> str | None:
        """Of "Ghana, with some 900 troops in Mali, objects" Ghana."""
        if not is_held(token):
            return None
        span = self._reading.registered.get(token.head.i - 2)
        is_doer = span is not None and span.label_ == "state" and span.root.dep_ != "pobj"  # not "to Mali, with 40 men"
        side = self._sides.of_span(span) if span is not None and is_doer else None
        return side if side is not None and self._sides.is_state(side) else None

    def _of_phrase(self, noun: Token, token: Token) -> str | None:
        """Whose a noun is as its own phrase tells: by adjective or name, by possessor, by "of" or "from"."""
        given = self.recipient(token)
        phrase = [t for t in noun_phrase(noun) if given is None or t.i != given.i]
        if named := self._sides.among([t for t in phrase if not (_is_place_name(self._reading, t) or is_maker(t))]):
            return self._lender(token, named[-1]) or self._behind_group(named, phrase) or named[-1]
        before = self._reading.registered.get(noun.i - 1)
        if before is not None and before.id_ == "adjective":
            return self._sides.of_span(before)  # "more Kenyan police land": a headline's parse is astray
        for owner in children(noun, "poss"):
            if (side := self._possessor(owner)) is not None:
                return self._lender(token, side) or side
        sources = (t for c in children(noun, "prep") if c.lower_ in OF for t in children(c, "pobj"))
        sides = (self._behind_of(source) for source in sources)
        return next((side for side in sides if side is not None and self._sides.is_known(side)), None)

    def _possessor(self, owner: Token) -> str | None:
        """Who a possessor is; "its" is whoever does with them what only an owner does: "told Togo to cut its force"."""
        verb = _verb_over(owner.head) if owner.tag_ == "PRP$" and owner.lower_ not in {"our", "my"} else None
        doer = subject(verb) if verb is not None else None
        is_apart = doer is not None and owner not in doer.subtree
        own = self._sides.of_noun(doer) if is_apart and doer is not None else None
        if own is None and is_apart and doer is not None and doer.lemma_.lower() in force_words().organs:
            return None  # "the military has agreed to keep its troops": not of whoever was named before
        return own if own is not None and self._sides.is_known(own) else self._sides.of_noun(owner)

    def _of_coordinated(self, token: Token) -> str | None:
        """Of "Turkish drones and 80 technicians had arrived" the Turks, where the parse gives the verb two subjects."""
        first = token.left_edge.i
        if token.dep_ not in SUBJECTS or first == 0 or token.doc[first - 1].lower_ != "and":
            return None
        others = [t for t in children(token.head, *SUBJECTS) if t.i < first and force_of(t) is not None]
        return self._of_phrase(others[-1], others[-1]) if others else None

    def _behind_group(self, named: list[str], phrase: list[Token]) -> str | None:
        """Of "Russia's Wagner fighters", "its Africa Corps" the state whose they are said to be."""
        if self._sides.is_state(named[-1]) or any(t.lemma_.lower() in count_words().owning["outlaws"] for t in phrase):
            return None  # "Ugandan ADF rebels"
        owners = (self._sides.of_noun(owner) for noun in phrase for owner in children(noun, "poss"))
        states = (side for side in (*named, *owners) if side is not None and self._sides.is_state(side))
        return next(states, None)

    def recipient(self, token: Token) -> Token | None:
        """Of "lends Romania 18 jets" Romania, which the parse takes for a part of the jets' name."""
        if token.dep_ != "dobj" or "supply" not in force_words().verbs.get(token.head.lemma_.lower(), ()):
            return None
        first = token.head.nbor(1) if token.head.i + 1 < token.i else token
        span = self._reading.registered.get(first.i)
        is_name = span is not None and span.label_ == "state" and span.id_ not in NATIONALS and not span.text.isupper()
        return first if is_name and span is not None and first.i == span.start and len(span) == 1 else None

    def _behind_of(self, noun: Token) -> str | None:
        """The side in "soldiers from Guatemala", "elements of the Rwandan army"."""
        if force_of(noun) is None:
            return self._sides.of_noun(noun)
        if named := self._sides.among(noun_phrase(noun)):
            return named[-1]
        owners = (self._possessor(owner) for owner in children(noun, "poss"))
        return next((owner for owner in owners if owner is not None), None)

    def _lender(self, token: Token, side: str) -> str | None:
        """Of "UN peacekeepers from Indonesia" Indonesia, unless it is a place that they leave."""
        leaves = "leave" in force_words().verbs.get(token.head.lemma_.lower(), ())
        if leaves or self._sides.is_state(side):
            return None
        states = (self._sides.of_noun(noun) for noun in prepositional_objects(token, "from"))
        return next((state for state in states if state is not None and self._sides.is_state(state)), None)


def _is_flight(verb: Token) -> bool:
    """ "12,000 Malians have come over the frontier": people of a nation who cross a border are no soldiers of it."""
    ways = children(verb, "prep") if verb.lemma_.lower() in {"come", "cross", "flee", "pour", "stream"} else []
    return any(o.lemma_.lower() in {"border", "frontier"} for way in ways for o in children(way, "pobj"))


def is_held(noun: Token) -> bool:
    """Whether a number of men is told of as somebody's who is named before a comma: "Ghana, with some 900 troops"."""
    way = noun.head
    is_with = noun.dep_ == "pobj" and way.lower_ == "with" and way.i > 1 and any(t.like_num for t in noun.lefts)
    return is_with and way.nbor(-1).text == ","


def _own_name(noun: Token) -> list[Token]:
    """The name of "the minehunter Fulda of Germany", behind which it is told whose it is."""
    following = noun.doc[noun.i + 1 : noun.i + 2]
    name = following[0] if len(following) and following[0].pos_ == "PROPN" else None
    is_its = name is not None and ((name.head.i == noun.i and name.dep_ == "appos") or noun.head.i == name.i)
    return [name] if name is not None and is_its else []


def _moving(move: Token) -> Token | None:
    """The soldiers of "soldiers from Chad and Togo began their withdrawal"."""
    if not any(c.lower_ in {"their", "its"} for c in move.lefts) or move.lemma_.lower() not in force_words().nouns:
        return None
    verb = move.head.head if move.head.dep_ == "prep" else move.head
    doer = subject(verb) if verb.pos_ == "VERB" else None
    return doer if doer is not None and doer.i < move.i and force_of(doer) is not None else None


def _is_counted_apart(token: Token) -> bool:
    """ "31 Kurdish fighters and 12 government soldiers": each noun has a number of its own."""
    numbered = (any(t.like_num for t in noun.lefts) for noun in (token, token.head))
    return token.dep_ == "conj" and all(numbered)


def _is_place_name(reading: Reading, token: Token) -> bool:
    span = reading.registered.get(token.i)
    return span is not None and span.label_ == "place"


def _verb_over(noun: Token) -> Token | None:
    """The verb of sending, withdrawing or changing in number of which a noun is the object, through "40 of"."""
    while noun.dep_ == "pobj" and noun.head.lower_ == "of" and noun.head.head.pos_ in NOMINAL:
        noun = noun.head.head
    verb = noun.head
    if noun.dep_ != "dobj":
        return None
    frames = set(force_words().verbs.get(verb.lemma_.lower(), ()))
    return verb if frames & OWNING or verb.lemma_.lower() in count_words().counting else None
