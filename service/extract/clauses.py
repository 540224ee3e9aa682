"""Which clause of a sentence is a cue's content, and where it stands: after the cue, before it or around it."""

from __future__ import annotations

import re

from spacy.tokens import Span, Token

from service.extract import lexicon
from service.extract.attribution import Stretch
from service.extract.cues import has_as
from service.extract.extent import end_of_clause, is_time
from service.extract.reading import Reading
from service.extract.syntax import FINITE, SUBJECTS, TIMES, children, end_of, subject

Content = tuple[Stretch, Token | None]
COMPLETIONS = {"dobj", "attr", "acomp", "oprd", "xcomp"}
BORDERS = {";", "—", "–", ":"}
SENTENCE_MARKS = {".", "!", "?", "…", ":", ";", "”", '"', "’", "»", "“", "'"}
IN_SUBJECT = {"ADP", "ADV", "DET", "NUM", "ADJ", "NOUN", "PROPN"}  # "believed [up to 300 of the men] were there"
OPEN = {"whether", "if"}  # what follows them is left open
LONGEST_TAG = 8  # tokens from a verb with "as" to the comma after it
# datelines such as SEOUL, June 18, 2025 (Northline) — and Kyiv (AP) -, with (2nd LD) before them or alone, BREAKING |
DATELINE = re.compile(
    r"(?:\([^)\n]{1,12}\) )?"
    r"(?:[A-Z]{3,}(?:[ /.-]+[A-Z]{2,})*(?:, [\w. ]{2,20}){0,3}(?: \([^)\n]{2,40}\))?\.? ?(?:—|–|--?|:|\|) "
    r"|(?:[A-Z]\w+,? )?(?:[A-Z]\w+\.?,? )?(?:\d{1,2},? )?(?:\d{4} )?\([A-Z][^)\n]{1,30}\) ?(?:—|–|--?|:) "
    r"|\([^)\n]{1,12}\) )"
)
NEWS = {"news", "story", "detail"}  # "as the army confirmed the news"
TWO = 2  # tokens: a relative pronoun and its comma
THAT_REACH = 16  # tokens from a cue to the "that" of its clause


def clause_content(reading: Reading, verb: Token) -> Content | None:
    """Return the stretch and head of the finite clause that is a cue's content, None without one."""
    clauses = [*children(verb, "ccomp"), *_after_citing(verb)]
    following = next((c for c in clauses if c.i > verb.i and _is_finite(c) and not _is_new_clause(verb, c)), None)
    if following is not None and any(c.dep_ == "mark" and c.lower_ in OPEN for c in following.children):
        return None
    if following is not None:
        start = _start_after(verb, following)
        first = start.nbor(1) if start.lower_ == "that" and start.dep_ == "mark" else _after_date(start, following)
        return (first.idx, end_of_clause(reading, following, verb)), following
    preceding = next((c for c in clauses if c.i < verb.i and not _is_apart(reading, c, verb)), None)
    if preceding is not None:
        return _content_before_tag(verb, preceding), preceding
    if verb.dep_ == "parataxis" or (verb.dep_ in {"advcl", "ccomp"} and has_as(verb) and not _has_own_content(verb)):
        return _fragment_after(reading, verb) or _content_around(verb)
    return clause_after_that(reading, verb) or _clause_on_noun(reading, verb)


def _has_own_content(verb: Token) -> bool:
    """ "as Israel demands a pullback" tells of something else than the sentence does; "as it told Reuters" does not.

    Nor does "as the army confirmed the report", which is what the sentence tells; a report may be denied.
    """
    objects = children(verb, "dobj")
    is_content = bool(objects) and all(noun.pos_ != "PRON" and noun.ent_type_ not in TIMES for noun in objects)
    cue = lexicon.cues().get(verb.lemma_)
    is_report = any(noun.lemma_.lower() in lexicon.words().reports | NEWS for noun in objects)
    if is_report and (cue is None or cue.act not in {"deny", "dispute"}):
        return False
    return is_content and bool(children(verb, *SUBJECTS)) and verb.lemma_ not in lexicon.attribution().telling


