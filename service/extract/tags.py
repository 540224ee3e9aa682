"""Tags as they stand on the page: ", X said on Monday." and ", announced the minister", however they are parsed.

The small parser often takes a tag for a conjunct, an apposition or a relative clause. On the page a tag is plain: a
comma, a noun phrase and a cue (or the cue first), and nothing after it but time, place and addressee.
"""

from __future__ import annotations

from spacy.tokens import Span, Token

from service.extract import lexicon
from service.extract.attribution import Attribution, Stretch
from service.extract.clauses import after_dateline
from service.extract.cues import can_speak
from service.extract.extent import end_of_clause
from service.extract.lexicon import Cue
from service.extract.reading import Reading
from service.extract.syntax import FINITE, SUBJECTS, children, end_of, main_verb

LONGEST_SOURCE = 14  # tokens of a source between the comma and its verb
LONGEST_FRAGMENT = 8  # tokens of a content without a verb: "Not so fast, says X"
VERB_FORMS = {"VBD", "VBZ", "VBP", "VBN"}
IN_NOUN_PHRASE = {"DET", "ADJ", "NOUN", "PROPN", "PRON", "ADP", "NUM", "PART", "PUNCT", "CCONJ", "SYM"}
BEGINS_NOUN_PHRASE = {"DET", "ADJ", "NOUN", "PROPN", "PRON", "NUM"}
NOUNS = {"NOUN", "PROPN", "PRON", "NUM"}
DASHES = {"—", "–"}
CLOSING = {"”", '"', "’", "»", "“", "'"}
SENTENCE_MARKS = {".", "!", "?", "…", ":", ";", *CLOSING}
TIMES = {"DATE", "TIME"}
RELATIVES = {"WDT", "WP", "WRB", "WP$"}
JOINING = {"and", "but", "or", "as", "so", "when", "while", "if", "because"}


def tag_frame(reading: Reading, verb: Token, cue: Cue, last: Token | None = None) -> Attribution | None:
    """ "…, X said on Monday." and "…, announced on Thursday its commander": a tag after its content.

    ``last`` is the last word of a cue of several words ("…, X made clear").
    """
    last = last or verb
    if not cue.clause or verb.tag_ not in VERB_FORMS or verb.i <= verb.sent.start:
        return None
    found = _direct(verb, cue, last) or _inverted(verb)
    if found is None:
        return None
    border, source, end = found
    content = _content(reading, verb, border, end)
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
            return before.nbor(-1) if _can_begin(before) else None
    if verb.dep_ == "relcl":
        return None  # ", a charge Beijing denied"
    first = max(verb.sent.start, verb.i - LONGEST_SOURCE)
    for token in reversed(verb.doc[first : verb.i]):
        if _is_border(token):
            return token if token.i + 1 < verb.i and _can_begin(token.nbor(1)) else None
        is_modifier = token.tag_ == "VBN" and token.dep_ == "amod"
        is_auxiliary = token.i == verb.i - 1 and token.lemma_ == "have"
        if token.text in {";", ":"}:
            return None
        if token.pos_ not in IN_NOUN_PHRASE and not (is_modifier or is_auxiliary or token.pos_ == "ADV"):
            return None
    return None


def _is_border(token: Token) -> bool:
    if token.text in {",", *DASHES}:
        return True
    return token.text in CLOSING and token.i > 0 and token.nbor(-1).text in {",", "?", "!"}


def _can_begin(token: Token) -> bool:
    is_noun_like = token.pos_ in BEGINS_NOUN_PHRASE or _is_role(token)
    return is_noun_like and token.lower_ not in JOINING and token.tag_ not in {"WDT", "WP", "WRB", "WP$"}


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
        if token.pos_ in NOUNS:
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
    if not _is_border(border) or verb.tag_ == "VBP" or verb.lemma_ in {"tell", "inform", "remind"}:
        return None
    if any(c.dep_ in {"aux", "auxpass"} for c in verb.children):
        return None
    start = verb.i + 1
    while start + 1 < verb.sent.end and _is_date(verb.doc[start]):
        start += 1
    if start >= verb.sent.end or not _can_begin(verb.doc[start]):
        return None
    source = _inverted_source(verb, start)
    if source is None or not (source.pos_ == "PROPN" or can_speak(source)) or _has_own_clause(source, verb):
        return None
    return border, source, source.i + 1


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
        if token.pos_ in NOUNS or _is_role(token):
            source = token
        elif source is not None or token.pos_ not in IN_NOUN_PHRASE:
            break
    return source


