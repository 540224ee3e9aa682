"""Who relays: the medium told, the agency whose report or interview it is, whoever publishes the statement."""

from __future__ import annotations

import itertools
from functools import cached_property

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.actors import fold
from service.extract.attribution import Attribution
from service.extract.lexicon.kinds import kind_words
from service.extract.names import Names
from service.extract.naming import kind_of_noun
from service.extract.reading import Reading
from service.extract.speech import relays_of_quoting
from service.extract.syntax import FINITE, children, prepositional_objects

MEDIA = {"news_agency", "news_outlet"}
PAGES = {"website", "site", "page", "channel", "account", "blog", "feed", "radio"}
OWN = {"this", "our", "us"}  # before a medium that is the article's own


class RelayFinder:
    """Finds the noun phrases that relay what an attribution says."""

    def __init__(self, reading: Reading, names: Names) -> None:
        self._reading = reading
        self._names = names

    def heads(self, attribution: Attribution) -> list[Token]:
        """Return the heads of the noun phrases that relay: media told, "through its agency", "in the KCNA report"."""
        verb = attribution.verb
        found = relays_of_quoting(attribution)
        if verb.lemma_ == "tell" and attribution.rule != "infinitive":  # who is told to do something passes nothing on
            told = [token for token in children(verb, "dobj", "dative", "nsubj") if token.i > verb.i]
            found += [_named_medium(token) for token in told if self.is_medium(token)]
        for preposition in children(verb, "prep", "agent", "dative"):
            for noun in children(preposition, "pobj"):
                found += self._relay_in(preposition, noun)
        found += self._spoken_to(verb)
        found += [_named_medium(noun) for noun in _quoters_behind(attribution) if self.is_medium(noun)]
        venues = lexicon.attribution().relaying_venues
        for preposition in children(attribution.source, "prep") if attribution.source is not None else ():
            for noun in children(preposition, "pobj"):
                found += self._relay_in(preposition, noun) if noun.lemma_.lower() in venues else []
        return [*found, *_publishers(attribution.source), *attribution.relays]

    def is_medium(self, token: Token) -> bool:
        """Whether a noun names a medium: by the registry, by its kind ("state media") or by its name."""
        networks = kind_words().networks
        if token.lower_ in networks or any(t.lower_ in networks for t in token.lefts) or self._is_own(token):
            return False
        if token.lower_ == "press" and all(t.dep_ == "det" for t in token.lefts):
            return False  # "told the press": reporters
        span = self._reading.registered.get(token.i)
        name = self._names.span_at(token)
        if span is not None and (name is None or span.label_ in MEDIA):
            return span.label_ in MEDIA
        if name is not None:
            return self._names.kind(name) in MEDIA
        named = _named_medium(token)
        if named.i != token.i and token.pos_ == "NOUN" and token.lemma_.lower() in kind_words().nouns:
            return token.lower_ == "agency" or self.is_medium(named) or kind_of_noun(token) in MEDIA
        return token.pos_ == "NOUN" and token.n_lefts > 0 and kind_of_noun(token) in MEDIA

    def _is_own(self, token: Token) -> bool:
        """Whether a noun is the article's own outlet: "told this newspaper", or its name."""
        if any(child.lower_ in OWN for child in token.lefts):
            return True
        span = self._reading.registered.get(token.i) or self._names.span_at(token)
        if span is not None and span.label_ == "news_agency":
            article, entry = self._reading.article, self._reading.registry.actors[span.kb_id_]
            return article.outlet is None and article.agency in {entry.name, *entry.aliases}
        if span is None:
            return False
        return fold(span.text) == fold(self._reading.article.outlet or "") or f" {fold(span.text)} " in self._litter

    @cached_property
    def _litter(self) -> str:
        """What stands around the story, where an outlet names itself; folded."""
        return f" {' '.join(fold(passage.exact) for passage in self._reading.article.boilerplate)} "

    def _spoken_to(self, verb: Token) -> list[Token]:
        """ "Speaking to Radio Ziwa, …", "interviewed by Le Fanal": the medium of a participle beside the cue."""
        words = lexicon.attribution()
        beside_cue = (*children(verb, "advcl", "prep"), *_opening(verb))
        spoke = [c for c in beside_cue if c.lemma_.lower() in words.appearing | words.publishing]
        media = [
            noun for clause in spoke for noun in prepositional_objects(clause, "to", "with", "on", "by", "in", "for")
        ]
        return [_named_medium(noun) for noun in media if self.is_medium(noun)]

    def _relay_in(self, preposition: Token, noun: Token) -> list[Token]:
        word = preposition.lower_
        if noun.lemma_ in PAGES and any(owner.pos_ == "PRON" for owner in children(noun, "poss")):
            return []  # "on its website": the speaker's own
        if word in {"through", "via", "on", "to", "with", "by"} and self.is_medium(noun):
            return [_named_medium(noun)]
        if word in {"in", "to", "during", "for"} and noun.lemma_.lower() in lexicon.attribution().relaying_venues:
            return self._relay_of_venue(noun)
        return []

    def _relay_of_venue(self, noun: Token) -> list[Token]:
        """ "in an interview with Reuters", "in a statement carried by KCNA", "in a BBC programme"."""
        for participle in children(noun, "acl", "relcl"):
            if participle.lemma_ in lexicon.attribution().publishing:
                publishers = prepositional_objects(participle, "by", "on")
                return [token for token in publishers if token.ent_type_ not in {"DATE", "TIME"}]
        for found in prepositional_objects(noun, "to", "with", "on", "for", "by"):
            if self.is_medium(found):
                return [_named_medium(found)]
        return [token for token in children(noun, "poss", "compound", "nmod", "amod") if self.is_medium(token)][-1:]


