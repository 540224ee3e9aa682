"""Tags as they stand on the page: ", X said on Monday." and ", announced the minister", however they are parsed.

The small parser often takes a tag for a conjunct, an apposition or a relative clause. On the page a tag is plain: a
comma, a noun phrase and a cue (or the cue first), and nothing after it but time, place and addressee.
"""

from __future__ import annotations

from spacy.tokens import Span, Token

from service.extract import lexicon
from service.extract.attribution import Attribution
from service.extract.cues import can_speak, is_verb_taken_for_noun
from service.extract.lexicon import Cue
from service.extract.noun_phrases import is_plural
from service.extract.reading import Reading
from service.extract.syntax import (
    FINITE,
    FINITE_OR_PARTICIPLE,
    SUBJECTS,
    TIMES,
    children,
    end_of,
    word_before_predicate,
)
from service.extract.tag_content import tagged_content

LONGEST_SOURCE = 14  # tokens of a source between the comma and its verb
IN_NOUN_PHRASE = {"DET", "ADJ", "NOUN", "PROPN", "PRON", "ADP", "NUM", "PART", "PUNCT", "CCONJ", "SYM"}
BEGINS_NOUN_PHRASE = {"DET", "ADJ", "NOUN", "PROPN", "PRON", "NUM"}
NOUNS = {"NOUN", "PROPN", "PRON", "NUM"}
DASHES = {"—", "–"}
CLOSING = {"”", '"', "’", "»", "“", "'"}
RELATIVES = {"WDT", "WP", "WRB", "WP$"}
JOINING = {"and", "but", "or", "as", "so", "when", "while", "if", "because"}


def tag_frame(reading: Reading, verb: Token, cue: Cue, last: Token | None = None) -> Attribution | None:
    """ "…, X said on Monday." and "…, announced on Thursday its commander": a tag after its content.

    ``last`` is the last word of a cue of several words ("…, X made clear").
    """
    last = last or verb
    if (
        not cue.clause
        or verb.i <= verb.sent.start
        or (verb.tag_ not in FINITE_OR_PARTICIPLE and not is_verb_taken_for_noun(verb))
    ):
        return None
    found = _direct(verb, cue, last) or _inverted(verb)
    if found is None:
        return None
    border, source, end = found
    if border.text == "," and border.i > border.sent.start + 1 and border.nbor(-1).tag_ in RELATIVES:
        return None  # "a treaty that, X said, extends to"
    content = tagged_content(reading, verb, source, border, end)
    if content is None:
        return None
    stretch, clause = content
    return Attribution(verb, (verb.idx, end_of(last)), stretch, source, cue.act, "tag", clause)


def _direct(verb: Token, cue: Cue, last: Token) -> tuple[Token, Token, int] | None:
    """Return the border before ", X said", its source and where the tag ends, None where there is no such tag."""
    border = _border_before(verb)
    if border is None:
        return None
    phrase = verb.doc[border.i + 1 : verb.i]
    end = _end_of_tag(verb, cue, last.i + 1)
    source = _head_of(phrase, verb)
    return (border, source, end) if end is not None and source is not None else None


def _border_before(verb: Token) -> Token | None:
    """Return the comma, dash or closing mark before the source of a tag whose verb comes last."""
    for subject in children(verb, *SUBJECTS):
        before = subject.left_edge
        if subject.i < verb.i and before.i > verb.sent.start and _is_border(before.nbor(-1)):
            can_begin = before.lower_ not in JOINING and before.tag_ not in RELATIVES
            return before.nbor(-1) if can_begin else None
    if verb.dep_ == "relcl":
        return None  # ", a charge Beijing denied"
    first = max(verb.sent.start, verb.i - LONGEST_SOURCE)
    before = word_before_predicate(verb) or verb.nbor(-1)
    commas_inside = 2 if before.text == "," else 0  # "its director, Ana Vidal, said"
    for token in reversed(verb.doc[first : before.i + 1]):
        if _is_border(token):
            if commas_inside:
                commas_inside -= 1
                continue
            return token if token.i + 1 < verb.i and _can_begin(token.nbor(1)) else None
        is_modifier = token.tag_ == "VBN" and token.dep_ == "amod"
        if token.text in {";", ":"}:
            return None
        if token.pos_ not in IN_NOUN_PHRASE and not (is_modifier or token.pos_ == "ADV"):
            return None
    return None


def _is_border(token: Token) -> bool:
    if token.text in {",", *DASHES}:
        return True
    return token.text in CLOSING and token.i > 0 and token.nbor(-1).text in {",", "?", "!"}


def _can_begin(token: Token) -> bool:
    is_modifier = token.tag_ == "VBN" and token.dep_ == "amod"  # "retired admiral"
    is_noun_like = token.pos_ in BEGINS_NOUN_PHRASE or is_modifier or _is_role(token)
    return is_noun_like and token.lower_ not in JOINING and token.tag_ not in RELATIVES


