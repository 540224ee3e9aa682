"""Attributions: who-says-what as the syntax shows it, before anybody knows who the source is.

Source, cue and content are the terms of the attribution literature (Pareti, PARC 3; Newell et al., PolNeAR). A frame is a
construction in which they stand: each function here recognises one, and says so in ``Attribution.rule``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.lexicon import Cue
from service.extract.reading import Reading
from service.extract.syntax import (
    SUBJECTS,
    children,
    clause_tokens,
    governing_verb,
    is_negated,
    prepositional_objects,
    subject,
)
from service.model import Act

# Verbs that take a clause and yet attribute nothing: knowledge, perception, effect.
NOT_CUES = frozenset(
    """know understand see find show mean ensure make help realise realize remember feel hear learn discover prove decide
    determine hope want wish like love hate prefer doubt wonder forget notice ensure let cause require need be have do seem
    appear happen turn become get take keep hold watch imagine assume pretend guess dream consider regard pray bet care
    illustrate demonstrate mark come go follow mean suit sense check figure see spark prompt coincide include pass bring raise lead
    leave provide give send set put work try start begin stop end remain stay win lose""".split()
)
PARTICIPLE_CUTS = frozenset(
    """add say note claim stress insist argue warn cite call describe emphasize emphasise underline state explain tell accuse condemn praise
    brand declare urge vow pledge promise assert blame recall denounce hail demand reiterate report highlight thank""".split()
)
TIME_WORDS = frozenset("time first day week weekend month year morning afternoon evening night today yesterday now".split())


@dataclass(slots=True)
class Attribution:
    """One attribution as the parse shows it: ``cue`` and ``content`` are character stretches.

    ``source`` is the head of the source's noun phrase, None where it has to be found in what goes before. ``relays`` are
    heads of noun phrases that relay, nearest to the source first.
    """

    verb: Token
    cue: tuple[int, int]
    content: tuple[int, int]
    source: Token | None
    act: Act
    rule: str
    clause: Token | None = None
    relays: list[Token] = field(default_factory=list)
    continues: bool = False

    @property
    def order(self) -> tuple[int, int]:
        """Where it stands in the text: by cue, then by content."""
        return (self.cue[0], self.content[0])


def cue_of(verb: Token) -> Cue | None:
    """Return the cue that a verb is, by the lexicon or, for an unknown verb, by the clause it governs."""
    lemma = verb.lemma_.lower()
    known = lexicon.cues().get(lemma) or lexicon.cues().get(verb.lower_)
    if known is not None:
        return known
    if lemma in NOT_CUES or verb.pos_ not in {"VERB", "AUX"} or verb.lemma_ == "be":
        return None
    for clause in children(verb, "ccomp"):
        if any(c.dep_ == "mark" and c.lower_ == "that" for c in clause.children) and clause.i > verb.i:
            return Cue(lemma=lemma, act="assert", clause=True, quotation=True)
    return None


def is_cue_word(token: Token) -> bool:
    """Whether a token can be a verb that attributes."""
    if token.pos_ in {"VERB", "AUX"} or token.tag_.startswith("VB"):
        return True
    # the small model takes "read", "says" and cues after a quotation for nouns now and then
    return token.dep_ == "ROOT" and token.lemma_.lower() in lexicon.cues()


def find_indirect(reading: Reading) -> Iterator[Attribution]:
    """Yield the attributions whose content is a clause or noun phrase in the cue's own sentence."""
    for token in reading.doc:
        if not is_cue_word(token) or reading.in_full_quotation(token):
            continue
        cue = cue_of(token)
        if cue is None or is_negated(token):
            continue
        for frame in FRAMES:
            if (found := frame(reading, token, cue)) is not None:
                yield found
                break