def _clause_on_noun(reading: Reading, verb: Token) -> Content | None:
    """ "said in a statement it was ready", "told the channel Rudaw they had heard it": the parse hangs it on a noun."""
    words = lexicon.attribution()
    reports = [
        n for prep in children(verb, "prep") for n in children(prep, "pobj") if n.lemma_ in lexicon.words().reports
    ]
    addressees = children(verb, "dobj", "dative") if verb.lemma_ in words.telling else []
    for noun in (*reports, *addressees):
        for clause in children(noun, "relcl", "acl"):
            start = clause.left_edge
            is_whole = start.dep_ in SUBJECTS and start.pos_ == "PRON" and start.tag_ == "PRP" and start.i == noun.i + 1
            if is_whole and _is_finite(clause) and children(clause, *COMPLETIONS, "ccomp"):
                return (start.idx, end_of_clause(reading, clause, verb)), clause
    return None


def _start_after(verb: Token, clause: Token) -> Token:
    """Return the first word of a clause after its cue; the parser may take its subject for the cue's own object."""
    start = min((token for token in clause.subtree if token.i > verb.i), key=lambda token: token.i)
    if (that := _that_after_aside(verb, clause) or _that_between(verb, start)) is not None:
        return that
    if verb.lemma_ in lexicon.attribution().telling or start.lower_ == "that":
        return start
    lost = [c for c in children(verb, "dobj", "nsubj") if c.left_edge.i == verb.i + 1 and c.i < start.i]
    own = [s for s in children(clause, *SUBJECTS) if s.i < clause.i]
    if lost and not own and lost[0].right_edge.i < start.i:
        return lost[0].left_edge
    between = verb.doc[verb.i + 1 : start.i]
    is_subject = any(token.pos_ in {"NOUN", "NUM", "PROPN"} for token in between) and not own
    is_lost = is_subject and all(token.pos_ in IN_SUBJECT and token.ent_type_ != "DATE" for token in between)
    return verb.nbor(1) if is_lost else start


def _after_citing(verb: Token) -> list[Token]:
    """The that-clause that the parse takes for another behind who is cited: "reported, quoting an officer, that …"."""
    citing = lexicon.attribution().citing
    behind = [clause for clause in children(verb, "advcl") if clause.i > verb.i]
    clauses = [clause for clause in behind if any(m.lower_ == "that" for m in children(clause, "mark"))]
    return [clause for clause in clauses if any(t.lemma_.lower() in citing for t in verb.doc[verb.i : clause.i])]


def _that_after_aside(verb: Token, clause: Token) -> Token | None:
    """Return the "that" behind an adverb or an aside of the cue: "claimed earlier that", "said, it is true, that"."""
    for that in children(clause, "mark"):
        if that.lower_ == "that" and that.i > verb.i + 1:
            before = that.nbor(-1)
            return that if before.text == "," or before.pos_ == "ADV" else None
    return None


def _that_between(verb: Token, start: Token) -> Token | None:
    """Return the "that" of a clause whose first words the parser has cut off: "told reporters that sending men …"."""
    for token in verb.doc[verb.i + 1 : start.i]:
        if token.tag_ in FINITE:
            return None
        if token.lower_ == "that" and (token.dep_ == "mark" or token.tag_ == "IN"):
            return token
    return None


def clause_after_that(reading: Reading, verb: Token) -> Content | None:
    """ "acknowledged for the first time that …": the parser hangs such a clause on the noun before "that"."""
    for token in reading.doc[verb.i + 1 : min(verb.sent.end, verb.i + THAT_REACH)]:
        if (token.pos_ in {"VERB", "AUX"} and token.dep_ not in {"amod", "acl"}) or token.text in {";", ":"}:
            return None
        if token.lower_ != "that" or token.dep_ not in {"mark", "nsubj", "nsubjpass", "dobj", "advmod", "pobj"}:
            continue
        clause = token.head
        if clause.i > token.i and _belongs_to_cue(token, clause, verb):
            return (token.nbor(1).idx, end_of_clause(reading, clause, verb)), clause
    return None


