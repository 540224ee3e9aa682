"""Attributions by a noun: "reports from … that …", "X's claim that …", "gave an estimate of …"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.attribution import Attribution, Stretch
from service.extract.extent import end_of_clause
from service.extract.lexicon.kinds import kind_words
from service.extract.naming import is_body_word
from service.extract.reading import Reading
from service.extract.syntax import children, end_of, is_negated, prepositional_objects, subject

PRINTED = {"report", "story", "article", "column", "interview"}
PLACES = {"GPE", "LOC", "NORP", "LANGUAGE", "DATE"}
GERUND_REACH = 8  # tokens from "reports of" to the gerund


def find_noun_cues(reading: Reading) -> Iterator[Attribution]:
    """ "reports from X that …", "X's claim that …", "reports of troops being sent"."""
    acts = lexicon.words().noun_cues
    for token in reading.doc:
        act = acts.get(token.lemma_.lower()) if token.pos_ == "NOUN" else None
        if act is None or reading.in_full_quotation(token) or _is_denied(token):
            continue
        found = _that_clause(reading, token) or _infinitive(reading, token) or _gerund_clause(token)
        if found is not None:
            clause, content = found
            source = _subject_who_owns(token) or token
            yield Attribution(token, (token.idx, end_of(token)), content, source, act, "noun cue", clause)


def _subject_who_owns(noun: Token) -> Token | None:
    """Of "Norway renewed its offer to …" Norway."""
    owners = children(noun, "poss")
    if noun.dep_ != "dobj" or not owners or owners[0].pos_ != "PRON":
        return None
    return subject(noun.head)


def _is_denied(noun: Token) -> bool:
    if any(c.lower_ == "no" for c in noun.children):
        return True
    is_argument = noun.dep_ in {"dobj", "nsubj", "nsubjpass", "pobj"} and noun.head.pos_ == "VERB"
    return is_argument and is_negated(noun.head)


def _that_clause(reading: Reading, noun: Token) -> tuple[Token, Stretch] | None:
    for clause in children(noun, "acl", "ccomp", "relcl"):
        that = next((c for c in clause.children if c.lower_ == "that" and c.i < clause.i), None)
        if that is None or that.i < noun.i:
            continue
        if that.dep_ == "mark" or any(c.i > that.i for c in children(clause, "nsubj", "nsubjpass")):
            end = min(end_of_clause(reading, clause, noun), end_of(clause.right_edge))
            return clause, (that.nbor(1).idx, end)
    return None


def _infinitive(reading: Reading, noun: Token) -> tuple[Token, Stretch] | None:
    """ "renewed its offer to take part": the infinitive of an offer, threat or promise that somebody has."""
    if noun.lemma_.lower() not in lexicon.attribution().undertakings or not _is_somebodys(noun):
        return None
    around = children(noun.head, "advcl", "xcomp") if noun.dep_ == "dobj" else []
    for clause in (*children(noun, "acl", "xcomp", "relcl"), *around):
        start = next((c for c in clause.children if c.tag_ == "TO" and c.i == noun.i + 1), None)
        if start is not None:
            return clause, (start.idx, min(end_of_clause(reading, clause, noun), end_of(clause.right_edge)))
    return None


def _is_somebodys(noun: Token) -> bool:
    """ "its offer to", "a Russian proposal to", "the offer of the Solomon Islands to"."""
    if children(noun, "poss") or any(c.ent_type_ == "NORP" for c in children(noun, "amod", "compound")):
        return True
    return any(
        of.ent_type_ or of.lemma_.lower() in lexicon.words().groups
        for of in prepositional_objects(noun, "of", "by", "from")
    )


def _gerund_clause(noun: Token) -> tuple[Token, Stretch] | None:
    """ "Reports of North Korean soldiers being sent to fight for Russia": a gerund clause after "of"."""
    doc, end = noun.doc, noun.sent.end
    if noun.lemma_.lower() not in lexicon.attribution().hearsay or noun.i + 2 >= end or doc[noun.i + 1].lower_ != "of":
        return None
    start = doc[noun.i + 2]
    following = doc[start.i + 1 : min(end, start.i + GERUND_REACH - 1)]
    gerund = next((token for token in following if token.tag_ == "VBG"), None)
    if gerund is None:
        return None
    last = gerund
    for token in doc[gerund.i + 1 : end]:
        is_next_verb = token.tag_ in {"VBD", "VBZ", "VBP"} and token.i > gerund.i + 1
        if token.is_punct or token.lower_ == "first" or is_next_verb:
            break
        last = token
    return gerund, (start.idx, end_of(last))


def find_estimates(reading: Reading) -> Iterator[Attribution]:
    """ "provided a lower estimate of about 1,200 casualties", "put the toll at …", "gave the latest count: …"."""
    words = lexicon.attribution()
    for verb in reading.doc:
        if verb.pos_ != "VERB" or verb.lemma_ not in words.giving:
            continue
        if reading.in_full_quotation(verb) or is_negated(verb):
            continue
        source = next(iter(children(verb, "nsubj")), verb)
        for noun in children(verb, "dobj"):
            found = _estimate(verb, noun) if noun.lemma_ in words.estimates else None
            if found is not None:
                cue_end, content = found
                yield Attribution(verb, (verb.idx, cue_end), content, source, "estimate", "estimate")


def _estimate(verb: Token, noun: Token) -> tuple[int, Stretch] | None:
    """Return where the cue ends and where the number stands that somebody gives."""
    end = verb.sent.end
    if verb.lemma_ == "put" and any(token.lower_ == "at" for token in verb.doc[noun.i : end]):
        return None  # "put the number of dead at 40": object and number together are what is said
    for token in verb.doc[noun.i + 1 : noun.i + 3]:
        if token.text == ":" and token.i + 1 < end:
            return end_of(noun), (token.nbor(1).idx, verb.sent.end_char)
    relation = "of"
    for preposition in [*children(noun, "prep"), *children(verb, "prep")]:
        if preposition.lower_ == relation:
            objects = children(preposition, "pobj")
            return (end_of(preposition), (end_of(preposition), end_of(objects[0].right_edge))) if objects else None
    return None


def owner(noun: Token) -> Token | None:
    """Return whose a report is: its possessor, "by" or "from" whom it is, who released it, or the name before it."""
    if found := children(noun, "poss"):
        return found[0]
    for author in prepositional_objects(noun, "by", "from"):
        return author
    seeing = lexicon.attribution().seeing - {"share"}  # "figures shared by Ukraine" are Ukraine's
    for participle in (p for p in children(noun, "acl", "relcl") if p.lemma_ not in seeing):
        for author in prepositional_objects(participle, "by"):
            return author
    for author in prepositional_objects(noun, "of"):
        if author.pos_ == "PROPN" or author.lemma_.lower() in lexicon.words().groups:
            return author
    names = [c for c in children(noun, "compound", "nmod", "amod") if c.pos_ == "PROPN" or c.ent_type_]
    return names[-1] if names else next(_named_papers(noun), None)


def _named_papers(report: Token) -> Iterator[Token]:
    """ "a report in Le Monde that", "reports in the newspaper Marca that": the name of whoever prints it."""
    if report.lemma_.lower() not in PRINTED:
        return
    for paper in prepositional_objects(report, "in"):
        is_medium = paper.lemma_.lower() in lexicon.words().heads["media"]
        yield from (name for name in children(paper, "appos") if is_medium and name.pos_ == "PROPN")
        is_outlet = kind_words().names.get(paper.lower_) == "news_outlet"  # "in The Sunday Post"
        if paper.pos_ == "PROPN" and (is_outlet or _may_print(paper)):
            yield paper


def _may_print(name: Token) -> bool:
    """Whether a name may be a paper's: not "in the High Court", "in the Kremlin"."""
    has_article = any(child.lower_ == "the" for child in name.lefts)
    return not has_article and name.ent_type_ not in PLACES and not is_body_word(name.text)
