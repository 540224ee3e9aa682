"""Predictions with known kinds of faults, made from gold annotations."""

import copy
from typing import Any

Json = dict[str, Any]


def damaged(gold: Json, text: str) -> Json:
    """Return the gold as a prediction in which every few claims are wrong in one way each, or left out."""
    claims: Json = copy.deepcopy(gold)
    actors = [actor["id"] for actor in claims["actors"]]
    for number, statement in enumerate(claims["statements"]):
        _damage_statement(statement, number, text, actors)
    for clutter in claims["boilerplate"][:1]:
        inside = {"start": text.index(clutter), "end": text.index(clutter) + len(clutter), "content": clutter}
        claims["statements"].insert(0, claims["statements"].pop(0) | inside)
    for number, figure in enumerate(claims["figures"]):
        figure["low"] = (figure["low"] or 0) + 1 if number % 4 == 3 else figure["low"]
        figure["source"] = actors[:2] if number % 3 == 1 else figure["source"]
        figure["span"] = figure["span"] + " not in the text" if number % 5 == 4 else figure["span"][:-3]
    for deployment in claims["deployments"]:
        deployment |= {"destination": deployment["destination"][1:], "status": "planned", "beneficiary": None}
    for number, treaty in enumerate(claims["treaties"]):
        treaty["parties"] = treaty["parties"][: 1 - number % 2]
    for number, actor in enumerate(claims["actors"]):
        actor |= {"wikidata": None, "name": f"the {actor['name'].upper()}’s"}
        actor["type"] = "organisation" if number % 4 == 2 else actor["type"]
    for section in ("statements", "figures"):
        claims[section] = [claim for number, claim in enumerate(claims[section]) if number % 6 != 5]
    return renamed(claims)


def _damage_statement(statement: Json, number: int, text: str, actors: list[str]) -> None:
    """Do one of eight things to a statement: leave it, widen, shrink, misplace, or change what is said about it."""
    start = text.index(statement["content"])
    end = start + len(statement["content"])
    match number % 8:
        case 1:
            start, end = start - 2, end + 2
        case 2:
            start = (start + end) // 2 + 1
        case 3:
            start, end = start + len(statement["content"]) // 4, end + 1
        case 4:
            statement["speaker"] = actors[-1:]
        case 5:
            statement |= {"act": "warn", "kind": "mixed", "date": "1999", "via": actors[:1]}
        case 6:
            statement |= {"start": start + 1, "end": end + 1}
            return
        case 7:
            statement["speaker"] = [*statement["speaker"], *actors[:1]]
    statement |= {"start": max(start, 0), "end": end, "content": text[max(start, 0) : end]}


def renamed(claims: Json) -> Json:
    """Return the claims with statement ids that no gold has: ids are local, and must not matter."""
    claims["statements"] = [{**statement, "id": f"predicted-{statement['id']}"} for statement in claims["statements"]]
    claims["disputes"] = [[f"predicted-{statement}" for statement in pair] for pair in claims["disputes"]]
    return claims
