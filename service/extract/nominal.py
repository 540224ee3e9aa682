"""Attributions without a cue verb: "according to …", "reports from … that …", "X's claim that …", "X: …"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from spacy.tokens import Span, Token

from service.extract import lexicon
from service.extract.attribution import Attribution
from service.extract.reading import Reading
from service.extract.syntax import children, is_negated, prepositional_objects
from service.model import Act

ESTIMATE_NOUNS = {"estimate", "figure", "toll", "tally", "count", "number", "assessment"}
GIVING = {"give", "provide", "offer", "issue", "put", "release", "publish", "cite"}


def find_according_to(reading: Reading) -> Iterator[Attribution]:
    """ "According to X, …", "…, according to X", "in X's view, …"."""
    for token in reading.doc:
        source = _according_source(token)
        if source is None or reading.in_full_quotation(token):
            continue
        start, end = token.idx, _phrase_end(token)
        cue_end = source_cue_end(token)
        stretch = _rest_of_sentence(reading, token, start, end)
        if stretch is not None:
            yield Attribution(token, (start, cue_end), stretch, source, "assert", "according to", _main_verb(token))


def _according_source(token: Token) -> Token | None:
    if token.lower_ == "according":
        for child in token.children:
            if child.lower_ == "to":
                found = children(child, "pobj")
                return found[0] if found else None
        following = token.nbor(1) if token.i + 1 < len(token.doc) else None
        if following is not None and following.lower_ == "to":
            found = children(following, "pobj")
            return found[0] if found else None
    if token.lower_ in {"in", "for", "by"} and token.dep_ == "prep":
        for noun in children(token, "pobj"):
            if noun.lemma_ == "word" and token.lower_ == "in":
                for found in prepositional_objects(noun, "of"):
                    return found
            if noun.lemma_ in {
                "view",
                "opinion",
                "words",
                "word",
                "estimate",
                "estimation",
                "telling",
                "reckoning",
                "count",
            }:
                owners = children(noun, "poss")
                return owners[0] if owners else None
    return None


def source_cue_end(token: Token) -> int:
    """Return the end of the cue: of "According to" both words, of "in X's view" the preposition only."""
    if token.lower_ == "according":
        following = token.nbor(1)
        return following.idx + len(following)
    return token.idx + len(token)


def _phrase_end(token: Token) -> int:
    last = token.right_edge
    if token.lower_ == "according" and last.i == token.i:
        last = token.nbor(1).right_edge
    return last.idx + len(last)


def _main_verb(token: Token) -> Token | None:
    head = token.head
    while head.pos_ not in {"VERB", "AUX"} and head.head.i != head.i:
        head = head.head
    return head


def _rest_of_sentence(reading: Reading, token: Token, start: int, end: int) -> tuple[int, int] | None:
    """Return the sentence without the phrase: what follows a phrase at its head, what goes before one at its end."""
    sentence = reading.sentences_around(start, end)
    if not reading.text[sentence.start : start].strip(" ,“\"'‘"):
        return (end, sentence.end)
    if reading.text[end : sentence.end].strip(" .,”\"'’") and _is_parenthetical(reading, start, end, sentence.end):
        return (sentence.start, sentence.end)
    return (sentence.start, start) if start > sentence.start else None


def _is_parenthetical(reading: Reading, start: int, end: int, limit: int) -> bool:
    return reading.text[:start].rstrip().endswith(",") and reading.text[end:limit].lstrip().startswith(",")


def find_noun_cues(reading: Reading) -> Iterator[Attribution]:
    """ "reports from X that …", "X's claim that …", "reports of troops being sent"."""
    acts = lexicon.words().noun_cues
    for token in reading.doc:
        act = acts.get(token.lemma_.lower())
        if act is None or token.pos_ != "NOUN" or reading.in_full_quotation(token) or _is_denied(token):
            continue
        found = _noun_clause(token) or _noun_of(reading, token)
        if found is not None:
            clause, start, end = found
            yield Attribution(token, (token.idx, token.idx + len(token)), (start, end), token, act, "noun cue", clause)


def _is_denied(noun: Token) -> bool:
    return any(c.lower_ == "no" for c in noun.children) or (
        noun.dep_ in {"dobj", "nsubj", "nsubjpass", "pobj"} and noun.head.pos_ == "VERB" and is_negated(noun.head)
    )


def _noun_clause(noun: Token) -> tuple[Token, int, int] | None:
    for clause in children(noun, "acl", "ccomp", "relcl"):
        mark = next((c for c in clause.children if c.lower_ == "that" and c.i < clause.i), None)
        subjects = [c for c in children(clause, "nsubj", "nsubjpass") if mark is not None and c.i > mark.i]
        if mark is not None and mark.i > noun.i and (mark.dep_ == "mark" or subjects):
            tokens = [token for token in clause.subtree if token.i > mark.i]
            return clause, tokens[0].idx, tokens[-1].idx + len(tokens[-1])
    return None


def _noun_of(reading: Reading, noun: Token) -> tuple[Token, int, int] | None:
    """ "Reports of North Korean soldiers being sent to fight for Russia": a gerund clause after "of"."""
    if noun.lemma_.lower() not in {"report", "rumour", "rumor", "claim", "allegation"}:
        return None
    after = noun.nbor(1) if noun.i + 1 < len(reading.doc) else noun
    if after.lower_ != "of":
        return None
    gerund = next(
        (
            t
            for t in reading.doc[after.i + 1 : min(noun.sent.end, after.i + 8)]
            if t.tag_ == "VBG" and t.i > after.i + 1
        ),
        None,
    )
    if gerund is None:
        return None
    end = gerund
    for token in reading.doc[gerund.i : noun.sent.end]:
        if (
            token.is_punct
            or token.lower_ == "first"
            or (token.tag_ in {"VBD", "VBZ", "VBP"} and token.i > gerund.i + 1)
        ):
            break
        end = token
    return gerund, reading.doc[after.i + 1].idx, end.idx + len(end)


def find_estimates(reading: Reading) -> Iterator[Attribution]:
    """ "provided a lower estimate of about 1,200 casualties", "put the toll at …"."""
    for verb in reading.doc:
        if verb.lemma_ not in GIVING or verb.pos_ != "VERB" or is_negated(verb) or reading.in_full_quotation(verb):
            continue
        for noun in children(verb, "dobj"):
            if noun.lemma_ not in ESTIMATE_NOUNS:
                continue
            colon = next((t for t in reading.doc[noun.i + 1 : noun.i + 3] if t.text == ":"), None)
            if colon is not None and colon.i + 1 < verb.sent.end:
                source = next((c for c in verb.children if c.dep_ == "nsubj"), None)
                stretch = (reading.doc[colon.i + 1].idx, verb.sent.end_char)
                yield Attribution(verb, (verb.idx, noun.idx + len(noun)), stretch, source or verb, "estimate", "estimate")
                continue
            relation = "at" if verb.lemma_ == "put" else "of"
            prepositions = [c for holder in (noun, verb) for c in children(holder, "prep") if c.lower_ == relation]
            if prepositions and (objects := children(prepositions[0], "pobj")):
                tokens = [t for t in objects[0].subtree]
                start = prepositions[0].idx + len(prepositions[0])
                source = next((c for c in verb.children if c.dep_ == "nsubj"), None)
                yield Attribution(
                    verb,
                    (verb.idx, start),
                    (start, tokens[-1].idx + len(tokens[-1])),
                    source or verb,
                    "estimate",
                    "estimate",
                )


SHORTEST_DATELINE = 2
NO_SOURCE = re.compile(r"\b(?:update|read|photo|watch|note|time|correction|live|analysis|opinion|digest|exclusive|breaking)\b", re.I)
COLON_LINE = re.compile(
    r"(?:^|(?<=\n))(?:\d{1,2}[:.]\d{2}(?:\s?[ap]m)?\s*(?:[-–—|]\s*)?)?([^\n:“\"]{2,60}):[ \t]+(?=\S)"
)


def find_colons(reading: Reading) -> Iterator[Attribution]:
    """"Downing Street: talks go on", transcripts: a paragraph that begins with its source and a colon."""
    lines = list(COLON_LINE.finditer(reading.text))
    turns = Counter(match.group(1).casefold() for match in lines)
    for match in lines:
        span = reading.doc.char_span(match.start(1), match.end(1), alignment_mode="contract")
        end = reading.text.find("\n", match.end())
        end = len(reading.text) if end < 0 else end
        is_turn = turns[match.group(1).casefold()] > 1
        if span is None or end <= match.end() or not (is_turn or _can_head(reading, span)):
            continue
        if reading.text[match.end() : end].rstrip().endswith("?"):
            continue
        cue = (match.end(1), match.end(1) + 1)
        yield Attribution(span.root, cue, (match.end(), end), span.root, "assert", "colon")


def _can_head(reading: Reading, span: Span) -> bool:
    """Whether what stands before a colon is somebody's name rather than a dateline or a headline's topic."""
    first = span[0]
    if (first.text.isupper() and len(first) > SHORTEST_DATELINE) or NO_SOURCE.search(span.text):
        return False
    named = reading.registered.get(span.root.i) or reading.entities.get(span.root.i)
    return named is not None and named.label_ not in {"place", "GPE", "NORP", "FAC"} and named.end == span.end


def owner(noun: Token) -> Token | None:
    """Return the one a report belongs to: its possessor, "by" or "from" whom it is, who released it, or the name before it."""
    for label in ("poss",):
        if found := children(noun, label):
            return found[0]
    for found in prepositional_objects(noun, "by", "from"):
        return found
    for participle in children(noun, "acl", "relcl"):
        for found in prepositional_objects(participle, "by"):
            return found
    for found in prepositional_objects(noun, "of"):
        if found.pos_ == "PROPN":
            return found
    names = [c for c in children(noun, "compound", "nmod", "amod") if c.pos_ == "PROPN" or c.ent_type_]
    return names[-1] if names else None
