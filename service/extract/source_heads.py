"""Which noun phrase a cue attributes to: its subject or agent, or for a participle whoever the sentence speaks of."""

from __future__ import annotations

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.attribution import Attribution, Stretch
from service.extract.lexicon import Cue
from service.extract.resuming import cue_above, taken_up_from
from service.extract.syntax import (
    FINITE,
    SUBJECTS,
    children,
    end_of,
    governing_verb,
    is_passive,
    prepositional_objects,
    subject,
    word_before_predicate,
)

RELATIVES = {"which", "who", "whose"}
AGREEING = {"agree", "disagree", "differ", "concur"}
BREAKS = {",", "—", "–", "”", '"'}


def attributed(verb: Token, cue: Cue, stretch: Stretch, rule: str, clause: Token | None = None) -> Attribution:
    """Return the attribution of a stretch of the text to whoever a verb has as its source."""
    return Attribution(verb, (verb.idx, end_of(verb)), stretch, source_of(verb), cue.act, rule, clause)


def source_of(verb: Token) -> Token | None:
    """Return the head of the noun phrase that a cue attributes to: its agent when passive, otherwise its subject."""
    if is_passive(verb) or (verb.tag_ == "VBN" and verb.dep_ in {"advcl", "acl"}):
        for agent in prepositional_objects(verb, "by"):
            if agent.n_lefts or agent.lower_ not in lexicon.attribution().means:
                return agent
    if (spoken_to := _whom_we_spoke_to(verb)) is not None:
        return spoken_to
    if any(told.lower_ != "it" for told in children(verb, "nsubjpass")):
        return None  # "Kyiv was urged to withdraw": somebody else urged it
    if verb.tag_ == "VBG" and not children(verb, *SUBJECTS):
        return _source_of_participle(verb)
    if (cue := taken_up_from(verb)) is not None and cue.i < verb.i:
        return source_of(cue)
    found = subject(verb)
    if found is not None and verb.head.i < found.i and _is_quoted_apart(found, verb):
        found = source_of(verb.head) if verb.dep_ in {"ccomp", "conj"} else None
    found = _behind_relative_clause(verb, found) or found
    if found is None or found.tag_ == "VBG":  # "Briefing the Council, its chief, Ana Vidal, reported"
        found = _name_before(verb) or _noun_before(verb, found) or found
    found = found or _head_before_aside(verb) or _noun_taken_for_modifier(verb) or _taken_for_apposition(verb)
    if found is None and verb.dep_ == "conj" and verb.tag_ in FINITE and verb.head.tag_ in FINITE:
        return source_of(verb.head)
    return found


def _whom_we_spoke_to(verb: Token) -> Token | None:
    """ "Analysts we spoke to said", "generals we asked advise": the parse makes the cue a part of what we did."""
    asked = verb.head
    is_asked = asked.dep_ == "relcl" and asked.head.i < asked.i < verb.i <= asked.i + 2 and verb.tag_ in FINITE
    return asked.head if is_asked and any(c.lower_ in {"we", "i"} for c in children(asked, "nsubj")) else None


def _is_quoted_apart(noun: Token, verb: Token) -> bool:
    """Whether a noun before a verb is quoted and the verb is not: "called them “men who …” and asked …"."""
    quotes = [t for t in noun.doc[noun.i : verb.i] if t.is_quote]
    if len(quotes) % 2 == 0 or quotes[-1].nbor(1).lower_ not in {"and", "but"}:
        return False
    return any(t.pos_ in {"VERB", "AUX"} for t in noun.doc[noun.i : quotes[-1].i])


def _behind_relative_clause(verb: Token, found: Token | None) -> Token | None:
    """ "The ELN, which Bogota estimates has 6,000 members, denied": the parse hangs the cue on the members."""
    if found is None or verb.dep_ != "acl" or found.i != verb.head.i or verb.nbor(-1).text != ",":
        return None
    opening = [t for t in verb.doc[verb.sent.start + 1 : found.i] if t.text == "," and t.nbor(1).lower_ in RELATIVES]
    noun = opening[-1].nbor(-1) if opening else None
    return noun if noun is not None and noun.pos_ in {"NOUN", "PROPN"} else None


def _name_before(verb: Token) -> Token | None:
    """Return the name between commas before a verb, whatever the parser takes for its subject."""
    if verb.i - 1 <= verb.sent.start or verb.nbor(-1).text != "," or verb.tag_ not in FINITE:
        return None
    name = verb.nbor(-2)
    if name.pos_ != "PROPN" or name.ent_type_ != "PERSON":
        return None
    holder = name.head if name.dep_ == "appos" and name.head.dep_ == "pobj" else name
    is_another = holder.pos_ == "NOUN" and holder.lemma_.lower() in lexicon.words().roles
    relative = holder.head.head if is_another else name
    return relative if relative.dep_ == "appos" else name  # "Ana Vidal, a sister of the leader, Ivo Vidal, said"


