"""Who relays: the medium told, the agency whose report or interview it is, whoever publishes the statement."""

from __future__ import annotations

import re

from spacy.tokens import Token

from service.extract import lexicon
from service.extract.attribution import Attribution
from service.extract.reading import Reading
from service.extract.speech import relays_of_quoting
from service.extract.syntax import children, noun_phrase, prepositional_objects

MEDIA = {"news_agency", "news_outlet"}
MEDIA_NAME = re.compile(
    r"\b(?:News|Times|Post|Daily|TV|Radio|Herald|Tribune|Gazette|Journal|Press|Agency|Courier|Broadcasting)\b"
)


class RelayFinder:
    """Finds the noun phrases that relay what an attribution says."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def heads(self, attribution: Attribution) -> list[Token]:
        """Return the heads of the noun phrases that relay: media told, "through its agency", "in the KCNA report"."""
        verb = attribution.verb
        found = relays_of_quoting(attribution)
        if verb.lemma_ == "tell":
            found += [token for token in children(verb, "dobj", "dative") if self.is_medium(token)]
        for preposition in children(verb, "prep", "agent", "dative"):
            for noun in children(preposition, "pobj"):
                found += self._relay_in(preposition, noun)
        return [*found, *_publishers(attribution.source), *attribution.relays]

    def is_medium(self, token: Token) -> bool:
        """Whether a noun names a medium: by the registry, by its kind ("state media") or by its name."""
        span = self._reading.registered.get(token.i)
        if span is not None:
            return span.label_ in MEDIA
        if token.lower_ in lexicon.attribution().media_forms:
            return token.n_lefts > 0
        if token.pos_ != "PROPN":
            return False
        entity = self._reading.entities.get(token.i)
        name = entity.text if entity is not None else " ".join(t.text for t in noun_phrase(token))
        return MEDIA_NAME.search(name) is not None

    def _relay_in(self, preposition: Token, noun: Token) -> list[Token]:
        word = preposition.lower_
        if word in {"through", "via", "on", "to", "with", "by"} and self.is_medium(noun):
            return [_named_medium(noun)]
        if word in {"in", "to", "during", "for"} and noun.lemma_.lower() in lexicon.attribution().relaying_venues:
            return self._relay_of_venue(noun)
        return []

    def _relay_of_venue(self, noun: Token) -> list[Token]:
        """ "in an interview with Reuters", "in a statement carried by KCNA", "in a BBC programme"."""
        for participle in children(noun, "acl", "relcl"):
            if participle.lemma_ in lexicon.attribution().publishing:
                return list(prepositional_objects(participle, "by", "on"))
        for found in prepositional_objects(noun, "to", "with", "on", "for", "by"):
            if self.is_medium(found):
                return [_named_medium(found)]
        return [token for token in children(noun, "poss", "compound", "nmod", "amod") if self.is_medium(token)][-1:]


def _publishers(source: Token | None) -> list[Token]:
    """ "a statement released by the Kremlin said": who publishes the source."""
    if source is None:
        return []
    publishing = lexicon.attribution().publishing
    participles = [token for token in children(source, "acl", "relcl") if token.lemma_ in publishing]
    return [found for participle in participles for found in prepositional_objects(participle, "by")]


def _named_medium(noun: Token) -> Token:
    """Of "the national broadcaster SSBC" the name rather than the kind of medium."""
    if noun.pos_ == "PROPN":
        return noun
    for apposition in children(noun, "appos"):
        if apposition.pos_ == "PROPN":
            return apposition
    after = noun.nbor(1) if noun.i + 1 < noun.sent.end else noun
    return after if after.pos_ == "PROPN" else noun
