"""The JSON of items and lists. The API's description is made of these models, and answers are tested against them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from service.model import (
    Act,
    ActorType,
    DeploymentStatus,
    Force,
    Measure,
    Qualifier,
    QuotationKind,
    TreatyKind,
)
from service.vocabulary import Kind

# The day, month or year, no more precise than the text.
PartialDate = Annotated[str, Field(examples=["2025-04-28", "2025-04", "2025"])]


class Model(BaseModel):
    """Base of all: nothing but what is declared."""

    model_config = ConfigDict(extra="forbid")


class Reference(Model):
    """Another thing: its id, what it is called, and its IRI."""

    id: str
    label: str
    iri: str


class TypedReference(Reference):
    """Another thing, with its kind."""

    type: Kind


class ArticleReference(Model):
    """The article that says something."""

    id: str
    iri: str
    label: str = Field(description="its title, else its first words")
    title: str | None
    outlet: Reference | None
    agency: Reference | None = Field(description="the wire agency that the article credits")
    published: PartialDate | None
    url: str | None


class Evidence(Model):
    """Characters of an article's text: ``text[start:end] == exact``, in code points."""

    start: int
    end: int
    exact: str


class Role(Model):
    """A role, as the article or the registry gives it."""

    label: str | None
    of: Reference | None
    since: PartialDate | None
    until: PartialDate | None


class ExtractedBy(Model):
    """What made an article's claims."""

    name: str
    version: str | None = Field(description="release, and digest of rules, weights and registry")
    at: str | None


class Article(Model):
    """An article, and how much it claims."""

    id: str
    iri: str
    label: str = Field(description="its title, else its first words")
    title: str | None
    url: str | None
    outlet: Reference | None
    agency: Reference | None
    author: str | None
    published: PartialDate | None
    language: str | None
    read: bool = Field(
        description="whether claims are extracted from it; other languages than English are stored unread"
    )
    created: str | None = Field(description="when it was accepted")
    extractor: ExtractedBy | None = Field(description="what made its claims, in which version, and when")
    counts: dict[str, int]


class FullArticle(Article):
    """An article with its text, which all offsets refer to."""

    text: str
    boilerplate: list[Evidence] = Field(description="passages that are not the story")


class Statement(Model):
    """What somebody says, by way of whom, in which article, on what words that rests."""

    id: str
    iri: str
    speaker: list[Reference] = Field(description="who is responsible for the content; several when joint")
    via: list[Reference] = Field(description="who relays it inside the article, the nearest to the speaker first")
    attribution: list[Reference] = Field(description="the chain from the one responsible to the outlet")
    cue: str | None = Field(description="the words that attribute it")
    act: Act | None
    kind: QuotationKind | None
    content: str | None = Field(description="what is attributed, word for word as the article prints it")
    start: int | None
    end: int | None
    said_on: PartialDate | None
    about: list[TypedReference]
    article: ArticleReference | None
    evidence: list[Evidence] = Field(description="the sentence or sentences it rests on")
    disputes: list[Reference]
    disputed_by: list[Reference]
    agrees_with: list[Reference]


class Figure(Model):
    """A number that is said of somebody's people or materiel, with who vouches for it."""

    id: str
    iri: str
    label: str
    measure: Measure | None
    low: int | None = Field(description="the number said, or the lower end of the range said")
    high: int | None = Field(description="the upper end of the range said, null when only one number is said")
    qualifier: Qualifier | None
    of: Reference | None = Field(description="whose people or materiel are counted")
    source: list[Reference] = Field(description="who vouches for it; empty: the article itself")
    via: list[Reference]
    attribution: list[Reference]
    said_on: PartialDate | None = Field(description="when the statement was made that carries it")
    span: str = Field(description="the words that hold the number and what it counts")
    start: int | None
    end: int | None
    deployments: list[Reference]
    statements: list[Reference] = Field(description="the statements that carry it")
    article: ArticleReference | None
    evidence: list[Evidence]


