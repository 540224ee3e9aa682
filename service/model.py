"""Articles and claims: the plain objects that every stage of the pipeline passes on.

What an extractor makes, what the JSON shows and what becomes RDF are these same objects. They are frozen; a stage that
adds something returns a changed copy (``dataclasses.replace``). All offsets are code-point offsets into
``Article.text``, and ``article.text[p.start:p.end] == p.exact`` holds for every passage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

ActorType = Literal[
    "person",
    "state",
    "government_body",
    "armed_force",
    "party",
    "intergovernmental_organisation",
    "news_agency",
    "news_outlet",
    "organisation",
    "officials",
]
Act = Literal[
    "assert",
    "announce",
    "confirm",
    "deny",
    "dispute",
    "praise",
    "thank",
    "condemn",
    "accuse",
    "demand",
    "promise",
    "propose",
    "estimate",
    "warn",
]
QuotationKind = Literal["direct", "indirect", "mixed"]
Force = Literal["troops", "ships", "aircraft", "weapons", "advisers", "peacekeepers", "police", "other"]
DeploymentStatus = Literal["planned", "under_way", "confirmed", "ended", "denied"]
TreatyKind = Literal[
    "mutual_defence",
    "strategic_partnership",
    "status_of_forces",
    "ceasefire",
    "arms_control",
    "un_resolution",
    "cooperation_agreement",
    "other",
]
Measure = Literal[
    "deployed",
    "reinforcements",
    "killed",
    "injured",
    "killed_or_injured",
    "captured",
    "withdrawn",
    "displaced",
    "weapons",
]
Qualifier = Literal["exactly", "about", "at_least", "more_than", "at_most", "less_than", "range", "vague"]

ClaimKind = Literal["statement", "deployment", "treaty", "figure", "actor"]

ACTOR_TYPES: tuple[ActorType, ...] = get_args(ActorType)
ACTS: tuple[Act, ...] = get_args(Act)
QUOTATION_KINDS: tuple[QuotationKind, ...] = get_args(QuotationKind)
FORCES: tuple[Force, ...] = get_args(Force)
DEPLOYMENT_STATUSES: tuple[DeploymentStatus, ...] = get_args(DeploymentStatus)
TREATY_KINDS: tuple[TreatyKind, ...] = get_args(TreatyKind)
MEASURES: tuple[Measure, ...] = get_args(Measure)
QUALIFIERS: tuple[Qualifier, ...] = get_args(Qualifier)


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """A stretch of an article's text: ``text[start:end] == exact``, in code points."""

    start: int
    end: int
    exact: str


def blanked(text: str, passages: Iterable[Passage]) -> str:
    """Return a text with some passages blanked out character by character, line breaks kept."""
    letters = list(text)
    for passage in passages:
        letters[passage.start : passage.end] = ["\n" if c == "\n" else " " for c in text[passage.start : passage.end]]
    return "".join(letters)


