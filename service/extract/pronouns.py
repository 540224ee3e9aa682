"""Who a pronoun takes up, and who "the two sides" and "both leaders" are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise

from spacy.tokens import Span, Token

from service.extract import lexicon
from service.extract.noun_phrases import is_plural, lemma_of
from service.extract.scene import Scene
from service.extract.syntax import children, coordinated

SUBJECTS = {"nsubj", "nsubjpass"}
GROUPS = {"officials", "armed_force", "organisation", "party"}
TWO = 2
NEAR = 3  # tokens between two states named side by side


class Pronouns:
    """Resolves pronouns, relative pronouns and pairs by what goes before them."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._words = lexicon.sources().pronouns

    def is_pronoun(self, head: Token) -> bool:
        """Whether a word is a personal pronoun or possessive."""
        return head.pos_ == "PRON" or any(head.lower_ in self._words[name] for name in ("persons", "things", "many"))

    def resolve(self, head: Token) -> list[str]:
        """Return who a personal pronoun stands for, nobody where that cannot be told."""
        word = head.lower_
        if word in self._words["persons"]:
            return self._last_person(head, female=word in self._words["female"])
        if word in self._words["things"]:
            return self._last_thing(head)
        return self._last_many(head) if word in self._words["many"] else []

    def is_relative(self, head: Token) -> bool:
        """Whether a word is a relative pronoun."""
        return head.lower_ in self._words["relative"] and head.tag_ in {"WP", "WDT", "WP$", "IN"}

    def antecedent(self, head: Token) -> list[str]:
        """Return who a relative pronoun stands for."""
        verb = head.head
        while verb.dep_ not in {"relcl", "acl"} and verb.head.i != verb.i:
            verb = verb.head
        if verb.dep_ not in {"relcl", "acl"} or verb.head.lower_ in self._words["relative"]:
            return []
        return self._scene.resolve(verb.head)

    def _last_person(self, head: Token, *, female: bool) -> list[str]:
        """The person a pronoun takes up: the subject nearest before it, else who spoke last, else the last named."""
        people, doc = self._scene.people, head.doc
        other = people.male if female else people.female

        def fits(actor_id: str) -> bool:
            return self._scene.book[actor_id].type == "person" and actor_id not in other

        named = [(p, a) for p, a in people.positions if p < head.i and fits(a) and not self._is_quoted(doc[p])]
        subjects = [(p, a) for p, a in named if doc[p].dep_ in SUBJECTS]
        subjects += [(p, a) for p, a in self._role_subjects(head) if fits(a)]
        subject_at, subject = max(subjects, default=(-1, ""))
        said_at, speaker = self._last_speaker(head, fits)
        if subject and (subject_at >= head.sent.start or doc[subject_at].idx > said_at):
            chosen = subject
        else:
            chosen = speaker or (named[-1][1] if named else "")
        if not chosen:
            return []
        (people.female if female else people.male).add(chosen)
        return [chosen]

    def _last_speaker(self, head: Token, fits: Callable[[str], bool]) -> tuple[int, str]:
        """Return offset and person who spoke last, an empty name where nobody did."""
        for offset, actor_ids in self._scene.memory.before(head.idx):
            if persons := [actor_id for actor_id in actor_ids if fits(actor_id)]:
                return offset, persons[-1]
        return -1, ""

    def _role_subjects(self, head: Token) -> list[tuple[int, str]]:
        """Unnamed persons that are subjects in this sentence or the one before: "Italy's foreign minister hinted …"."""
        doc, first, roles = head.doc, head.sent.start, lexicon.words().roles
        found = []
        for token in doc[doc[first - 1].sent.start if first else 0 : head.i]:
            is_role = token.dep_ in SUBJECTS and token.tag_ == "NN" and token.lemma_.lower() in roles
            if is_role and not self._is_quoted(token):
                found += [(token.i, actor_id) for actor_id in self._scene.resolve(token)]
        return found

    def _is_quoted(self, token: Token) -> bool:
        return self._scene.reading.quotation_at(token.idx) is not None

    def _last_thing(self, head: Token) -> list[str]:
        """The body or state that "it" takes up: the sentence's subject, else who spoke last, else the last subject."""
        if _is_expletive(head):
            return self.last_two_states(head) if head.head.lemma_ == "agree" else []
        before = self._scene.reading.registry_spans_before(head.i)
        subjects = [s for s in before if s.label_ not in {"place", "person"} and s.root.dep_ in SUBJECTS]
        if subjects and subjects[-1].start >= head.sent.start:
            return [self._scene.enter(subjects[-1])]
        for _, actor_ids in self._scene.memory.before(head.idx):
            if things := [a for a in actor_ids if self._scene.book[a].type not in {"person", "officials"}]:
                return things[-1:]
        return [self._scene.enter(subjects[-1])] if subjects else []

    def _last_many(self, head: Token) -> list[str]:
        """Who "they" are: the several who spoke last, or the last subject in the plural."""
        last = self._scene.memory.last(head.idx)
        if len(last) > 1 or (last and self._scene.book[last[0]].type in GROUPS):
            return list(last)
        subjects = [t for t in head.doc[: head.i] if t.dep_ == "nsubj" and (is_plural(t) or len(coordinated(t)) > 1)]
        named = coordinated(subjects[-1]) if subjects else []
        return list(dict.fromkeys(actor_id for token in named for actor_id in self._scene.resolve(token)))

    def pair(self, head: Token, phrase: list[Token]) -> list[str] | None:
        """Return who "both leaders", "the two sides", "the Parties" are: the two persons or states spoken of last.

        None where the phrase does not speak of two.
        """
        lemma, nouns = lemma_of(head), lexicon.sources().pairs
        if not is_plural(head) or not (lemma in nouns["states"] or lemma in nouns["persons"]):
            return None
        marks = {child.lower_ for child in head.children}
        is_pair = bool(marks & {"both", "two"}) or (lemma in {"side", "party"} and "the" in marks)
        if not is_pair or self._scene.reading.names_in(phrase):
            return None
        found = self._last_two_persons(head) if lemma in nouns["persons"] else self.last_two_states(head)
        if len(found) < TWO:
            return None
        for actor_id in found:
            self._scene.book.mention(actor_id, [head])
        return found

    def _last_two_persons(self, head: Token) -> list[str]:
        named = [actor_id for position, actor_id in self._scene.people.positions if position < head.i]
        return list(dict.fromkeys(reversed(named)))[:TWO][::-1]

    def last_two_states(self, head: Token) -> list[str]:
        """Return the states last named side by side ("China and Solomon Islands"), else the two named most before."""
        spans = [s for s in self._scene.reading.registry_spans_before(head.i) if s.label_ == "state"]
        for first, second in reversed(list(pairwise(spans))):
            if first.kb_id_ != second.kb_id_ and _is_side_by_side(first, second):
                return [self._scene.book.registered(first.kb_id_), self._scene.book.registered(second.kb_id_)]
        counted = Counter(span.kb_id_ for span in spans)
        return [self._scene.book.registered(entry) for entry, _ in counted.most_common(TWO)]


def _is_expletive(head: Token) -> bool:
    """ "It was agreed that …": the pronoun stands for the clause, and nobody is named."""
    verb = head.head
    return head.lower_ == "it" and head.dep_ == "nsubjpass" and any(c.i > verb.i for c in children(verb, "ccomp"))


def _is_side_by_side(first: Span, second: Span) -> bool:
    between = first.doc[first.end : second.start]
    return len(between) <= NEAR and any(token.lower_ in {"and", "-", "–", ","} for token in between)
