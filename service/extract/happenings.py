"""What nouns name and what happened to those counted: the word lists of counts and forces put to a sentence.

The measure of a number is decided by the verb or noun that governs what it counts, and by the part it plays there.
"""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from spacy.tokens import Doc, Span, Token

from service.extract.anchors import BY_ROLE, HANDING, Role, head_of, is_passive, is_setting_out, is_unreal
from service.extract.changeover import is_homeward, taken_place
from service.extract.lexicon.counts import count_words
from service.extract.lexicon.forces import Frame, force_words
from service.extract.materiel import DESIGNATION, is_plane
from service.extract.numbers import Quantity
from service.extract.reading import Reading
from service.extract.syntax import children, prepositional_objects
from service.model import Measure

Kind = Literal["troops", "people", "weapons", "other"]
BESIDE_WITHIN = 8  # words from a verb to the word that makes its sense: "took 12 of the men prisoner"
FAR_WITHIN = 16  # the same, where there is no mistaking it: "forced 300 people from several villages to flee"
MOVED: frozenset[Measure] = frozenset({"deployed", "withdrawn"})
POWERS = frozenset({"state", "armed_force", "government_body", "intergovernmental_organisation"})
LEFT_PLACES = frozenset({"village", "town", "city", "area", "camp", "region", "district", "valley", "enclave"})
LEFT_WITHIN = 10  # words
HURT = frozenset({"wounded", "injured", "hurt", "maimed", "crippled"})
WINDOW = (14, 10)  # words before and after a number in which "killed or wounded" belongs to it