def _opening(verb: Token) -> list[Token]:
    """The participle that opens a cue's sentence, also where the parser makes a sentence of it: "Speaking to …, X"."""
    first = verb.sent[0]
    before = first.nbor(-1) if first.i else None
    if before is not None and before.text == ",":
        first = before.sent[0]
    return [first] if first.tag_ in {"VBG", "VBN"} and first.dep_ not in {"advcl", "prep"} else []


def _quoters_behind(attribution: Attribution) -> list[Token]:
    """Who is named behind all that is said: "…, as reported by KCNA", "…, said Vidal, a spokesman, quoted by Tass"."""
    behind, publishing = max(attribution.content[1], attribution.verb.idx), lexicon.attribution().publishing
    following = (t for t in attribution.verb.sent if t.idx > behind)
    clause = itertools.takewhile(lambda t: t.tag_ not in FINITE and t.dep_ != "cc", following)
    participles = (t for t in clause if t.tag_ == "VBN" and t.lemma_ in publishing)
    put_in = (participle for participle in participles if participle.nbor(-1).lower_ in {"as", ","})
    return [noun for participle in put_in for noun in prepositional_objects(participle, "by")]


def _publishers(source: Token | None) -> list[Token]:
    """ "a statement released by the Kremlin said": who publishes the source."""
    if source is None:
        return []
    publishing = lexicon.attribution().publishing
    participles = [token for token in children(source, "acl", "relcl") if token.lemma_ in publishing]
    return [found for participle in participles for found in prepositional_objects(participle, "by")]


def _named_medium(noun: Token) -> Token:
    """Of "the national broadcaster SSBC" the name rather than the kind of medium; of "the X newspaper" X."""
    if noun.pos_ == "PROPN":
        return noun
    before = noun.nbor(-1) if noun.i > noun.sent.start else noun
    if before.pos_ == "PROPN" and before.text[0].isupper():
        return before
    for apposition in children(noun, "appos"):
        if apposition.pos_ == "PROPN":
            return apposition
    after = noun.nbor(1) if noun.i + 1 < noun.sent.end else noun
    return after if after.pos_ == "PROPN" else noun
