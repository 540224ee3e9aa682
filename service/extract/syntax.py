"""Questions to the dependency parse that several rules ask."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

SUBJECTS = {"nsubj", "nsubjpass", "csubj"}
NAME_PARTS = {
    "compound",
    "amod",
    "nmod",
    "poss",
    "nummod",
    "case",
    "punct",
    "quantmod",
    "npadvmod",
    "advmod",
    "cc",
    "conj",
}
NEGATIONS = {"not", "n't", "n’t", "never", "neither", "nor", "no", "without", "hardly", "nobody"}
WITHHOLDING = {
    "refuse", "decline", "fail", "stop", "avoid", "refrain", "hesitate", "expect", "plan", "want", "intend", "hope", "try",
    "attempt", "seek", "wait", "unable", "reluctant", "unwilling", "likely", "able", "set", "due", "prepare", "rush", "forbid",
    "ask", "need", "urge", "force", "schedule", "order", "allow", "invite", "prefer",
}  # fmt: skip
HYPOTHETICAL_MODALS = {
    "may",
    "might",
    "could",
    "would",
    "should",
    "can",
    "will",
    "shall",
    "must",
    "'ll",
    "’ll",
    "wo",
    "ca",
    "'d",
    "’d",
}


def children(token: Token, *labels: str) -> list[Token]:
    """Return the children of a token with one of these dependency labels."""
    return [child for child in token.children if child.dep_ in labels]


def subject(verb: Token) -> Token | None:
    """Return the head of a verb's subject, looking through coordination, infinitives and participles."""
    seen: set[int] = set()
    while verb.i not in seen:
        seen.add(verb.i)
        if own := children(verb, *SUBJECTS):
            # of "U.S., Ukrainian and South Korean officials said" the parser makes two subjects
            return max((s for s in own if s.i < verb.i), key=lambda s: s.i, default=own[0])
        if verb.dep_ in {"conj", "xcomp", "advcl", "pcomp", "ccomp", "dep", "parataxis"}:
            verb = governing_verb(verb)
        elif verb.dep_ in {"acl", "relcl"}:
            return verb.head
        else:
            return None
    return None


def governing_verb(verb: Token) -> Token:
    """Return the verb that governs another one, through prepositions ("after saying")."""
    head = verb.head
    while head.dep_ in {"prep", "pcomp", "mark"} and head.head.i != head.i:
        head = head.head
    return head


def is_negated(verb: Token) -> bool:
    """Whether a cue is negated, withheld or only hypothetical, so that nothing was said (gold rules of annotation)."""
    if any(child.dep_ == "neg" or child.lower_ in NEGATIONS for child in verb.children if child.i < verb.i):
        return True
    if any(child.dep_ in SUBJECTS and child.lower_ in {"nobody", "none", "no"} for child in verb.children):
        return True
    if any(c.dep_ == "det" and c.lower_ in {"no", "neither"} for s in children(verb, *SUBJECTS) for c in s.children):
        return True
    if any(child.dep_ == "aux" and child.lower_ in HYPOTHETICAL_MODALS for child in verb.children):
        return True
    if any(child.dep_ == "mark" and child.lower_ in {"if", "unless", "whether"} for child in verb.children):
        return True
    return _is_withheld(verb)


def _is_withheld(verb: Token) -> bool:
    if verb.dep_ in {"xcomp", "ccomp"} and verb.tag_ in {"VB", "VBG"}:
        head = verb.head
        if head.lemma_.lower() in WITHHOLDING:
            return True
        return verb.dep_ == "xcomp" and head.i != verb.i and head.pos_ in {"VERB", "AUX"} and is_negated(head)
    if verb.dep_ == "pcomp":
        return verb.head.lower_ in {"without", "before", "of", "from"} and verb.head.head.lemma_.lower() in (
            WITHHOLDING | {"short", "without"}
        ) or verb.head.lower_ == "without"  # fmt: skip
    if verb.dep_ == "conj" and verb.head.tag_ == "VB" and verb.tag_ == "VB":
        return is_negated(verb.head)
    return False


def noun_phrase(head: Token) -> list[Token]:
    """Return a noun with what stands before it in its phrase, in text order: "the [Russian defence ministry]", no determiner."""
    tokens = [head]
    for child in head.lefts:
        if child.dep_ in NAME_PARTS and child.lower_ not in {"both", "several", "many", "most"}:
            tokens.extend(token for token in child.subtree if token.dep_ != "det" or token.head.i != head.i)
    tokens = sorted(tokens, key=lambda token: token.i)
    while tokens and (
        tokens[0].is_punct or tokens[0].lower_ in {"the", "a", "an", "some", "other"} or tokens[0].dep_ == "cc"
    ):
        tokens.pop(0)
    return tokens or [head]


def coordinated(head: Token) -> list[Token]:
    """Return a noun and the nouns coordinated with it."""
    return [head, *(token for token in head.conjuncts if token.i > head.i and token.pos_ in {"NOUN", "PROPN", "PRON"})]


def clause_tokens(head: Token, *, without: Token | None = None) -> list[Token]:
    """Return the tokens of a clause, those of a clause inside it left out."""
    left_out = {token.i for token in without.subtree} if without is not None else set()
    return [token for token in head.subtree if token.i not in left_out]


def prepositional_objects(token: Token, *prepositions: str) -> Iterator[Token]:
    """Yield the objects of a token's prepositions: of "released by the Kremlin" the Kremlin."""
    for child in token.children:
        if child.dep_ in {"prep", "agent", "dative"} and child.lower_ in prepositions:
            yield from children(child, "pobj", "pcomp")
