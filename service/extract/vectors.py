"""What the parser's network makes of a word in its place, as signs for the learned choices.

The vectors that tagger and parser work with (``Doc.tensor``) come with every parse. Words of a like sort in a like
place have like ones, so that a verb which no table and no training text has still tells something.
"""

from __future__ import annotations

from collections.abc import Mapping

from spacy.tokens import Token

SHARE = 0.14  # of a vector's values, which are about .7: a sign that says yes is 1 and is not to be drowned by 96
FURTHEST = 6  # words between a word and the verb it belongs to


def verb_above(token: Token) -> Token:
    """Return the nearest verb above a word in the parse, or the topmost word of the few looked at."""
    for _ in range(FURTHEST):
        if token.pos_ in {"VERB", "AUX"} or token.head is token:
            return token
        token = token.head
    return token


def vector_signs(name: str, token: Token) -> Mapping[str, float]:
    """Return a sign for each place of a word's vector, with its value; none where the parse has no vectors."""
    vectors = token.doc.tensor
    if not vectors.size:
        return {}
    return {f"{name}~{place}": value for place, value in enumerate((vectors[token.i] * SHARE).tolist())}