class Dispute(Model):
    """Two statements that cannot both be right."""

    id: str
    iri: str
    disputing: str | None = Field(description="id of the statement that opposes the other")
    statements: list[Statement]
    article: ArticleReference | None


class Actor(Model):
    """Somebody who speaks, relays, publishes, sends, receives or signs."""

    id: str
    iri: str
    label: str
    names: list[str] = Field(description="other names")
    type: ActorType | None
    of: list[Reference] = Field(description="whom it belongs to or speaks for")
    roles: list[Role]
    same_as: list[str] = Field(description="public identifiers, where they are certain")
    counts: dict[str, int]


class Treaty(Model):
    """A treaty, agreement, ceasefire or resolution: one node, however many articles name it."""

    id: str
    iri: str
    label: str
    names: list[str]
    kinds: list[TreatyKind] = Field(description="what articles call it, the most frequent first")
    parties: list[Reference]
    signed: PartialDate | None = Field(description="what most articles say; each one's own is in accounts")
    counts: dict[str, int]


class Deployment(Model):
    """Forces or materiel sent by one actor for another or to a place; the single values are what most articles say."""

    id: str
    iri: str
    label: str
    sender: Reference | None
    beneficiary: Reference | None
    adversary: Reference | None
    destinations: list[Reference]
    force: Force | None
    status: DeploymentStatus | None
    started: PartialDate | None
    legal_basis: list[Reference]
    counts: dict[str, int]


class Account(Model):
    """What one article says of a thing, or (with no article) the registry."""

    article: ArticleReference | None
    label: str | None
    evidence: list[Evidence]


class ActorAccount(Account):
    """An actor as one article describes it."""

    names: list[str]
    type: ActorType | None
    of: list[Reference]
    roles: list[Role]
    same_as: list[str]


class TreatyAccount(Account):
    """A treaty as one article describes it."""

    names: list[str]
    kinds: list[TreatyKind]
    parties: list[Reference]
    signed: PartialDate | None


class DeploymentAccount(Account):
    """A deployment as one article describes it."""

    sender: Reference | None
    beneficiary: Reference | None
    adversary: Reference | None
    destinations: list[Reference]
    force: Force | None
    status: DeploymentStatus | None
    started: PartialDate | None
    legal_basis: list[Reference]


class FullActor(Actor):
    """An actor with each article's account of it (at most 200)."""

    accounts: list[ActorAccount]


class FullTreaty(Treaty):
    """A treaty with each article's account of it (at most 200)."""

    accounts: list[TreatyAccount]


class FullDeployment(Deployment):
    """A deployment with each article's account of it (at most 200)."""

    accounts: list[DeploymentAccount]


class Claims(Model):
    """All that one article claims, in ids local to this object; ``start`` and ``end`` are offsets into its text."""

    model_config = ConfigDict(extra="allow")

    id: str
    iri: str
    actors: list[dict[str, Any]]
    statements: list[dict[str, Any]]
    deployments: list[dict[str, Any]]
    treaties: list[dict[str, Any]]
    figures: list[dict[str, Any]]
    disputes: list[Annotated[list[str], Field(min_length=2, max_length=2)]] = Field(
        description="pairs of statements that cannot both be right"
    )


class Page(Model):
    """One page of a list."""

    total: int = Field(description="how many items there are in all pages")
    next: str | None = Field(description="address of the next page, null on the last")


class ArticlePage(Page):
    """A page of articles, the newest first."""

    items: list[Article]


class ActorPage(Page):
    """A page of actors, by name."""

    items: list[Actor]


class TreatyPage(Page):
    """A page of treaties, by name."""

    items: list[Treaty]


class DeploymentPage(Page):
    """A page of deployments, by name."""

    items: list[Deployment]


class StatementPage(Page):
    """A page of statements, the newest first."""

    items: list[Statement]


class FigurePage(Page):
    """A page of figures, the newest first."""

    items: list[Figure]


class DisputePage(Page):
    """A page of disputes, the newest first."""

    items: list[Dispute]
