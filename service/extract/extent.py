"""Where a content ends that follows its cue.

The parser often loses the tail of a long clause; in news prose what is said runs on to the end of the sentence unless
the source is taken up again (", adding …", "and called …"), the sentence names its source ("according to") or the
reporter puts in an aside (`asides.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.asides import is_aside
from service.extract.cues import can_speak
from service.extract.noun_phrases import is_plural
from service.extract.reading import Reading
from service.extract.reporting import DASHES, finds_wanting, is_told_to_media
from service.extract.resuming import taken_up_from
from service.extract.syntax import FINITE_OR_PARTICIPLE, SUBJECTS, children, end_of, subject

TAILS = {
    "for", "of", "to", "with", "in", "as", "over", "at", "against", "through", "from", "about", "on", "into", "onto",
    "towards", "toward", "between", "among", "under", "without", "beyond", "near", "inside", "outside", "across",
}  # fmt: skip
# before a date, how long or by when something is to be; any other date tells when it was said
LASTING = {"over", "until", "till", "within", "through", "from", "by"}
CONDITIONS = {"if", "unless", "until"}
OWN_OCCASION = {"a", "an", "his", "her"}
OTHERS = {"another", "others", "second", "third", "other"}
JOINED = {"conj", "ccomp", "advcl", "parataxis"}  # what the parser makes of a second clause with a cue
LAST_WORDS = 3  # a date this near to the end of a sentence dates the cue


def end_of_clause(reading: Reading, clause: Token, verb: Token) -> int:
    """Return the offset at which a clause ends that is the content of the cue ``verb``."""
    start = min((token.i for token in clause.subtree if token.i > verb.i), default=clause.i)
    content = _Content(reading, verb, clause, start, _limit(verb))
    last = content.last_token(max(start + 1, clause.left_edge.i))
    while last.i > start and (last.is_punct or last.is_space or _joins(last)) and not _closes(last, start):
        last = last.nbor(-1)
    return end_of(last)


def _closes(mark: Token, start: int) -> bool:
    """Whether a mark ends a quotation, or brackets that are opened after the token ``start``."""
    return mark.is_quote or (mark.text == ")" and any(t.text == "(" for t in mark.doc[start : mark.i]))


def _joins(token: Token) -> bool:
    return token.dep_ == "cc" or token.lower_ == "while"


def _limit(verb: Token) -> int:
    """Return the token before which a content is over at the latest.

    That is the end of the sentence; for a cue in a clause about a noun the end of that clause, where the noun has a
    verb of its own after it ("the baker, who said the oven was cold, went home").
    """
    for clause in (verb, *verb.ancestors):
        if clause.dep_ == "relcl" and clause.head.i < clause.i:
            noun = clause.head
            is_subject = noun.dep_ in SUBJECTS and noun.head.i > clause.right_edge.i
            return clause.right_edge.i + 1 if is_subject else verb.sent.end
    return verb.sent.end


def end_of_phrase(reading: Reading, last: Token, verb: Token) -> int:
    """Return the offset at which a noun phrase ends that is the content of the cue ``verb``.

    It ends with its own words and, where the cue has them, its "for" and "in" phrases; ``last`` is the last part of it.
    """
    end = last.right_edge
    for preposition in children(verb, "prep"):
        if preposition.i != end.i + 1 or is_occasion(preposition):
            continue
        if preposition.lower_ in LASTING if is_time(preposition) else preposition.lower_ in TAILS | {"until"}:
            end = preposition.right_edge
    for clause in children(verb, "advcl", "xcomp"):
        if clause.left_edge.i == end.i + 1 and clause.left_edge.lower_ in {"to", *CONDITIONS}:
            end = clause.right_edge
    content = _Content(reading, verb, last, last.left_edge.i, verb.sent.end)
    found = content.last_token(last.left_edge.i + 1, end.i + 1)
    return _with_quoted_words(reading, end_of(found)) if found.i == end.i else end_of(found)


def _with_quoted_words(reading: Reading, end: int) -> int:
    """Return the end of a noun phrase that goes on in words in quotation marks: "crews “within days”"."""
    quoted = reading.quotation_after(end)
    is_part = quoted is not None and not reading.is_full(quoted)
    return quoted.outer_end if quoted is not None and is_part else end


def is_time(preposition: Token) -> bool:
    """Whether a prepositional phrase dates something: "on Monday", "for the first time"."""
    times = lexicon.attribution().times
    return any(
        o.lower_ in times or o.ent_type_ in {"DATE", "TIME", "ORDINAL"} for o in children(preposition, "pobj", "pcomp")
    )


@dataclass(frozen=True, slots=True)
class _Content:
    """A content that begins at token ``start``, has ``clause`` as its head and is over at ``limit`` at the latest."""

    reading: Reading
    verb: Token
    clause: Token
    start: int
    limit: int

    def last_token(self, first: int, limit: int | None = None) -> Token:
        """Return the last token of the content, looking for its end from the token ``first`` up to ``limit``."""
        doc = self.reading.doc
        turn = self._taken_up_before()
        limit = turn if limit is None else min(limit, turn)
        return next((token.nbor(-1) for token in doc[first:limit] if self._stops_before(token)), doc[limit - 1])

    def _taken_up_before(self) -> int:
        """Return the token before which the sentence turns back to the source: ", and accused Pyongyang of"."""
        above = {self.verb.i, *(token.i for token in self.verb.ancestors)}
        for token in self.reading.doc[self.start + 1 : self.limit]:
            is_progressive = token.tag_ == "VBG" and bool(children(token, "aux"))
            is_left_undone = token.tag_ == "VB" and any(c.lemma_ == "do" for c in children(token, "aux"))
            is_verb = token.tag_ in FINITE_OR_PARTICIPLE or is_progressive or is_left_undone
            if not is_verb or self._is_quoted(token):
                continue
            is_above = token.dep_ == "conj" and token.head.i in above and token.i > self.clause.i
            is_above = is_above and (is_progressive or _is_verb_like(token, token.head)) and not self._goes_on(token)
            cue = None if is_above else taken_up_from(token)
            if is_above or (cue is not None and cue.i in above) or _is_somebody_elses(token):
                return self._first_of_coordination(token)
        return self.limit

    def _goes_on(self, verb: Token) -> bool:
        """ "the drill was planned and had nothing to do with it": "is" or "has" of what cannot speak."""
        had = any(c.lower_ == "had" for c in children(verb, "aux"))
        if had and not children(self.verb, "aux"):
            return True  # "insisted that the ship had turned and had answered every call"
        if any(c.lower_ == "that" for c in children(verb, "mark")) or self._is_told_as_now(verb):
            return True
        if _is_of_those_told_of(verb, self.clause, self.verb):
            return True
        inner = next(iter(children(self.clause, *SUBJECTS)), None)
        is_stative = verb.lemma_ in {"be", "have"} and not children(verb, *SUBJECTS)
        return is_stative and inner is not None and not can_speak(inner)

    def _is_told_as_now(self, verb: Token) -> bool:
        """ "confirmed they are aware and are working on it": as the content is told, and the cue is not."""
        tenses = {t.tag_ for t in (verb, *children(verb, "aux"))} & {"VBP", "VBZ"}
        own = {t.tag_ for t in (self.clause, *children(self.clause, "aux"))} & tenses
        is_told = bool(own) and self.verb.tag_ == "VBD" and not children(verb, *SUBJECTS)
        return is_told and bool(children(verb, "aux") or verb.lemma_ in {"be", "have"})

    def _first_of_coordination(self, verb: Token) -> int:
        """Return where a coordinated verb begins with its "and", commas, auxiliaries and subject."""
        own = [child.left_edge.i for child in verb.lefts if self.start < child.left_edge.i]
        first = min([verb.i, *own])
        while first - 1 > self.start:
            before = self.reading.doc[first - 1]
            belongs = before.dep_ in {"advmod", "aux", "neg", *SUBJECTS} and before.head.i == verb.i
            if not (belongs or before.dep_ == "cc" or before.text == ","):
                break
            first -= 1
        return first

    def _is_quoted(self, token: Token) -> bool:
        return self.reading.quotation_at(token.idx) is not None

    def _stops_before(self, token: Token) -> bool:
        """Whether the content is over before this token."""
        if self._is_quoted(token):
            return False
        if is_occasion(token) or token.text == ";" or _has_own_cue(token):
            return True
        if finds_wanting(token) or (token.i > self.clause.i and is_told_to_media(token, self.verb)):
            return True
        if _takes_source_up(token) or _is_with_cue(token) or self._names_source(token) or self._is_tag_above(token):
            return True
        is_of_cue = token.head.i == self.verb.i and token.dep_ in {"prep", "npadvmod", "advcl"}
        if is_of_cue and token.i > max(self.start, self.clause.i):
            return self._hangs_on_cue(token)
        before = token.nbor(-1)
        is_joined = before.text == "-" and not before.whitespace_  # "troop-carrying"
        if is_joined or before.text not in {",", ";", *DASHES}:
            return False
        return is_aside(self.reading, token, self.verb, self.clause, self.limit)

    def _names_source(self, token: Token) -> bool:
        """ ", according to …"."""
        if token.lower_ == "as" and token.i + 1 < self.limit:
            return token.nbor(1).lower_ == "per"
        if token.lower_ != "according":
            return False
        return token.nbor(-1).text in {",", "”", '"', "’", "—"} or token.head.i == self.verb.i

    def _is_tag_above(self, token: Token) -> bool:
        """ ", KCNA reported": the subject of a cue that governs this one and follows it."""
        if token.nbor(-1).text != ",":
            return False
        above = (verb for verb in self.verb.ancestors if verb.i > token.i)
        return any(s.left_edge.i == token.i for verb in above for s in children(verb, *SUBJECTS))

    def _hangs_on_cue(self, token: Token) -> bool:
        """Whether a phrase that hangs on the cue is no part of what is said: "on Monday", ", calling …"."""
        if token.lower_ in LASTING:
            return False
        if token.dep_ in {"prep", "npadvmod"}:
            is_date = token.ent_type_ in {"DATE", "TIME"} and token.right_edge.i >= self.limit - LAST_WORDS
            return is_time(token) or is_date
        return token.left_edge.i == token.i and token.tag_ == "VBG" and token.nbor(-1).text == ","


def _is_of_those_told_of(verb: Token, clause: Token, cue: Token) -> bool:
    """ "said two men were hurt, and their injuries were light": those told of, not whoever says it."""
    told, teller = subject(clause), subject(cue)
    if told is None or teller is None or not is_plural(told) or is_plural(teller) or children(teller, "conj"):
        return False
    is_state = verb.lemma_ == "be" or bool(children(verb, "auxpass"))
    return is_state and any(
        not can_speak(noun) and any(c.lower_ == "their" for c in noun.lefts) for noun in children(verb, *SUBJECTS)
    )


def _is_somebody_elses(verb: Token) -> bool:
    """ ", and a third spoke of …", ", while Chad said …": a cue with a speaker of its own behind a comma."""
    if verb.lemma_.lower() not in lexicon.cues() or verb.tag_ not in {"VBD", "VBZ"} or verb.dep_ not in JOINED:
        return False
    firsts = [
        noun.left_edge
        for noun in children(verb, "nsubj")
        if noun.i < verb.i and noun.pos_ != "PRON" and (can_speak(noun) or noun.lower_ in OTHERS)
    ]
    return any(
        first.i > 1
        and _ends_with_comma(first.nbor(-2))
        and (verb.dep_ == "conj" or first.nbor(-1).lower_ in {"and", "but", "while", "whereas"})
        for first in firsts
    )


def _ends_with_comma(mark: Token) -> bool:
    """Whether a mark is a comma, or closes a quotation behind one: "to “talk first,” while Chad said"."""
    return mark.text == "," or (mark.text in {"”", '"', "’"} and mark.i > 0 and mark.nbor(-1).text == ",")


def is_occasion(token: Token) -> bool:
    """ "in a statement", "in an interview with …": where something was said, which is no part of it."""
    if token.lower_ not in {"in", "during", "at"} or token.dep_ != "prep":
        return False
    words = lexicon.attribution()
    return any(
        noun.lower_ in words.venues
        or (noun.lemma_.lower() in words.occasions and any(c.lower_ in OWN_OCCASION for c in noun.children))
        for noun in children(token, "pobj")
    )


def _has_own_cue(dash: Token) -> bool:
    """Whether somebody else speaks after a dash: "Uganda says they are — South Sudan says they are not"."""
    if dash.text not in DASHES or dash.i == 0 or not dash.nbor(-1).whitespace_:
        return False
    return any(
        t.pos_ == "VERB" and t.lemma_ in lexicon.cues() and any(c.dep_ in SUBJECTS and c.i > dash.i for c in t.children)
        for t in dash.doc[dash.i + 1 : min(dash.sent.end, dash.i + 8)]
    )


def _is_verb_like(token: Token, verb: Token) -> bool:
    is_alike = token.tag_ == verb.tag_ or {token.tag_, verb.tag_} <= FINITE_OR_PARTICIPLE
    return token.pos_ in {"VERB", "AUX"} and is_alike


def _takes_source_up(token: Token) -> bool:
    """ ", adding …", "while also reaffirming …": a participle that goes on with the source."""
    if token.tag_ != "VBG":
        return False
    lemma = token.lemma_.lower()
    before = token.nbor(-1)
    while before.i > 0 and (before.dep_ == "cc" or (before.pos_ == "ADV" and before.lower_ != "while")):
        before = before.nbor(-1)
    if before.lower_ == "while":
        return lemma in lexicon.cues()
    return before.text in {",", "”", '"', *DASHES} and lemma in lexicon.attribution().resuming


def _is_with_cue(token: Token) -> bool:
    """ "…, with its agency reporting that": a with-phrase that attributes."""
    if token.lower_ != "with" or token.nbor(-1).text != ",":
        return False
    following = token.doc[token.i + 1 : min(token.sent.end, token.i + 10)]
    return any(t.tag_ == "VBG" and t.lemma_.lower() in lexicon.cues() for t in following)
