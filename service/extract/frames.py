"""Frames: the constructions in which a cue, its source and its content stand in one sentence.

Each frame is a function that recognises one construction, and says so in ``Attribution.rule``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.attribution import Attribution
from service.extract.clauses import clause_after_that, clause_content
from service.extract.cues import (
    attributes_to,
    cue_of,
    has_that_clause,
    is_cue_word,
    is_question,
    quoting_before,
    saying_after,
)
from service.extract.extent import end_of_clause, end_of_phrase, is_occasion, is_time
from service.extract.lexicon import Cue
from service.extract.noun_frames import is_fronted, noun_frame
from service.extract.passives import passive_frame, relative_frame
from service.extract.phrasal import phrasal_frame
from service.extract.reading import Reading
from service.extract.source_heads import attributed
from service.extract.syntax import (
    FINITE,
    children,
    end_of,
    is_negated,
    is_passive,
    prepositional_objects,
    subject,
)
from service.extract.tags import tag_frame

CLAUSE_STARTS = {"PROPN", "PRON", "DET", "NOUN", "ADJ", "NUM"}
TWO = 2  # words: "the opposite"
REST_REACH = 15  # tokens after a verb of saying among which a clause has its verb


def find_indirect(reading: Reading) -> Iterator[Attribution]:
    """Yield the attributions whose content is a clause or noun phrase in the cue's own sentence."""
    for token in reading.doc:
        if not is_cue_word(token) or reading.quotation_at(token.idx) is not None:
            continue
        lemma = token.lemma_.lower()
        if cue_of(token) is None and lemma not in lexicon.phrasal_cues() and lemma not in lexicon.loose_cues():
            continue
        if is_negated(token) or is_question(token):
            reason = "it is negated, withheld or only possible" if is_negated(token) else "it asks rather than says"
            reading.trace.reject("statement", (token.idx, end_of(token)), "cue", reason)
            continue
        if quoting_before(token) is not None:
            continue
        if saying_after(token) is not None:
            found = quoted_as(reading, token)
        else:
            found = phrasal_frame(reading, token) or _by_verb(reading, token) or _by_loose_cue(reading, token)
        if found is not None:
            yield found


def _by_verb(reading: Reading, verb: Token) -> Attribution | None:
    """Return the attribution by the first frame that a cue verb stands in."""
    cue = cue_of(verb)
    if cue is None or not attributes_to(verb, cue):
        return None
    return next((one for frame in FRAMES if (one := frame(reading, verb, cue)) is not None), None)


def _by_loose_cue(reading: Reading, verb: Token) -> Attribution | None:
    """Return what a verb that attributes only sometimes ("backed the plan") would attribute, to be weighed."""
    if verb.tag_ == "VBG" and verb.dep_ == "acl":
        return None  # "soldiers defending the town hall"
    for cue in lexicon.loose_cues().get(verb.lemma_.lower(), ()):
        for frame in LOOSE_FRAMES:
            if (found := frame(reading, verb, cue)) is not None and found.source is not None:
                if found.rule == "infinitive" and found.clause is not None and cue_of(found.clause) is not None:
                    return None  # "plans to announce": nothing has been announced
                found.unsure = True
                return found
    return None


def quoted_as(reading: Reading, verb: Token) -> Attribution | None:
    """ "The Kremlin quoted Putin as saying …", "was quoted as saying": the quoter relays."""
    saying = saying_after(verb)
    if saying is None:
        return None
    own = subject(verb)
    found = clause_content(reading, saying) or clause_content(reading, verb)
    if is_passive(verb):
        start = min(c.idx for c in children(verb, "auxpass"))
        source = own
        relays = list(prepositional_objects(saying, "by")) or list(prepositional_objects(verb, "by"))
        if found is None and own is not None and own.left_edge.i > verb.sent.start + 2:
            found = (verb.sent.start_char, own.left_edge.idx), None
    else:
        start, source, relays = verb.idx, _quoted_one(verb, saying), [own] if own is not None else []
    if found is None:
        return None
    stretch, clause = found
    return Attribution(verb, (start, end_of(saying)), stretch, source, "assert", "quoted as saying", clause, relays)