@dataclass(frozen=True, slots=True)
class Rejection:
    """Something that was considered for a claim and not taken.

    ``kind`` is the kind of claim it would have made or changed, ``what`` the candidate, ``reason`` why it was not
    taken.
    """

    kind: ClaimKind
    what: str
    reason: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class Why:
    """What a claim rests on beside its rule: the words it went by, and what else was considered and rejected."""

    words: tuple[Passage, ...] = ()
    rejected: tuple[Rejection, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What asking a language model took: requests, tokens, their price, and the claims of its that were ``refused``.

    ``fallback`` says why the rules read the article in its place, None where they did not.
    """

    requests: int = 0
    retries: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float = 0.0
    refused: int = 0
    fallback: str | None = None

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            requests=self.requests + other.requests,
            retries=self.retries + other.retries,
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            cost=self.cost + other.cost,
            refused=self.refused + other.refused,
            fallback=self.fallback or other.fallback,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A news article as stored.

    ``id`` is the hash of the normalised text. ``boilerplate`` are the passages that are not the story, ``datelines``
    those of it that belong to no sentence. ``published`` is an ISO date (YYYY-MM-DD), ``language`` an ISO 639-1 code.
    ``outlet`` is who published it, ``agency`` the wire agency it credits; both are names as they stand in the text or
    were given by whoever sent the article.
    """

    id: str
    text: str
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    agency: str | None = None
    author: str | None = None
    published: str | None = None
    language: str = "en"
    boilerplate: tuple[Passage, ...] = ()
    datelines: tuple[Passage, ...] = ()

    @property
    def is_read(self) -> bool:
        """Whether claims are extracted from it: English only, other languages are stored and marked as not read."""
        return self.language == "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody who speaks, relays, sends, receives or signs.

    ``id`` is local to the claims of one article; ``key`` is the last part of the IRI (``kim-jong-un``), set by linking.
    ``name`` is the preferred name, ``mentions`` are the distinct strings that name it in the text, ``evidence`` their
    first passages. ``of`` is the local id of the actor that the role is held for.
    """

    id: str
    name: str
    type: ActorType
    mentions: tuple[str, ...] = ()
    role: str | None = None
    of: str | None = None
    wikidata: str | None = None
    evidence: tuple[Passage, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A content that the article attributes to somebody other than its own reporter.

    ``speaker`` and ``via`` hold local actor ids, ``via`` nearest to the speaker first. ``content`` stands at
    ``start:end``; ``evidence`` is the sentence (or run of sentences) with cue and content in it. ``date`` is an ISO
    date, month or year: when it was said. ``about`` holds local ids of deployments, treaties and figures.
    ``rule`` names what recognised it.
    """

    id: str
    speaker: tuple[str, ...]
    via: tuple[str, ...] = ()
    cue: str
    act: Act
    kind: QuotationKind
    content: str
    start: int
    end: int
    date: str | None = None
    about: tuple[str, ...] = ()
    evidence: Passage | None = None
    rule: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """Forces or materiel sent by one actor, for the good of another or to a place.

    ``sender``, ``beneficiary`` and ``adversary`` are local actor ids, ``destination`` the place names as they stand in
    the text, ``places`` parallel to it the registry ids of those that are known and an empty string for others (or
    empty as a whole), ``legal_basis`` a local treaty id. ``rule`` names what recognised it.
    """

    id: str
    sender: str | None
    beneficiary: str | None = None
    adversary: str | None = None
    destination: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    force: Force = "troops"
    status: DeploymentStatus = "under_way"
    started: str | None = None
    legal_basis: str | None = None
    evidence: tuple[Passage, ...] = ()
    rule: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Treaty:
    """A treaty, agreement, ceasefire or resolution that the article speaks of.

    ``parties`` are local actor ids, ``rule`` names what recognised it.
    """

    id: str
    kind: TreatyKind
    name: str
    mentions: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    signed: str | None = None
    evidence: tuple[Passage, ...] = ()
    rule: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number that is said of somebody's people or materiel.

    ``low`` is the number said, or the lower of a range with ``high`` the upper. ``of``, ``source`` and ``via`` are
    local actor ids; an empty ``source`` is the article's own voice. ``span`` stands at ``start:end`` and holds the
    number and what it counts. ``deployment`` is the local id of the deployment it belongs to. ``rule`` names what
    recognised it.
    """

    id: str
    measure: Measure
    low: int | None
    high: int | None = None
    qualifier: Qualifier
    of: str | None
    source: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    span: str
    start: int
    end: int
    deployment: str | None = None
    evidence: Passage | None = None
    rule: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """All that one article claims.

    ``disputes`` are pairs of local statement ids that cannot both be right. ``why`` explains claims by their local ids,
    as far as the extractor tells; ``rejected`` are the candidates that stood beside none of them. ``usage`` is what a
    language model took, None where none was asked.
    """

    actors: tuple[Actor, ...] = ()
    statements: tuple[Statement, ...] = ()
    deployments: tuple[Deployment, ...] = ()
    treaties: tuple[Treaty, ...] = ()
    figures: tuple[Figure, ...] = ()
    disputes: tuple[tuple[str, str], ...] = ()
    why: Mapping[str, Why] = field(default_factory=dict)
    rejected: tuple[Rejection, ...] = ()
    usage: Usage | None = None
    extractor: str = ""

    def actor(self, actor_id: str) -> Actor:
        """Return the actor with this local id; ``KeyError`` when there is none."""
        for actor in self.actors:
            if actor.id == actor_id:
                return actor
        raise KeyError(actor_id)

    def passages(self) -> Iterator[Passage]:
        """Yield every passage that some claim rests on."""
        for statement in self.statements:
            yield Passage(statement.start, statement.end, statement.content)
            if statement.evidence:
                yield statement.evidence
        for figure in self.figures:
            yield Passage(figure.start, figure.end, figure.span)
            if figure.evidence:
                yield figure.evidence
        things: tuple[Actor | Deployment | Treaty, ...] = (*self.actors, *self.deployments, *self.treaties)
        for thing in things:
            yield from thing.evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What its sender says about an article; overrules what the text itself shows. ``published`` is an ISO date."""

    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    published: str | None = None
    language: str | None = None