def _content(reading: Reading, verb: Token, border: Token, end: int) -> tuple[Stretch, Token | None] | None:
    """Return what a tag attributes, and its main verb: what goes before, or the whole sentence that it is put into."""
    doc = verb.doc
    first = _start_of_content(border)
    before = doc[first.i : border.i]
    rest = doc[end : verb.sent.end]
    if len(before) == 0:
        return None
    main = _main_verb(before)
    if main is not None and not _is_completed_by(rest, main):
        return (first.idx, end_of(border) if border.is_quote else border.idx), main
    is_parted = len(rest) > 1 and rest[0].text in {",", *DASHES} and not _is_relative(rest)
    later = main or next((token for token in rest if token.tag_ in FINITE), None)
    if is_parted and later is not None:
        if any(token.dep_ == "cc" for token in doc[border.i + 1 : verb.i]):
            return None  # "U.S., Ukrainian and Korean officials say"
        is_joined = rest[1].dep_ == "cc"
        return (first.idx, verb.sent.end_char if is_joined else end_of_clause(reading, later, verb)), later
    is_fragment = len(before) <= LONGEST_FRAGMENT and before[0].pos_ not in {"ADP", "SCONJ"}
    return ((first.idx, border.idx), None) if is_fragment and border.i + 1 == verb.i else None


def _start_of_content(border: Token) -> Token:
    """Return the first word of what a tag attributes: after a semicolon, a dateline, "But" or "In addition,"."""
    first = after_dateline(border.doc[_start_of_line(border) : border.sent.end])
    for token in reversed(border.doc[first.i : border.i]):
        if token.text == ";" or (token.text == ":" and _has_verb(border.doc[token.i + 1 : border.i])):
            first = token.nbor(1)
            break
    connectives = lexicon.attribution().connectives
    if first.lower_ in {"but", "and", "yet"} and first.i + 1 < border.i:
        return first.nbor(1)
    for last in (first, first.nbor(1)):
        is_connective = border.doc[first.i : last.i + 1].text.lower().replace(" ", "-") in connectives
        if is_connective and last.i + 2 < border.i and last.nbor(1).text == ",":
            return last.nbor(2)
    return first


def _has_verb(span: Span) -> bool:
    return len(span) > 0 and any(token.tag_ in FINITE or token.pos_ == "VERB" for token in span)


def _start_of_line(border: Token) -> int:
    """Return where a sentence begins; the parser may begin it before a line break or after the first words."""
    doc, first = border.doc, border.sent.start
    for token in reversed(doc[first : border.i]):
        if "\n" in token.text:
            return token.i + 1
    while first > 0 and not doc[first - 1].is_space and doc[first - 1].text not in SENTENCE_MARKS:
        first -= 1
    return first


def _main_verb(span: Span) -> Token | None:
    """Return the main verb of a stretch, None for the mere "when …" before a main clause."""
    is_subordinate = span[0].pos_ == "SCONJ" or span[0].tag_ == "WRB"
    is_only_subordinate = is_subordinate and not any(token.text == "," for token in span)
    return None if is_only_subordinate else main_verb(span)


def _is_completed_by(rest: Span, main: Token) -> bool:
    """Whether what follows a tag belongs to the clause before it: "had been assured, she said, that …"."""
    if len(rest) < 3 or rest[0].text != ",":
        return False
    if rest[1].lower_ == "that" and rest[1].dep_ == "mark":
        return True
    if rest[1].dep_ == "cc" and not any(_speaks(token) for token in rest):
        return True  # "It had been planned, he said, and nobody had to fear it"
    is_open = rest[0].i > 0 and main.i + 1 < rest.start and main.nbor(1).text == ","
    return is_open and rest[1].pos_ in {"DET", "NOUN", "ADP", "ADJ", "NUM", "PROPN"}


def _speaks(verb: Token) -> bool:
    """Whether a finite cue has a subject of its own that can speak."""
    is_cue = verb.tag_ in FINITE and verb.lemma_ in lexicon.cues()
    return is_cue and any(can_speak(noun) for noun in children(verb, "nsubj"))


def _is_relative(span: Span) -> bool:
    return span[1].tag_ in RELATIVES
