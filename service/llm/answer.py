"""What a model is asked for: the claims of one piece of an article. Its JSON schema goes along with every request.

The shape is that of the claims JSON, with ``paragraph`` (numbered from 1 within the piece) in place of offsets, which
language models cannot count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

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

MOST_CLAIMS = 60  # of a kind in a piece: a model that repeats itself is cut off rather than listened to
LONGEST = 2_000  # characters of a string
_BOUNDS = {"minLength", "maxLength", "minItems", "maxItems", "pattern", "minimum", "maximum"}

_FENCE = re.compile(r"\s*```\w*\n(.*)\n```\s*", re.DOTALL)


def _in_calendar(value: str) -> str:
    """Return a date of the calendar; ``ValueError`` for any other."""
    date.fromisoformat(value + "-01-01"[len(value) - len("YYYY") :])
    return value


Words = Annotated[str, Field(min_length=1, max_length=LONGEST)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Names = Annotated[list[Name], Field(max_length=12)]
Paragraph = Annotated[int, Field(ge=1, description="number of the paragraph it stands in")]
Date = Annotated[
    str,
    Field(pattern=r"^[12][0-9]{3}(-[0-9]{2}(-[0-9]{2})?)?$", description="YYYY-MM-DD, YYYY-MM or YYYY"),
    AfterValidator(_in_calendar),
]
Count = Annotated[int, Field(ge=0, le=10**9)]


class _Answered(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class ActorAnswer(_Answered):
    """Somebody who speaks, relays, sends, receives or signs."""

    id: Name
    name: Annotated[Name, Field(description="a name of theirs exactly as it stands in the text")]
    type: ActorType
    role: Name | None = None
    of: Annotated[Name | None, Field(description="id of the actor that the role is held for")] = None


class StatementAnswer(_Answered):
    """A content that the article attributes to somebody other than its own reporter."""

    id: Name
    speaker: Annotated[Names, Field(min_length=1, description="ids of actors")]
    via: Annotated[Names, Field(description="ids of actors who relay it, nearest to the speaker first")] = []
    cue: Annotated[Words, Field(description="the words that attribute it, exactly as in the text")]
    act: Act
    kind: QuotationKind
    content: Annotated[
        Words, Field(description="the attributed words, exactly as in the text, without cue and speaker")
    ]
    paragraph: Paragraph
    date: Date | None = None
    about: Annotated[Names, Field(description="ids of the deployments, treaties and figures it speaks about")] = []


class DeploymentAnswer(_Answered):
    """Forces or materiel sent by one actor, for the good of another or to a place."""

    id: Name
    sender: Name
    beneficiary: Name | None = None
    adversary: Name | None = None
    destination: Annotated[Names, Field(description="places, exactly as in the text")] = []
    force: Force
    status: DeploymentStatus
    started: Date | None = None
    legal_basis: Annotated[Name | None, Field(description="id of a treaty")] = None
    quote: Annotated[Words, Field(description="the words that tell of it, exactly as in the text")]
    paragraph: Paragraph


class TreatyAnswer(_Answered):
    """A treaty, agreement, ceasefire or resolution."""

    id: Name
    kind: TreatyKind
    name: Annotated[Name, Field(description="exactly as in the text")]
    parties: Annotated[Names, Field(description="ids of actors")] = []
    signed: Date | None = None
    paragraph: Paragraph


class FigureAnswer(_Answered):
    """A number that is said of somebody's people or materiel."""

    id: Name
    measure: Measure
    low: Annotated[
        Count | None, Field(description="the number, or the lower of two; null where the words give none (several)")
    ]
    high: Count | None = None
    qualifier: Qualifier
    of: Name | None = None
    source: Annotated[Names, Field(description="ids of who is cited for it; empty: the article itself")] = []
    via: Names = []
    span: Annotated[Words, Field(description="number and what it counts, exactly as in the text")]
    paragraph: Paragraph


class DisputeAnswer(_Answered):
    """A statement that denies or contradicts another, so that not both can be right."""

    disputed: Annotated[Name, Field(description="id of the statement that is contradicted")]
    disputing: Annotated[Name, Field(description="id of the statement that contradicts it")]


Most = Field(max_length=MOST_CLAIMS)


class Answer(_Answered):
    """The claims of one piece of an article; ids are local to it."""

    actors: Annotated[list[ActorAnswer], Most]
    statements: Annotated[list[StatementAnswer], Most]
    deployments: Annotated[list[DeploymentAnswer], Most]
    treaties: Annotated[list[TreatyAnswer], Most]
    figures: Annotated[list[FigureAnswer], Most]
    disputes: Annotated[list[DisputeAnswer], Most] = []


class _Lists(_Answered):
    """An answer whose items have yet to be read."""

    actors: list[Any]
    statements: list[Any]
    deployments: list[Any]
    treaties: list[Any]
    figures: list[Any]
    disputes: list[Any] = []


_Item = TypeVar("_Item", bound=_Answered)


def read(text: str) -> tuple[Answer, int]:
    """Return the answer in a model's words, and how many claims of it were left out because they lack the shape.

    Raises pydantic's ``ValidationError`` when it is no JSON object with all the lists.
    """
    fenced = _FENCE.fullmatch(text)
    lists = _Lists.model_validate_json(fenced[1] if fenced else text)
    answer = Answer(
        actors=_in_shape(ActorAnswer, lists.actors),
        statements=_in_shape(StatementAnswer, lists.statements),
        deployments=_in_shape(DeploymentAnswer, lists.deployments),
        treaties=_in_shape(TreatyAnswer, lists.treaties),
        figures=_in_shape(FigureAnswer, lists.figures),
        disputes=_in_shape(DisputeAnswer, lists.disputes),
    )
    return answer, sum(len(items) - len(getattr(answer, kind)) for kind, items in lists)


def _in_shape(shape: type[_Item], items: list[Any]) -> list[_Item]:
    def shaped() -> Iterator[_Item]:
        for item in items[:MOST_CLAIMS]:
            with suppress(ValidationError):
                yield shape.model_validate(item)

    return list(shaped())


def schema() -> dict[str, Any]:
    """Return the JSON schema of ``Answer``, without bounds.

    Servers make a grammar of it, which lengths and numbers of items make too large; ``read`` holds to them.
    """
    plain = _without_bounds(Answer.model_json_schema())
    assert isinstance(plain, dict)
    return plain


def _without_bounds(node: Any) -> Any:
    if isinstance(node, dict):
        return {name: _without_bounds(value) for name, value in node.items() if name not in _BOUNDS}
    return [_without_bounds(value) for value in node] if isinstance(node, list) else node
