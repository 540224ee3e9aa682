"""Questions to the dependency parse that several rules ask."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Span, Token

from service.extract import lexicon

TIME_OF_DAY = re.compile(r"\d{1,2}[:.h]\d{2}")
SUBJECTS = {"nsubj", "nsubjpass", "csubj"}
TIMES = {"DATE", "TIME"}  # kinds of names by which something is dated
FINITE = {"VBD", "VBZ", "VBP", "MD"}
FINITE_OR_PARTICIPLE = {"VBD", "VBZ", "VBP", "VBN"}
NAME_PARTS = {
    "compound", "amod", "nmod", "poss", "nummod", "case", "punct", "quantmod", "npadvmod", "advmod", "cc", "conj",
}  # fmt: skip
QUANTIFIERS = {"both", "several", "many", "most"}
SUBJECT_CONTROL = {"promise", "vow", "threaten", "pledge", "use", "need", "take", "make", "have"}


def end_of(token: Token) -> int:
    """Return the offset of the character after a token."""
    return token.idx + len(token)


def children(token: Token, *labels: str) -> list[Token]:
    """Return the children of a token with one of these dependency labels."""
    return [child for child in token.children if child.dep_ in labels]


def is_passive(verb: Token) -> bool:
    """Whether a verb has a passive auxiliary: "was quoted"."""
    return any(child.dep_ == "auxpass" for child in verb.children)


def subject(verb: Token) -> Token | None:
    """Return the head of a verb's subject, looking through coordination, infinitives and participles."""
    seen: set[int] = set()
    while verb.i not in seen:
        seen.add(verb.i)
        if own := children(verb, *SUBJECTS) or _subjects_of_auxiliaries(verb) or _cut_off_before(verb):
            # of "U.S., Ukrainian and South Korean officials said" the parser makes two subjects
            return max((s for s in own if s.i < verb.i), key=lambda s: s.i, default=own[0])
        if (accused := _controlling_object(verb)) is not None:
            return accused
        if verb.dep_ in {"conj", "xcomp", "advcl", "pcomp", "ccomp", "dep", "parataxis", "acomp"}:
            verb = governing_verb(verb)
        elif verb.dep_ in {"acl", "relcl"}:
            return verb.head
        else:
            return None
    return None


def own_subject(clause: Token) -> Token | None:
    """Return the subject of a relative clause, unless that is its pronoun: of "whom Kim has sent" Kim."""
    return next((t for t in children(clause, "nsubj") if t.tag_ not in {"WDT", "WP"} and t.lower_ != "that"), None)


def _cut_off_before(verb: Token) -> list[Token]:
    """Of "Mali has accused …" the name right before verb and auxiliaries that a parser makes a sentence of its own."""
    finite = [t for t in (verb, *children(verb, "aux", "auxpass")) if t.tag_ in FINITE and t.i <= verb.i]
    first = min((t.i for t in finite), default=0)
    if first == 0:
        return []
    name = verb.doc[first - 1]
    is_alone = name.pos_ == "PROPN" and name.dep_ == "ROOT" and name.left_edge.i == name.sent.start
    return [name] if is_alone else []


def _controlling_object(verb: Token) -> Token | None:
    """Return the object of the governing verb where that does it: "accused Russia of sending", "urged it to send"."""
    governor = governing_verb(verb)
    by_gerund = verb.dep_ == "pcomp" and verb.head.lower_ in {"of", "for", "from"} and verb.head.head.i == governor.i
    by_gerund |= verb.tag_ == "VBG" and verb.dep_ in {"advcl", "conj"} and _has_gerund_before(governor, verb)
    by_infinitive = verb.dep_ == "xcomp" and verb.tag_ == "VB" and governor.lemma_ not in SUBJECT_CONTROL
    if not (by_gerund or by_infinitive):
        return None
    return next((c for c in children(governor, "dobj") if governor.i < c.i < verb.i), None)


def _has_gerund_before(governor: Token, verb: Token) -> bool:
    """ "accused China of ramming the ship and hurting five": what the parser hangs beside "of" goes on with it."""
    prepositions = (c for c in children(governor, "prep") if c.lower_ in {"of", "for"} and c.i < verb.i)
    return any(children(preposition, "pcomp") for preposition in prepositions)


def _subjects_of_auxiliaries(verb: Token) -> list[Token]:
    """ "Russia itself had …": the parser hangs a subject on the auxiliary now and then."""
    return [found for auxiliary in children(verb, "aux") for found in children(auxiliary, *SUBJECTS)]


def main_verb(span: Span) -> Token | None:
    """Return the first finite verb of a stretch that stands in no relative clause; of "has left" it is "left"."""
    for token in span:
        if token.tag_ not in FINITE:
            continue
        verb = token.head if token.dep_ in {"aux", "auxpass"} else token
        above = (verb, *verb.ancestors)
        if not any(word.dep_ == "relcl" for word in above if word.i >= span.start):
            return verb
    return None


def word_before_predicate(verb: Token) -> Token | None:
    """Return the word before a finite verb with its auxiliaries and adverbs: of "…, has just said" the comma."""
    first = verb
    while first.i > verb.sent.start and (first.nbor(-1).lemma_ == "have" or first.nbor(-1).pos_ == "ADV"):
        first = first.nbor(-1)
    is_finite = verb.tag_ in FINITE or any(t.tag_ in FINITE for t in verb.doc[first.i : verb.i])
    return first.nbor(-1) if is_finite and first.i > verb.sent.start else None