def _belongs_to_cue(that: Token, clause: Token, verb: Token) -> bool:
    """Whether a that-clause is a cue's content although the parser hangs it on another word."""
    noun = clause.head
    if noun.i != verb.i and verb not in noun.ancestors:
        return False
    if clause.dep_ in {"ccomp", "advcl", "dep", "conj"}:
        return True
    if noun.dep_ == "dobj" and noun.lemma_.lower() in lexicon.words().noun_cues:
        return False  # "rejected the charge that …": the noun carries it
    is_date = noun.lower_ in lexicon.attribution().times or noun.ent_type_ in {"DATE", "TIME"}
    is_addressee = noun.dep_ in {"dobj", "dative", "pobj"} and verb.lemma_ in lexicon.attribution().telling
    is_addressee = is_addressee or (noun.dep_ == "pobj" and noun.head.lower_ == "to" and noun.head.head.i == verb.i)
    is_report = noun.dep_ == "pobj" and noun.head.head.i == verb.i and noun.lemma_ in lexicon.words().reports
    return clause.dep_ in {"relcl", "acl"} and (is_date or is_addressee or is_report or that.dep_ == "mark")


def _content_around(verb: Token) -> Content | None:
    """ "…, as the ministry noted", "…, it said, …": the sentence that the cue is put in."""
    host = verb.head
    tag = verb.left_edge if verb.dep_ != "parataxis" else _start_of_tag(verb)
    if (of_relative := _in_relative_clause(verb, tag)) is not None:
        return of_relative, host
    is_at_edge = verb.i > host.i or tag.i == host.left_edge.i
    own = {token.i for token in verb.subtree} if is_at_edge else set()
    tokens = [token for token in host.subtree if token.i not in own]
    is_put_in = host.i < verb.i and bool(tokens) and verb.i < tokens[-1].i
    if is_put_in and not any(t.head.i == host.i and t.dep_ in {*COMPLETIONS, "conj"} for t in tokens if t.i > verb.i):
        tokens = [token for token in tokens if token.i < tag.i]
    tokens = [token for token in tokens if not (token.dep_ == "mark" and token.head.i == host.i)]
    if tag.is_sent_start or (has_as(verb) and verb.i < host.i):
        tokens = _from_subject(host, tokens)
    return ((tokens[0].idx, end_of(tokens[-1])), host) if tokens else None


def _in_relative_clause(verb: Token, tag: Token) -> Stretch | None:
    """ "a treaty that, X said, [extends to …]": the rest of the relative clause that a tag is put into."""
    if tag.i <= tag.sent.start + TWO or tag.nbor(-1).text != "," or tag.nbor(-TWO).tag_ not in {"WDT", "WP", "WRB"}:
        return None  # also of "What, he asked, would …", which asks
    start = next((t for t in verb.doc[verb.i + 1 : verb.sent.end] if not t.is_punct and not t.is_quote), None)
    last = verb.head.right_edge
    while last.i > verb.i and last.is_punct and not last.is_quote:
        last = last.nbor(-1)
    return (start.idx, end_of(last)) if start is not None and start.i <= last.i else None


def _from_subject(host: Token, tokens: list[Token]) -> list[Token]:
    """Leave out the rest of a long tag at the head of a sentence: "As stated by the head, Ana Vidal, [the army …]"."""
    start = next((s.left_edge for s in children(host, *SUBJECTS)), None)
    if start is None or start.i == 0 or start.nbor(-1).text != ",":
        return tokens
    return [token for token in tokens if token.i >= start.i]


def _fragment_after(reading: Reading, verb: Token) -> Content | None:
    """ "it costs, as she put it, “eleven billion”": the fragment of a quotation that a tag with "as" introduces."""
    if not has_as(verb):
        return None
    for token in verb.doc[verb.i + 1 : min(verb.sent.end, verb.i + LONGEST_TAG)]:
        if token.text in {",", "—", "–"}:
            fragment = reading.quotation_after(end_of(token))
            return ((fragment.start, fragment.end), None) if fragment is not None else None
    return None


