"""Attributions: who-says-what as the syntax shows it, before anybody knows who the source is.

Source, cue and content are the terms of the attribution literature (Pareti, PARC 3; Newell et al., PolNeAR). A frame is a
construction in which they stand: each function here recognises one, and says so in ``Attribution.rule``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from spacy.tokens import Span, Token

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
    brand declare urge vow pledge promise assert blame recall denounce hail demand reiterate report highlight thank confirm acknowledge admit
    deny express extol concede remark speak brag boast caution predict mock dismiss reject laud applaud point refer predict maintain
    complain announce claim""".split()
)
# What is said in these words may itself be relayed by anybody ("Lee said the NIS had told lawmakers …"); any other act is
# nested only in the report of a medium.
SPEECH_VERBS = frozenset("say tell state report claim announce declare inform brief reveal disclose explain add warn deny confirm".split())
VENUES = frozenset(
    """statement interview speech letter post message address report article briefing broadcast commentary editorial note tweet video
    programme press-conference conference communique communiqué dispatch email""".split()
)
TIME_WORDS = frozenset(
    "time first day week weekend month year morning afternoon evening night today yesterday now".split()
)


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
        if not is_cue_word(token) or reading.quotation_at(token.idx) is not None:
            continue
        cue = cue_of(token)
        if cue is None or is_negated(token) or _is_question(token):
            continue
        for frame in FRAMES:
            if (found := frame(reading, token, cue)) is not None:
                yield found
                break


def _is_question(verb: Token) -> bool:
    """"Asked whether …, X replied", "asked not to be named": somebody is asked, or asks, and nothing is claimed."""
    if verb.lemma_ != "ask":
        return False
    if verb.tag_ == "VBN" and not any(c.dep_ == "agent" for c in verb.children):
        return True
    complements = children(verb, "ccomp", "xcomp", "advcl")
    return any(
        c.lower_ in {"whether", "if", "how", "what", "why", "when", "who"} or c.dep_ == "auxpass" for one in complements for c in one.children
    )


