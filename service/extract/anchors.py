"""What the sentence says of a noun: the verbs and nouns above and behind it, and the part it plays in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from spacy.tokens import Token

from service.extract.lexicon import words
from service.extract.lexicon.counts import count_words
from service.extract.lexicon.forces import Frame, force_words
from service.extract.syntax import SUBJECTS, children, prepositional_objects

Role = Literal["subject", "object", "with", "noun", "host", "present"]
# "up to 1,500 soldiers": the parse takes what qualifies the number for a preposition
QUALIFYING = frozenset({"to", "around", "about", "over", "under", "above", "below", "between", "from", "of"})
SUPPLYING = frozenset({"contributor", "provider", "supplier", "contingent"})
EQUIPPING = frozenset({"supply", "provide", "arm", "equip", "present"})
# with: "reinforce the garrison with 500 men"
PAYING = frozenset({"pay", "repay", "reward", "compensate"})  # "with" arms or "in" arms
FILLING = EQUIPPING | PAYING | {"reinforce", "bolster", "strengthen", "augment", "replace", "top", "boost", "back"}
HANDING = frozenset({"hand", "give", "turn"})  # over: bases are left, weapons supplied
PLACES = frozenset({"GPE", "LOC", "FAC"})
OBLIGING = frozenset({"must", "should", "ought"})
CONDITIONS = frozenset({"if", "unless", "whether", "were"})
NOMINAL = frozenset({"NOUN", "PROPN", "NUM", "PRON"})
JOINTLY = frozenset({"along", "together"})
REST = frozenset({"last", "first", "most", "many", "some", "several", "few", "more", "other"})  # "the last of them"
FORBIDDING = frozenset({"bar", "ban", "prohibit", "forbid"})
BEFORE_NAME = frozenset({"compound", "nmod", "amod"})
HOMES = frozenset({"home", "host"})
LONGEST_CLIMB = 6
LONGEST_ESTIMATE = 12  # words from "what" to those it stands for
ESTIMATING = frozenset(
    {
        "estimate",
        "believe",
        "think",
        "say",
        "call",
        "describe",
        "reckon",
        "consider",
        "assess",
        "term",
        "put",
        "suspect",
        "estimates",
        "appear",
        "seem",
    }
)
RAISING = ESTIMATING | {"know", "understand", "report", "fear", "confirm", "presume", "list", "declare", "need"}
# the parts in which a force stands with the verbs of a frame
BY_ROLE: dict[Frame, frozenset[Role]] = {
    "send": frozenset({"object", "with"}),
    "supply": frozenset({"object"}),
    "go": frozenset({"subject", "with"}),
    "stay": frozenset({"subject"}),
    "have": frozenset({"object"}),
    "host": frozenset({"object"}),
    "leave": frozenset({"subject", "object"}),
}


def head_of(token: Token) -> Token:
    """Return the noun atop a phrase: of "a batch of troops" the batch, of "soldiers and police" the soldiers."""
    for _ in range(LONGEST_CLIMB):
        head = token.head
        if token.dep_ == "pobj" and head.lower_ == "of" and _is_counter(head.head) and head.head.i < token.i:
            if token.like_num and head.head.lemma_.lower() in force_words().nouns:
                return token  # "the arrival of 40 of its soldiers"
            token = head.head
        elif (token.dep_ in {"conj", "appos"} and head.pos_ in NOMINAL and head.i < token.i) or _is_before_name(token):
            token = head
        else:
            return token
    return token


def _is_before_name(token: Token) -> bool:
    """ "the frigate Tromp", "three Mirage 2000-D"."""
    is_kind = token.pos_ in {"NOUN", "ADJ"} or force_words().forces.get(token.lower_) in {"aircraft", "weapons"}
    return token.dep_ in BEFORE_NAME and is_kind and token.head.pos_ == "PROPN" and token.head.i > token.i


def _counts_of(noun: Token) -> list[Token]:
    """The number of "a party of some 80 that Oslo sent", on which the parse hangs the clause."""
    return [number for number in prepositional_objects(noun, "of") if number.like_num]


def _is_counter(noun: Token) -> bool:
    lemma = noun.lemma_.lower()
    if noun.tag_ == "NN" and lemma in words().roles and lemma not in force_words().forces:
        return False  # "the commander of the force went to court"
    return noun.pos_ in NOMINAL or noun.lower_ in REST


def anchors(token: Token, head: Token) -> Iterator[tuple[Token, Role]]:
    """Yield the verbs and nouns that say something of a noun or of the head of its phrase, and its part in them."""
    for noun in dict.fromkeys((head, token)):
        yield from _governor(noun)
        yield from _around_what(noun)
        for clause in (c for owner in (noun, *_counts_of(noun)) for c in owner.children):
            if clause.dep_ in {"acl", "relcl"} and clause.pos_ in {"VERB", "AUX"}:
                role = _role_in_clause(clause)
                yield clause, role
                yield from ((other, role) for other in clause.conjuncts)


def is_passive(verb: Token) -> bool:
    """Whether a verb is a passive, or a participle that describes its noun as one."""
    if any(c.dep_ == "auxpass" for c in verb.children):
        return True
    if verb.tag_ == "VBN" and verb.dep_ == "advcl" and children(verb, "agent"):
        return True  # "the crews are Syrians, trained by Turkish advisers"
    is_perfect = any(c.dep_ == "aux" and c.lemma_ == "have" for c in verb.children)  # "the men that Oslo has sent"
    return verb.tag_ == "VBN" and verb.dep_ in {"acl", "relcl"} and not is_perfect


def is_setting_out(verb: Token) -> bool:
    """ "left for Haiti", "departed for Mali": who leaves for a place goes there; "left for good" says no place."""
    if verb.lemma_.lower() not in {"leave", "depart", "sail", "embark"}:
        return False
    return any(
        o.pos_ == "PROPN" or o.ent_type_ in PLACES for c in verb.children if c.lower_ == "for" for o in c.children
    )


def is_unreal(anchor: Token) -> bool:
    """Whether a verb stands in a condition or in what somebody only wants, so that nothing is reported."""
    if any(c.lower_ in CONDITIONS and c.dep_ in {"mark", "advmod"} for c in anchor.children):
        return True
    if any(is_unreal(c) for c in children(anchor, "advcl") if any(m.lower_ in {"if", "unless"} for m in c.children)):
        return True  # "if New York asks, they can be there in an hour"
    if _is_forbidden(anchor) or _is_asked(anchor):
        return True
    wishing = force_words().people["wishing"]
    if (
        anchor.tag_ == "VBG"
        and anchor.dep_ in {"xcomp", "pcomp"}
        and _governor_of(anchor) in force_words().people["advising"]
    ):
        return True  # "had suggested sending instructors"
    if is_turned_down(anchor.head):
        return False
    if anchor.dep_ in {"xcomp", "ccomp", "advcl", "acl", "relcl"} and _is_bare(anchor):
        if anchor.head.lemma_ == "want" and anchor.dep_ == "xcomp" and not children(anchor, *SUBJECTS):
            return False  # "wants to send": a plan
        is_told = anchor.head.lemma_ == "tell" and any(c.lower_ == "that" for c in children(anchor, "mark"))
        return anchor.head.lemma_.lower() in wishing and not is_told  # "told reporters that 40 men remain there"
    return anchor.dep_ in {"pobj", "dobj"} and anchor.pos_ == "NOUN" and (
        anchor.head.lemma_.lower() in wishing - {"order"} or anchor.head.head.lemma_.lower() in wishing
    )  # fmt: skip


def _is_asked(verb: Token) -> bool:
    """ "Will you supply shells to Kyiv?": whether it is so; "How many are there?" takes it for granted."""
    if verb.dep_ != "ROOT" or verb.sent[-1].text != "?":
        return False
    doer = next(iter(children(verb, *SUBJECTS)), None)
    opening = [c for c in children(verb, "aux", "auxpass") if doer is not None and c.i < doer.left_edge.i]
    is_of_what = any(t.tag_ in {"WRB", "WP", "WDT"} for t in verb.doc[verb.sent.start : verb.i])
    return bool(opening) and not is_of_what


def _governor_of(gerund: Token) -> str:
    above = gerund.head.head if gerund.dep_ == "pcomp" else gerund.head
    return above.lemma_.lower()


def _is_forbidden(verb: Token) -> bool:
    """ "a ban on sending missiles"."""
    on = verb.head
    if (
        verb.dep_ == "pcomp"
        and on.lower_ == "from"
        and FORBIDDING & {t.lemma_.lower() for t in (on.head, on.head.head)}
    ):
        return True  # "resolutions that bar it from selling arms"
    if verb.dep_ not in {"pcomp", "pobj"} or on.lower_ != "on" or on.i == 0:
        return False
    return verb.doc[on.i - 1].lemma_.lower() in force_words().people["forbidding"]


def is_turned_down(request: Token) -> bool:
    """ "turned down a request", "rejects any proposal"."""
    people, verb = force_words().people, request.head
    if request.lemma_.lower() not in people["requests"] or request.dep_ not in {"dobj", "nsubjpass"}:
        return False
    is_down = verb.lemma_.lower() == "turn" and any(c.lower_ == "down" for c in verb.children)
    return is_down or verb.lemma_.lower() in people["denying"]


def is_owed(verb: Token) -> bool:
    """ "must leave", "have to go": it has not happened."""
    if any(c.lower_ in OBLIGING for c in children(verb, "aux")):
        return True
    return verb.dep_ == "xcomp" and verb.tag_ == "VB" and verb.head.lemma_.lower() in {"have", "need"}


def _is_bare(verb: Token) -> bool:
    """Whether a verb is an infinitive or subjunctive: "that Russia withdraw", "that they be brought home"."""
    if verb.tag_ in {"VB", "VBP"} and verb.lower_ != "are":
        return not any(c.lower_ != "to" for c in children(verb, "aux"))
    is_be = any(c.lower_ == "be" for c in children(verb, "auxpass"))
    return is_be and all(c.lower_ == "to" for c in children(verb, "aux"))


def _governor(noun: Token) -> Iterator[tuple[Token, Role]]:
    above = noun.head
    if noun.dep_ in {"compound", "nmod", "amod"} and above.pos_ == "NOUN":
        # of headlines ("more police land in …") the model takes the verb for a noun
        yield above, "subject" if _is_plural(noun) and above.lemma_.lower() in force_words().verbs else "noun"
    elif noun.dep_ == "pobj" and above.dep_ in {"prep", "agent"}:
        if above.lower_ == "by" and above.head.lemma_.lower() in force_words().people["deeds"]:
            yield above.head, "subject"  # "the training of Somali recruits by Turkish officers"
        elif above.lower_ in {"of", "by"} and above.head.pos_ == "NOUN":
            yield above.head, "noun"
        elif above.lower_ == "by" and above.head.pos_ == "VERB" and is_passive(above.head):
            yield above.head, "subject"
        elif above.lower_ == "with" and above.head.pos_ == "VERB":
            yield above.head, "object" if above.head.lemma_.lower() in FILLING else "with"
        elif above.lower_ == "in" and above.head.lemma_.lower() in PAYING:
            yield above.head, "object"
        elif above.lower_ == "with" and above.head.lower_ in JOINTLY and above.head.head.pos_ == "VERB":
            yield above.head.head, "object"  # "has sent it shells along with 5,000 men"
        elif above.lower_ == "with" and above.head.lemma_.lower() in force_words().forces:
            yield from _governor(above.head)  # "300 men with a dozen tanks"
        elif above.lower_ == "to" and above.head.lemma_.lower() in HOMES and above.head.head.lemma_ == "be":
            yield above.head.head, "host"  # "Gao is home to 300 soldiers"
        elif above.lower_ == "to" and above.head.lemma_.lower() in count_words().counting:
            yield above.head, "object"  # "will double its contribution to 50 soldiers"
        elif above.lower_ == "with" and above.head.lemma_.lower() in SUPPLYING:
            yield above.head, "noun"  # "the largest contributor with 4,500 soldiers"
        elif above.i == above.head.i + 1 and (above.head.lemma_.lower(), above.lower_) in force_words().particles:
            yield above.head, "object"  # "flew in 170 more soldiers"
        elif (verb := _qualified(noun)) is not None:
            is_before = noun.i < verb.i
            yield verb, "subject" if is_before and not is_passive(verb) else "object"
    elif noun.dep_ == "nsubj" and above.pos_ == "ADJ" and above.dep_ == "ccomp" and above.head.pos_ == "VERB":
        yield above.head, "object"  # "make available a patrol boat"
    elif noun.dep_ in {"nsubj", "nsubjpass", "dobj", "attr", "dative"} and above.pos_ in {"VERB", "AUX"}:
        role: Role = "subject" if noun.dep_ == "nsubj" else "object"
        if above.tag_ == "VBG" and above.dep_ == "ccomp" and above.head.lemma_ in {"have", "keep"}:
            yield above.head, "object"  # "has 150 engineers helping to build"
        yield above, role
        if above.lemma_ == "order" and noun.dep_ == "dobj":
            yield from ((verb, "subject") for verb in children(above, "xcomp"))  # "ordered two ships to sail"
        yield from _coordinated_verbs(above, noun)


def _around_what(noun: Token) -> Iterator[tuple[Token, Role]]:
    """What is said of those of "sent what Oslo calls 300 advisers", "the first of what is thought to be 900 men"."""
    first = noun.sent.start
    behind = noun.doc[max(first, noun.left_edge.i - LONGEST_ESTIMATE) : noun.left_edge.i]
    what = next((t for t in reversed(behind) if t.lower_ == "what"), None)
    if (
        what is None
        or what.i == first
        or any(t.is_punct and t.text != "-" for t in noun.doc[what.i : noun.left_edge.i])
    ):
        return
    if not any(t.lemma_.lower() in ESTIMATING for t in noun.doc[what.i : noun.left_edge.i]):
        return
    before = what.nbor(-1)
    if before.pos_ == "VERB":
        yield before, "object"
    elif before.lower_ == "of" and before.i and _is_counter(before.nbor(-1)):
        yield from _governor(before.nbor(-1))


def _qualified(noun: Token) -> Token | None:
    """The verb of "send up to 1,500 soldiers", "deploy around 300 men", "between 15 and 20 men will arrive"."""
    above, left = noun.head, noun.left_edge
    number = next((t for t in noun.lefts if t.like_num), noun if noun.like_num else None)
    if number is None or not above.i or above.lower_ not in QUALIFYING or above.i + 1 != min(left.i, number.i):
        return None
    if above.lower_ == "to" and above.nbor(-1).lower_ != "up":
        return None
    verb = above.head if above.head.pos_ in {"VERB", *NOMINAL} else above.head.head
    is_subject = verb.i > noun.i and not children(verb, *SUBJECTS)
    return verb if verb.pos_ == "VERB" and (verb.i < above.i or is_subject) else None


def _coordinated_verbs(verb: Token, noun: Token) -> Iterator[tuple[Token, Role]]:
    """The other verbs of the same subject: "have arrived and are patrolling"."""
    if noun.dep_ not in {"nsubj", "nsubjpass"}:
        return
    for other in (*verb.conjuncts, *children(verb, "xcomp", "acomp")):
        is_state = other.pos_ == "AUX" and verb.lemma_.lower() in RAISING  # "are known to be dead"
        if (other.pos_ == "VERB" or is_state) and not children(other, "nsubj", "nsubjpass"):
            # "were ambushed and killed", but not "were sent and 4,700 killed"
            is_counted_apart = any(t.like_num for t in verb.doc[verb.i + 1 : other.i])
            shares_passive = other.dep_ != "conj" or (is_passive(verb) and not is_counted_apart)
            is_suffered = is_passive(other) or (other.tag_ == "VBN" and shares_passive)
            yield other, "object" if is_suffered else "subject"


def _role_in_clause(clause: Token) -> Role:
    if clause.dep_ == "acl":
        return "object" if clause.tag_ in {"VBN", "VBD"} else "subject"
    own = [c for c in clause.children if c.dep_ in {"nsubj", "nsubjpass"}]
    if any(c.dep_ == "nsubjpass" for c in own):
        return "object"
    return "subject" if any(c.tag_ in {"WDT", "WP"} for c in own) else "object"


def _is_plural(noun: Token) -> bool:
    return noun.tag_ in {"NNS", "NNPS"} or noun.lower_ == "police"