def _start_of_tag(verb: Token) -> Token:
    """Return the first word of "X said"; the parser may give the cue the sentence's own subject besides its source."""
    source = subject(verb)
    return source.left_edge if source is not None and source.head.i == verb.i and source.i < verb.i else verb


def _content_before_tag(verb: Token, clause: Token) -> Stretch:
    """ "…, X said": all before the tag; where the tag is only put in ("…, X said, …"), the whole sentence."""
    doc = verb.doc
    own = {verb.i, *(t.i for s in children(verb, *SUBJECTS) for t in s.subtree)}
    tokens = [token for token in clause.subtree if token.i not in own]
    first = after_dateline(doc[start_of_line(verb) : verb.sent.end]).i
    before_tag = doc[min(own) - 1]
    later = [t for t in tokens if t.i > verb.i]
    needs_later = any(t.head.i == clause.i and t.dep_ in COMPLETIONS for t in later)
    is_between_commas = before_tag.text == "," and verb.i + 1 < verb.sent.end and verb.nbor(1).text == ","
    if is_between_commas and needs_later:
        return doc[first].idx, end_of(tokens[-1])
    before = [token for token in tokens if token.i < min(own)]
    return doc[first].idx, max(end_of(before[-1] if before else tokens[-1]), before_tag.idx)


def _after_date(start: Token, clause: Token) -> Token:
    """Return the first word after a date that dates the cue: "said [on Monday] it had sent"."""
    is_date = start.ent_type_ in {"DATE", "TIME"} and start.dep_ == "npadvmod"
    if not (is_date or (start.dep_ == "prep" and is_time(start))) or start.head.i != clause.i:
        return start
    after = start.right_edge.nbor(1)
    return after if any(s.left_edge.i == after.i for s in children(clause, *SUBJECTS)) else start


def after_dateline(sentence: Span) -> Token:
    """Return the first word after a dateline: "MANILA, Philippines — [The] Philippines has agreed"."""
    tokens = [token for token in sentence if not token.is_space]
    if not tokens:
        return sentence[0]
    if len(tokens) > 2 and tokens[0].pos_ == "PROPN" and tokens[1].text == ":":
        return tokens[2]
    match = DATELINE.match(sentence.text.lstrip())
    if match is None:
        return tokens[0]
    return next((token for token in tokens if token.idx >= tokens[0].idx + match.end()), tokens[0])


def start_of_line(border: Token) -> int:
    """Return where a token's sentence begins; the parser may begin it before a line break or after its first words."""
    doc, first = border.doc, border.sent.start
    for token in reversed(doc[first : border.i]):
        if "\n" in token.text:
            return token.i + 1
    while first > 0 and not doc[first - 1].is_space and doc[first - 1].text not in SENTENCE_MARKS:
        first -= 1
    return first


def _is_apart(reading: Reading, clause: Token, verb: Token) -> bool:
    """Whether a semicolon or dash stands between a clause and what the parser takes for its tag."""
    between = reading.doc[clause.i : verb.i]
    return any(token.text in BORDERS and reading.quotation_at(token.idx) is None for token in between)


def _is_new_clause(verb: Token, clause: Token) -> bool:
    """Whether a semicolon stands between a cue and what follows it: "…, it said; nobody else answered"."""
    return any(token.text == ";" for token in verb.doc[verb.i + 1 : clause.i])


def _is_finite(clause: Token) -> bool:
    if clause.tag_ in FINITE:
        return True
    for child in clause.children:
        if child.dep_ in {"aux", "auxpass"} and child.lower_ != "to":
            return True
        if child.dep_ in SUBJECTS and clause.tag_ != "VB":
            return True
        if child.dep_ == "mark" and child.lower_ == "that":
            return True
    return False
