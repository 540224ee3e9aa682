"""Progress: how far a deployment has come as a sentence tells it: planned, under way, ended or denied."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from spacy.tokens import Token

from service.extract.anchors import is_owed, is_passive, is_turned_down
from service.extract.bygone import MONTH, is_bygone
from service.extract.lexicon.forces import Frame, force_words
from service.extract.sighting import MATERIEL
from service.extract.syntax import children, is_negated, subject
from service.extract.troops import force_of
from service.model import DeploymentStatus

FUTURE = frozenset({"can", "will", "shall", "would", "may", "might", "could", "should", "’ll", "'ll", "wo"})
NOW = frozenset({"is", "are", "am", "’s", "'s", "’re", "'re", "’m", "'m"})
GOING_ON = frozenset({"already", "still", "currently", "since", "at"})
BEGINNING = frozenset({"begin", "start"})
SETTING_OUT = frozenset({"send", "deploy", "dispatch"})
NOTHING = frozenset({"no", "not", "n't", "n’t", "never", "neither", "nor", "without", "hardly", "none"})
ALLOWING = frozenset({"allow", "permit", "enable", "let", "entitle"})
COMING = frozenset(
    {("next", "week"), ("next", "month"), ("next", "year"), ("next", "spring"), ("next", "summer")}
    | {
        ("before", "the"),
        ("by", "the"),
        ("later", "this"),
        ("from", "next"),
        ("within", "weeks"),
        ("within", "days"),
        ("this", "weekend"),
    }
)
KEEPING = frozenset({"keep", "maintain", "retain", "stay", "remain", "extend", "prolong"})
POSSESSING = frozenset({"have", "field", "run", "station", "lead", "command"})
OFFERING = frozenset(
    {"offer", "propose", "suggest", "consider", "want", "wish", "ready", "willing", "prepared", "open"}
)
PROMISING = frozenset({"promise", "pledge", "offer", "propose", "earmark"})
# of arms: told of before they are there
UNDELIVERED = frozenset({"announce", "finance", "fund", "order", "approve", "unveil", "list", "clear"})
PERCEIVING = frozenset({"see", "observe", "notice", "sight"})
COMPLETING = frozenset({"complete", "finish", "conclude", "fulfil", "fulfill"})
OVER = frozenset({"more", "longer"})
LONGEST_CLIMB = 4
CLAUSES = frozenset({"xcomp", "acl", "ccomp", "advcl", "pcomp", "relcl"})


def status_of(anchor: Token, head: Token, frame: Frame) -> DeploymentStatus:
    """Return how far a force has come that the head of its phrase names and the anchor says something of."""
    is_nothing = _is_negated(anchor, head)
    if frame == "leave":
        is_withheld = is_negated(anchor) and anchor.tag_ == "VB" and not is_future(anchor)
        is_carried_out = anchor.dep_ == "dobj" and anchor.head.lemma_.lower() in COMPLETING | BEGINNING
        done = anchor.head if is_carried_out else anchor  # "will complete their withdrawal"
        is_to_come = done.pos_ == "VERB" and is_future(done)
        is_untrue = is_nothing or is_withheld or _is_denied(anchor)
        is_there = is_to_come or is_untrue or _is_partial(anchor, head) or _is_intended(anchor)
        return "under_way" if is_there else "ended"
    is_changed = frame == "have" and anchor.lemma_.lower() not in POSSESSING  # "is set to double its contingent"
    if is_changed and is_nothing and is_future(anchor):
        return "under_way"  # "will not extend its operation"
    if is_bygone(anchor, head, frame):
        return "ended"
    limited = _limited(anchor, frame, is_nothing=is_nothing)
    if limited is not None:
        return limited
    if is_nothing or _is_denied(anchor) or _is_not_shown(anchor) or is_turned_down(anchor.head):
        return "denied"
    if frame in {"send", "supply"} and _is_completed(anchor, head):
        return "ended"
    is_to_be_given = frame in {"supply", "host"} and anchor.lemma_.lower() in UNDELIVERED
    if is_to_be_given or _is_made_possible(anchor) or _is_timetabled(anchor, frame):
        return "planned"
    is_still = frame in {"have", "stay"} and any(c.lower_ == "still" for c in anchor.children)
    is_kept = is_still or is_changed or anchor.lemma_.lower() in KEEPING or anchor.lower_ == "left"
    is_offered = frame == "have" and _is_offered(anchor)  # who is "ready to stay on" is there
    return "planned" if is_future(anchor) and (not is_kept or is_offered) else "under_way"


def _limited(verb: Token, frame: Frame, *, is_nothing: bool) -> DeploymentStatus | None:
    """How far a force has come of which something is not so yet, no more or no longer: nobody denies that it was sent.

    "have not yet arrived"; "do not go out any more"; "has sent none since"; "They have not been seen in the town".
    ``is_nothing``: whether the verb or the force is; of itself "no longer" says that it was so.
    """
    adverbs = {c.lower_: c for c in verb.children if c.dep_ in {"advmod", "npadvmod", "prep"}}
    over = {word: adverb.nbor(-1).lower_ for word, adverb in adverbs.items() if word in OVER and _is_end_of_it(adverb)}
    if not is_nothing and over.get("longer") != "no":
        return None
    if "yet" in adverbs:
        return "planned"
    is_over = "anymore" in adverbs or not {"no", "any"}.isdisjoint(over.values())
    if is_over or ("since" in adverbs and adverbs["since"].n_rights == 0):
        return "ended" if frame in {"have", "stay", "send", "supply"} else "under_way"
    seen = subject(verb) or next(iter(children(verb, "nsubjpass")), None)
    is_taken_up = seen is not None and seen.pos_ == "PRON" and seen.lower_ in {"they", "it"}
    return "under_way" if verb.lemma_.lower() in PERCEIVING and is_taken_up else None


def _is_end_of_it(adverb: Token) -> bool:
    """Whether "longer" and "more" may say that it is over: not in "no more than a year", "no longer than needed"."""
    is_last = adverb.i + 1 == len(adverb.doc)
    return adverb.i > 0 and (is_last or adverb.nbor(1).lower_ != "than")


def _is_offered(verb: Token) -> bool:
    """ "offered to keep 300 men there", "is ready to leave some": what others may turn down is not so yet."""
    has_own = any(c.dep_ == "poss" for noun in children(verb, "dobj") for c in noun.children)  # "its 300 men" are there
    is_kept = verb.lemma_.lower() in {"keep", "leave", "retain"} and not has_own
    return is_kept and verb.tag_ == "VB" and verb.dep_ in CLAUSES and verb.head.lemma_.lower() in OFFERING


def _is_made_possible(verb: Token) -> bool:
    """ "would allow Moscow to keep 300 men there"."""
    above = verb.head
    is_allowed = verb.tag_ == "VB" and verb.dep_ in CLAUSES and above.lemma_.lower() in ALLOWING
    return is_allowed and any(c.lower_ in FUTURE for c in children(above, "aux"))


def _is_timetabled(verb: Token, frame: Frame) -> bool:
    """ "three systems go to Kyiv next month"."""
    if verb.tag_ not in {"VBZ", "VBP"} or frame not in {"go", "send", "supply"} or children(verb, "aux"):
        return False
    words = [t.lower_ for t in verb.subtree if t.i > verb.i]
    return any(pair in COMING or (pair[0] in {"in", "from"} and MONTH.fullmatch(pair[1])) for pair in pairwise(words))


def _is_completed(anchor: Token, head: Token) -> bool:
    """ "has completed the delivery": of arms no more are to come."""
    above = anchor.head
    is_done = anchor.pos_ == "NOUN" and anchor.dep_ in {"dobj", "nsubjpass"} and above.lemma_ in COMPLETING
    return is_done and not is_future(above) and any(force_of(t) in MATERIEL for t in head.subtree)


def _is_not_shown(anchor: Token) -> bool:
    """ "the video does not show soldiers landing in the port"."""
    for verb in anchor.ancestors:
        if verb.lemma_ == "show" and is_negated(verb):
            shown = subject(verb)
            return shown is not None and shown.lemma_.lower() in force_words().people["images"]
    return False


def _is_intended(verb: Token) -> bool:
    """ "promised to pull out", "must leave": they are still there."""
    return is_owed(verb) or (verb.dep_ == "xcomp" and verb.tag_ == "VB" and verb.head.lemma_.lower() in _planning())


def is_future(anchor: Token) -> bool:
    """Whether what a verb or noun says is still to come: "will be sent", "plans to send", "the dispatch is due"."""
    if anchor.lemma_.lower() in PROMISING:
        return True
    if anchor.pos_ in {"NOUN", "PROPN"}:
        return _is_planned_thing(anchor)
    if any(c.dep_ in {"aux", "auxpass"} and c.lower_ in FUTURE for c in anchor.children):
        return True
    if anchor.lemma_ == "be" and any(c.lemma_.lower() in _planning() for c in children(anchor, "acomp")):
        return True  # "is due at the base next month"
    if anchor.tag_ == "VB" and children(anchor, "nsubj") and any(c.lower_ == "to" for c in children(anchor, "aux")):
        return True  # of headlines: "Canada to base fighters in far north"
    above = anchor.head
    if anchor.tag_ == "VBG" and anchor.lemma_.lower() in SETTING_OUT:
        beside = {c.lower_ for c in anchor.children}
        if beside & NOW and not beside & GOING_ON:
            return True  # "is sending a frigate to the Baltic"
    if anchor.dep_ == "xcomp" and above.lemma_ in BEGINNING and is_future(above):
        return True  # "will begin leaving"
    if anchor.dep_ == "xcomp" and above.lemma_ in {"have", "be"} and any(c.lower_ == "yet" for c in above.children):
        return True  # "have yet to arrive"
    if anchor.dep_ == "conj" and above.pos_ == "VERB" and anchor.tag_ == above.tag_ == "VB":
        return is_future(above)  # "will send ships and train the crews"
    if anchor.dep_ == "xcomp" and above.lemma_ == "be" and any(c.lower_ == "to" for c in anchor.children):
        return True  # "are to be sent"
    if anchor.dep_ == "pcomp" and above.lower_ == "from" and above.head.lemma_.lower() in _preventing():
        return True  # "blocked the president from sending them"
    if anchor.tag_ in {"VB", "VBG"} and anchor.dep_ in CLAUSES:
        return above.lemma_.lower() in _planning() or (above.lemma_ == "be" and anchor.tag_ == "VB") or _of_plan(anchor)
    if anchor.dep_ == "xcomp":
        return above.lemma_.lower() in _planning() and above.pos_ != "AUX"
    return anchor.dep_ == "pobj" and above.head.lemma_.lower() in _planning()


def _is_planned_thing(noun: Token) -> bool:
    """ "the dispatch was announced", "approved a mission", "plans for a deployment", "a planned deployment"."""
    if any(c.lower_ in {"planned", "proposed", "future", "possible", "upcoming", "eventual"} for c in noun.lefts):
        return True
    for above in _above(noun):
        if above.pos_ in {"VERB", "AUX"}:
            if any(c.dep_ == "aux" and c.lower_ in FUTURE for c in above.children):
                return True
            if above.lemma_ == "be":
                return any(c.lemma_.lower() in _planning() for c in children(above, "acomp", "attr"))
        if above.lemma_.lower() in _planning():
            return above.pos_ != "VERB" or is_passive(above) or noun.dep_ != "nsubj"
        if above.pos_ == "VERB":
            return False
    return False


def _above(noun: Token) -> Iterator[Token]:
    """The nouns that a noun hangs on by a preposition, and the verb above them."""
    for _ in range(LONGEST_CLIMB):
        above = noun.head
        if above.i == noun.i:
            return
        if above.dep_ in {"prep", "agent"} or above.pos_ in {"NOUN", "PROPN", "VERB", "AUX"}:
            if above.pos_ in {"NOUN", "PROPN", "VERB", "AUX"}:
                yield above
            if above.pos_ in {"VERB", "AUX"}:
                return
            noun = above
        else:
            return


def _of_plan(verb: Token) -> bool:
    """ "the prospect of sending", "talks on deploying"."""
    return verb.dep_ == "pcomp" and verb.head.head.lemma_.lower() in _planning()


def _preventing() -> frozenset[str]:
    return force_words().people["preventing"]


def _planning() -> frozenset[str]:
    return force_words().people["planning"]


def _is_partial(anchor: Token, head: Token) -> bool:
    """ "a drawdown", "some of its troops left", "300 of the 900 men": the rest is still there."""
    words = force_words()
    if anchor.lemma_.lower() in words.partial_nouns and anchor.pos_ == "NOUN":
        return True
    first = head.left_edge
    of = next((c for c in head.children if c.lower_ == "of"), None)
    is_share = head.like_num or head.lemma_.lower() in words.partial_nouns or first.lower_ in words.partial_nouns
    return of is not None and is_share


def _is_negated(anchor: Token, head: Token) -> bool:
    last = max(anchor.i, head.i)
    around = (*anchor.children, *head.children)
    if any((c.dep_ == "neg" or c.lower_ in NOTHING) and c.i < last for c in around):
        return True
    above = anchor.head  # "has not begun to send"
    return anchor.dep_ == "xcomp" and any(c.dep_ == "neg" for c in above.children) and above.lemma_ != "rule"


def _is_denied(anchor: Token) -> bool:
    """ "denied that it had sent", "rejected reports that it had", "ruled out sending", "denies having any"."""
    words = force_words()
    token = anchor
    for _ in range(LONGEST_CLIMB):
        above = token.head
        if token.dep_ == "nsubjpass" and token.lemma_.lower() in words.people["tales"]:
            return above.lemma_.lower() in words.people["denying"] and not is_negated(above)  # "reports were dismissed"
        if above.i == token.i or (token.dep_ not in CLAUSES and token.dep_ not in {"dobj", "pobj", "prep"}):
            return False
        lemma = above.lemma_.lower()
        if lemma in words.people["denying"] and above.pos_ == "VERB":
            return not is_negated(above)
        if above.pos_ not in {"AUX", "ADP", "SCONJ"} and lemma not in words.people["tales"] and above.i != anchor.i:
            return False
        token = above
    return False
