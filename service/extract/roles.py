"""Holders of roles: "the president", "a senior officer" (an actor of their own), "U.S. and South Korean officials"."""

from __future__ import annotations

from spacy.tokens import Span, Token

from service.extract import lexicon
from service.extract.bynames import Bynames
from service.extract.descriptions import Descriptions
from service.extract.lexicon.kinds import kind_words
from service.extract.naming import kind_of_noun
from service.extract.noun_phrases import extended, fuller_before, is_plural, is_pointed_at, lemma_of, of_phrase
from service.extract.scene import Scene
from service.extract.syntax import children, coordinated, governing_verb, noun_phrase, subject
from service.model import ActorType

DEFINITE = {"the", "his", "her", "their", "its", "this", "that"}
INDEFINITE = {"a", "an", "one", "another"}
TWO = 2
LEADING_ROLES = ("president", "leader", "premier", "minister")
HEADING = ("minister", "secretary")
COMMANDING = ("chief", "general", "admiral", "marshal", "commander")


class Roles:
    """Resolves nouns that name a role: to the person known to hold it, else to somebody unnamed."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._descriptions = Descriptions(scene)
        self._bynames = Bynames(scene)

    def resolve(self, head: Token, phrase: list[Token], of: list[Token]) -> list[str]:
        """Return who a noun phrase with a role stands for; ``of`` are the tokens of its "of" phrase."""
        book = self._scene.book
        names = self._scene.bodies_in([*phrase, *of]) or self._scene.reading.states_in(_in_phrase(head))
        owners = [book.registered(span.kb_id_) for span in names] or self._owner_by_pronoun(head)
        if is_plural(head) or head.lower_ in {"officials", "authorities"}:
            return self._holders_together(head, phrase, names) or self._officials(head, phrase, names)
        known = self._known_holder(head, owners, phrase) if _is_definite(head, owners) else None
        if known is None and is_pointed_at(head) and not of:
            known = self._bynames.taken_up(head)
        is_more = bool(children(head, "relcl", "acl", "prep", "appos"))
        if known is None and not is_more and not of and not names and is_pointed_at(head):
            known = self._descriptions.taken_up(head, phrase)
        if known is None and not is_more and _is_definite(head, owners):
            known = self._descriptions.named_next(head, phrase)
        if known is None and not is_more and not names and not of:
            known = self._descriptions.of_headline(head, phrase)
        if known is not None:
            book.mention(known, phrase)
            return [known]
        if (named := self._bynames.given(head)) is not None:
            book.mention(named, phrase)
            return [named]
        return [self._unnamed(head, phrase, owners[-1] if owners else None)]

    def _unnamed(self, head: Token, phrase: list[Token], of: str | None) -> str:
        """Enter somebody without a name: "a senior officer", "Italy's foreign minister", "his Hungarian colleague"."""
        without_pronoun = [t for t in phrase if t.pos_ != "PRON" and t.lower_ not in INDEFINITE] or phrase
        actor_id = self._scene.book.named(self._scene.name_of(without_pronoun), "person", of=of, role=head.text)
        self._scene.people.note_sex(actor_id, head)
        self._scene.mention(actor_id, head, without_pronoun)
        self._scene.mention(actor_id, head, phrase)
        self._bynames.note(actor_id, head)
        return actor_id

    def _holders_together(self, head: Token, phrase: list[Token], names: list[Span]) -> list[str]:
        """ "The ministers agreed": those named before who are ministers, where they are several."""
        if names or not is_pointed_at(head) or children(head, "prep", "relcl", "acl"):
            return []
        book, noun = self._scene.book, lemma_of(head)
        nouns = LEADING_ROLES if noun in lexicon.sources().names["leaders"] else (noun,)
        able = {actor_id for each in nouns for actor_id in book.with_role(each, None)}
        named = [actor_id for position, actor_id in self._scene.people.positions if position < head.i]
        together = [actor_id for actor_id in dict.fromkeys(named) if actor_id in able]
        if len(together) < TWO:
            return []
        for actor_id in together:
            book.mention(actor_id, phrase)
        return together

    def one_of(self, plural: Token, part: Token, whole: Token) -> list[str]:
        """Return the somebody unnamed that "one of" a plural noun stands for: of "the guards" a guard.

        ``part`` and ``whole`` are the "one" and what it is one of, "them" or the noun itself.
        """
        if (known := self._bynames.given(part)) is not None:
            return [known]
        phrase = [token for token in noun_phrase(plural) if token.dep_ != "nummod"]
        names = self._scene.reading.states_in(phrase)
        words = [plural.lemma_ if token.i == plural.i else token.text for token in phrase]
        of_whom = self._scene.book.registered(names[-1].kb_id_) if names else None
        actor_id = self._scene.book.named(" ".join(words), "person", of=of_whom, role=plural.lemma_)
        self._scene.book.mention(actor_id, part.doc[part.i : whole.i + 1])
        self._bynames.note(actor_id, part)
        return [actor_id]

    def last_plural(self, pronoun: Token) -> Token | None:
        """Return the holders of a role that "them" takes up: the last subjects in its paragraph or the one before."""
        reading, roles = self._scene.reading, lexicon.words().roles
        for token in reversed(pronoun.doc[: pronoun.i]):
            if reading.paragraph(pronoun.idx) - reading.paragraph(token.idx) > 1:
                return None
            if token.dep_ == "nsubj" and is_plural(token) and token.lemma_.lower() in roles:
                return token
        return None

    def _owner_by_pronoun(self, head: Token) -> list[str]:
        return [a for o in children(head, "poss") if o.pos_ == "PRON" for a in self._scene.resolve(o)]

    def _known_holder(self, head: Token, owners: list[str], phrase: list[Token]) -> str | None:
        """The person whose role it is: the one last named, else, where the owner is named, the first one entered."""
        noun, book = head.lemma_.casefold(), self._scene.book
        if noun in lexicon.sources().relations and children(head, "poss"):
            owners = []  # "his counterpart" is of another state than he
        before = self._portfolio(head, phrase) | {t.lower_ for t in of_phrase(head) if t.pos_ in {"NOUN", "PROPN"}}
        candidates = book.with_role(noun, owners[-1] if owners else None, before)
        if not candidates and noun in lexicon.sources().names["premiers"]:
            candidates = book.with_role("minister", owners[-1] if owners else None, frozenset({"prime"}))
        if not candidates and noun in lexicon.sources().names["leaders"] and owners:
            candidates = [c for role in LEADING_ROLES for c in book.with_role(role, owners[-1])]
        if not candidates and noun in lexicon.sources().names["chiefs"] and not before:
            candidates = self._heads_of(owners)
        if not candidates and noun == "chief" and before:
            candidates = self._ministers_as_chiefs(owners, before)
        last = self._last_of(candidates, head)
        return last or (candidates[0] if candidates and owners else None)

    def _ministers_as_chiefs(self, owners: list[str], before: frozenset[str]) -> list[str]:
        """Of "the defence chief" the defence minister, where nobody with a rank is told of."""
        book, owner = self._scene.book, owners[-1] if owners else None
        if any(book.with_role(rank, None, frozenset()) for rank in COMMANDING):
            return []
        return [actor for office in HEADING for actor in book.with_role(office, owner, before)]

    def _last_of(self, candidates: list[str], head: Token) -> str | None:
        """Whichever of some persons was last named, or spoke without being named: "an official said"."""
        named = [(head.doc[at].idx, actor_id) for at, actor_id in self._scene.people.positions if at < head.i]
        spoke = [(offset, actor_id) for offset, ids in self._scene.memory.before(head.idx) for actor_id in ids]
        fitting = [one for one in (*named, *spoke) if one[1] in candidates]
        return max(fitting)[1] if fitting else None

    def _heads_of(self, owners: list[str]) -> list[str]:
        """The persons who lead an organisation of states: of "the UN chief" its Secretary-General."""
        book = self._scene.book
        if not owners or book[owners[-1]].type != "intergovernmental_organisation":
            return []
        return [c for role in lexicon.sources().names["heading"] for c in book.with_role(role, owners[-1])]

    def _portfolio(self, head: Token, phrase: list[Token]) -> frozenset[str]:
        """The words before a role that say what it is, in small letters: of "the Danish foreign minister" "foreign"."""
        registered = self._scene.reading.registered
        telling = [t for t in phrase if t.i < head.i and t.i not in registered and t.pos_ in {"ADJ", "NOUN", "PROPN"}]
        return frozenset(token.lower_ for token in telling)

    def _officials(self, head: Token, phrase: list[Token], names: list[Span]) -> list[str]:
        """Unnamed officials, one actor for each state named: "U.S., Ukrainian and South Korean officials"."""
        if names or not children(head, "prep"):  # not of "to Togo, sources at the port said"
            names = [*self._enumerated_before(phrase[0]), *names]
        before = [span for span in names if span.start < head.i]
        start = before[-1].end if before else phrase[0].i
        rest = [
            _in_name(t) for t in phrase if t.i >= start and not t.is_punct and t.dep_ not in {"cc", "case", "nummod"}
        ]
        found = []
        for span in names:
            of = self._scene.enter(span)
            word = self._scene.adjective(span) if span.label_ == "state" else span.text
            kind = kind_of_many(head, is_of_body=True)
            actor_id = self._scene.book.named(f"{word} {' '.join(rest) or head.text}", kind, of=of)
            for mention in (phrase, [t for t in phrase if t.i >= span.start] or phrase, extended(head)):
                self._scene.book.mention(actor_id, mention)
            found.append(actor_id)
        if not found and head.lower_ in lexicon.words().heads["officials"] and len(phrase) == 1:
            found = self._officials_of_clause(head, phrase)
        return found or [self._unowned(head, phrase)]

    def _enumerated_before(self, first: Token) -> list[Span]:
        """The states enumerated right before a phrase that the parser has cut off: "[U.S.,] Ukrainian and …"."""
        found: list[Span] = []
        position = first.i - 1
        while position >= first.sent.start and first.doc[position].lower_ in {",", "and"}:
            span = self._scene.reading.registered.get(position - 1)
            if span is None or span.label_ != "state":
                break
            found.insert(0, span)
            position = span.start - 1
        return found

    def _officials_of_clause(self, head: Token, phrase: list[Token]) -> list[str]:
        """ "Russia and North Korea …, with officials saying": the officials of the clause's subject."""
        verb = head.head
        main = subject(governing_verb(verb)) if verb.dep_ == "pcomp" else None
        if main is None or main.i == head.i:
            return []
        found = []
        for token in coordinated(main):
            span = self._scene.reading.registered.get(token.i)
            if span is not None and span.label_ == "state":
                of = self._scene.enter(span)
                actor_id = self._scene.book.named(f"{self._scene.adjective(span)} {head.text}", "officials", of=of)
                self._scene.book.mention(actor_id, phrase)
                found.append(actor_id)
        return found

    def _unowned(self, head: Token, phrase: list[Token]) -> str:
        """Officials of nobody named: "two diplomats briefed on the talks"."""
        if (before := fuller_before(head)) is not None and (known := self._scene.resolve(before)):
            self._scene.book.mention(known[0], phrase)
            return known[0]
        phrase = _without_number(phrase)
        whole = extended(head)
        actor_id = self._scene.book.named(self._scene.name_of(phrase), kind_of_many(head, is_of_body=False))
        self._scene.mention(actor_id, head, phrase)
        self._scene.book.mention(actor_id, _without_number(whole))
        return actor_id


