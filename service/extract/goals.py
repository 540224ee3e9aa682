"""Goals: the nouns in a clause that say where a force goes, stays or leaves from."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from service.extract.anchors import is_setting_out
from service.extract.lexicon.forces import force_words
from service.extract.syntax import children, coordinated, prepositional_objects
from service.extract.troops import force_of

CARRYING = frozenset({"carry", "transport", "bring", "ferry", "take"})
FIRING = frozenset({"fire", "shell"})
DRIVING = frozenset({"drive", "push", "oust", "expel", "eject", "dislodge", "force", "throw", "beat", "clear"})
CONTESTS = frozenset({"battle", "fight", "fighting", "struggle"})  # "for" a place
COMPASS = frozenset({"north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest"})
INNER = ("xcomp", "advcl", "acl", "relcl", "pcomp", "conj")
PARTS = frozenset({"most", "much", "part", "half", "all", "bulk", "rest"})  # "out of most of the valley"
SUBJECTS = ("nsubj", "nsubjpass")
INSIDE = ("in", "near", "at", "on", "off", "outside", "inside", "between", "along", "around")
TRAVELLING = frozenset({"fly", "come", "go", "bring", "send", "ship", "sail", "head", "take", "travel"})
BASED = frozenset({"operate", "fly", "work"})
NESTING = frozenset({"with", "under", "as", "aboard", "for", "alongside"})
DESTINING = frozenset({"line", "destine", "bind", "earmark", "head", "prepare"})  # "lines up a destroyer for Palawan"
TURNED = frozenset({"advmod", "npadvmod", "prep", "advcl"})
ADVERBIAL = ("advmod", "acomp", "prt")


def governors(anchor: Token, head: Token, token: Token) -> list[Token]:
    """Return the words whose phrases tell where a sighting plays: anchor, force, and the verbs that go on from them."""
    sharing = [t for t in coordinated(head) if force_of(t) is not None]  # "a frigate and 120 marines to Greenland"
    apart = {t.i for t in (head, *sharing) if _is_placed(t)}  # "the men in Chad and the contingent in Niger"
    others = apart - {token.i} if token.i in apart and len(apart) > 1 else set()
    found = {t.i: t for t in (anchor, head, token, *sharing) if t.i not in others}
    people = force_words().people
    if anchor.dep_ == "dobj" and anchor.head.lemma_.lower() in people["ordering"] | people["denying"]:
        found.setdefault(anchor.head.i, anchor.head)  # "approved the dispatch of soldiers to Slovakia"
    if anchor.dep_ in {"acl", "relcl"} and anchor.lemma_.lower() in CARRYING:
        found.setdefault(anchor.head.head.i, anchor.head.head)  # "planes carrying 500 men landed in Mogadishu"
    for governor in list(found.values()):
        for inner in children(governor, *INNER):
            is_own = inner.dep_ not in {"conj", "advcl"} or not children(inner, *SUBJECTS)
            if inner.pos_ in {"VERB", "AUX"} and is_own:
                found.setdefault(inner.i, inner)
    found |= {clause.i: clause for verb in list(found.values()) for clause in _harmed_when(verb)}
    helped = (c for v in list(found.values()) if v.lemma_ == "help" for c in children(v, "xcomp", "ccomp"))
    found |= {verb.i: verb for verb in helped if verb.pos_ == "VERB"}  # "to help retake the town"
    return list(found.values())


def _harmed_when(verb: Token) -> Iterator[Token]:
    """Of "were killed when their convoy hit a mine near Dhobley" the clause that tells how, and so where."""
    people = force_words().people
    if verb.lemma_.lower() in people["harming"] | people["dying"]:
        for clause in children(verb, "advcl"):
            is_how = any(c.lower_ in {"when", "as", "after"} for c in clause.children)
            doers = (t for noun in children(clause, *SUBJECTS) for t in noun.subtree)
            if is_how and not any(t.pos_ == "PROPN" or t.ent_type_ == "NORP" for t in doers):
                yield clause  # not "when Indian forces opened fire"


def _is_placed(noun: Token) -> bool:
    """Whether a place is told behind a noun itself."""
    ways = (c for c in children(noun, "prep") if c.lower_ in {"in", "at", "near", "on"})
    return any(o.pos_ == "PROPN" for way in ways for o in children(way, "pobj"))


def goals(governor: Token, *, leaving: bool) -> Iterator[Token]:
    """Yield the nouns behind a word's prepositions of place and the objects of its verb of entering or guarding."""
    for child in governor.children:
        if _is_way(child, governor, leaving=leaving):
            yield from _behind(child, leaving=leaving)
        elif child.lower_ in COMPASS and child.dep_ in TURNED:
            yield child  # "moved south of the Litani"
            yield from prepositional_objects(child, "of")
        elif child.dep_ in ADVERBIAL and not (leaving and child.lower_ in {"back", "home"} and _is_homeward(governor)):
            for further in children(child, "prep"):  # "closer to Israel", "due at the base"
                yield from _behind(further, leaving=leaving) if _is_way(further, child, leaving=leaving) else ()
        elif child.lower_ in NESTING:
            for noun in children(child, "pobj"):
                yield from prepositional_objects(noun, "in", "near") if force_of(noun) is not None else ()
        elif child.dep_ == "dobj" and _takes_place(governor):
            is_fought = governor.lemma_.lower() in force_words().people["opposing"]
            yield from prepositional_objects(child, "in", "near", "at") if is_fought else _and_around(child)
        elif child.dep_ == "poss" and governor.lemma_.lower() in force_words().bases:
            yield child


