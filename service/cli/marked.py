"""An article as text with its claims marked: ``[s1: … :s1]`` around the words, and below each paragraph its claims.

The marks may nest and cross, so each names its claim at both ends: s statements, f figures, d deployments, t treaties.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.text import Text

from service.model import Article, Claims, Deployment, Figure, Passage, Rejection, Statement, Treaty, Usage

Claim = Statement | Figure | Deployment | Treaty
STYLES = {"s": "green", "f": "magenta", "d": "cyan", "t": "yellow"}
CUT = "dim"
LONGEST = 160  # characters of a passage that an explanation quotes


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    claim: str


def marked(article: Article, claims: Claims) -> Iterator[Text]:
    """Yield the article's head, its paragraphs with their claims, the disputes, and what was turned down elsewhere."""
    yield from _head(article, claims)
    things: tuple[Claim, ...] = (*claims.statements, *claims.figures, *claims.deployments, *claims.treaties)
    places = {thing.id: _places(thing, claims) for thing in things}
    marks = [_Mark(p.start, p.end, claim) for claim, passages in places.items() for p in passages]
    left = {thing.id: thing for thing in things}
    for start, end in _paragraphs(article.text):
        yield _paragraph(article, start, end, marks)
        for claim in [claim for claim in left if any(p.start < end and start < p.end for p in places[claim])]:
            yield _explained(left.pop(claim), claims)
        yield Text()
    yield from (_explained(thing, claims) for thing in left.values())
    yield from (Text(f"Dispute: {disputing} disputes {disputed}") for disputed, disputing in claims.disputes)
    if claims.rejected:
        yield Text("Considered, and no claim made:")
        yield from (Text(f"    {_rejection(rejection)}") for rejection in claims.rejected)


def _head(article: Article, claims: Claims) -> Iterator[Text]:
    known = {"Title": article.title, "Outlet": article.outlet, "Agency": article.agency, "Date": article.published}
    yield from (Text(f"{name}: {value}") for name, value in known.items() if value)
    yield Text(f"Extractor: {claims.extractor}")
    if claims.usage is not None:
        yield Text(f"Language model: {_used(claims.usage)}")
    if not article.is_read:
        yield Text(f"Not read: its language is {article.language!r}")
    yield Text()


def _places(thing: Claim, claims: Claims) -> tuple[Passage, ...]:
    """Return what is marked: a statement's content, a figure's span, of other claims the words they went by."""
    if isinstance(thing, Statement):
        return (Passage(thing.start, thing.end, thing.content),)
    if isinstance(thing, Figure):
        return (Passage(thing.start, thing.end, thing.span),)
    why = claims.why.get(thing.id)
    return (why.words if why is not None else ()) or thing.evidence


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            yield start, start + len(line.rstrip())
        start += len(line)


def _paragraph(article: Article, start: int, end: int, marks: Iterable[_Mark]) -> Text:
    """Return a paragraph with its marks; a mark that runs on over paragraphs is closed and opened again."""
    inside = [_Mark(max(m.start, start), min(m.end, end), m.claim) for m in marks if m.start < end and start < m.end]
    # Offset; closing before opening; the longer outside; of equal ones the first outside.
    edges: list[tuple[int, int, int, int, str]] = []
    for number, mark in enumerate(inside):
        edges.append((mark.start, 1, -mark.end, number, mark.claim))
        edges.append((mark.end, 0, -mark.start, -number, mark.claim))
    shown, at = Text(), start
    for offset, is_opening, _, _, claim in sorted(edges):
        _append(shown, article, at, offset)
        shown.append(f"[{claim}: " if is_opening else f" :{claim}]", style=STYLES.get(claim[0], ""))
        at = offset
    _append(shown, article, at, end)
    return shown


def _append(shown: Text, article: Article, start: int, end: int) -> None:
    """Append text; what is not the story stands between ``{cut}`` and ``{/cut}``."""
    at = start
    for passage in article.boilerplate:
        first, last = max(passage.start, at), min(passage.end, end)
        if first < last:
            shown.append(article.text[at:first])
            shown.append(f"{{cut}}{article.text[first:last]}{{/cut}}", style=CUT)
            at = last
    shown.append(article.text[at:end])


def _explained(thing: Claim, claims: Claims) -> Text:
    why = claims.why.get(thing.id)
    lines = [f"  {thing.id}  {_said(thing, claims)}", f"      rule: {thing.rule or 'unnamed'}"]
    if why is not None and why.words:
        lines[-1] += "; went by " + ", ".join(map(_quoted, why.words))
    if why is not None:
        lines += [f"      considered: {_rejection(rejection)}" for rejection in why.rejected]
    return Text("\n".join(lines), style=STYLES.get(thing.id[0], ""))


def _rejection(rejection: Rejection) -> str:
    return f"{_quoted(rejection.passage)} as {rejection.kind} ({rejection.what}): {rejection.reason}"


def _quoted(passage: Passage) -> str:
    words = " ".join(passage.exact.split())
    return f"“{words}”" if len(words) <= LONGEST else f"“{words[:LONGEST].rstrip()} …”"


def _said(thing: Claim, claims: Claims) -> str:
    """Return a claim in a line of words."""
    if isinstance(thing, Statement):
        voices = _voices(claims, thing.speaker, thing.via)
        return f"{voices}, “{thing.cue}” ({', '.join(filter(None, (thing.act, thing.kind, thing.date)))})"
    if isinstance(thing, Figure):
        number = "–".join(str(n) for n in (thing.low, thing.high) if n is not None)
        voices = _voices(claims, thing.source, thing.via) or "the article itself"
        return f"{thing.measure} {thing.qualifier} {number} of {_name(claims, thing.of)}, by {voices}"
    if isinstance(thing, Deployment):
        goal = ", ".join(filter(None, (thing.beneficiary and _name(claims, thing.beneficiary), *thing.destination)))
        return f"{thing.force} of {_name(claims, thing.sender)} to {goal or 'unknown'}, {thing.status}"
    return f"{thing.name} ({thing.kind}) of {', '.join(_name(claims, party) for party in thing.parties) or 'unknown'}"


def _used(usage: Usage) -> str:
    tokens = f"{usage.prompt_tokens} + {usage.completion_tokens} tokens"
    told = f"{usage.requests} requests, {tokens}, cost {usage.cost:.6f}, {usage.refused} claims refused"
    return told if usage.fallback is None else f"{told}; the rules read the article: {usage.fallback}"


def _voices(claims: Claims, speakers: Iterable[str], relays: Iterable[str]) -> str:
    named = " and ".join(_name(claims, actor) for actor in speakers)
    return ", relayed by ".join(filter(None, (named, *(_name(claims, actor) for actor in relays))))


def _name(claims: Claims, actor_id: str | None) -> str:
    return claims.actor(actor_id).name if actor_id is not None else "unknown"
