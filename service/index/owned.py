"""JSON of things of one article: the article itself, its statements and figures."""

from __future__ import annotations

from service.index.names import Names, article_label, evidence
from service.index.values import Json, named

_WORDING = {
    "about": "about ",
    "at_least": "at least ",
    "more_than": "more than ",
    "at_most": "at most ",
    "less_than": "fewer than ",
}
_VAGUE = {12: "dozens", 100: "hundreds", 1000: "thousands"}
_NOUNS = ("reinforcements", "weapons")  # of the measures; the others are participles


def article(names: Names, record: Json) -> Json:
    """An article: where and when it was published, and how much it claims."""
    return {
        "label": article_label(record),
        "title": record.get("label"),
        "url": record.get("url"),
        "outlet": names.optional("actor", record.get("publisher")),
        "agency": names.optional("actor", record.get("agency")),
        "author": record.get("author"),
        "published": record.get("published"),
        "language": record.get("language"),
        "read": record.get("read", True),
        "created": record.get("created"),
        "extractor": _extractor(record),
        "counts": record.get("counts", {}),
    }


def _extractor(record: Json) -> Json | None:
    """What made the claims, and when; None where the graph does not say so."""
    label, version = record.get("extractor"), record.get("extractor_version")
    if label is None:
        return None
    return {"name": named(label, version), "version": version, "at": record.get("extracted")}


def statement(names: Names, record: Json) -> Json:
    """A statement: who says what, by way of whom, where and on what words that rests."""
    passage = record.get("passage") or [None, None, ""]
    return {
        "speaker": names.refs("actor", record.get("speaker", ())),
        "via": names.refs("actor", record.get("via", ())),
        "attribution": names.refs("actor", record.get("chain", ())),
        "cue": record.get("cue"),
        "act": record.get("act"),
        "kind": record.get("kind"),
        "content": record.get("content"),
        "start": passage[0],
        "end": passage[1],
        "said_on": record.get("said_on"),
        "about": [{"type": kind, **names.ref(kind, key)} for kind, key in record.get("about", ())],
        "article": names.article(record.get("article")),
        "evidence": evidence(record.get("evidence", [])),
        "disputes": names.refs("statement", record.get("disputes", ())),
        "agrees_with": names.refs("statement", record.get("agrees_with", ())),
    }


def figure(names: Names, record: Json) -> Json:
    """A figure: the number, who vouches for it, by way of whom, where and on what words that rests."""
    passage = record.get("passage") or [None, None, ""]
    return {
        "label": figure_label(record),
        "measure": record.get("measure"),
        "low": record.get("low"),
        "high": record.get("high"),
        "qualifier": record.get("qualifier"),
        "of": names.optional("actor", record.get("of")),
        "source": names.refs("actor", record.get("source", ())),
        "via": names.refs("actor", record.get("via", ())),
        "attribution": names.refs("actor", record.get("chain", ())),
        "said_on": record.get("said_on"),
        "span": passage[2],
        "start": passage[0],
        "end": passage[1],
        "deployments": names.refs("deployment", record.get("deployments", ())),
        "statements": names.refs("statement", record.get("statements", ())),
        "article": names.article(record.get("article")),
        "evidence": evidence(record.get("evidence", [])),
    }


def figure_label(record: Json) -> str:
    """Return a figure in a few words: ``at least 600 killed or injured``."""
    low, high, qualifier = record.get("low"), record.get("high"), record.get("qualifier")
    measure = (record.get("measure") or "").replace("_", " ")
    if low is None:
        return measure
    if high is not None:
        number = f"{low:,} to {high:,}"
    elif qualifier == "vague":
        number = _VAGUE.get(low, f"{low:,} or more") + (" of" if low in _VAGUE and measure in _NOUNS else "")
    else:
        number = f"{_WORDING.get(qualifier or '', '')}{low:,}"
    return f"{number} {measure}".strip()