def _noun_before(verb: Token, participle: Token | None) -> Token | None:
    """Return who speaks where the parse takes a participle for the subject.

    "Answering Ed Davey, the prime minister said", "Briefing the Council, Ana Vidal, the head of mission, said".
    """
    if participle is None or participle.tag_ != "VBG" or participle.i > verb.i or verb.tag_ not in FINITE:
        return None
    commas = [t.i for t in verb.doc[participle.i : verb.i] if t.text == ","]
    if not commas:
        return None
    if commas[-1] + 1 < verb.i:
        phrase = verb.doc[commas[-1] + 1 : verb.i]
        before_preposition = next((t.i for t in phrase if t.pos_ == "ADP"), verb.i)
        noun = verb.doc[before_preposition - 1]
        return noun if noun.i > commas[-1] and noun.pos_ in {"NOUN", "PROPN"} else None
    names = (verb.doc[i - 1] for i in reversed(commas[1:-1]) if verb.doc[i - 1].ent_type_ == "PERSON")
    return next(names, None)


def _head_before_aside(verb: Token) -> Token | None:
    """Return the noun that a parser has cut off: "a senior official, speaking on condition of anonymity, said"."""
    before = word_before_predicate(verb)
    if before is None or before.text != ",":
        return None
    commas = [t.i for t in verb.doc[verb.sent.start : before.i] if t.text == ","]
    noun = verb.doc[commas[-1] - 1] if commas and commas[-1] > verb.sent.start else None
    if noun is None or noun.pos_ not in {"NOUN", "PROPN"}:
        return None
    words = lexicon.words()
    return noun if noun.ent_type_ or noun.lemma_.lower() in words.roles | words.groups else None


def _taken_for_apposition(verb: Token) -> Token | None:
    """Return who speaks where the parse hangs it on the noun before: "… in Goma, the head of the mission said"."""
    before = word_before_predicate(verb)
    if before is None or before.text == ",":
        return None
    head = before.nbor(-1) if before.text == ")" and before.i > verb.sent.start else before
    while head.head.i != head.i and head.i < verb.i:
        comma = head.left_edge.i - 1
        if head.dep_ == "appos" and head.head.i < comma and comma > verb.sent.start and verb.doc[comma].text == ",":
            return head
        head = head.head
    return None


def _noun_taken_for_modifier(verb: Token) -> Token | None:
    """ "Serbian media report that …", "the agency notes": a source that the model takes for part of a noun."""
    if verb.i == verb.sent.start or verb.tag_ not in {"VBP", "VBZ", "VBD", "NNS"}:
        return None
    before = verb.nbor(-1)
    is_modifier = before.head.i == verb.i and before.dep_ in {"compound", "amod", "nmod"}
    return before if is_modifier and before.pos_ in {"NOUN", "PROPN"} else None


def _source_of_participle(verb: Token) -> Token | None:
    """ ", adding …" goes with the sentence's own cue, "an announcement admitting …" with the noun before it."""
    before = _word_before(verb)
    if before.lemma_.lower() in lexicon.words().reports and before.pos_ == "NOUN":
        return before
    if before.text in BREAKS or before.lower_ == "while":
        if (other := _doer_beside(verb)) is not None:
            return other
        if (cue := cue_above(verb)) is not None:
            return _source_passed_on(cue, verb)
    elif before.pos_ in {"NOUN", "PROPN"} and (author := _author_of_report(before)) is not None:
        return author
    governor = governing_verb(verb)
    if governor.i != verb.i and (cue := taken_up_from(governor)) is not None:
        return subject(cue)
    return subject(verb)


def _doer_beside(participle: Token) -> Token | None:
    """Of "he said he was worried but Byrne went further, calling it …" Byrne."""
    done = participle.head
    is_beside = participle.dep_ == "advcl" and done.dep_ == "conj" and done.tag_ in FINITE
    is_beside = is_beside and (done.lemma_ in AGREEING or any(c.lower_ == "further" for c in done.children))
    return next((n for n in children(done, "nsubj") if n.ent_type_ == "PERSON"), None) if is_beside else None


def _word_before(verb: Token) -> Token:
    """Return the word or mark before a participle, dates, adverbs and "and" passed over."""
    first = verb.sent.start
    before = verb.nbor(-1) if verb.i > first else verb
    while before.i > first and (before.ent_type_ in {"DATE", "TIME"} or before.pos_ == "ADV" or before.dep_ == "cc"):
        before = before.nbor(-1)
    return before


def _source_passed_on(cue: Token, participle: Token) -> Token | None:
    """The cue's subject; where a report says that somebody says something, it is that somebody who adds to it."""
    source = subject(cue)
    if source is not None and source.lemma_.lower() in lexicon.words().reports:
        for clause in children(cue, "ccomp"):
            if clause.i < participle.i and clause.lemma_.lower() in lexicon.cues():
                return subject(clause)
    return source


def _author_of_report(noun: Token) -> Token | None:
    """The speaker in "a statement by the commission saying …": the object of a report's "by" or "from"."""
    for ancestor in [noun, *noun.ancestors]:
        if ancestor.dep_ == "pobj" and ancestor.head.lower_ in {"by", "from"}:
            report = ancestor.head.head
            return ancestor if report.lemma_.lower() in lexicon.words().reports else None
    return None