def quoted_as(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """ "The Kremlin quoted Putin as saying …", "was quoted as saying": the quoter relays."""
    if verb.lemma_ not in {"quote", "cite"}:
        return None
    saying = next(
        (token for token in reading.doc[verb.i : verb.i + 9] if token.lower_ in {"saying", "declaring", "telling"}),
        None,
    )
    if saying is None or not any(token.lower_ == "as" for token in reading.doc[verb.i : saying.i]):
        return None
    passive = any(child.dep_ == "auxpass" for child in verb.children)
    own = subject(verb)
    if passive:
        start = min(c.idx for c in verb.children if c.dep_ in {"auxpass"})
        source, relays = own, list(prepositional_objects(saying, "by")) or list(prepositional_objects(verb, "by"))
    else:
        between = [
            t
            for t in reading.doc[verb.i + 1 : saying.i]
            if t.pos_ in {"PROPN", "PRON", "NOUN"} and t.dep_ not in {"compound"}
        ]
        start, source, relays = verb.idx, (between[-1] if between else None), ([own] if own is not None else [])
    content = _clause_content(reading, saying, cue) or _clause_content(reading, verb, cue)
    if content is None and passive and own is not None and own.left_edge.i > verb.sent.start + 2:
        content = (verb.sent.start_char, own.left_edge.idx), None
    stretch, clause = content if content is not None else ((0, 0), None)
    return Attribution(
        verb, (start, saying.idx + len(saying)), stretch, source, "assert", "quoted as saying", clause, relays
    )


def clause_frame(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """ "X said (that) …", "…, X said", "… , it said, …": the content is a finite clause."""
    if not cue.clause:
        return None
    found = _clause_content(reading, verb, cue)
    if found is None:
        return None
    stretch, clause = found
    return _attribution(reading, verb, cue, stretch, "clause", clause)


def infinitive_frame(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """ "agreed to assist …", "vowed to …", "urged X to …"."""
    if not cue.infinitive:
        return None
    for complement in children(verb, "xcomp", "ccomp", "advcl"):
        if complement.i > verb.i and any(c.dep_ == "aux" and c.lower_ == "to" for c in complement.children):
            objects = [c for c in children(verb, "dobj", "dative") if verb.i < c.i < complement.i]
            start = min(
                token.idx
                for token in [*complement.subtree, *(t for o in objects for t in o.subtree)]
                if token.i > verb.i
            )
            end = _end_of_clause(reading, complement, verb)
            return _attribution(reading, verb, cue, (start, end), "infinitive", complement)
    return None


def noun_frame(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """ "praised the heroism of …", "accused Pyongyang of …", "confirmed the deployment"."""
    if not cue.noun:
        return None
    if any(child.dep_ == "auxpass" for child in verb.children):
        return _passive_noun_frame(reading, verb, cue)
    complements = [c for c in children(verb, "dobj", "oprd", "ccomp", "xcomp", "attr", "dative") if c.i > verb.i]
    if not complements:
        return None
    if cue.at_number:
        return _number_frame(reading, verb, cue, complements[0])
    if complements[0].dep_ in {"ccomp", "xcomp"} and not cue.object_of and cue.lemma != "propose":
        return None
    if cue.object_of:
        complements += [
            c for c in children(verb, "prep", "advcl", "xcomp") if c.i > complements[0].i and _belongs_to_object(c)
        ]
    start = min(token.idx for c in complements for token in c.subtree if token.i > verb.i)
    last = max(complements, key=lambda c: c.right_edge.i)
    find_end = _end_of_clause if last.dep_ in {"ccomp", "xcomp"} and not cue.object_of else _end_of_phrase
    return _attribution(reading, verb, cue, (start, find_end(reading, last, verb)), "noun phrase", None)


def _number_frame(reading: Reading, verb: Token, cue: Cue, counted: Token) -> Attribution | None:
    """"put its losses at seven": object and number together are what is said."""
    at = [p for holder in (verb, counted) for p in children(holder, "prep") if p.lower_ == "at" and any(t.like_num for t in p.subtree)]
    if not at:
        return None
    return _attribution(reading, verb, cue, (counted.left_edge.idx, _end_of_clause(reading, at[0], verb)), "number", None)


def _end_of_phrase(reading: Reading, last: Token, verb: Token) -> int:
    """Return where a noun phrase content ends: with its own words and, where the cue has them, its "for" and "in" phrases."""
    end = last.right_edge
    for preposition in children(verb, "prep"):
        is_tail = preposition.i == end.i + 1 and not _is_time(preposition) and not _is_venue(preposition)
        if is_tail and preposition.lower_ in {"for", "of", "to", "with", "in", "as", "over"}:
            end = preposition.right_edge
    for purpose in children(verb, "advcl", "xcomp"):
        if purpose.left_edge.i == end.i + 1 and purpose.left_edge.lower_ == "to":
            end = purpose.right_edge
    end = reading.doc[min(end.i, _taken_up_before(reading, last, verb, last.left_edge.i) - 1)]
    for token in reading.doc[last.left_edge.i + 1 : end.i + 1]:
        if _stops(reading, token, last, verb, last.left_edge.i):
            end = reading.doc[token.i - 1]
            break
    return end.idx + len(end)


def particle_frame(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """ "referred to …", "warned of …", "called for …": the object of a preposition."""
    for child in children(verb, "prep", "prt"):
        if child.lower_ in cue.particles and child.i > verb.i:
            objects = children(child, "pobj", "pcomp")
            if objects and not _is_time(child):
                start = min(token.idx for token in objects[0].subtree)
                found = _attribution(
                    reading, verb, cue, (start, _end_of_clause(reading, objects[-1], verb)), "particle", None
                )
                if child.i == verb.i + 1:
                    found.cue = (verb.idx, child.idx + len(child))
                if child.lower_ in {"for", "on"} and cue.lemma in {"call", "appeal", "press", "push", "plead"}:
                    found.act = "demand"
                return found
    return None


def tell_frame(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """ "told Reuters that …" where the parse makes the clause an object of the addressee."""
    if verb.lemma_ not in {"tell", "inform", "remind", "warn", "assure"}:
        return None
    return _after_that(reading, verb, cue)


def rest_frame(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """"KCNA reporting Pyongyang's soldiers helped …" where the parse has lost the clause: what follows a verb of saying."""
    if verb.lemma_ not in SPEECH_VERBS or not cue.clause or verb.i + 3 >= verb.sent.end:
        return None
    following = reading.doc[verb.i + 1]
    begins_clause = following.pos_ in {"PROPN", "PRON", "DET", "NOUN", "ADJ", "NUM"} or following.lower_ == "that"
    finite = any(t.tag_ in {"VBD", "VBZ", "VBP", "MD"} for t in reading.doc[verb.i + 1 : min(verb.sent.end, verb.i + 15)])
    if not begins_clause or not finite or any(t.is_punct for t in reading.doc[verb.i + 1 : verb.i + 4]):
        return None
    return _attribution(reading, verb, cue, (following.idx, _end_of_clause(reading, following, verb)), "rest of sentence", None)


FRAMES: tuple[Callable[[Reading, Token, Cue], Attribution | None], ...] = (
    quoted_as,
    clause_frame,
    tell_frame,
    particle_frame,
    infinitive_frame,
    noun_frame,
    rest_frame,
)


def _attribution(
    reading: Reading, verb: Token, cue: Cue, stretch: tuple[int, int], rule: str, clause: Token | None
) -> Attribution:
    start = verb.idx
    if verb.lower_ in {"slip", "know", "known"} and verb.i and verb.nbor(-1).lemma_ == "let":
        start = verb.nbor(-1).idx
    return Attribution(verb, (start, verb.idx + len(verb)), stretch, source_of(verb), cue.act, rule, clause)


def source_of(verb: Token) -> Token | None:
    """Return the head of the noun phrase that a cue attributes to: its agent when passive, otherwise its subject."""
    if any(child.dep_ == "auxpass" for child in verb.children) or (verb.tag_ == "VBN" and verb.dep_ in {"advcl", "acl"}):
        for agent in prepositional_objects(verb, "by"):
            return agent
    if verb.tag_ == "VBG" and not children(verb, *SUBJECTS):
        return _source_of_participle(verb)
    if returns_to_source(verb):
        return subject(verb.head.head)
    return subject(verb)


def _source_of_participle(verb: Token) -> Token | None:
    """", adding …" goes with the sentence's own cue, "an announcement admitting …" with the noun before it."""
    before = verb.nbor(-1) if verb.i > verb.sent.start else verb
    while before.i > verb.sent.start and (before.ent_type_ in {"DATE", "TIME"} or before.pos_ == "ADV" or before.dep_ == "cc"):
        before = before.nbor(-1)
    if before.lemma_.lower() in lexicon.words().reports and before.pos_ == "NOUN":
        return before
    if before.text in {",", "—", "–", "”", '"'} or before.lower_ == "while":
        own_clause = [token for token in verb.ancestors if token.sent == verb.sent]
        for ancestor in reversed(own_clause):
            if ancestor.i < verb.i and is_cue_word(ancestor) and cue_of(ancestor) is not None and children(ancestor, *SUBJECTS):
                inner = next((c for c in children(ancestor, "ccomp") if c.i < verb.i and c.lemma_.lower() in lexicon.cues()), None)
                relays = (head := subject(ancestor)) is not None and head.lemma_.lower() in lexicon.words().reports
                return subject(inner) if inner is not None and relays else subject(ancestor)
    elif before.pos_ in {"NOUN", "PROPN"} and (report := _report_of(before)) is not None:
        return report
    governor = governing_verb(verb)
    if governor.i != verb.i and returns_to_source(governor):
        return subject(governor.head.head)
    return subject(verb)


def _report_of(noun: Token) -> Token | None:
    """The speaker in "a statement by the commission saying …": the object of a report's "by" or "from"."""
    for ancestor in [noun, *noun.ancestors]:
        if ancestor.dep_ == "pobj" and ancestor.head.lower_ in {"by", "from"}:
            report = ancestor.head.head
            return ancestor if report.lemma_.lower() in lexicon.words().reports else None
    return None


def _clause_content(reading: Reading, verb: Token, cue: Cue) -> tuple[tuple[int, int], Token | None] | None:
    following = [c for c in children(verb, "ccomp") if c.i > verb.i and _is_finite(c)]
    if following:
        clause = following[0]
        start = min(token.idx for token in clause.subtree if token.i > verb.i)
        return (_after_mark(reading, start), _end_of_clause(reading, clause, verb)), clause
    preceding = [c for c in children(verb, "ccomp") if c.i < verb.i and not _is_apart(reading, c, verb)]
    if preceding:
        return _preceding_content(reading, verb, preceding[0]), preceding[0]
    if verb.dep_ == "parataxis" or (verb.dep_ in {"advcl", "ccomp"} and has_as(verb)):
        host = verb.head
        tokens = (
            clause_tokens(host, without=verb)
            if verb.i > host.i or verb.i < host.left_edge.i + 1
            else list(host.subtree)
        )
        is_inside = tokens and tokens[0].i < verb.i < tokens[-1].i
        if is_inside and verb.dep_ != "parataxis" and verb.i > host.i:
            tokens = [token for token in tokens if token.i < verb.i]
        tokens = [token for token in tokens if not (token.dep_ == "mark" and token.head.i == host.i)]
        return ((tokens[0].idx, tokens[-1].idx + len(tokens[-1])), host) if tokens else None
    found = _after_that(reading, verb, cue)
    return (found.content, found.clause) if found is not None else None


def _is_apart(reading: Reading, clause: Token, verb: Token) -> bool:
    """Whether a semicolon or dash stands between a clause and what the parser takes for its tag."""
    return any(token.text in {";", "—", "–", ":"} for token in reading.doc[clause.i : verb.i] if not reading.quotation_at(token.idx))


def _preceding_content(reading: Reading, verb: Token, clause: Token) -> tuple[int, int]:
    """"…, X said": all that stands before the tag; where the tag is only put in ("…, X said, …"), the whole sentence."""
    own = {verb.i, *(t.i for s in children(verb, *SUBJECTS) for t in s.subtree)}
    tokens = [token for token in clause.subtree if token.i not in own]
    first = min(_after_dateline(verb.sent).i, tokens[0].i)
    tag = min(own)
    after = verb.nbor(1) if verb.i + 1 < verb.sent.end else verb
    later = [t for t in tokens if t.i > verb.i]
    needs_later = clause.i > verb.i or any(t.head.i == clause.i and t.dep_ in {"dobj", "attr", "acomp", "oprd", "xcomp"} for t in later)
    if reading.doc[tag - 1].text == "," and after.text == "," and later and needs_later:
        return reading.doc[first].idx, tokens[-1].idx + len(tokens[-1])
    before = [token for token in tokens if token.i < tag]
    last = before[-1] if before else tokens[-1]
    return reading.doc[first].idx, max(last.idx + len(last), reading.doc[tag - 1].idx)


def _after_dateline(sentence: Span) -> Token:
    """Return the first word after a dateline: "MANILA, Philippines — [The] Philippines has agreed"."""
    tokens = [token for token in sentence if not token.is_space]
    for position, token in enumerate(tokens[:10]):
        if token.text in {"—", "–", "-", ":"} and tokens[0].text.isupper() and len(tokens[0]) > 2 and position + 1 < len(tokens):
            return tokens[position + 1]
    return tokens[0] if tokens else sentence[0]


def _after_that(reading: Reading, verb: Token, cue: Cue) -> Attribution | None:
    """ "acknowledged for the first time that …": the parser hangs such a clause on the noun before "that"."""
    limit = min(verb.sent.end, verb.i + 16)
    for token in reading.doc[verb.i + 1 : limit]:
        if token.pos_ in {"VERB", "AUX"} or token.text in {";", ":"}:
            return None
        if token.lower_ != "that" or token.dep_ not in {"mark", "nsubj", "nsubjpass", "dobj", "advmod", "pobj"}:
            continue
        clause = token.head
        if clause.i <= token.i or clause.dep_ not in {"relcl", "acl", "ccomp", "advcl", "dep", "conj"}:
            continue
        noun = clause.head
        belongs = (
            clause.dep_ in {"ccomp", "advcl", "dep", "conj"}
            or noun.lower_ in TIME_WORDS
            or noun.ent_type_ in {"DATE", "TIME"}
        )
        addressee = noun.dep_ in {"dobj", "dative", "pobj"} and verb.lemma_ in {
            "tell",
            "inform",
            "remind",
            "assure",
            "warn",
        }
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


def has_as(verb: Token) -> bool:
    """Whether a cue is put in by "as" ("as the ministry noted"); "as proposed by the US" says nothing of the sentence."""
    if verb.tag_ == "VBN" and verb.lemma_ not in {"note", "report", "state", "say", "describe", "quote", "explain", "mention"}:
        return False
    return any(
        child.lower_ == "as" and child.dep_ in {"mark", "advmod", "prep"} and child.i < verb.i
        for child in verb.children
    )


def _after_mark(reading: Reading, start: int) -> int:
    """Step over "that" at the start of a content."""
    token = reading.doc.char_span(start, start + 1, alignment_mode="expand")
    if (
        token is not None
        and token[0].lower_ == "that"
        and token[0].dep_ in {"mark", "nsubj", "det", "advmod"}
        and token[0].dep_ == "mark"
    ):
        return reading.doc[token[0].i + 1].idx
    return start


def _end_of_clause(reading: Reading, clause: Token, verb: Token) -> int:
    """Return where a content that follows its cue ends.

    The parser often loses the tail of a long clause; in news prose what is said runs on to the end of the sentence unless the
    source is taken up again (", adding …", "and called …"), the sentence names its source ("according to") or the reporter puts in
    a remark (", though …", ", where …" after a name).
    """
    start = min((token.i for token in clause.subtree if token.i > verb.i), default=clause.i)
    limit = _taken_up_before(reading, clause, verb, start)
    last = reading.doc[limit - 1]
    for token in reading.doc[max(start + 1, clause.left_edge.i) : limit]:
        if _stops(reading, token, clause, verb, start):
            last = reading.doc[token.i - 1]
            break
    while last.i > start and (last.is_punct or last.is_space or last.dep_ == "cc") and not last.is_quote:
        last = reading.doc[last.i - 1]
    return last.idx + len(last)


def _taken_up_before(reading: Reading, clause: Token, verb: Token, start: int) -> int:
    """Return the token before which the sentence turns from the content back to the source: "…, and accused Pyongyang of …"."""
    above = {verb.i, *(token.i for token in verb.ancestors)}
    for token in reading.doc[start + 1 : verb.sent.end]:
        if token.dep_ != "conj" or token.tag_ not in {"VBD", "VBZ", "VBP", "VBN"} or reading.quotation_at(token.idx) is not None:
            continue
        is_above = token.head.i in above and token.i > clause.i and _is_verb_like(token, reading.doc[token.head.i])
        if is_above or returns_to_source(token):
            first = token.i
            while first - 1 > start and (
                reading.doc[first - 1].dep_ in {"cc", "advmod", "aux", "neg", "punct", *SUBJECTS} and reading.doc[first - 1].head.i >= clause.i
                or reading.doc[first - 1].dep_ == "cc" or reading.doc[first - 1].text == ","
            ):
                first -= 1
            return first
    return verb.sent.end


def returns_to_source(token: Token) -> bool:
    """Whether a verb coordinated inside a content is in truth coordinated with the cue.

    "He added that a monument would be built, and acknowledged casualties": a finite cue verb without a subject of its own, after
    a clause whose subject cannot speak.
    """
    head = token.head
    if token.dep_ != "conj" or token.tag_ not in {"VBD", "VBZ", "VBP"} or children(token, *SUBJECTS):
        return False
    if token.lemma_.lower() not in lexicon.cues() or head.dep_ != "ccomp":
        return False
    inner = subject(head)
    outer = subject(head.head)
    if inner is None or outer is None or inner.pos_ == "PRON":
        return False
    speaks = inner.ent_type_ in {"PERSON", "ORG", "GPE", "NORP"} or inner.lemma_.lower() in lexicon.words().roles | lexicon.words().groups
    return not speaks or inner.dep_ == "nsubjpass"


def _stops(reading: Reading, token: Token, clause: Token, verb: Token, start: int) -> bool:
    """Whether a content that began at token ``start`` is over before this token."""
    before = reading.doc[token.i - 1]
    if reading.quotation_at(token.idx) is not None:
        return False
    if _is_venue(token) or token.text == ";" or (token.text in {"—", "–"} and _has_own_cue(token)):
        return True
    if _is_further_cue(reading, token) or _is_with_cue(token):
        return True
    if token.lower_ == "according" and (before.text in {",", "”", '"', "’", "—"} or token.head.i == verb.i):
        return True
    if token.head.i == verb.i and token.i > start and token.dep_ in {"prep", "npadvmod", "advcl"} and token.i > clause.i:
        return _leaves(reading, token, verb)
    if before.text not in {",", "—", "–", ";"}:
        return False
    if token.lower_ == "as" and token.dep_ == "mark" and token.i > clause.i:
        return True
    if token.lower_ in {"though", "although", "while", "whereas", "even", "despite"} and token.i > clause.i:
        remark = token.lower_ != "even" or reading.doc[token.i + 1].lower_ in {"as", "though"}
        return remark and not any(q.overlaps(token.idx, verb.sent.end_char) for q in reading.quotations)
    if token.lower_ in {"a", "an"} and token.head.lemma_.lower() in lexicon.words().reports and token.head.dep_ == "appos":
        return True
    return token.i > clause.i and _is_background(reading, token, verb)


def _is_background(reading: Reading, token: Token, verb: Token) -> bool:
    """Whether what follows a comma to the end of the sentence is the reporter's own: ", where …" after a name, ", signed in …"."""
    if any(t.dep_ in {"ccomp", "ROOT"} for t in reading.doc[token.i : verb.sent.end]):
        return False
    antecedent = reading.doc[token.i - 2]
    if token.lower_ in {"which", "where", "who", "whose"}:
        has_own_subject = any(c.i > token.i for c in children(token.head, "nsubj", "nsubjpass")) and token.dep_ != "nsubj"
        return antecedent.pos_ == "PROPN" or antecedent.i in reading.registered or has_own_subject
    if token.i + 1 < verb.sent.end and token.nbor(1).lower_ == "of" and any(t.lower_ in {"which", "whom"} for t in token.doc[token.i : token.i + 3]):
        return True
    goes_on = any(t.text == "," or t.dep_ == "cc" for t in reading.doc[token.i : verb.sent.end])
    return token.tag_ == "VBN" and token.dep_ in {"acl", "relcl"} and token.head.i < token.i - 1 and not goes_on


def _is_venue(token: Token) -> bool:
    """"in a statement", "in an interview with …": where something was said, which is no part of it."""
    if token.lower_ not in {"in", "during"} or token.dep_ != "prep":
        return False
    return any(
        noun.lemma_.lower() in VENUES and any(c.lower_ in {"a", "an"} for c in noun.children) for noun in children(token, "pobj")
    )


def _has_own_cue(dash: Token) -> bool:
    """Whether somebody else speaks after a dash: "Uganda says they are — South Sudan says they are not"."""
    after = dash.doc[dash.i + 1 : min(dash.sent.end, dash.i + 8)]
    return any(t.pos_ == "VERB" and t.lemma_ in lexicon.cues() and any(c.dep_ in SUBJECTS and c.i > dash.i for c in t.children) for t in after)


def _leaves(reading: Reading, token: Token, verb: Token) -> bool:
    """Whether something that hangs on the cue rather than on its content begins here: "and called …", "on Monday"."""
    if token.dep_ in {"prep", "npadvmod"}:
        return _is_time(token) or token.ent_type_ in {"DATE", "TIME"} and token.right_edge.i >= verb.sent.end - 3
    return token.dep_ == "advcl" and token.left_edge.i == token.i and token.tag_ in {"VBG"} and reading.doc[token.i - 1].text == ","


def _is_verb_like(token: Token, verb: Token) -> bool:
    finite = {"VBD", "VBZ", "VBP", "VBN"}
    return token.pos_ in {"VERB", "AUX"} and (token.tag_ == verb.tag_ or {token.tag_, verb.tag_} <= finite)


def _is_further_cue(reading: Reading, token: Token) -> bool:
    """", adding …", "while also reaffirming …": a participle that takes the source up again."""
    if token.tag_ != "VBG" or reading.quotation_at(token.idx):
        return False
    lemma = token.lemma_.lower()
    before = reading.doc[token.i - 1]
    while before.i > 0 and (before.dep_ == "cc" or before.pos_ == "ADV" and before.lower_ != "while"):
        before = reading.doc[before.i - 1]
    if before.lower_ == "while":
        return lemma in lexicon.cues()
    return before.text in {",", "”", '"', "—", "–"} and lemma in PARTICIPLE_CUTS


def _is_with_cue(token: Token) -> bool:
    """"…, with its agency reporting that": a with-phrase that attributes."""
    if token.lower_ != "with" or token.i == 0 or token.nbor(-1).text != ",":
        return False
    return any(t.tag_ == "VBG" and t.lemma_.lower() in lexicon.cues() for t in token.doc[token.i + 1 : min(token.sent.end, token.i + 10)])


def _belongs_to_object(child: Token) -> bool:
    if child.dep_ == "prep":
        return child.lower_ in {"for", "of", "as", "over", "with"} and not _is_time(child)
    return child.dep_ == "xcomp"


def _is_time(preposition: Token) -> bool:
    return any(
        o.lower_ in TIME_WORDS or o.ent_type_ in {"DATE", "TIME", "ORDINAL"}
        for o in children(preposition, "pobj", "pcomp")
    )


def governs(outer: Attribution, inner: Attribution) -> bool:
    """Whether the content of one attribution is itself the other attribution ("KCNA reported that Kim said …")."""
    if outer.clause is None or outer.verb.i == inner.verb.i or inner.rule == "according to":
        return False
    if inner.verb.i != outer.clause.i and inner.verb not in outer.clause.conjuncts:
        return False
    return outer.content[0] <= inner.verb.idx < outer.content[1]
