"""Where a person's name begins and ends, and whether it is one: titles, offices and owners are no part of it."""

from __future__ import annotations

import re

from spacy.tokens import Doc, Span, Token

from service.extract import lexicon
from service.extract.dates import MONTHS, WEEKDAYS
from service.extract.lexicon.kinds import kind_words
from service.extract.naming import has_article, is_body_word, is_first_name, is_thing, kind_beside, kind_told

LONGEST_BRACKET = 4  # tokens between a title and the name, the marks among them
TWO = 2  # tokens: a noun and the "and" behind it
NAMED_AFTER_SOMEBODY = 3  # words: "Konrad Adenauer Foundation"
NAME = re.compile(r"[^\W\d_][\w’'\-.]*(?: [“\"‘']?(?:[^\W\d_][\w’'\-.]*)[”\"]?)*")
POSSESSIVES = {"’s", "'s", "’"}


def has_particle_at(doc: Doc, index: int) -> bool:
    """ "Tukikebi [dos] Santos": whether a particle of names stands before another part of the name."""
    is_particle = index + 1 < len(doc) and doc[index].text in kind_words().particles
    return is_particle and doc[index + 1].text[:1].isupper() and doc[index + 1].pos_ == "PROPN"


def is_title(token: Token) -> bool:
    """Whether a word is a title that stands before names: "Mr", "Gen."."""
    return token.lower_.rstrip(".") in lexicon.sources().titles["any"]


def after_bracket(title: Token) -> Token:
    """Return the word after a title or role: of "Lt Gen (retd) Ana Vidal" the name; the title where nothing follows."""
    after = title.doc[title.i + 1 :]
    if len(after) > LONGEST_BRACKET and after[0].text == "(":
        closing = next((t for t in after[1:LONGEST_BRACKET] if t.text == ")"), None)
        return closing.nbor(1) if closing is not None else title
    return after[0] if len(after) else title


def is_name_word(token: Token) -> bool:
    """Whether a word may be part of a person's name."""
    return token.pos_ == "PROPN" and token.text[:1].isupper() and re.sub(r"[-’'.]", "", token.text).isalpha()


def is_hyphenated(token: Token) -> bool:
    """ "Manukyan-Ter", "Mi-ran": whether a hyphen and another part of the name follow without a space."""
    if token.i + 2 >= len(token.doc) or token.whitespace_ or token.nbor(1).text != "-" or token.nbor(1).whitespace_:
        return False
    return token.nbor(2).is_alpha


def trimmed_name(span: Span) -> Span | None:
    """Cut what the model takes into a name by mistake: possessives, titles, line breaks, marks."""
    tokens = _without_portfolio(_without_office(list(span)))
    while tokens and (_is_mark(tokens[-1]) or tokens[-1].tag_ == "POS" or tokens[-1].text in POSSESSIVES):
        tokens.pop()
    while tokens and (_is_mark(tokens[0]) or is_title(tokens[0]) or tokens[0].lemma_.lower() in lexicon.words().roles):
        tokens.pop(0)
    if not tokens or any(token.is_space for token in tokens):
        return None
    return span.doc[tokens[0].i : tokens[-1].i + 1]


def _without_office(tokens: list[Token]) -> list[Token]:
    """Cut whose somebody is and what: "Sinn Féin's Aoife Daly", "Foreign Minister Tore Lund"."""
    for position in range(len(tokens) - 2, 0, -1):
        if tokens[position].tag_ == "POS":
            return tokens[position + 1 :]
        is_office = tokens[position].lower_ in lexicon.words().roles and not is_first_name(tokens[0].text)
        if is_office and not tokens[position + 1].is_punct:
            return tokens[position + 1 :]
    return tokens


def _without_portfolio(tokens: list[Token]) -> list[Token]:
    """Cut the rest of a ministry's name: of "Foreign Affairs and International Cooperation Prak Dara" the person."""
    first = tokens[0] if tokens else None
    if first is None or first.i < TWO or first.nbor(-1).lower_ != "and":
        return tokens
    if first.nbor(-TWO).lower_ not in kind_words().portfolios:
        return tokens
    position = 0
    while position + 1 < len(tokens) and tokens[position].lower_ in kind_words().portfolios:
        position += 1
    return tokens[position:]


def _is_mark(token: Token) -> bool:
    return bool(token.is_punct or token.is_space)


def may_name_person(span: Span) -> bool:
    """Whether some words may be a person's name, and are none of a body."""
    if not span.text[0].isupper() or span[0].lower_ in {"the", "of"} or NAME.fullmatch(span.text) is None:
        return False
    if _is_date(span):
        return False
    if is_first_name(span[0].text) and not (has_article(span) and is_body_word(span[-1].text)):
        return len(span) < NAMED_AFTER_SOMEBODY or span[-1].lower_ not in kind_words().nouns
    return not _is_of_body(span)


def _is_date(span: Span) -> bool:
    """Whether a single word is a month or a day of the week: "since January, the minister said"; June may speak."""
    word = span[0]
    if len(span) > 1 or word.lower_ not in {*MONTHS, *WEEKDAYS}:
        return False
    is_counted_from = word.dep_ == "pobj" and word.head.lower_ in {"in", "since", "until", "till", "by", "from", "of"}
    return is_counted_from or word.dep_ == "npadvmod" or not is_first_name(word.text)


def _is_of_body(span: Span) -> bool:
    """Whether what the model takes for a person is a body: "Lockhart Dynamics", "Kestrel, a shipping company,"."""
    if len(span) == 1 and span[0].lower_.removesuffix("s") in kind_words().nouns:
        return True
    if any(token.text.isupper() and len(token) > 2 for token in span) and len(span) == 1:
        return kind_beside(span) != "person"
    if is_thing(span):
        return True
    if len(span) == 1 and _ends_name_of_body(span[0]):
        return True
    return kind_told(span) not in {None, "person"}


def _ends_name_of_body(token: Token) -> bool:
    """Whether a word ends a body's name: "Guelph" in "the University of Guelph"."""
    before = token.doc[max(token.sent.start, token.i - 2) : token.i]
    return len(before) > 1 and before[1].lower_ == "of" and before[0].is_title and is_body_word(before[0].text)