class Happenings:
    """Answers for one article; ``told`` are the stretches in which deployments are told."""

    def __init__(self, reading: Reading, told: list[tuple[int, int]]) -> None:
        self._reading = reading
        self._doc: Doc = reading.doc
        self._words = count_words()
        self._told = told

    def is_told(self, offset: int) -> bool:
        """Whether a deployment is told in the sentence that a character stands in."""
        return any(start <= offset < end for start, end in self._told)

    @cached_property
    def is_military(self) -> bool:
        """Whether the article is about soldiers: it tells of a deployment, or speaks much of states and of their arms.

        Both are needed: a bakery has an "army of fans", a minister of trade has states.
        """
        powers = sum(span.label_ in POWERS for span in self._reading.registry_spans)
        arms = sum(t.lemma_.lower() in self._words.military for t in self._doc)
        share = 1000 / max(1, len(self._doc))
        if self._told and powers * share >= self._words.powers_per_mille / 2:
            return True
        if arms * share >= self._words.many_arms_per_mille:
            return True
        if arms * share >= self._words.some_arms_per_mille and powers * share >= self._words.few_powers_per_mille:
            return True
        return powers * share >= self._words.powers_per_mille and arms * share >= self._words.arms_per_mille

    # what is counted

    def kind(self, noun: Token) -> Kind:
        """Return what sort of thing a noun names; nationals ("27 Russians") are soldiers where they are sent."""
        words, names = self._words, names_of(noun)
        is_named_plane = "fighter" in names and any(t.lemma_.lower() in words.weapons for t in noun.lefts)
        if "round" in names:
            about = {t.lemma_.lower() for t in (*noun.lefts, *prepositional_objects(noun, "of"))}
            return "weapons" if about & words.harm["ammunition"] else "other"
        if "device" in names and any(t.lower_ == "explosive" for t in noun.lefts):
            return "weapons"
        if names & words.weapons or is_plane(noun) or is_named_plane or self._is_type(noun):
            return "weapons"
        if names & words.troops:
            return "troops"
        if self.national(noun) is not None:
            return "troops" if self.is_told(noun.idx) else "people"
        return "people" if names & words.people else "other"

    def _is_type(self, noun: Token) -> bool:
        """ "three F-16s", "a dozen T-72s", "two Black Hawks": materiel named by its type."""
        if noun.i in self._reading.registered:
            return False
        is_plural = noun.text.endswith("s") and DESIGNATION.fullmatch(noun.text[:-1]) is not None
        return is_plural or force_words().forces.get(noun.lemma_.lower()) in {"aircraft", "ships"}

    def is_animate(self, noun: Token) -> bool:
        """Whether a noun may name people: all that is killed and is no beast, thing or place."""
        names = names_of(noun)
        return self.kind(noun) in {"troops", "people"} or not names & (
            self._words.animals | self._words.places | self._words.units
        )

    def national(self, noun: Token) -> Span | None:
        """Return the match of a noun that names people by their state."""
        span = self._reading.registered.get(noun.i)
        return span if span is not None and span.id_ in {"demonym", "adjective"} else None

    def named(self, noun: Token) -> Measure | None:
        """Return the measure of a noun that is one by itself: "casualties", "prisoners"."""
        if self.national(noun) is not None:
            return None
        words = self._words.nouns
        # the model takes "corpses" for several corps
        return words.get(noun.lemma_.lower()) or words.get(noun.lower_) or words.get(noun.lower_.removesuffix("s"))

    # what happened to it

    def happened(self, anchor: Token, role: Role, kind: Kind) -> Measure | None:
        """Return the measure that a verb or noun gives to what stands in this role with it."""
        lemma = anchor.lemma_.lower()
        is_march = lemma == "cross" and kind == "troops"  # of soldiers no flight
        if kind != "weapons" and not is_march and (found := self._beside(anchor, role)) is not None:
            if kind == "other" and lemma in self._words.harm["of_things"]:
                return None  # "shot down three balloons", "took out two bridges"
            if found == "withdrawn" and (is_unreal(anchor) or children(anchor, "neg")):
                found = "deployed"
            return found if found not in MOVED or (kind == "troops" and self.is_military) else None
        if kind == "troops" and self.is_military and (changed := taken_place(anchor, role)) is not None:
            return changed
        if lemma == "lose" and any(c.lemma_ == "life" for c in children(anchor, "dobj")):
            return None
        if lemma == "leave" and role == "subject" and kind == "people" and self._leaves_place(anchor):
            return "displaced"
        if lemma == "leave" and role == "object" and kind != "weapons" and (left := self._left(anchor)) is not None:
            return left
        if (measure := self._suffered(lemma, role, kind)) is not None:
            return measure
        if kind == "people":
            shelters = lemma in self._words.sheltering and role == "object" and not is_passive(anchor)
            return "displaced" if shelters else None
        return self._moved(anchor, role, kind) if kind != "other" else None

    def became(self, verb: Token, role: Role) -> Measure | None:
        """Return what those counted are said to be: "40 men have become casualties", "were prisoners"."""
        if role != "subject" or verb.lemma_ not in {"be", "become"}:
            return None
        named = (self.named(noun) for noun in children(verb, "attr") if not any(t.like_num for t in noun.lefts))
        return next((measure for measure in named if measure is not None), None)

    def above(self, noun: Token) -> Measure | None:
        """Return what a noun says of those after its "of": "the bodies of three soldiers"."""
        # "the deaths of two officers and a guard"
        first = next(iter(noun.conjuncts), noun) if noun.dep_ == "conj" else noun
        if first.dep_ != "pobj" or first.head.lower_ != "of":
            return None
        named = first.head.head
        further = named.head.head if named.dep_ == "pobj" else named
        return self._words.naming.get(named.lemma_.lower()) or self._words.naming.get(further.lemma_.lower())

    def of_lives(self, lives: Token, number: Token) -> Measure | None:
        """Return what is said of a number of lives: "cost about 100,000 lives", "claimed thousands of lives"."""
        lives = number if lives.dep_ == "pobj" and lives.head.head == number else lives
        verb = lives.head if lives.dep_ != "pobj" else lives.head.head
        is_taken = verb.lemma_.lower() in self._words.taking_lives and lives.dep_ in {"dobj", "nsubjpass", "pobj"}
        return "killed" if is_taken else None

    def _beside(self, verb: Token, role: Role) -> Measure | None:
        """What a verb says with a word beside it: "took 12 men prisoner", "forced 300 people from their homes"."""
        # "Two soldiers taken prisoner by …" the parse takes for a sentence of its own
        is_by = role == "subject" and any(t.lower_ == "by" for t in self._doc[verb.i + 2 : verb.i + 4])
        is_by = is_by or (role == "subject" and verb.tag_ == "VBN" and not children(verb, "aux", "auxpass"))
        part: Literal["object", "subject"] = "object" if role == "object" or is_by else "subject"
        measures = self._words.beside.get((part, verb.lemma_.lower()))
        if measures is None:
            return None
        found: list[Measure] = []
        for token in self._doc[verb.i + 1 : min(verb.i + FAR_WITHIN, verb.sent.end)]:
            word = token.lemma_.lower() if token.lemma_.lower() in measures else token.lower_
            is_near = token.i <= verb.i + BESIDE_WITHIN or word in self._words.harm["far"]
            if word in measures and is_near and self._is_of(token, verb):
                found.append("withdrawn" if is_out_of(token) else measures[word])
        return min(found, key=lambda measure: measure in MOVED, default=None)  # "come home in boxes"

    def _is_of(self, token: Token, verb: Token) -> bool:
        """Whether a word hangs on a verb, rather than on a clause of its own; a particle does directly."""
        is_direct = token.lower_ in self._words.harm["particles"] or (verb.lemma_ == "be" and token.lower_ == "home")
        if is_direct and token.head.i != verb.i:
            return False
        for _ in range(BESIDE_WITHIN):
            if token.i == verb.i:
                return True
            if token.head.i == token.i or token.dep_ in {"nsubj", "nsubjpass"}:
                return False
            token = token.head
        return False

    def _leaves_place(self, verb: Token) -> bool:
        """ "Tens of thousands have left Goma"."""
        return any(noun.pos_ == "PROPN" or noun.lemma_.lower() in LEFT_PLACES for noun in children(verb, "dobj"))

    def _left(self, verb: Token) -> Measure | None:
        """ "left 17 soldiers dead", "left 23 others with burns"."""
        behind = self._doc[verb.i + 1 : min(verb.i + LEFT_WITHIN, verb.sent.end)]
        for token in behind:
            if token.lower_ in self._words.behind:
                return self._words.behind[token.lower_]
            if token.lemma_.lower() in self._words.hurts and token.left_edge.i > verb.i and token.dep_ == "pobj":
                return "injured"  # "left 40 men with brain injuries"
        return None

    def _suffered(self, lemma: str, role: Role, kind: Kind) -> Measure | None:
        """What a verb does to its object, or its subject does or suffers."""
        if role not in {"object", "subject"}:
            return None
        found = (self._words.suffering if role == "object" else self._words.doing).get(lemma)
        if found == "weapons":
            return found if kind == "weapons" else None
        if found in MOVED:
            return found if kind == "troops" and self.is_military else None
        if found is None or kind == "weapons" or (lemma in self._words.harm["custody"] and not self.is_military):
            return None
        if (
            lemma in self._words.harm["mild"]
            and kind != "troops"
            and not (lemma in self._words.harm["suffered_by_people"] and kind == "people")
        ):
            return None
        return found

    def _moved(self, anchor: Token, role: Role, kind: Kind) -> Measure | None:
        """What the frames of deployments say of soldiers and weapons."""
        if any(c.lower_ == "behind" for c in anchor.children):
            return None
        frames = self._frames(anchor, role, kind)
        if "leave" in frames and (is_unreal(anchor) or (role == "object" and self._is_left_there(anchor))):
            # "wants the 1,500 soldiers to leave", "leaves 120 soldiers in Erbil"
            return "deployed" if kind == "troops" else "weapons"
        if "leave" in frames or (role == "subject" and kind == "troops" and is_homeward(anchor)):
            return "withdrawn" if kind == "troops" else "weapons"
        if not frames:
            return None
        if kind == "troops" and self._adds(anchor, role):
            return "reinforcements"
        return "weapons" if kind == "weapons" else "deployed"

    def _is_left_there(self, verb: Token) -> bool:
        """ "left 120 soldiers in Erbil": who is left somewhere stays."""
        places = (*prepositional_objects(verb, "in", "at", "on"), *self._placed_objects(verb))
        return verb.lemma_ == "leave" and any(place.ent_type_ not in {"DATE", "TIME"} for place in places)

    def _placed_objects(self, verb: Token) -> list[Token]:
        """The places that the parse hangs on what is left rather than on the leaving."""
        return [p for left in children(verb, "dobj") for p in prepositional_objects(left, "in", "at", "on")]

    def _adds(self, verb: Token, role: Role) -> bool:
        """ "400 soldiers will join the 1,100 in the country": those who come on top of others."""
        if role != "subject" or verb.lemma_.lower() not in self._words.adding:
            return False
        return any(t.like_num or t.lemma_.lower() in self._words.bodies for t in children(verb, "dobj"))

    def _frames(self, anchor: Token, role: Role, kind: Kind) -> set[Frame]:
        words, lemma = force_words(), anchor.lemma_.lower()
        if role == "noun":
            return {words.nouns[lemma]} if lemma in words.nouns else set()
        if anchor.lower_ == "left" and is_passive(anchor) and not children(anchor, "dobj"):
            return {"stay"}  # "2,000 soldiers are left"
        if is_setting_out(anchor):
            return {"go"} if role == "subject" else set()
        particles = {frame for c in anchor.children if (frame := words.particles.get((lemma, c.lower_))) is not None}
        if lemma in HANDING and kind == "weapons":
            particles = set()
        # "4,000 soldiers have been trained" says not where they are
        stays = is_passive(anchor) and role == "object" and lemma not in self._words.by_the_way
        frames = particles or set(words.verbs.get(lemma, ()))
        return {f for f in frames if role in BY_ROLE[f] or (stays and f == "stay")}

    # what stands beside the number

    def more(self, quantity: Quantity, noun: Token, measure: Measure) -> Measure:
        """ "a further 300 men" who are sent are reinforcements."""
        before = self._doc[max(0, quantity.qualified_from - 2) : max(noun.i, quantity.start)]
        behind = self._doc[quantity.end : max(quantity.end + 1, noun.i + 2)]  # "40 soldiers more"
        if self._is_listed(noun):
            return measure
        own = [c.lower_ for c in noun.lefts if c.dep_ == "amod" and not c.text[0].isupper()]  # "New Zealand police"
        if noun.dep_ == "pobj" and noun.head.lower_ == "of" and noun.head.head.lemma_.lower() in self._words.bodies:
            own += [c.lower_ for c in noun.head.head.lefts if c.dep_ == "amod"]  # "a further batch of 300 engineers"
        if measure == "deployed" and noun.lemma_.lower() in self._words.batches:
            return "reinforcements" if any(c.tag_ == "JJ" and c.ent_type_ == "ORDINAL" for c in noun.lefts) else measure
        is_more = any(
            word in self._words.more for word in (*own, *(t.lower_ for t in before if t.pos_ != "PROPN"))
        ) or any(t.lower_ == "more" for t in behind)
        return "reinforcements" if measure == "deployed" and is_more else measure

    @staticmethod
    def _is_listed(noun: Token) -> bool:
        """ "14,000 soldiers and a further 3,000 police": who is counted beside others does not come on top."""
        if noun.dep_ != "conj" or noun.head.pos_ not in {"NOUN", "NUM", "PROPN"}:
            return False
        return noun.head.like_num or any(t.like_num for t in noun.head.lefts)

    def behind(self, last: Token, quantity: Quantity) -> Token | None:
        """ "one soldier killed", "seven hurt", "a further 2,700 injured", "'hundreds' are already dead"."""
        start = max(last.i + 1, quantity.end)
        for token in self._doc[start : start + 2]:
            if token.lower_ in self._words.behind and token.sent == self._doc[quantity.start].sent:
                return token
            if not token.is_alpha or token.pos_ in {"VERB", "AUX", "ADP", "CCONJ"}:
                return None
        return None

    def described(self, noun: Token) -> Token | None:
        """ "two captured soldiers", "four injured officers"; "19 soldiers and 7 volunteers fallen" both."""
        for token in noun.lefts:
            if token.lower_ in self._words.behind and token.tag_ in {"VBN", "JJ", "VBD"}:
                return token
        last = noun.conjuncts[-1] if noun.conjuncts else noun
        for place in prepositional_objects(noun, "in"):
            if place.lemma_.lower() == "hospital":
                return place
        if last.i <= noun.i or last.i + 1 >= len(self._doc) or self.kind(last) not in {"troops", "people"}:
            return None
        return last.nbor(1) if last.nbor(1).lower_ in self._words.behind else None

    def is_killed_or_wounded(self, quantity: Quantity) -> bool:
        """ "4,000 killed or wounded", "the number of killed or wounded soldiers could reach 4,000"."""
        number = self._doc[quantity.start]
        start, end = max(number.sent.start, number.i - WINDOW[0]), min(number.sent.end, number.i + WINDOW[1])
        window = list(self._doc[start:end])
        window = [t for t in window if t.pos_ != "ADV"]  # "killed and seriously wounded"
        for first, second, third in zip(window, window[1:], window[2:], strict=False):
            is_harm = first.lower_ in {"killed", "dead"} and third.lower_ in HURT
            if is_harm and second.lower_ in {"or", "and"}:
                return first.i > number.i or any(t.lemma_ in self._words.totals | {"reach"} for t in window)
        return False

    def is_counting(self, noun: Token) -> bool:
        """Whether a noun stands under one for a number: "the number of soldiers"."""
        head = head_of(noun)
        return head.lemma_.lower() in self._words.totals or head.head.lemma_.lower() in {"number", "total"}


def is_out_of(particle: Token) -> bool:
    """ "took 800 soldiers out of the country": to take people out otherwise is to kill them."""
    if particle.lower_ != "out" or particle.i + 2 >= len(particle.doc) or particle.nbor(1).lower_ not in {"of", "from"}:
        return False
    places = children(particle.nbor(1), "pobj") or children(particle, "pobj")
    return any(p.pos_ == "PROPN" or p.lemma_.lower() in LEFT_PLACES | {"country"} for p in places)


def names_of(noun: Token) -> set[str]:
    """Return a noun's forms, as the model leaves some plurals as they are: "servicemen", "MiG-29s"."""
    word = noun.lower_
    singular = word[:-2] + "an" if word.endswith("men") else word.rstrip("s")
    return {noun.lemma_.lower(), word, singular}