def _is_role(token: Token) -> bool:
    """Whether a word is a role, which the model may take for a verb: ", said engineer Tomas Brandt"."""
    return token.lower_ in lexicon.words().roles


def _head_of(phrase: Span, verb: Token) -> Token | None:
    """Return the head of a source: the verb's subject, or the last noun before a preposition or comma."""
    for subject in children(verb, *SUBJECTS):
        if phrase.start <= subject.i < phrase.end:
            return subject
    head = None
    for token in phrase:
        if token.pos_ in NOUNS or _is_role(token):
            head = token
        elif head is not None and (token.pos_ == "ADP" or token.text == ","):
            break
    return head


def _end_of_tag(verb: Token, cue: Cue, first: int) -> int | None:
    """Return the index after a tag: it runs to the next border and holds only adverbials, or an addressee of "told"."""
    sentence_end = verb.sent.end
    for index in range(first, sentence_end):
        token = verb.doc[index]
        if token.text in {",", ";", ".", *DASHES} or (token.is_space and "\n" in token.text):
            return index
        if token.tag_ in FINITE or token.lower_ == "that" or token.is_quote or token.text == ":":
            return None
        if index == first and (token.lower_ in cue.particles or not _can_follow(verb, token)):
            return None
    return sentence_end


def _can_follow(verb: Token, token: Token) -> bool:
    """Whether a word can begin what follows the verb of a tag: time, place, manner, an addressee."""
    if token.ent_type_ in TIMES or token.pos_ == "ADV" or token.lower_ in {"late", "last", "this"}:
        return True
    if token.pos_ == "ADP" or token.dep_ == "prep":
        return token.lower_ not in {"by", "of"}
    return verb.lemma_ in lexicon.attribution().telling


def _inverted(verb: Token) -> tuple[Token, Token, int] | None:
    """Return border, source and end of ", said the minister" and ", announced on Thursday its commander"."""
    border = verb.nbor(-1)
    if border.lower_ in {"has", "have"} and border.i > verb.sent.start:
        border = border.nbor(-1)  # ", has indicated the council", as in French
    if not _is_border(border) or verb.lemma_ in {"tell", "remind"}:
        return None
    if any(c.dep_ in {"aux", "auxpass"} and c.lower_ not in {"has", "have"} for c in verb.children):
        return None
    start = verb.i + 1
    while start + 1 < verb.sent.end and _is_date(verb.doc[start]):
        start += 1
    if start >= verb.sent.end or not _can_begin(verb.doc[start]):
        return None
    source = _inverted_source(verb, start)
    if verb.tag_ == "VBP" and (source is None or not _ends_sentence(source)):
        return None  # ", say, …", "a few, say Germans, …"
    is_plain = verb.lemma_ in lexicon.attribution().plain
    if source is None or not (is_plain or source.pos_ == "PROPN" or can_speak(source)) or _has_own_clause(source, verb):
        return None
    end = _end_of_source(source)
    if verb.lemma_ == "inform" and end < verb.sent.end and not verb.doc[end].is_punct:
        return None  # "informed its partners of the plan"
    return border, source, end


def _ends_sentence(source: Token) -> bool:
    """Whether several end a sentence with what is told of them: ", say officials in Kyiv."."""
    after = _end_of_source(source)
    return is_plural(source) and all(t.is_punct or t.is_space for t in source.doc[after : source.sent.end])


def _end_of_source(source: Token) -> int:
    """Return the index after an inverted source with its prepositional phrase: ", say officials in Kyiv, …"."""
    for token in source.doc[source.i + 1 : min(source.sent.end, source.i + LONGEST_SOURCE)]:
        if token.is_punct:
            return token.i
        if token.pos_ not in IN_NOUN_PHRASE:
            break
    return source.i + 1


def _has_own_clause(noun: Token, verb: Token) -> bool:
    """Whether a noun after a verb begins what is said: "Lee, a retired judge, said she would stay"."""
    is_subject = noun.dep_ in SUBJECTS and noun.i < noun.head.i
    return is_subject and any(own.i < verb.i for own in children(verb, *SUBJECTS))


def _is_date(token: Token) -> bool:
    return token.ent_type_ in TIMES or (token.pos_ == "ADP" and token.nbor(1).ent_type_ in TIMES)


def _inverted_source(verb: Token, start: int) -> Token | None:
    for subject in children(verb, "nsubj"):
        if subject.i >= start:
            return subject if subject.left_edge.i == start else None
    source = None
    for token in verb.doc[start : min(verb.sent.end, start + LONGEST_SOURCE)]:
        if token.i + 1 < len(token.doc) and token.nbor(1).tag_ == "POS":
            continue
        if token.pos_ in NOUNS or _is_role(token):
            source = token
        elif source is not None or token.pos_ not in IN_NOUN_PHRASE:
            break
    return source
