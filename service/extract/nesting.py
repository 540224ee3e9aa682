"""Relays two deep: which attributions of an article pass on what another one says."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.attribution import Attribution
from service.extract.cues import can_speak, has_as
from service.extract.relays import RelayFinder
from service.extract.syntax import (
    SUBJECTS,
    children,
    end_of,
    governing_verb,
    is_passive,
    prepositional_objects,
    subject,
)

QUOTING_REACH = 9  # tokens from a cue to the "quoting" behind it


class Nesting:
    """Makes one attribution of a relay and what it relays; the outer source becomes a relay of the inner one."""

    def __init__(self, relays: RelayFinder) -> None:
        self._relays = relays

    def nested(self, attributions: Sequence[Attribution]) -> list[Attribution]:
        """Return the attributions without those that only relay another one ("KCNA reported that Kim said …")."""
        attributions = _with_quoted(self._with_cited(attributions))
        for one in attributions:
            self._give_to_whom_it_tells_of(one)
        relaying: set[int] = set()
        for inner in attributions:
            for position, outer in enumerate(attributions):
                if outer is inner or outer.continues or inner.unsure or not outer.governs(inner):
                    continue
                if inner.source is None and not inner.relays:
                    continue  # "said she had been told that …": whoever told her is not named, what she says is said
                if self._passes_on(outer, inner):
                    inner.relays += [*_source(outer), *outer.relays]
                    relaying.add(position)
                elif _stands_beside(inner) and outer.rule != "tag":
                    inner.relays += [*_source(outer), *outer.relays]
                    inner.nested = True
        kept = [one for position, one in enumerate(attributions) if position not in relaying]
        _let_stand_what_is_turned_down(kept)
        _hand_down(kept)
        return kept

    def _with_cited(self, attributions: Sequence[Attribution]) -> list[Attribution]:
        """Let whom a medium cites say what it reports: "Kyodo reported …, citing two officials"."""
        kept = []
        for one in attributions:
            cited = _cited(one)
            if cited is None:
                kept.append(one)
                continue
            for host in attributions:
                source = host.source
                if host is one or source is None or source != one.source or not host.is_in_sentence_of(one):
                    continue
                if self._relays.is_medium(source):
                    host.relays, host.source = [source, *host.relays], cited
                if host.content[0] == one.cue[0]:  # "…, citing two officials, that …"
                    host.content = (end_of(cited.right_edge), host.content[1])
        return kept

    def _give_to_whom_it_tells_of(self, one: Attribution) -> None:
        """Of "KCNA said Kim had met them and promised homes" the promise is Kim's, whatever the parse joins it to."""
        medium, verb = one.source, one.verb
        is_act = verb.lemma_ in lexicon.attribution().reportable and verb.tag_ in {"VBD", "VBG"}
        if medium is None or not is_act or medium.i > verb.i or children(verb, *SUBJECTS):
            return
        cue = governing_verb(medium)
        told = [c for c in children(cue, "ccomp") if cue.i < c.i < verb.i] if self._relays.is_medium(medium) else []
        doer = subject(told[0]) if told else None
        is_aimed_at = any(c.lower_ in {"him", "her", "it"} for c in children(verb, "dobj"))
        is_person = doer is not None and doer.ent_type_ == "PERSON" and not is_aimed_at
        if doer is not None and is_person and cue.i < doer.i and cue.i != verb.i:
            one.source, one.relays = doer, [medium, *one.relays]

    def _passes_on(self, outer: Attribution, inner: Attribution) -> bool:
        """Whether the outer source only passes on what the inner one says, rather than saying something about it."""
        words = lexicon.attribution()
        is_handed_on = inner.verb.lemma_ in words.handed_on and outer.rule != "tag" and not is_passive(inner.verb)
        is_handed_on = is_handed_on and inner.source is not None and can_speak(inner.source)
        is_told_to = inner.verb.lemma_ == "tell" and inner.rule == "infinitive"  # what somebody did, not said
        if (inner.verb.lemma_ in words.speech and not is_told_to) or is_handed_on:
            return True
        source = outer.source
        if source is None:
            return False
        is_office = source.lemma_.lower() == "office" and all(c.dep_ == "det" or c.pos_ == "PRON" for c in source.lefts)
        if is_office and outer.clause is not None and inner.verb.i == outer.clause.i:
            return True  # "Mr Vidal promised …, his office said"
        speaks_for = _is_body(source) and inner.source is not None and inner.source.ent_type_ == "PERSON"
        if _stands_beside(inner) and outer.verb.lemma_ in words.plain and speaks_for:
            return True  # "the Kremlin said Putin had agreed to …"
        return self._relays.is_medium(source) or source.lemma_.lower() in lexicon.words().reports


def _let_stand_what_is_turned_down(attributions: Sequence[Attribution]) -> None:
    """Of "rejected the army's claim that it had fled" let the claim stand beside its denial: both are told."""
    denials = [one for one in attributions if one.act in {"deny", "dispute"}]
    for claim in attributions:
        if claim.rule == "noun cue" and any(one.content[0] <= claim.cue[0] < one.content[1] for one in denials):
            claim.nested = True


def _stands_beside(inner: Attribution) -> bool:
    """ "… that the council had promised to pay": an act of speech by somebody named, within what another one says."""
    source = inner.source
    if source is None or source.pos_ == "PRON" or not can_speak(source):
        return False
    return inner.verb.lemma_ in lexicon.attribution().reportable and inner.verb.tag_ in {"VBD", "VBN", "VBZ", "VBP"}


def _is_body(source: Token) -> bool:
    """Whether a source is no person by its words: "the Kremlin", "his office"."""
    words = lexicon.words()
    return source.ent_type_ != "PERSON" and source.pos_ != "PRON" and source.lemma_.lower() not in words.roles


