"""Mentions of treaties: noun phrases that name or take up one, with the parties and dates that stand beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Span, Token

from service.extract.dates import YEAR_ALONE, Calendar
from service.extract.lexicon.treaties import treaty_words
from service.extract.reading import Reading
from service.extract.sides import Sides
from service.extract.syntax import children, noun_phrase
from service.extract.treaty_parties import TreatyParties, verbs_above
from service.model import TreatyKind

NUMBERED = re.compile(r"\b[1-9]\d{2,3}\b")
UN = re.compile(r"\b(?:U\.?N\.?|United Nations|Security Council|General Assembly|Council)\b")
QUOTES = frozenset("“”„‘’«»\"'")
TAKING_UP = frozenset({"the", "this", "that", "its", "their"})
DASHES = frozenset({"-", "‑"})  # of "military-technical"
LONGEST_TAIL = 9  # words of "on the status of the officers"
COUNCIL = ("united-nations-security-council", "un-security-council", "unsc")


@dataclass(slots=True)
class Mention:
    """One place where the article speaks of a treaty; ``tail`` is its name with what follows ("of 1951")."""

    head: Token
    phrase: list[Token]
    tail: list[Token]
    kind: TreatyKind
    parties: tuple[str, ...]
    signed: str | None
    is_general: bool
    is_named: bool
    place: str | None = None  # the city that it is called after
    is_further: bool = False  # "a second agreement", "a new accord": another one than those told before


class MentionFinder:
    """Finds the mentions of one article, in text order."""

    def __init__(self, reading: Reading, sides: Sides, calendar: Calendar) -> None:
        self._reading = reading
        self._sides = sides
        self._calendar = calendar
        self._words = treaty_words()
        self._parties = TreatyParties(reading, sides)

    def find(self) -> Iterator[Mention]:
        """Yield the mentions."""
        for token in self._reading.doc:
            if token.lemma_.lower() in self._words.heads and token.pos_ in {"NOUN", "PROPN"}:
                mention = self._mention(token)
                if mention is not None:
                    yield mention

    def text(self, tokens: list[Token]) -> str:
        """Return the text from the first to the last of some tokens."""
        ordered = sorted(tokens, key=lambda t: t.i)
        return self._reading.text[ordered[0].idx : ordered[-1].idx + len(ordered[-1])] if ordered else ""

    def _mention(self, head: Token) -> Mention | None:
        if head.dep_ in {"compound", "nmod", "amod"} and head.head.lemma_.lower() in self._words.heads:
            return None
        phrase = self._phrase(head)
        head = phrase[0] if phrase[0].lemma_.lower() == "status" else head
        allowed = {"joint"} if head.lemma_.lower() in self._words.issued else set()
        beside = (t for t in [*phrase, *head.children] if t.i != head.i and not self._is_answer(t))
        if any(t.lower_ in self._words.not_of - allowed for t in beside):
            return None
        tail = self._tail(head, phrase)
        if head.lemma_.lower() == "resolution":
            return self._resolution(head, phrase, tail)
        is_general = len(phrase) == 1 and len(tail) == 1
        if not self._is_treaty(head, phrase, tail, is_general=is_general):
            return None
        kind = self._kind(head, phrase, tail)
        parties, signed = self._parties.of(head, phrase, tail), self._signed(head, tail)
        is_named = any(t.pos_ == "PROPN" for t in phrase[:-1]) or any(YEAR_ALONE.fullmatch(t.text) for t in tail)
        is_named = is_named or (kind == "ceasefire" and signed is not None)
        is_named = is_named or self._words.multilateral.search(self.text(tail)) is not None
        place = self._parties.place(head, phrase)
        return Mention(
            head, phrase, tail, kind, parties, signed, is_general, is_named, place, is_further=self._is_further(head)
        )

    def _is_answer(self, token: Token) -> bool:
        """ "No. Resolution 1718 …": a word that the full stop behind it cuts off."""
        return any(t.text == "." for t in self._reading.doc[token.i + 1 : token.i + 2])

    def _is_treaty(self, head: Token, phrase: list[Token], tail: list[Token], *, is_general: bool) -> bool:
        lemma = head.lemma_.lower()
        if lemma in self._words.always:
            return True
        is_name = head.text[:1].isupper() and any(t.pos_ == "PROPN" for t in phrase[:-1])
        if lemma in self._words.issued:
            return self._is_issued_between(head, phrase, tail, is_general=is_general)
        if lemma in self._words.papers:
            return self._is_signed(head, tail) and self._has_parties(head, tail)
        if lemma in self._words.agreed and _is_of_memorandum(head):
            return False
        if lemma in self._words.agreed:
            return (is_name and not is_general) or self._is_entered(head, tail)
        if is_general or self._is_further(head):
            is_told = self._takes_up(head) or self._is_further(head) or bool(self._parties.doing_under(head))
            return is_told or bool(self._parties.signers(head, tail))
        if is_name or self._words.modifiers.search(self.text(tail)):
            return True
        is_dated = any(YEAR_ALONE.fullmatch(t.text) for t in tail)
        return is_dated or self._is_entered(head, tail) or bool(self._parties.doing_under(head))

    def _is_entered(self, head: Token, tail: list[Token]) -> bool:
        """Whether somebody signs or reaches it: "signed an agreement", "the understanding that was reached"."""
        clauses = (c for t in (head, *tail) for c in children(t, "acl", "relcl"))
        return any(v.lemma_ in self._words.signing | self._words.brokering for v in (head.head, *clauses))

    def _has_parties(self, head: Token, tail: list[Token]) -> bool:
        """Whether two states, or an organisation of states, put their names to it."""
        signers = self._parties.signers(head, tail)
        return len(set(signers)) > 1 or any(self._sides.is_organisation_of_states(side) for side in signers)

    def _is_signed(self, head: Token, tail: list[Token]) -> bool:
        """Whether a paper is signed: "signed a declaration of intent", "the declaration, which was signed in March"."""
        clauses = (c for t in (head, *tail) for c in children(t, "acl", "relcl"))
        return any(verb.lemma_ in self._words.papering for verb in (*verbs_above(head), *clauses))

    def _is_issued_between(self, head: Token, phrase: list[Token], tail: list[Token], *, is_general: bool) -> bool:
        """ "the trilateral statement", "the Madrid joint statement of 1989"; not what a ministry puts out."""
        if any(t.lower_ in {"trilateral", "bilateral"} for t in phrase):
            return True
        if is_general:
            return self._takes_up(head)
        if head.lemma_.lower() != "statement" and self._is_signed(head, tail):
            return True
        is_name = head.text[:1].isupper() and any(t.pos_ == "PROPN" for t in tail if t.i != head.i)
        if is_name and head.lemma_.lower() == "declaration":
            return True
        is_dated = any(YEAR_ALONE.fullmatch(t.text) for t in tail)
        return is_dated and (is_name or any(t.lower_ == "joint" for t in phrase))

    def _takes_up(self, head: Token) -> bool:
        """ "the agreement", "that statement": one spoken of before."""
        return any(c.lower_ in TAKING_UP for c in head.lefts)

    def _is_further(self, head: Token) -> bool:
        """ "a second agreement", "another pact": told as one more."""
        return any(c.lower_ in self._words.further for c in head.lefts) and not self._takes_up(head)

    def _phrase(self, head: Token) -> list[Token]:
        """The name without possessors, a leading year and what a quotation mark or a full stop cuts off."""
        possessors = {t.i for p in children(head, "poss") for t in p.subtree}
        phrase = [t for t in noun_phrase(head) if t.i not in possessors and t.dep_ != "case" and not t.is_space]
        for position in range(len(phrase) - 1, -1, -1):
            if phrase[position].text in QUOTES or phrase[position].text == ".":
                phrase = phrase[position + 1 :]
                break
        while len(phrase) > 1 and (YEAR_ALONE.fullmatch(phrase[0].text) or phrase[0].text in {"new", "a", "the"}):
            phrase = phrase[1:]
        return [*_status_of(head), *(phrase or [head])]

    def _tail(self, head: Token, phrase: list[Token]) -> list[Token]:
        """The phrase with "of 1951", "on military cooperation", "of understanding" behind it."""
        tail = list(phrase)
        for preposition in head.rights:
            if (
                preposition.dep_ != "prep"
                or preposition.lower_ not in {"of", "on", "along"}
                or preposition.i > tail[-1].i + 1
            ):
                break
            tokens = _without_clauses(preposition)
            if preposition.lower_ == "on" and any(t.ent_type_ in {"DATE", "TIME"} for t in tokens):
                break
            if 1 < len(tokens) <= LONGEST_TAIL and tokens[-1].i - tokens[0].i < LONGEST_TAIL:
                tail += tokens
        return tail

    def _kind(self, head: Token, phrase: list[Token], tail: list[Token]) -> TreatyKind:
        texts = (self.text(phrase), self.text(tail))
        kinds = (kind for text in texts for kind, pattern in self._words.kinds if pattern.search(text))
        kind: TreatyKind = next(kinds, "other")
        may_be_more = kind in {"strategic_partnership", "other", "cooperation_agreement"}
        if may_be_more and self._words.assistance.search(head.sent.text):
            return "mutual_defence"
        if kind == "other" and self._is_basis(head):
            is_base = any(t.lemma_.lower() in {"base", "basis"} and t.lower_ != "basis" for t in head.sent)
            return "status_of_forces" if is_base else "cooperation_agreement"
        return kind

    def _is_basis(self, head: Token) -> bool:
        """Whether something is done "under" it."""
        return (
            head.dep_ == "pobj"
            and head.head.lower_ == "under"
            and head.lemma_.lower() not in {"convention", "declaration"}
        )

    def _resolution(self, head: Token, phrase: list[Token], tail: list[Token]) -> Mention | None:
        number = NUMBERED.search(self._reading.text[head.idx : head.idx + 30])
        if number is None and not UN.search(self.text([*phrase, *tail])) and not self._is_of_council(head):
            return None
        following = self._reading.doc[head.i + 1 : head.i + 2]
        if number is not None and following and following[0].text == number.group():
            phrase = tail = [*phrase, following[0]]
        parties = tuple(p for key in COUNCIL if (p := self._sides.registered(key)) is not None)[:1]
        return Mention(head, phrase, tail, "un_resolution", parties, None, is_general=False, is_named=True)

    def _is_of_council(self, head: Token) -> bool:
        """ "a resolution adopted in August" in a sentence on a mission of the United Nations."""
        is_adopted = any(c.lemma_ in {"adopt", "pass", "approve"} for c in children(head, "acl", "relcl"))
        return is_adopted and any(self._is_of_un(span) for span in self._reading.names_in(list(head.sent)))

    def _is_of_un(self, span: Span) -> bool:
        entry = self._reading.registry.actors.get(span.kb_id_)
        return entry is not None and "united-nations" in {entry.id, entry.of or ""}

    # dates

    def _signed(self, head: Token, tail: list[Token]) -> str | None:
        for token in [*tail, *(t for t in head.lefts)]:
            if YEAR_ALONE.fullmatch(token.text):
                return self._calendar.find(self.text([t for t in tail if t.i > head.i])) or token.text
        clauses = [c for t in dict.fromkeys([head, *tail]) for c in children(t, "acl", "relcl")]
        for verb in [*clauses, *verbs_above(head)]:
            if verb.lemma_.lower() in self._words.signing:
                stretch = list(verb.subtree)
                found = self._calendar.find(self._reading.text[stretch[0].idx : stretch[-1].idx + len(stretch[-1])])
                if found is not None:
                    return found
        return None


def _status_of(head: Token) -> list[Token]:
    """Of "status of forces agreement", which the parse takes for a status, the words before "forces"."""
    of = head.head
    return [of.head, of] if head.dep_ == "pobj" and of.lower_ == "of" and of.head.lemma_.lower() == "status" else []


def _without_clauses(head: Token) -> list[Token]:
    """The tokens of a phrase up to its first clause or comma."""
    tokens: list[Token] = []
    inside = {t.i for c in head.subtree if c.dep_ in {"relcl", "acl", "advcl"} for t in c.subtree}
    for token in head.subtree:
        if (
            token.i in inside
            or (token.is_punct and token.text not in DASHES)
            or token.i < head.i
            or token.lower_ in {"with", "between"}
        ):
            break
        tokens.append(token)
    return tokens


def _is_of_memorandum(head: Token) -> bool:
    """Whether an understanding is that of a "memorandum of understanding"."""
    return head.i > 1 and head.nbor(-1).lower_ == "of" and head.nbor(-2).lemma_.lower() in {"memorandum", "memoranda"}
