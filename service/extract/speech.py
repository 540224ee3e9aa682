"""Attributions of quotations: the tag before, after or in the middle, and quotations that go on without one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from spacy.tokens import Span, Token

from service.extract import lexicon
from service.extract.attribution import Attribution, Stretch
from service.extract.cues import can_speak, is_cue_word, quoting_before, saying_after
from service.extract.going_on import going_on
from service.extract.lexicon import Cue
from service.extract.phrases import phrase_cue_end, phrase_source
from service.extract.quotations import Quotation
from service.extract.reading import Reading
from service.extract.signatures import signed
from service.extract.source_heads import source_of
from service.extract.syntax import FINITE, children, end_of, is_negated, is_passive, prepositional_objects, subject

TAG_REACH = 22  # tokens between a quotation's end and its cue: "the minister's spokesman in the capital said"
SOURCE_REACH = 6  # tokens from an inverted cue to its source: "said the minister"
LEAD_REACH = 400  # characters before a quotation among which its tag stands
SENTENCE_ENDS = {".", "!", "?"}
MARKS = {"“", "”", '"', "«", "»", "‘", "’"}
NO_SOURCE = {"compound", "pobj", "poss", "npadvmod"}


def find_speech(reading: Reading, indirect: Sequence[Attribution]) -> Iterator[Attribution]:
    """Yield one attribution for each full quotation, in text order; those that only go on have ``continues``.

    ``indirect`` are the attributions without quotations, from which a quotation without a tag may go on.
    """
    previous: Attribution | None = None
    for quotation in reading.quotations:
        if not reading.is_full(quotation):
            continue
        found = (
            signed(reading, quotation)
            or _tag_after(reading, quotation)
            or _tag_before(reading, quotation)
            or _tag_line(reading, quotation)
            or going_on(reading, quotation, previous, indirect)
        )
        if found is not None:
            previous = found
            yield found


def relays_of_quoting(attribution: Attribution) -> list[Token]:
    """Return who quotes: of "the Kremlin quoted Putin as saying" the Kremlin."""
    saying = attribution.verb
    quoting = quoting_before(saying)
    if quoting is None:
        return []
    if is_passive(quoting):
        return [*prepositional_objects(saying, "by"), *prepositional_objects(quoting, "by")]
    return children(quoting, "nsubj")


def _tag_after(reading: Reading, quotation: Quotation) -> Attribution | None:
    tail = _tail(reading, quotation)
    if tail is not None and tail[0].text == ":":
        return None
    return _tag_in(quotation, tail, tail[:TAG_REACH], after=True) if tail is not None else None


def _tag_before(reading: Reading, quotation: Quotation) -> Attribution | None:
    if reading.text[: quotation.outer_start].rstrip()[-1:] in {*SENTENCE_ENDS, "”"}:
        return None
    lead = _lead(reading, quotation)
    if lead is None:
        return None
    return _tag_in(quotation, lead, list(reversed(lead)), after=False) or _announced(quotation, lead)


def _tag_line(reading: Reading, quotation: Quotation) -> Attribution | None:
    """ "Quotes attributable to Minister X:" and "She told reporters:" on a line of its own before the quotation."""
    line_start = reading.text.rfind("\n", 0, quotation.outer_start) + 1
    before = reading.text[:line_start].rstrip()
    if reading.text[line_start : quotation.outer_start].strip() or not before.endswith(":"):
        return None
    return tag_before(reading, quotation, len(before) - 1)


def tag_before(reading: Reading, quotation: Quotation, colon: int) -> Attribution | None:
    """Return whose words a quotation has that the line with a colon at this offset announces."""
    tokens = reading.tokens_between(reading.text.rfind("\n", 0, colon) + 1, colon + 1)
    if not tokens:
        return None
    line = reading.doc[tokens[0].i : tokens[-1].i + 1]
    last_sentence = reading.doc[max(line.start, line[-1].sent.start) : line.end]
    for lead in (last_sentence, line):
        if found := _tag_in(quotation, lead, list(reversed(lead)), after=False) or _announced(quotation, lead):
            return found
    return None


def _announced(quotation: Quotation, lead: Span) -> Attribution | None:
    """ "Estonia's minister was blunter: …": whoever the words before a colon are about says what follows it."""
    if lead[-1].text != ":" or len(lead) == 1:
        return None
    verb = next((t for t in lead if t.tag_ in FINITE and any(c.dep_ == "nsubj" for c in t.children)), None)
    source = subject(verb) if verb is not None else _speaker_in(lead)
    if source is None or (verb is not None and verb.lemma_ != "be" and is_negated(verb)):
        return None
    cue = (verb.idx if verb is not None else lead[-1].idx, end_of(lead[-2] if verb is not None else lead[-1]))
    content = (quotation.start, quotation.end)
    return Attribution(verb or source, cue, content, source, "assert", "announced by a colon")


def _speaker_in(lead: Span) -> Token | None:
    """Return who is named in a lead without a verb: "The police chief, Ana Vidal, on the tarmac:"."""
    return next((t for t in lead if can_speak(t) and t.dep_ not in {"compound", "poss", "amod", "nmod"}), None)


def _tail(reading: Reading, quotation: Quotation) -> Span | None:
    """Return what follows a quotation in its sentence, up to the next quotation, where that may be its tag."""
    tokens: list[Token] = []
    for token in reading.tokens_between(quotation.outer_end, reading.line_end(quotation.outer_end)):
        if reading.quotation_at(token.idx) is not None or token.text in {*SENTENCE_ENDS, ";"}:
            break
        if tokens or token.text not in MARKS:
            tokens.append(token)
    if not tokens:
        return None
    inside = reading.text[quotation.start : quotation.end].rstrip()
    is_sentence = inside[-1:] == "." and inside[-2:-1].isalpha()
    if is_sentence and tokens[0].text[:1].isupper():
        return None
    return reading.doc[tokens[0].i : tokens[-1].i + 1]


def _lead(reading: Reading, quotation: Quotation) -> Span | None:
    """Return what goes before a quotation in its sentence, back to the last sentence border or quotation."""
    tokens: list[Token] = []
    start = max(0, quotation.outer_start - LEAD_REACH)
    for token in reversed(reading.tokens_between(start, quotation.outer_start)):
        if "\n" in token.text or (token.text in SENTENCE_ENDS and tokens) or reading.in_full_quotation(token):
            break
        tokens.append(token)
    return reading.doc[tokens[-1].i : tokens[0].i + 1] if tokens else None


def _tag_in(quotation: Quotation, span: Span, tokens: Span | list[Token], *, after: bool) -> Attribution | None:
    """Return the attribution by the first cue among some tokens of a span beside a quotation."""
    content, rule = (quotation.start, quotation.end), "tag after" if after else "tag before"
    for token in tokens:
        if (source := phrase_source(token)) is not None:
            return Attribution(token, (token.idx, phrase_cue_end(token)), content, source, "assert", rule)
        cue = _speech_cue(token, after=after)
        is_relative = (
            after and token.i > 0 and token.nbor(-1).tag_ in {"WP", "WDT"}
        )  # "General Holt, who commanded it, says"
        if cue is None or is_relative or is_negated(token):
            continue
        if token.lemma_ == "quote" and (quoted := _object_of_quoting(quotation, token)) is not None:
            return quoted
        if (source := _source_in(token, span)) is not None:
            source = _one_by_name(source)
            return Attribution(token, _cue_stretch(token), content, source, cue.act, rule)
    return None


def _speech_cue(token: Token, *, after: bool) -> Cue | None:
    if not is_cue_word(token) and token.lemma_.lower() not in {"say", "read"}:
        return None
    if saying_after(token) is not None:
        return None  # "quoted Putin as saying": the cue is the saying
    if token.lemma_ == "go" and not any(c.lower_ == "on" for c in token.children):
        return None
    known = lexicon.cues().get(token.lemma_.lower())
    if known is not None:
        if known.at_number:  # "His deputy put it bluntly: …"
            return Cue(lemma=known.lemma, act="assert", quotation=True)
        return known if known.quotation or known.noun or known.particles else None
    if (
        token.lemma_ in lexicon.attribution().not_cues
        or token.tag_ not in {"VBD", "VBZ", "VBP"}
        or token.lemma_ == "be"
    ):
        return None
    # an unknown verb right after a quotation is a cue by its frame: "thundered the minister"
    return Cue(lemma=token.lemma_, act="assert", clause=True, quotation=True) if after else None


def _source_in(verb: Token, span: Span) -> Token | None:
    """Return the source of a cue beside a quotation, whatever the parser has made of the broken sentence."""
    nouns = [t for t in span if t.i != verb.i and (t.pos_ in {"PROPN", "PRON", "NOUN"} or t.lower_ == "one")]
    if quoting_before(verb) is not None:
        return _quoted_one(verb, span, nouns)
    source = source_of(verb)
    if source is not None and span.start <= source.i < span.end:
        return source
    candidates = [t for t in nouns if t.dep_ not in NO_SOURCE]
    before = [t for t in candidates if t.i < verb.i]
    if before:
        return before[-1]
    after = list(itertools.takewhile(lambda t: not _is_of_clause(t, verb), candidates))
    after = [t for t in after if t.i - verb.i <= SOURCE_REACH]
    if after and verb.i == span.start:
        return after[-1]
    if verb.tag_ == "VBG":
        return source
    return after[0] if after else None


def _is_of_clause(noun: Token, verb: Token) -> bool:
    """Whether a relative clause about the source stands before a noun: "remarked one source, who added Chad …"."""
    return any(t.tag_ in {"WP", "WDT"} for t in noun.doc[verb.i + 1 : noun.i + 1])


def _object_of_quoting(quotation: Quotation, verb: Token) -> Attribution | None:
    """ "“…,” the newspaper quoted a diplomat": the one quoted speaks, who quotes relays."""
    quoted = next(iter(children(verb, "dobj")), None)
    if quoted is None or is_passive(verb):
        return None
    content, cue = (quotation.start, quotation.end), (verb.idx, end_of(verb))
    return Attribution(verb, cue, content, quoted, "assert", "quoted", relays=children(verb, "nsubj"))


def _one_by_name(source: Token) -> Token:
    """Of "one of them, the student Ama Mensah" the student."""
    if source.lower_ not in {"one", "another"}:
        return source
    after = (
        token
        for token in source.doc[source.i + 1 : source.sent.end]
        if token.i > source.right_edge.i or token.dep_ == "appos"
    )
    return next((token for token in after if can_speak(token) and token.dep_ not in NO_SOURCE - {"npadvmod"}), source)


def _quoted_one(saying: Token, span: Span, nouns: list[Token]) -> Token | None:
    """Of "the Kremlin quoted Putin as saying" and "Putin was quoted as saying" Putin."""
    subjects = [t for t in span if t.dep_ in {"nsubj", "nsubjpass"}]
    if subjects and any(t.dep_ == "auxpass" for t in span):
        return subjects[0]
    between = [t for t in nouns if t.i < saying.i and t.dep_ != "compound"]
    return between[-1] if between else None


def _cue_stretch(verb: Token) -> Stretch:
    """Return the cue; of "quoted Putin as saying" and "was quoted as saying" the whole of it."""
    quoting = quoting_before(verb)
    if quoting is not None:
        passive = [c for c in children(quoting, "auxpass") if c.i == quoting.i - 1]
        return (passive[0] if passive else quoting).idx, end_of(verb)
    for child in verb.children:
        if child.i == verb.i + 1 and child.lower_ == "on" and verb.lemma_ == "go":
            return verb.idx, end_of(child)
    return verb.idx, end_of(verb)