def governing_verb(verb: Token) -> Token:
    """Return the verb that governs another one, through prepositions ("after saying")."""
    head = verb.head
    while head.dep_ in {"prep", "pcomp", "mark"} and head.head.i != head.i and not children(head, *SUBJECTS):
        head = head.head
    return head


def is_negated(verb: Token) -> bool:
    """Whether a cue is negated, withheld or only hypothetical, so that nothing was said (gold rules of annotation)."""
    if any(_denies(verb, child) for child in verb.children):
        return not _is_restricted(verb)
    return _is_withheld(verb) or _is_after_nor(verb)


def _is_restricted(verb: Token) -> bool:
    """ "would only say that …", "would say no more than that …": something was said all the same."""
    has_modal = any(c.lower_ in {"would", "could"} for c in children(verb, "aux"))
    has_not = any(c.dep_ == "neg" for c in verb.children)
    near = {token.lower_ for token in verb.doc[verb.i - 1 : min(verb.sent.end, verb.i + 3)]}
    return has_modal and not has_not and not near.isdisjoint(lexicon.attribution().only)


def _is_after_nor(verb: Token) -> bool:
    """Whether a verb is the second of two that are both denied: "has neither confirmed nor denied"."""
    return verb.dep_ == "conj" and verb.i > 0 and verb.nbor(-1).lower_ == "nor"


def _denies(verb: Token, child: Token) -> bool:
    """Whether a word that hangs on a verb takes back that it happened: "not", "nobody", "no report", "would", "if"."""
    words = lexicon.attribution()
    if child.i < verb.i and (child.dep_ == "neg" or child.lower_ in words.negations):
        return True
    if child.dep_ in SUBJECTS and child.lower_ in {"nobody", "none", "no"}:
        return True
    if child.dep_ in SUBJECTS and any(c.dep_ == "det" and c.lower_ in {"no", "neither"} for c in child.children):
        return True
    if child.dep_ == "aux" and child.lower_ in words.modals:
        return True
    return child.dep_ == "mark" and child.lower_ in {"if", "unless", "whether"}


def _is_withheld(verb: Token) -> bool:
    """Whether a verb stands under one that keeps it from happening: "refused to confirm", "without saying"."""
    withholding = lexicon.attribution().withholding
    head = verb.head
    if verb.dep_ in {"xcomp", "ccomp"} and verb.tag_ in {"VB", "VBG"}:
        if head.lemma_.lower() in withholding or (head.lemma_ == "have" and verb.dep_ == "xcomp"):
            return True  # "has still to ratify"
        return verb.dep_ == "xcomp" and head.i != verb.i and head.pos_ in {"VERB", "AUX"} and is_negated(head)
    if verb.dep_ == "pcomp":
        if head.lower_ == "without":
            return True
        above = head.head.lemma_.lower()
        return head.lower_ in {"before", "of", "from"} and (above in withholding or above in {"short", "without"})
    if verb.dep_ == "conj" and head.tag_ == "VB" and verb.tag_ == "VB":
        return is_negated(head)
    return False


def noun_phrase(head: Token) -> list[Token]:
    """Return a noun with what stands before it in its phrase, in text order, without its determiner.

    Of "the Russian defence ministry" the last three words.
    """
    tokens = [head]
    for child in head.lefts:
        if child.dep_ in NAME_PARTS and child.lower_ not in QUANTIFIERS:
            tokens.extend(token for token in child.subtree if token.dep_ != "det" or token.head.i != head.i)
    tokens.sort(key=lambda token: token.i)
    tokens = [*_joined_by_hyphen(tokens[0]), *tokens]
    while tokens and _is_no_part_of_name(tokens[0]):
        tokens.pop(0)
    return tokens or [head]


def _joined_by_hyphen(token: Token) -> list[Token]:
    """Return what hyphens join to a word from before, which the parser may hang elsewhere: "vice-" of "president"."""
    start = token.i
    while start > 1 and token.doc[start - 1].text == "-" and not _stands_apart(token.doc[start - 1]):
        start -= 2
    return list(token.doc[start : token.i]) if start < token.i else []


def _stands_apart(hyphen: Token) -> bool:
    return bool(hyphen.whitespace_ or hyphen.nbor(-1).whitespace_ or not hyphen.nbor(-1).is_alpha)


def _is_no_part_of_name(token: Token) -> bool:
    if token.is_punct or token.dep_ == "cc" or token.lower_ in {"the", "a", "an", "some", "other"}:
        return True
    # at the start of an entry of a live blog
    return token.text[0].isdigit() and TIME_OF_DAY.fullmatch(token.text) is not None


def coordinated(head: Token) -> list[Token]:
    """Return a noun and the nouns coordinated with it.

    Of "the minister, Ann Lee, and her deputy" the parser hangs the deputy on the name.
    """
    joined = [*head.conjuncts]
    for name in children(head, "appos"):
        joined += [token for token in children(name, "conj") if name.i + 1 < token.i and name.nbor(1).text == ","]
    nouns = {"NOUN", "PROPN", "PRON"}
    return [head, *(token for token in joined if token.i > head.i and token.pos_ in nouns)]


def first_of(noun: Token) -> Token:
    """Return the first of coordinated nouns: of "Germany and Norway" Germany."""
    while noun.dep_ == "conj" and noun.head.i < noun.i:
        noun = noun.head
    return noun


def prepositional_objects(token: Token, *prepositions: str) -> Iterator[Token]:
    """Yield the objects of a token's prepositions: of "released by the Kremlin" the Kremlin."""
    for child in token.children:
        if child.dep_ in {"prep", "agent", "dative"} and child.lower_ in prepositions:
            yield from children(child, "pobj", "pcomp")