def _is_way(preposition: Token, governor: Token, *, leaving: bool) -> bool:
    """Whether a preposition leads to a place: where to, or where from for those who leave."""
    if preposition.dep_ not in {"prep", "prt", "dative", "advmod"}:
        return False
    word = preposition.lower_
    if word in {"out", "from"} and governor.lemma_.lower() in DRIVING:
        return True  # "to drive the rebels out of Goma"
    if word == "out" and governor.lemma_.lower() in BASED:
        return True  # "operating out of Dolow"
    if word in {"out", "away"}:
        return leaving  # "pulled its monitors out of Hodeidah"
    if governor.lemma_.lower() in FIRING and word != "in":
        return word == "from"  # "firing into Sumy from positions inside Russia"
    if word == "from" and governor.lemma_.lower() in BASED:
        return not any(c.lower_ in {"to", "into"} for c in governor.children)  # "operate from Manta"
    if word == "from" or (word == "of" and (governor.pos_ == "VERB" or children(governor, "poss"))):
        return leaving
    if leaving and word in {"to", "into"} and _is_homeward(governor):
        return False  # "flew back to Delhi"
    if leaving and word in {"through", "across", "over"}:
        return False  # "left by road through Rwanda"
    if word == "for":
        return is_setting_out(governor) or governor.lemma_.lower() in DESTINING
    return word in force_words().prepositions


def _is_homeward(verb: Token) -> bool:
    """Whether those who leave go home: "returned to", "flew back to"."""
    is_back = any(c.lower_ in {"back", "home"} for c in verb.children)
    return verb.lemma_.lower() in {"return", "repatriate"} or (verb.lemma_.lower() in TRAVELLING and is_back)


def _behind(preposition: Token, *, leaving: bool) -> Iterator[Token]:
    for noun in children(preposition, "pobj"):
        yield from _and_around(noun)
    for further in children(preposition, "prep", "conj"):  # "out of", "from Mali to Niger"
        is_out_of = further.lower_ == "of" and (leaving or preposition.lower_ == "out")
        if further.lower_ in force_words().prepositions or is_out_of:
            for noun in children(further, "pobj"):
                yield noun
                yield from prepositional_objects(noun, "of") if noun.lemma_.lower() in PARTS else ()


def _takes_place(verb: Token) -> bool:
    """Whether the object of a verb is a place or lies at one: "entered Juba", "guard the mine at Ndassima"."""
    words = force_words()
    lemma = verb.lemma_.lower()
    is_entering = lemma in words.people["entering"] and not is_setting_out(verb)
    return is_entering or "stay" in words.verbs.get(lemma, ())


def _and_around(noun: Token) -> Iterator[Token]:
    """A noun, those coordinated with it, and what it lies in: "at Camp Shamrock in Lebanon", "near Rzeszow, Poland"."""
    people = force_words().people
    for place in coordinated(noun):
        yield place
        yield from children(place, "appos")
        lemma = place.lemma_.lower()
        for side in (c for c in place.rights if c.lower_ in COMPASS):
            yield from prepositional_objects(side, "of")  # "the area south of the Litani"
        if lemma not in people["abstract"]:
            ways = [way for way in INSIDE if way != "on" or lemma not in people["hostile"]]
            ways += ["to"] if lemma in {"way", "route"} else ["for"] if lemma in CONTESTS else []
            for further in prepositional_objects(place, *ways):
                yield from coordinated(further)
                yield from prepositional_objects(further, "in", "of")
            if lemma in people["deeds_in"]:
                yield from prepositional_objects(place, "of")  # "took part in the liberation of Palmyra"