def kind_of_many(head: Token, *, is_of_body: bool) -> ActorType:
    """What people in the plural are: officials by their office, armed, or, as residents and analysts, neither."""
    lemma, kinds = lemma_of(head), kind_words()
    if lemma in kinds.officials or (is_of_body and lemma in kinds.officials_by_body):
        return "officials"
    kind = kind_of_noun(head)
    return kind if kind not in {None, "person"} else "organisation"


def _in_name(token: Token) -> str:
    """Return a common noun as it stands inside a sentence: "Officials in Seoul" are South Korean officials."""
    return str(token.lower_ if token.is_sent_start and token.pos_ == "NOUN" else token.text)


def _in_phrase(head: Token) -> list[Token]:
    """Return where people in the plural are: "officials in Seoul and Tokyo"."""
    if not is_plural(head):
        return []
    return [token for child in head.rights if child.lower_ == "in" and child.i == head.i + 1 for token in child.subtree]


def _is_definite(head: Token, owners: list[str]) -> bool:
    determiner = next((c.lower_ for c in head.children if c.dep_ in {"det", "poss", "nummod"}), "")
    return determiner in DEFINITE or (bool(owners) and determiner not in INDEFINITE)


def _without_number(phrase: list[Token]) -> list[Token]:
    return [token for token in phrase if token.dep_ != "nummod"] or phrase
