"""Deployments: who sent what kind of force where, for whom, against whom.

Every verb and noun of sending gives a sighting; sightings with the same sender and force that do not exclude each other are one deployment.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Span, Token

from service.extract.actors import ActorBook
from service.extract.dates import Calendar
from service.extract.reading import Reading
from service.extract.sources import SourceResolver
from service.extract.syntax import children, coordinated, is_negated, noun_phrase, prepositional_objects, subject
from service.extract.treaties import TreatyFinder
from service.model import Deployment, DeploymentStatus, Force, Passage, Treaty

SENDING_VERBS = frozenset(
    "deploy send dispatch station contribute redeploy field rotate commit host garrison base reinforce ship".split()
)
SUPPLYING_VERBS = frozenset("supply deliver donate transfer provide give sell hand lend".split())
LEAVING_VERBS = frozenset("withdraw evacuate repatriate recall".split())
NOUNS = frozenset("deployment dispatch contingent contribution redeployment stationing".split())
LEAVING_NOUNS = frozenset("withdrawal pullout pull-out drawdown repatriation".split())
FORCES: tuple[tuple[Force, frozenset[str]], ...] = (
    ("peacekeepers", frozenset("peacekeeper peacekeepers peacekeeping".split())),
    ("police", frozenset("police policeman policemen officer officers gendarme gendarmes constabulary".split())),
    ("advisers", frozenset("adviser advisers advisor advisors instructor instructors trainer trainers engineer engineers sapper sappers specialist specialists technician technicians mentor mentors".split())),
    ("ships", frozenset("ship ships warship warships frigate frigates destroyer destroyers carrier vessel vessels submarine submarines corvette corvettes fleet flotilla patrol-boat".split())),
    ("aircraft", frozenset("aircraft jet jets plane planes warplane warplanes fighter-jet helicopter helicopters bomber bombers squadron f-16 f-16s f-35s".split())),
    ("weapons", frozenset("weapon weapons arms shell shells ammunition munition munitions missile missiles rocket rockets drone drones tank tanks howitzer howitzers artillery battery batteries warhead warheads launcher launchers system systems rifles vehicles armour equipment hardware mines".split())),
    ("troops", frozenset("troop troops soldier soldiers force forces personnel military army battalion brigade regiment battlegroup contingent unit units fighter fighters mercenary mercenaries men marines paratroopers commando commandos serviceman servicemen regiment division company contractor contractors manpower people mission".split())),
)  # fmt: skip
HELPING = frozenset("help support aid assist back reinforce defend protect fight serve join bolster train".split())
OPPOSING = frozenset("against fight battle confront repel counter destroy defeat attack combat retake reclaim".split())
GOING = ("to", "in", "into", "at", "on", "across", "near", "towards", "toward", "inside", "along", "from")


@dataclass(slots=True)
class Sighting:
    """One place where the article speaks of a deployment."""

    sender: str | None
    force: Force
    beneficiary: str | None
    adversary: str | None
    places: list[Span]
    status: DeploymentStatus
    started: str | None
    tokens: tuple[Token, Token]


@dataclass(slots=True)
class Draft:
    """A deployment in the making."""

    sender: str | None
    force: Force
    sightings: list[Sighting] = field(default_factory=list)

    def most(self, name: str) -> str | None:
        """Return what most sightings say of a field, None where none says anything."""
        values = Counter(value for s in self.sightings if (value := getattr(s, name)) is not None)
        return values.most_common(1)[0][0] if values else None


class DeploymentFinder:
    """Finds the deployments of one article."""

    def __init__(
        self, reading: Reading, book: ActorBook, sources: SourceResolver, treaties: TreatyFinder, calendar: Calendar
    ) -> None:
        self._reading = reading
        self._book = book
        self._sources = sources
        self._treaties = treaties
        self._calendar = calendar

    def find(self, treaties: tuple[Treaty, ...], confirmed_by: set[str]) -> tuple[Deployment, ...]:
        """Return the deployments; ``confirmed_by`` are the states whose confirmation of something the article reports."""
        drafts: list[Draft] = []
        for sighting in self._sightings():
            self._enter(sighting, drafts)
        drafts = [draft for draft in drafts if self._is_told(draft)]
        return tuple(self._deployment(n, draft, treaties, confirmed_by) for n, draft in enumerate(drafts, start=1))

    # sightings

    def _sightings(self) -> Iterator[Sighting]:
        for token in self._reading.doc:
            lemma = token.lemma_.lower()
            if token.pos_ == "VERB" and lemma in SENDING_VERBS | SUPPLYING_VERBS | LEAVING_VERBS:
                found = self._by_verb(token)
            elif token.pos_ == "NOUN" and lemma in NOUNS | LEAVING_NOUNS:
                found = self._by_noun(token)
            elif token.pos_ in {"NOUN", "PROPN"} and self._force(token) == "troops":
                found = self._by_presence(token)
            else:
                continue
            if found is not None:
                yield found

    def _by_verb(self, verb: Token) -> Sighting | None:
        passive = any(c.dep_ == "auxpass" for c in verb.children) or (
            verb.tag_ == "VBN" and verb.dep_ in {"acl", "relcl"}
        )
        sent = self._sent(verb, passive=passive)
        if sent is None:
            return None
        force_token, force = sent
        if (
            verb.lemma_ in SUPPLYING_VERBS
            and force not in {"weapons", "aircraft", "ships"}
            and verb.lemma_ not in {"provide", "transfer"}
        ):
            return None
        sender = self._sender(verb, force_token, passive=passive)
        return self._sighting(verb, force_token, force, sender)

    def _sent(self, verb: Token, *, passive: bool) -> tuple[Token, Force] | None:
        candidates = children(verb, "dobj") if not passive else children(verb, "nsubjpass", "nsubj")
        if passive and verb.dep_ in {"acl", "relcl"}:
            candidates = [verb.head, *candidates]
        for candidate in candidates:
            for token in [
                candidate,
                *candidate.conjuncts,
                *(o for c in children(candidate, "prep") if c.lower_ == "of" for o in children(c, "pobj")),
            ]:
                force = self._force(token)
                if force is not None:
                    return token, force
        return None

    def _force(self, token: Token) -> Force | None:
        words = {token.lower_, token.lemma_.lower()}
        for force, names in FORCES:
            if words & names:
                if (
                    force == "police"
                    and "officer" in token.lemma_.lower()
                    and not any(t.lower_ == "police" for t in noun_phrase(token))
                ):
                    continue
                modifiers = {t.lower_ for t in noun_phrase(token)}
                if force == "troops" and modifiers & {"police"}:
                    return "police"
                if force == "troops" and modifiers & {"peacekeeping"}:
                    return "peacekeepers"
                return force
        return None

    def _sender(self, verb: Token, force_token: Token, *, passive: bool) -> str | None:
        states = self._reading.states_in(noun_phrase(force_token))
        if verb.lemma_ != "host" and not passive:
            doer = subject(verb)
            if doer is not None and doer.i != force_token.i:
                found = [s for a in self._sources.resolve(doer) if (s := self._treaties.state_of(a)) is not None]
                if found:
                    return found[0]
        for agent in prepositional_objects(verb, "by"):
            found = [s for a in self._sources.resolve(agent) if (s := self._treaties.state_of(a)) is not None]
            if found:
                return found[0]
        if states:
            return self._book.registered(states[-1].kb_id_)
        for owner in children(force_token, "poss"):
            found = [s for a in self._sources.resolve(owner) if (s := self._treaties.state_of(a)) is not None]
            if found:
                return found[0]
        return None

    def _by_noun(self, noun: Token) -> Sighting | None:
        phrase = noun_phrase(noun)
        force_token, force = noun, None
        for token in [*phrase, *(o for c in children(noun, "prep") if c.lower_ == "of" for o in children(c, "pobj"))]:
            if token.i != noun.i and (named := self._force(token)) is not None:
                force_token, force = token, named
        if force is None:
            force = (
                "troops"
                if noun.lemma_ in {"deployment", "contingent", "withdrawal"}
                and ("military" in {t.lower_ for t in phrase} or noun.lemma_ != "withdrawal")
                else None
            )
        if force is None:
            return None
        sender = None
        for owner in children(noun, "poss"):
            found = [s for a in self._sources.resolve(owner) if (s := self._treaties.state_of(a)) is not None]
            sender = found[0] if found else None
        if sender is None and (states := self._reading.states_in([*phrase, *noun_phrase(force_token)])):
            sender = self._book.registered(states[0].kb_id_)
        return self._sighting(noun, force_token, force, sender)

    def _by_presence(self, noun: Token) -> Sighting | None:
        """ "North Korean troops fighting in Kursk": somebody's soldiers in somebody else's country."""
        states = self._reading.states_in(noun_phrase(noun))
        if not states or noun.dep_ in {"compound"}:
            return None
        verb = noun.head if noun.dep_ in {"nsubj", "nsubjpass", "dobj"} else None
        participles = [c for c in children(noun, "acl", "relcl")]
        anchors = [noun, *participles, *([verb] if verb is not None and verb.pos_ == "VERB" else [])]
        sender = self._book.registered(states[-1].kb_id_)
        places = [p for a in anchors for p in self._places(a)]
        abroad = [p for p in places if self._state_at(p) not in {None, sender}]
        helped = any(a.lemma_ in HELPING for a in anchors)
        if not abroad and not helped:
            return None
        found = self._sighting(noun, noun, "troops", sender)
        if found is not None and not found.places:
            found.places = abroad
        return found

    def _sighting(self, anchor: Token, force_token: Token, force: Force, sender: str | None) -> Sighting | None:
        places = [p for p in self._places_near(anchor, force_token)]
        beneficiary = self._beneficiary(anchor, force_token, sender)
        adversary = self._adversary(anchor, sender)
        if sender is None and not places and beneficiary is None:
            return None
        edge = [anchor, force_token]
        first, last = min(edge, key=lambda t: t.i), max(edge, key=lambda t: t.i)
        sentence = [t for t in anchor.subtree]
        started = self._calendar.find(self._reading.text[sentence[0].idx : sentence[-1].idx + len(sentence[-1])])
        return Sighting(sender, force, beneficiary, adversary, places, self._status(anchor), started, (first, last))

    # places

    def _places_near(self, anchor: Token, force_token: Token) -> list[Span]:
        found: list[Span] = []
        for token in (
            anchor,
            force_token,
            *children(anchor, "xcomp", "advcl", "relcl", "acl", "pcomp"),
            *children(force_token, "acl", "relcl"),
        ):
            found += [p for p in self._places(token) if p.start not in {f.start for f in found}]
        return found

    def _places(self, token: Token) -> list[Span]:
        """The places that a verb or noun of sending leads to."""
        found = []
        for preposition in children(token, "prep", "prt", "dative"):
            if preposition.lower_ not in GOING or (
                preposition.lower_ == "from" and token.lemma_ not in LEAVING_VERBS | LEAVING_NOUNS
            ):
                continue
            for noun in children(preposition, "pobj"):
                for place in coordinated(noun):
                    found += self._named_places(place)
        return found

    def _named_places(self, noun: Token) -> list[Span]:
        tokens = [t for t in noun.subtree if t.i <= noun.i + 8 and t.dep_ not in {"relcl"}]
        inside = self._reading.names_in([t for t in tokens if t.i <= noun.right_edge.i])
        own = [s for s in inside if s.label_ in {"place", "state"} and s.id_ not in {"adjective", "demonym"}]
        if own:
            return own
        span = self._reading.entities.get(noun.i)
        return [span] if span is not None and span.label_ in {"GPE", "LOC", "FAC"} else []

    def _state_at(self, span: Span) -> str | None:
        if span.label_ == "state":
            return self._book.registered(span.kb_id_)
        place = self._reading.registry.places.get(span.kb_id_)
        return (
            self._book.registered(place.of) if place is not None and place.of in self._reading.registry.actors else None
        )

    # who gains, who is fought

    def _beneficiary(self, anchor: Token, force_token: Token, sender: str | None) -> str | None:
        helping = [
            c
            for c in [
                *children(anchor, "xcomp", "advcl", "relcl", "acl", "pcomp", "prep"),
                *children(force_token, "acl", "relcl", "advcl"),
            ]
        ]
        clauses = [c for c in helping if c.lemma_.lower() in HELPING]
        if anchor.head.lemma_.lower() in HELPING and anchor.dep_ in {"pcomp", "nsubj", "advcl"}:
            clauses.append(anchor.head)
        if anchor.lemma_.lower() in HELPING:
            clauses.append(anchor)
        for clause in clauses:
            for noun in [
                *children(clause, "dobj", "nsubj", "ccomp"),
                *prepositional_objects(clause, "for", "alongside", "with"),
                *(g for c in children(clause, "ccomp") for g in children(c, "nsubj")),
            ]:
                if (state := self._state(noun)) is not None and state != sender:
                    return state
        for noun in prepositional_objects(anchor, "alongside", "for"):
            if (state := self._state(noun)) is not None and state != sender:
                return state
        for noun in children(anchor, "dative"):
            if (state := self._state(noun)) is not None and state != sender:
                return state
        return None

    def _state(self, noun: Token) -> str | None:
        states = self._reading.states_in(noun_phrase(noun))
        if states:
            return self._book.registered(states[-1].kb_id_)
        if noun.pos_ in {"PROPN", "PRON"}:
            found = [s for a in self._sources.resolve(noun) if (s := self._treaties.state_of(a)) is not None]
            return found[0] if found else None
        return None

    def _adversary(self, anchor: Token, sender: str | None) -> str | None:
        """Whom the sentence of a sighting names after "against", or as those fought."""
        for token in anchor.sent:
            if token.lower_ == "against" or (token.lemma_.lower() in OPPOSING and token.pos_ == "VERB"):
                nouns = children(token, "pobj", "dobj")
                for noun in nouns:
                    for state in (self._state(n) for n in coordinated(noun)):
                        if state is not None and state != sender:
                            return state
        return None

    def _status(self, anchor: Token) -> DeploymentStatus:
        lemma = anchor.lemma_.lower()
        if lemma in LEAVING_VERBS | LEAVING_NOUNS:
            return "ended"
        if anchor.pos_ == "VERB":
            if is_negated(anchor) and any(
                c.dep_ == "aux" and c.lower_ in {"will", "would", "could", "may", "might", "shall", "’ll"}
                for c in anchor.children
            ):
                return "planned"
            if anchor.dep_ in {"xcomp", "acl"} and anchor.head.lemma_ in {
                "plan",
                "agree",
                "pledge",
                "promise",
                "offer",
                "intend",
                "prepare",
                "vow",
                "want",
                "decide",
                "ready",
                "propose",
                "expect",
                "set",
                "consider",
            }:
                return "planned"
        return "under_way"

    # joining sightings

    def _enter(self, sighting: Sighting, drafts: list[Draft]) -> None:
        for draft in drafts:
            if draft.force == sighting.force and (draft.sender == sighting.sender or sighting.sender is None):
                if self._compatible(sighting, draft):
                    draft.sightings.append(sighting)
                    return
        if sighting.sender is not None:
            drafts.append(Draft(sighting.sender, sighting.force, [sighting]))

    def _compatible(self, sighting: Sighting, draft: Draft) -> bool:
        beneficiary = draft.most("beneficiary")
        if sighting.beneficiary and beneficiary and sighting.beneficiary != beneficiary:
            return False
        known = {self._state_at(p) for s in draft.sightings for p in s.places} - {None}
        new = {self._state_at(p) for p in sighting.places} - {None}
        reachable = known | ({beneficiary} if beneficiary else set())
        return not (new and reachable and not new & reachable and sighting.beneficiary is None)

    def _is_told(self, draft: Draft) -> bool:
        """Whether enough is said of it: where to, or for whom, and not only at home."""
        if draft.most("beneficiary") is not None:
            return True
        places = [p for s in draft.sightings for p in s.places]
        return any(self._state_at(p) != draft.sender for p in places)

    def _deployment(
        self, number: int, draft: Draft, treaties: tuple[Treaty, ...], confirmed_by: set[str]
    ) -> Deployment:
        beneficiary = draft.most("beneficiary") or self._host(draft)
        places = self._destinations(draft)
        return Deployment(
            id=f"d{number}",
            sender=draft.sender,
            beneficiary=beneficiary if beneficiary != draft.sender else None,
            adversary=self._final_adversary(draft, beneficiary),
            destination=tuple(places),
            places=tuple(places.values()),
            force=draft.force,
            status=self._final_status(draft, beneficiary, confirmed_by),
            started=draft.most("started"),
            legal_basis=self._legal_basis(draft, beneficiary, treaties),
            evidence=tuple(dict.fromkeys(self._evidence(s) for s in draft.sightings)),
        )

    def _host(self, draft: Draft) -> str | None:
        """Without anybody named as helped, the state they were sent to."""
        states = Counter(
            s
            for sighting in draft.sightings
            for p in sighting.places
            if (s := self._state_at(p)) not in {None, draft.sender}
        )
        return states.most_common(1)[0][0] if states else None

    def _destinations(self, draft: Draft) -> dict[str, str]:
        """Place names as they stand in the text with the registry's ids ('' where it knows none)."""
        found: dict[str, str] = {}
        for sighting in draft.sightings:
            for span in sighting.places:
                name = re.sub(r"^the |[’']s$", "", span.text)
                home = span.label_ == "state" and self._book.registered(span.kb_id_) == draft.sender
                if not home and span.id_ not in {"adjective", "demonym"}:
                    found.setdefault(name, span.kb_id_)
        return found

    def _final_adversary(self, draft: Draft, beneficiary: str | None) -> str | None:
        values = Counter(s.adversary for s in draft.sightings if s.adversary not in {None, draft.sender, beneficiary})
        return values.most_common(1)[0][0] if values else None

    def _final_status(self, draft: Draft, beneficiary: str | None, confirmed_by: set[str]) -> DeploymentStatus:
        statuses = Counter(s.status for s in draft.sightings)
        if draft.force == "troops" and {draft.sender, beneficiary} & confirmed_by:
            return "confirmed"
        if statuses["ended"] and statuses["ended"] >= statuses["under_way"]:
            return "ended"
        if statuses["planned"] and statuses["planned"] >= statuses["under_way"]:
            return "planned"
        return "under_way"

    def _legal_basis(self, draft: Draft, beneficiary: str | None, treaties: tuple[Treaty, ...]) -> str | None:
        for treaty in treaties:
            if (
                treaty.kind in {"mutual_defence", "strategic_partnership", "status_of_forces", "cooperation_agreement"}
                and draft.force != "weapons"
            ):
                if draft.sender in treaty.parties and (beneficiary is None or beneficiary in treaty.parties):
                    return treaty.id
        return None

    def _evidence(self, sighting: Sighting) -> Passage:
        first, last = sighting.tokens
        return self._reading.sentences_around(first.idx, last.idx + len(last))
