"""Who a pronoun takes up."""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.bindings import bound_to
from service.extract.centres import SUBJECTS, Centres, is_after_according_to, is_in_same_clause, is_owner_of_subject
from service.extract.naming import kind_beside
from service.extract.noun_phrases import is_plural
from service.extract.pairs import Pairs
from service.extract.scene import Scene
from service.extract.syntax import children, coordinated

GROUPS = {"officials", "armed_force", "organisation", "party"}

_LONGEST_CHAIN = 30  # of pronouns, each of which stands for what the one before does


class Pronouns:
    """Resolves pronouns and relative pronouns by what goes before them."""

    def __init__(self, scene: Scene, pairs: Pairs) -> None:
        self._scene = scene
        self._centres = Centres(scene)
        self._pairs = pairs
        self._resolved: dict[int, str | None] = {}
        self._depth = 0
        self._words = lexicon.sources().pronouns
        self._bodies = lexicon.words().groups | lexicon.words().heads["media"]

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
        return self._scene.resolve(self._who(verb.head) if head.lower_ == "who" else verb.head)

    def _who(self, noun: Token) -> Token:
        """Of "a fisherman in Baga, who said …" the fisherman: a place does not speak."""
        above = noun.head.head if noun.dep_ == "pobj" else noun
        span = self._scene.reading.registered.get(noun.i)
        is_place = (span is not None and span.label_ in {"place", "state"}) or noun.ent_type_ in {"GPE", "LOC"}
        is_place = is_place or (noun.dep_ == "pobj" and noun.head.lower_ in self._words["placing"])
        is_somebody = above.pos_ == "NOUN" and above.lemma_.lower() in lexicon.words().roles | lexicon.words().groups
        return above if is_place and is_somebody else noun

    def _last_person(self, head: Token, *, female: bool) -> list[str]:
        """The person a pronoun takes up: whom the sentences before it are about, else who spoke last."""
        people = self._scene.people
        other = people.male if female else people.female

        def fits(actor_id: str) -> bool:
            return self._scene.book[actor_id].type == "person" and actor_id not in other

        chosen = self._centre(head, self._person_named_by(female=female), fits)
        if chosen is None:
            spoke = (a for _, actor_ids in self._scene.memory.before(head.idx) for a in reversed(actor_ids) if fits(a))
            before = ((head.doc[position], a) for position, a in reversed(people.positions) if position < head.i)
            named = (a for token, a in before if fits(a) and not is_in_same_clause(token, head))
            chosen = next(spoke, None) or next(named, None)
        if chosen is None:
            return []
        (people.female if female else people.male).add(chosen)
        return [chosen]

    def _centre(self, head: Token, name: Callable[[Token], str | None], fits: Callable[[str], bool]) -> str | None:
        """The first candidate that fits; the ones before it are noted as turned down."""
        for centre in self._centres.before(head, name):
            if fits(centre.actor_id):
                return centre.actor_id
            stretch = (centre.token.idx, centre.token.idx + len(centre.token))
            candidate = f"speaker {self._scene.book[centre.actor_id].name} for “{head.text}”"
            reason = "of another sex or kind than the pronoun"
            self._scene.reading.trace.reject("statement", stretch, candidate, reason, at=head.idx)
        return None

    def _person_named_by(self, *, female: bool) -> Callable[[Token], str | None]:
        """Tell which person a token names: by name, by a role in the singular, by a pronoun of the same sex."""
        roles = lexicon.words().roles
        same = self._words["female"] if female else self._words["persons"] - self._words["female"]

        def name(token: Token) -> str | None:
            if (person := self._scene.people.at(token)) is not None:
                return person if self._is_last_of_name(token) else None
            may_speak = token.dep_ in SUBJECTS or (token.dep_ == "pobj" and is_after_according_to(token))
            is_role = token.tag_ == "NN" and token.lemma_.lower() in roles and may_speak
            is_same = token.lower_ in same and (token.dep_ in SUBJECTS or is_owner_of_subject(token))
            if not is_role and not is_same and not self._is_unmarked_person(token):
                return None
            if token.i not in self._resolved:
                if self._depth == _LONGEST_CHAIN:
                    return None
                self._depth += 1
                self._resolved[token.i] = next(iter(self._scene.resolve(token)), None)
                self._depth -= 1
            return self._resolved[token.i]

        return name

    def _is_unmarked_person(self, token: Token) -> bool:
        """Whether a subject is a name that the model has not marked as a person's, but what stands beside it tells."""
        if token.pos_ != "PROPN" or token.dep_ not in SUBJECTS:
            return False
        name = self._scene.names.span_at(token)
        is_told = name is not None and (len(name) > 1 or kind_beside(name) is not None)
        return name is not None and is_told and self._scene.names.kind(name) == "person"

    def _is_last_of_name(self, token: Token) -> bool:
        following = token.nbor(1) if token.i + 1 < len(token.doc) else None
        return following is None or self._scene.people.at(following) != self._scene.people.at(token)

    def _last_thing(self, head: Token) -> list[str]:
        """The body or state that "it" takes up: what the sentences before are about, else who spoke last."""
        if _is_expletive(head):
            return self._pairs.last_two_states(head) if head.head.lemma_ == "agree" else []
        book = self._scene.book

        def fits(actor_id: str) -> bool:
            return book[actor_id].type != "person"

        about = bound_to(head)
        if about is not None and (told := [actor_id for actor_id in self._scene.resolve(about) if fits(actor_id)]):
            return told[:1]
        if (chosen := self._centre(head, self._thing_named_by, fits)) is not None:
            return [chosen]
        for _, actor_ids in self._scene.memory.before(head.idx):
            if things := [a for a in actor_ids if book[a].type not in {"person", "officials"}]:
                return things[-1:]
        return []

    def _thing_named_by(self, token: Token) -> str | None:
        """Tell which body or state a subject names: by the registry, by a name, by a noun of a body, by "it"."""
        if token.dep_ not in SUBJECTS or self._scene.people.at(token) is not None:
            return None
        span = self._scene.reading.registered.get(token.i)
        if span is not None and span.label_ in {"place", "person"}:
            return None
        is_noun = token.tag_ == "NN" and token.lemma_.lower() in self._bodies
        is_same = token.lower_ == "it" and not _is_expletive(token)
        is_named = token.pos_ == "PROPN" or any(c.pos_ == "PROPN" for c in children(token, "appos"))
        if span is None and not is_noun and not is_same and not is_named:
            return None
        if token.i not in self._resolved:
            self._resolved[token.i] = next(iter(self._scene.resolve(token)), None)
        return self._resolved[token.i]

    def _last_many(self, head: Token) -> list[str]:
        """Who "they" are: the several who spoke last, or the last subject in the plural."""
        if (about := self._subject_before(head)) is not None:
            return self._scene.resolve(about)
        last = self._scene.memory.last(head.idx)
        if head.lower_ == "both" and len(last) != 2 and (two := self._last_two(head)):
            return two
        if len(last) > 1 or (last and self._scene.book[last[0]].type in GROUPS):
            return list(last)
        subjects = [t for t in head.doc[: head.i] if t.dep_ == "nsubj" and (is_plural(t) or len(coordinated(t)) > 1)]
        named = coordinated(subjects[-1]) if subjects else []
        return list(dict.fromkeys(actor_id for token in named for actor_id in self._scene.resolve(token)))

    def _last_two(self, head: Token) -> list[str]:
        """Who "both" are: "two directors", or the two persons named in its sentence or the one before."""
        sentence, end = head.sent, head.i
        for _ in range(2):
            before = head.doc[sentence.start : end]
            counted = (t.head for t in reversed(before) if t.lower_ == "two" and t.dep_ == "nummod")
            if (noun := next(counted, None)) is not None:
                return self._scene.resolve(noun)
            named = dict.fromkeys(p for t in before if (p := self._scene.people.at(t)) is not None)
            if len(named) > 1 or sentence.start == 0:
                return list(named) if len(named) == 2 else []
            sentence = head.doc[sentence.start - 1].sent
            end = sentence.end
        return []

    def _subject_before(self, head: Token) -> Token | None:
        """The subject of the main clause before "they", where it is members of a body: "The members of the Council"."""
        first = head.sent.start
        if not first or head.dep_ not in SUBJECTS:
            return None
        main = (t for t in head.doc[first - 1].sent if t.dep_ in SUBJECTS and t.head.dep_ == "ROOT")
        noun = next(main, None)
        return noun if noun is not None and noun.lemma_.lower() == "member" and is_plural(noun) else None


def _is_expletive(head: Token) -> bool:
    """ "It was agreed that …": the pronoun stands for the clause, and nobody is named."""
    verb = head.head
    return head.lower_ == "it" and head.dep_ == "nsubjpass" and any(c.i > verb.i for c in children(verb, "ccomp"))