def _quoted_one(verb: Token, saying: Token) -> Token | None:
    between = [
        t for t in verb.doc[verb.i + 1 : saying.i] if t.pos_ in {"PROPN", "PRON", "NOUN"} and t.dep_ != "compound"
    ]
    return between[-1] if between else None


def clause_frame(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """ "X said (that) …", "…, X said", "… , it said, …": the content is a finite clause."""
    found = clause_content(reading, verb) if cue.clause or (cue.quotation and has_that_clause(verb)) else None
    if found is None:
        return None
    stretch, clause = found
    return attributed(verb, cue, stretch, "clause", clause)


def tell_frame(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """ "told Reuters that …" where the parse makes the clause an object of the addressee."""
    found = clause_after_that(reading, verb) if verb.lemma_ in lexicon.attribution().telling else None
    if found is None:
        return None
    stretch, clause = found
    return attributed(verb, cue, stretch, "clause after that", clause)


def particle_frame(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """ "referred to …", "warned of …", "called for …": the object of a preposition."""
    if is_fronted(verb):
        return None
    if cue.as_needed and children(verb, "dobj"):
        return None  # "asked its neighbours for drones"
    if cue.lemma == "brief" and verb.dep_ == "acl":
        return None  # "officials briefed on the talks"
    for particle in _particles(verb):
        if particle.lower_ not in cue.particles or particle.i < verb.i or is_time(particle):
            continue
        if not (objects := children(particle, "pobj", "pcomp")):
            continue
        start = min(token.idx for token in objects[0].subtree)
        if particle.lower_ == "to" and cue.lemma == "agree":
            start = particle.idx  # "agreed to the request" as "agreed to come"
        warned = children(verb, "dobj") if particle.lower_ == "against" and cue.lemma == "warn" else []
        if warned and verb.i < warned[0].i < particle.i:
            start = warned[0].left_edge.idx  # "warned both sides against it" as "urged both sides to"
        found = attributed(verb, cue, (start, end_of_clause(reading, objects[-1], verb)), "particle")
        if particle.i == verb.i + 1:
            found.cue = (verb.idx, end_of(particle))
        if particle.lower_ in {"for", "on"} and cue.lemma in lexicon.attribution().calling:
            found.act = "demand"
        return found
    return _with_for_clause(reading, verb, cue)


def _with_for_clause(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """ "called for it to be sent to the court": an infinitive with its subject after "for"."""
    following = verb.nbor(1) if verb.i + 2 < verb.sent.end else verb
    if following.lower_ != "for" or "for" not in cue.particles:
        return None
    for clause in children(verb, "advcl", "ccomp", "xcomp"):
        if clause.i > following.i and any(c.tag_ == "TO" for c in clause.children):
            stretch = (following.nbor(1).idx, end_of_clause(reading, clause, verb))
            found = attributed(verb, cue, stretch, "particle", clause)
            found.act = "demand" if cue.lemma in lexicon.attribution().calling else found.act
            return found
    return None


def _particles(verb: Token) -> list[Token]:
    """Return the prepositions of a cue, those that hang on another word of its among them.

    "called in a statement for talks" has its "for" on the statement, "informed its partners of a plan" on the partners.
    """
    own = children(verb, "prep", "prt")
    nouns = [noun for particle in own if is_occasion(particle) for noun in children(particle, "pobj")]
    if verb.lemma_ in lexicon.attribution().telling:
        nouns += [noun for noun in children(verb, "dobj", "dative") if noun.i > verb.i]
    return [*own, *(inner for noun in nouns for inner in children(noun, "prep"))]


def infinitive_frame(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """ "agreed to assist …", "vowed to …", "urged X to …"."""
    if not cue.infinitive:
        return None
    for complement in children(verb, "xcomp", "ccomp", "advcl"):
        if complement.i < verb.i or not any(c.dep_ == "aux" and c.lower_ == "to" for c in complement.children):
            continue
        objects = [c for c in _addressees(verb) if verb.i < c.i < complement.i]
        if cue.lemma == "tell":
            return _told_to(reading, verb, cue, complement, objects)
        start = min(t.idx for part in (complement, *objects) for t in part.subtree if t.i > verb.i)
        return attributed(verb, cue, (start, end_of_clause(reading, complement, verb)), "infinitive", complement)
    return None


def _told_to(reading: Reading, verb: Token, cue: Cue, complement: Token, addressees: list[Token]) -> Attribution | None:
    """ "told their citizens to leave" demands it; the headline "Bakery told to turn off its sign" names nobody."""
    hearers = lexicon.attribution().hearers
    asked = [
        noun for noun in addressees if noun.pos_ in {"NOUN", "PROPN"} and hearers.isdisjoint({noun.lemma_, noun.text})
    ]
    if not asked or complement.lemma_ == "expect":
        return None
    stretch = (asked[0].left_edge.idx, end_of_clause(reading, complement, verb))
    found = attributed(verb, cue, stretch, "infinitive", complement)
    found.act = "demand"
    return found


def _addressees(verb: Token) -> list[Token]:
    """Return who is to do something: "urged [X] to", "appealed [to X] to"; of "commits itself to" nobody."""
    own = [c for c in children(verb, "dobj", "dative") if c.lower_ not in lexicon.sources().pronouns["reflexive"]]
    calls = verb.lemma_ in lexicon.attribution().calling
    asked = [c for c in children(verb, "prep") if calls and c.lower_ in {"to", "on"}]
    return [*own, *(c for c in asked if c.right_edge.i + 1 < len(verb.doc) and c.right_edge.nbor(1).tag_ == "TO")]


def rest_frame(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """ "KCNA reporting Pyongyang's soldiers helped …" where the parse has lost the clause: what follows the cue."""
    end = verb.sent.end
    if verb.lemma_ not in lexicon.attribution().speech or not cue.clause or verb.i + 3 >= end:
        return None
    following = reading.doc[verb.i + 1]
    begins_clause = following.pos_ in CLAUSE_STARTS or following.lower_ == "that"
    is_finite = any(t.tag_ in FINITE for t in reading.doc[verb.i + 1 : min(end, verb.i + REST_REACH)])
    if not begins_clause or not is_finite or any(t.is_punct for t in reading.doc[verb.i + 1 : verb.i + 4]):
        return None
    return attributed(verb, cue, (following.idx, end_of_clause(reading, following, verb)), "rest of sentence")


def toll_frame(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """ "reported two deaths": a number as the object of a verb that otherwise takes a clause."""
    objects = children(verb, "dobj") if cue.lemma in lexicon.attribution().counting else []
    if not objects or not any(t.like_num or t.tag_ == "CD" for t in (objects[0], *objects[0].lefts)):
        return None
    return attributed(verb, cue, (objects[0].left_edge.idx, end_of_phrase(reading, objects[0], verb)), "toll")


def quoted_object_frame(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """ "counted “eight flights, maybe more”", "threatened “surprises”": a fragment of speech as a verb's object."""
    if verb.tag_ not in FINITE and verb.tag_ != "VBN":
        return None
    fragment = reading.quotation_after(end_of(verb))
    if fragment is None or reading.is_full(fragment) or reading.text[fragment.start : fragment.end].istitle():
        return None
    return attributed(verb, cue, (fragment.start, fragment.end), "quoted object")


def contrary_frame(_reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """ "Kyiv says otherwise", "Jakarta claims the opposite": that what was said before is not so."""
    words = [token.lower_ for token in verb.doc[verb.i + 1 : min(verb.sent.end, verb.i + 3)]]
    length = 1 if words[:1] == ["otherwise"] else TWO if words in (["the", "opposite"], ["the", "contrary"]) else 0
    is_condition = any(c.lower_ in {"until", "till", "once"} for c in children(verb, "mark", "advmod"))
    if not length or not cue.clause or verb.tag_ not in FINITE or is_condition:
        return None
    found = attributed(verb, cue, (verb.nbor(1).idx, end_of(verb.nbor(length))), "contrary")
    found.act = "dispute"
    return found


FRAMES: tuple[Callable[[Reading, Token, Cue], Attribution | None], ...] = (
    tag_frame,
    clause_frame,
    tell_frame,
    particle_frame,
    infinitive_frame,
    noun_frame,
    passive_frame,
    relative_frame,
    contrary_frame,
    rest_frame,
    toll_frame,
    quoted_object_frame,
)

LOOSE_FRAMES = (clause_frame, particle_frame, infinitive_frame, noun_frame)