def quoted_as(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """"The Kremlin quoted Putin as saying …", "was quoted as saying": the quoter relays."""
    if verb.lemma_ not in {"quote", "cite"}:
        return None
    saying = next((token for token in reading.doc[verb.i : verb.i + 9] if token.lower_ in {"saying", "declaring", "telling"}), None)
    if saying is None or not any(token.lower_ == "as" for token in reading.doc[verb.i : saying.i]):
        return None
    passive = any(child.dep_ == "auxpass" for child in verb.children)
    own = subject(verb)
    if passive:
        start = min(c.idx for c in verb.children if c.dep_ in {"auxpass"})
        source, relays = own, list(prepositional_objects(saying, "by")) or list(prepositional_objects(verb, "by"))
    else:
        between = [t for t in reading.doc[verb.i + 1 : saying.i] if t.pos_ in {"PROPN", "PRON", "NOUN"} and t.dep_ not in {"compound"}]
        start, source, relays = verb.idx, (between[-1] if between else None), ([own] if own is not None else [])
    content = _clause_content(reading, verb, cue) or _clause_content(reading, saying, cue)
    stretch, clause = content if content is not None else ((0, 0), None)
    return Attribution(
        verb, (start, saying.idx + len(saying)), stretch, source, "assert", "quoted as saying", clause, relays
    )


def clause_frame(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """"X said (that) …", "…, X said", "… , it said, …": the content is a finite clause."""
    if not cue.clause:
        return None
    found = _clause_content(reading, verb, cue)
    if found is None:
        return None
    stretch, clause = found
    return _attribution(reading, verb, cue, stretch, "clause", clause)


def infinitive_frame(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """"agreed to assist …", "vowed to …", "urged X to …"."""
    if not cue.infinitive:
        return None
    for complement in children(verb, "xcomp", "ccomp", "advcl"):
        if complement.i > verb.i and any(c.dep_ == "aux" and c.lower_ == "to" for c in complement.children):
            objects = [c for c in children(verb, "dobj", "dative") if verb.i < c.i < complement.i]
            start = min(token.idx for token in [*complement.subtree, *(t for o in objects for t in o.subtree)] if token.i > verb.i)
            end = _end_of_clause(reading, complement, verb)
            return _attribution(reading, verb, cue, (start, end), "infinitive", complement)
    return None


def noun_frame(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """"praised the heroism of …", "accused Pyongyang of …", "confirmed the deployment"."""
    if not cue.noun:
        return None
    if any(child.dep_ == "auxpass" for child in verb.children):
        return _passive_noun_frame(reading, verb, cue)
    complements = [c for c in children(verb, "dobj", "oprd", "ccomp", "xcomp", "attr", "dative") if c.i > verb.i]
    if not complements:
        return None
    if complements[0].dep_ in {"ccomp", "xcomp"} and not cue.object_of and cue.lemma != "propose":
        return None
    if cue.object_of:
        complements += [c for c in children(verb, "prep", "advcl", "xcomp") if c.i > complements[0].i and _belongs_to_object(c)]
    start = min(token.idx for c in complements for token in c.subtree if token.i > verb.i)
    last = max(complements, key=lambda c: c.right_edge.i)
    end = _end_of_clause(reading, last, verb)
    if cue.lemma == "claim" or cue.act in {"promise", "praise"}:
        end = max(end, *(_end_of_clause(reading, p, verb) for p in children(verb, "prep") if p.lower_ == "for" and p.i > verb.i and not _is_time(p)), end)
    return _attribution(reading, verb, cue, (start, end), "noun phrase", None)


def particle_frame(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """"referred to …", "warned of …", "called for …": the object of a preposition."""
    for child in children(verb, "prep", "prt"):
        if child.lower_ in cue.particles and child.i > verb.i:
            objects = children(child, "pobj", "pcomp")
            if objects and not _is_time(child):
                start = min(token.idx for token in objects[0].subtree)
                found = _attribution(reading, verb, cue, (start, _end_of_clause(reading, objects[-1], verb)), "particle", None)
                if child.i == verb.i + 1:
                    found.cue = (verb.idx, child.idx + len(child))
                if child.lower_ in {"for", "on"} and cue.lemma in {"call", "appeal", "press", "push", "plead"}:
                    found.act = "demand"
                return found
    return None


def tell_frame(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """"told Reuters that …" where the parse makes the clause an object of the addressee."""
    if verb.lemma_ not in {"tell", "inform", "remind", "warn", "assure"}:
        return None
    return _after_that(reading, verb, cue)


def estimate_frame(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """Placeholder for verbs with a noun cue as object; see ``find_noun_cues``."""
    return None


FRAMES: tuple[Callable[[Reading, Token, Cue], Attribution | None], ...] = (
    clause_frame,
    tell_frame,
    particle_frame,
    infinitive_frame,
    noun_frame,
)


def _attribution(
    reading: Reading, verb: Token, cue: Cue, stretch: tuple[int, int], rule: str, clause: Token | None
) -> Attribution:
    return Attribution(verb, (verb.idx, verb.idx + len(verb)), stretch, source_of(verb), cue.act, rule, clause)


def source_of(verb: Token) -> Token | None:
    """Return the head of the noun phrase that a cue attributes to: its agent when passive, otherwise its subject."""
    if any(child.dep_ == "auxpass" for child in verb.children) or (verb.tag_ == "VBN" and verb.dep_ in {"advcl", "acl"}):
        for agent in prepositional_objects(verb, "by"):
            return agent
    return subject(verb)


def _clause_content(reading: Reading, verb: Token, cue: Cue) -> tuple[tuple[int, int], Token | None] | None:
    following = [c for c in children(verb, "ccomp") if c.i > verb.i and _is_finite(c)]
    if following:
        clause = following[0]
        start = min(token.idx for token in clause.subtree if token.i > verb.i)
        return (_after_mark(reading, start), _end_of_clause(reading, clause, verb)), clause
    preceding = [c for c in children(verb, "ccomp") if c.i < verb.i]
    if preceding:
        clause = preceding[0]
        own = {verb.i, *(t.i for s in children(verb, *SUBJECTS) for t in s.subtree)}
        tokens = [token for token in clause.subtree if token.i not in own]
        return (tokens[0].idx, tokens[-1].idx + len(tokens[-1])), clause
    if verb.dep_ == "parataxis" or (verb.dep_ in {"advcl", "ccomp"} and _has_as(verb)):
        host = verb.head
        tokens = clause_tokens(host, without=verb) if verb.i > host.i or verb.i < host.left_edge.i + 1 else list(host.subtree)
        is_inside = tokens and tokens[0].i < verb.i < tokens[-1].i
        if is_inside and verb.dep_ != "parataxis" and verb.i > host.i:
            tokens = [token for token in tokens if token.i < verb.i]
        tokens = [token for token in tokens if not (token.dep_ == "mark" and token.head.i == host.i)]
        return ((tokens[0].idx, tokens[-1].idx + len(tokens[-1])), host) if tokens else None
    found = _after_that(reading, verb, cue)
    return (found.content, found.clause) if found is not None else None


def _after_that(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """"acknowledged for the first time that …": the parser hangs such a clause on the noun before "that"."""
    limit = min(verb.sent.end, verb.i + 25)
    for token in reading.doc[verb.i + 1 : limit]:
        if token.lower_ != "that" or token.dep_ not in {"mark", "nsubj", "nsubjpass", "dobj", "advmod", "pobj"}:
            continue
        clause = token.head
        if clause.i <= token.i or clause.dep_ not in {"relcl", "acl", "ccomp", "advcl", "dep", "conj"}:
            continue
        noun = clause.head
        belongs = clause.dep_ in {"ccomp", "advcl", "dep", "conj"} or noun.lower_ in TIME_WORDS or noun.ent_type_ in {"DATE", "TIME"}
        addressee = noun.dep_ in {"dobj", "dative", "pobj"} and verb.lemma_ in {"tell", "inform", "remind", "assure", "warn"}
        if (belongs or addressee or token.dep_ == "mark") and (noun.i == verb.i or verb in noun.ancestors):
            stretch = (reading.doc[token.i + 1].idx, _end_of_clause(reading, clause, verb))
            return _attribution(reading, verb, cue, stretch, "clause after that", clause)
    return None


def _passive_noun_frame(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    agents = list(prepositional_objects(verb, "by"))
    objects = children(verb, "nsubjpass")
    if not agents or not objects:
        return None
    tokens = list(objects[0].subtree)
    return _attribution(reading, verb, cue, (tokens[0].idx, tokens[-1].idx + len(tokens[-1])), "passive", None)


def _is_finite(clause: Token) -> bool:
    if clause.tag_ in {"VBD", "VBZ", "VBP", "MD"}:
        return True
    if any(c.dep_ in {"aux", "auxpass"} and c.lower_ != "to" for c in clause.children):
        return True
    if any(c.dep_ in SUBJECTS for c in clause.children) and clause.tag_ not in {"VB"}:
        return True
    return any(c.dep_ == "mark" and c.lower_ == "that" for c in clause.children)


def _has_as(verb: Token) -> bool:
    return any(child.lower_ == "as" and child.dep_ in {"mark", "advmod", "prep"} and child.i < verb.i for child in verb.children)


def _after_mark(reading: Reading, start: int) -> int:
    """Step over "that" at the start of a content."""
    token = reading.doc.char_span(start, start + 1, alignment_mode="expand")
    if token is not None and token[0].lower_ == "that" and token[0].dep_ in {"mark", "nsubj", "det", "advmod"} and token[0].dep_ == "mark":
        return reading.doc[token[0].i + 1].idx
    return start


def _end_of_clause(reading: Reading, clause: Token, verb: Token) -> int:
    """Return where the content ends: at its clause's end, or before what speaks of the source again (", adding …")."""
    tokens = [token for token in clause.subtree if token.i > verb.i]
    for token in tokens:
        if token.i > clause.i and token.head.i != verb.i and _is_further_cue(reading, token):
            return reading.doc[token.i - 1].idx
        if token.lower_ == "according" and token.i > clause.i and reading.doc[token.i - 1].text == ",":
            return reading.doc[token.i - 1].idx
    last = tokens[-1] if tokens else clause
    return last.idx + len(last)


def _is_further_cue(reading: Reading, token: Token) -> bool:
    if token.tag_ != "VBG" or token.lemma_.lower() not in PARTICIPLE_CUTS or reading.quotation_at(token.idx):
        return False
    before = reading.doc[token.i - 1]
    if before.dep_ == "cc" or before.pos_ == "ADV":
        before = reading.doc[before.i - 1]
    return before.text == ","


def _belongs_to_object(child: Token) -> bool:
    if child.dep_ == "prep":
        return child.lower_ in {"for", "of", "as", "over", "with"} and not _is_time(child)
    return child.dep_ == "xcomp"


def _is_time(preposition: Token) -> bool:
    return any(
        o.lower_ in TIME_WORDS or o.ent_type_ in {"DATE", "TIME", "ORDINAL"} for o in children(preposition, "pobj", "pcomp")
    )


def governs(outer: Attribution, inner: Attribution) -> bool:
    """Whether the content of one attribution is itself the other attribution ("KCNA reported that Kim said …")."""
    if outer.clause is None or outer.verb.i == inner.verb.i:
        return False
    if inner.verb.i == outer.clause.i or inner.verb in outer.clause.conjuncts:
        return outer.content[0] <= inner.verb.idx < outer.content[1]
    return (
        inner.verb.dep_ == "advcl"
        and governing_verb(inner.verb).i == outer.clause.i
        and outer.content[0] <= inner.verb.idx < outer.content[1] + 3
        and inner.verb.tag_ == "VBG"
    )