def _with_quoted(attributions: Sequence[Attribution]) -> list[Attribution]:
    """Let whom somebody quotes right after a cue say it: "he said, quoting the agency", "told us, citing the navy"."""
    dropped: set[int] = set()
    for host in attributions:
        participle = _quoting_after(host.verb)
        source = host.source
        if participle is None or source is None or host.continues or host.verb.i == participle.i:
            continue
        cited = next((noun for noun in children(participle, "dobj") if can_speak(noun)), None)
        if cited is not None and cited is not source and cited.i not in {relay.i for relay in host.relays}:
            host.relays, host.source = [source, *host.relays], cited
            dropped.add(participle.i)
    return [one for one in attributions if one.verb.i not in dropped]


def _quoting_after(verb: Token) -> Token | None:
    """Return the "quoting" or "citing" behind a cue and its comma, before any other verb."""
    words = lexicon.attribution().citing
    for token in verb.doc[verb.i + 1 : min(verb.sent.end, verb.i + QUOTING_REACH)]:
        if token.tag_ == "VBG" and token.lemma_.lower() in words and token.nbor(-1).text == ",":
            return token
        if token.pos_ in {"VERB", "AUX"} or token.is_quote or token.text in {";", ":"}:
            return None
    return None


def _cited(attribution: Attribution) -> Token | None:
    """Return who is cited: of "citing two officials" the officials; what is cited as a reason is content."""
    verb = attribution.verb
    if verb.lemma_ == "refer" and verb.tag_ == "VBG" and verb.i and verb.nbor(-1).text != ",":
        # "Interfax reports referring to the ministry"; behind a comma it tells who is meant
        return next((n for n in prepositional_objects(verb, "to") if can_speak(n) and n.ent_type_ != "PERSON"), None)
    if verb.lemma_ != "cite" or verb.tag_ != "VBG":
        return None
    cited = (noun for noun in children(verb, "dobj") if can_speak(noun) and noun.i > verb.i)
    return _who_told(verb) or next(cited, None)


def _who_told(citing: Token) -> Token | None:
    """Of "citing information from US officials" the officials."""
    return next(
        (
            author
            for noun in children(citing, "dobj")
            if noun.lemma_.lower() in lexicon.words().reports | lexicon.attribution().informing
            for author in prepositional_objects(noun, "from", "by", "of")
            if can_speak(author) and (author.head.lower_ != "of" or any(c.lower_ == "the" for c in author.lefts))
        ),
        None,
    )


def without_put_in(attributions: Sequence[Attribution]) -> list[Attribution]:
    """Let those that are put in by "as" relay: "North Korea said, as reported by KCNA, that …"."""
    kept = []
    sure = [one for one in attributions if not one.unsure]
    hosts = {one.clause.i: one for one in sure if one.clause is not None}
    hosts |= {one.verb.i: one for one in sure}
    for one in attributions:
        host = hosts.get(one.verb.head.i) if one.verb.dep_ == "advcl" else None
        is_put_in = has_as(one.verb) and one.rule != "noun phrase"  # "as Libya demands their return" is not
        if host is not None and host is not one and one.source is not None and is_put_in:
            host.relays.append(one.source)
        else:
            kept.append(one)
    return kept


def without_relaying_phrases(phrases: Sequence[Attribution], verbal: Sequence[Attribution]) -> list[Attribution]:
    """Let "according to X" relay the statements of its own sentence: "Kim said …, according to KCNA"."""
    kept = []
    for phrase in phrases:
        relayed = [one for one in verbal if _is_relayed_by(phrase, one)]
        for one in relayed:
            if phrase.source is not None and phrase.verb.i != one.verb.i:
                one.relays.append(phrase.source)
        if not relayed:
            kept.append(phrase)
    return kept


def is_relaying(phrase: Attribution, verbal: Sequence[Attribution]) -> bool:
    """Whether "according to X" only relays what somebody else says in its sentence."""
    return any(_is_relayed_by(phrase, one) for one in verbal)


def _is_relayed_by(phrase: Attribution, one: Attribution) -> bool:
    if phrase.source is None or one.continues or one.unsure or not phrase.is_in_sentence_of(one):
        return False
    if one.verb in phrase.source.subtree or _are_side_by_side(phrase, one):
        return False
    first, last = sorted((phrase.verb.i, one.verb.i))
    if any(token.text == ";" for token in phrase.verb.doc[first:last]):
        return False
    is_inside = (
        one.clause is not None
        and phrase.content[0] <= one.cue[0]
        and phrase.verb.i < one.verb.i
        and phrase.verb in one.clause.subtree
    )
    return not is_inside


def _are_side_by_side(phrase: Attribution, one: Attribution) -> bool:
    """Whether a phrase and a cue stand in clauses of their own: "… were killed, according to police, and Bo said …"."""
    main = phrase.clause
    if main is None or main.i == one.verb.i or one.verb.i < phrase.verb.i:
        return False
    return one.verb.dep_ == "conj" and one.verb.head.i == main.i and bool(children(one.verb, *SUBJECTS))


def _hand_down(attributions: Sequence[Attribution]) -> None:
    """A participle (", adding …") is relayed by whoever relays the cue that it goes on from."""
    for one in attributions:
        if one.verb.tag_ != "VBG" or one.source is None or one.relays:
            continue
        for other in attributions:
            if other is not one and other.relays and other.source is not None and other.source.i == one.source.i:
                one.relays += other.relays
                break


def _source(attribution: Attribution) -> list[Token]:
    return [attribution.source] if attribution.source is not None else []
