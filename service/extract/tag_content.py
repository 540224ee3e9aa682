"""What a tag attributes: the clause before ", X said", or the whole sentence that ", he said," is put into."""

from __future__ import annotations

from spacy.tokens import Span, Token

from service.extract import lexicon
from service.extract.attribution import Stretch
from service.extract.clauses import after_dateline, start_of_line
from service.extract.cues import can_speak
from service.extract.extent import end_of_clause
from service.extract.reading import Reading
from service.extract.syntax import FINITE, children, end_of, main_verb

LONGEST_FRAGMENT = 8  # tokens of a content without a verb: "Not so fast, says X"
DASHES = {"—", "–"}
RELATIVES = {"WDT", "WP", "WRB", "WP$"}
BEGINS_NOUN_PHRASE = {"DET", "NOUN", "ADP", "ADJ", "NUM", "PROPN"}
# what goes on after anybody's tag, and what only after "he said"
COMPLETING = {"including", "together", "along", "plus", "unless", "provided"}
GOING_ON = {"provided", "unless", "if", "because", "so", "until", "some", "most", "many", "all", "none"}


def tagged_content(
    reading: Reading, verb: Token, source: Token, border: Token, end: int
) -> tuple[Stretch, Token | None] | None:
    """Return what a tag attributes and its main verb, None where the words before it are no content.

    The tag begins after the token ``border``, has ``verb`` and ``source`` and is over before the token ``end``.
    """
    first = start_of_content(border)
    before, rest = verb.doc[first.i : border.i], verb.doc[end : verb.sent.end]
    if len(before) == 0:
        return None
    main = _main_verb(before)
    if main is not None and _is_put_in(main, source):
        return None
    if main is not None and not _is_completed_by(rest, main, source, verb, end):
        return (first.idx, end_of(border) if border.is_quote else border.idx), main
    later = main or next((token for token in rest if token.tag_ in FINITE), None)
    if later is not None and len(rest) > 1 and rest[0].text in {",", *DASHES} and not _is_relative(rest):
        if any(token.dep_ == "cc" for token in verb.doc[border.i + 1 : verb.i]):
            return None  # "U.S., Ukrainian and Korean officials say"
        return (first.idx, _end_of_sentence(reading, rest, verb, later)), later
    is_whole = _is_fragment(before, border, verb) or _is_mistaken_clause(before, rest, source, verb)
    is_whole = is_whole or _is_headline(reading, first, rest)
    return ((first.idx, border.idx), None) if is_whole else None


def _is_put_in(main: Token, source: Token) -> bool:
    """Whether the verb before a tag only tells of the source: "Peskov, asked about the report, said …"."""
    is_asked = main.lemma_.lower() in lexicon.attribution().asking and main.tag_ in {"VBN", "VBD"}
    if children(main, "aux", "auxpass") or main.i == main.sent.start or main.nbor(-1).text != ",":
        return False
    return is_asked or (main.tag_ == "VBN" and source.i < main.i)


def start_of_content(border: Token) -> Token:
    """Return the first word of what a tag attributes: after a semicolon, colon or dateline."""
    first = after_dateline(border.doc[start_of_line(border) : border.sent.end])
    for token in reversed(border.doc[first.i : border.i]):
        if token.text == ";" or (token.text == ":" and main_verb(border.doc[first.i : token.i]) is not None):
            return token.nbor(1)
    return first


def _is_fragment(before: Span, border: Token, verb: Token) -> bool:
    """ "Not so fast, says the colonel": a few words without a verb before an inverted "says"."""
    is_plain = verb.lemma_ in lexicon.attribution().plain and border.i + 1 == verb.i
    return is_plain and len(before) <= LONGEST_FRAGMENT and before[0].pos_ not in {"ADP", "SCONJ"}


def _is_headline(reading: Reading, first: Token, rest: Span) -> bool:
    """ "Favourite doubtful for Tour after crash, team admits": a line without a verb and without a full stop."""
    is_line = first.idx == 0 or reading.text[first.idx - 1] == "\n"
    line = reading.text[first.idx : reading.line_end(first.idx)].rstrip()
    return is_line and line[-1:].isalnum() and not any(token.is_alpha for token in rest)


def _is_mistaken_clause(before: Span, rest: Span, source: Token, verb: Token) -> bool:
    """Whether the model has taken the verb of the clause before a last tag for a participle."""
    is_last = source.i < verb.i and not any(token.is_alpha for token in rest)
    return is_last and before[0].pos_ in BEGINS_NOUN_PHRASE and any(t.tag_ in {"VBD", "VBN"} for t in before)


def _end_of_sentence(reading: Reading, rest: Span, verb: Token, later: Token) -> int:
    """Return where the rest of a sentence that a tag is put into ends: at a semicolon, or where the source resumes."""
    if later.i > verb.i and later.i not in {token.i for token in rest[:1]}:
        resuming = lexicon.attribution().resuming
        for token in rest[1:]:
            is_resumed = token.tag_ == "VBG" and token.nbor(-1).text == "," and token.lemma_.lower() in resuming
            if token.text == ";" or is_resumed:
                return end_of(token.nbor(-1))
        return rest.end_char
    return rest.end_char if rest[1].dep_ == "cc" else max(end_of_clause(reading, later, verb), end_of(rest[1]))


def _main_verb(span: Span) -> Token | None:
    """Return the main verb of a stretch, None for the mere "when …" before a main clause."""
    is_subordinate = span[0].pos_ == "SCONJ" or span[0].tag_ == "WRB"
    is_only_subordinate = is_subordinate and not any(token.text == "," for token in span)
    return None if is_only_subordinate else main_verb(span)


def _is_completed_by(rest: Span, main: Token, source: Token, verb: Token, end: int) -> bool:
    """Whether what follows a tag belongs to the clause before it: "had been assured, she said, that …"."""
    if len(rest) < 3 or rest[0].text != ",":
        return False
    following = rest[1]
    if following.lower_ == "that" and following.dep_ == "mark":
        return True
    if following.lower_ in COMPLETING:
        return not any(_speaks(token) for token in rest)
    if source.pos_ == "PRON" and end - verb.i <= LONGEST_FRAGMENT and not rest[2].is_quote:
        if following.dep_ == "cc":  # "It had been planned, he said, and nobody had to fear it"
            return not any(_speaks(token) for token in rest)
        if following.lower_ in GOING_ON or following.pos_ in {"NUM", "NOUN"} or following.tag_ == "TO":
            return True  # "the movement could live with it, he suggested, provided that …"
    is_open = main.i + 1 < rest.start and main.nbor(1).text == ","
    return is_open and following.pos_ in BEGINS_NOUN_PHRASE


def _speaks(verb: Token) -> bool:
    """Whether a verb of saying has a subject of its own that can speak."""
    words = lexicon.attribution()
    is_cue = verb.tag_ in FINITE and verb.lemma_ in words.speech | words.plain
    return is_cue and any(can_speak(noun) for noun in children(verb, "nsubj"))


def _is_relative(span: Span) -> bool:
    return span[1].tag_ in RELATIVES
