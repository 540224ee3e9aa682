"""What a reporter puts into the sentence of somebody's words: to whom they were said, what they leave open, remarks."""

from __future__ import annotations

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.syntax import children

DASHES = {"—", "–", "-"}
REMARKS = {"though", "although", "while", "whereas", "despite"}
LONGEST_REPORT = 4  # tokens from "a" to the noun of ", a new claim that …"
REACH = 4  # tokens from "giving" to what was not given


def is_told_to_media(token: Token, cue: Token) -> bool:
    """Whether a "to" tells to whom something was said: "confirmed the deployment to the BBC".

    Below another verb than the cue it belongs to what was said: "said that the letter was sent to reporters".
    """
    is_of_content = token.head.pos_ in {"VERB", "AUX"} and token.head.i != cue.i
    if token.lower_ != "to" or token.dep_ not in {"prep", "dative"} or is_of_content:
        return False
    heard = lexicon.attribution().hearers
    return any(noun.lemma_.lower() in heard or noun.text in heard for noun in children(token, "pobj"))


def finds_wanting(token: Token) -> bool:
    """Whether a "without" tells what has not been said: "without giving figures", "without saying why"."""
    if token.lower_ != "without" or token.i + 1 >= token.sent.end:
        return False
    words, verb = lexicon.attribution(), token.nbor(1)
    if verb.lower_ in words.left_out:
        return True
    following = verb.doc[verb.i + 1 : min(token.sent.end, verb.i + 1 + REACH)]
    if verb.lower_ == "saying":
        return bool(following) and following[0].tag_ in {"WP", "WRB", "WDT"}
    return verb.lower_ in words.left_out_of and any(noun.lemma_.lower() in words.wanting for noun in following)


def begins_remark(token: Token) -> bool:
    """ "though", "while", "even as": the reporter puts something beside what was said."""
    if token.lower_ == "even" and token.i + 1 < len(token.doc):
        return token.nbor(1).lower_ in {"as", "though"}
    return token.lower_ in REMARKS


def is_report_in_apposition(token: Token) -> bool:
    """ ", a claim that …", ", something the army denied"."""
    if token.lower_ == "something" and token.dep_ in {"appos", "npadvmod", "dobj"}:
        return True
    words = lexicon.words()
    following = token.doc[token.i + 1 : min(token.sent.end, token.i + LONGEST_REPORT)]
    if _is_what_was_said(token) and len(following) and following[0].lower_ in {"which", "that"}:
        return True
    is_article = token.lower_ in {"a", "an"} and token.i > 0 and token.nbor(-1).text in {",", *DASHES}
    return is_article and any(
        noun.lemma_.lower() in words.reports or noun.lemma_.lower() in words.noun_cues for noun in following
    )


def _is_what_was_said(noun: Token) -> bool:
    """ ", figures which Paris dismissed", ", words that stung": nouns that take up what was said."""
    lemma = noun.lemma_.lower()
    return noun.pos_ == "NOUN" and (lemma in lexicon.attribution().charges or lemma in lexicon.words().noun_cues)
