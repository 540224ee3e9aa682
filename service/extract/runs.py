"""Runs of capitalised words that may be names: "Free Yaran Army", "Institute for Regional Security", "Jund al-Haqq"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Span, Token

from service.extract import lexicon
from service.extract.lexicon.kinds import kind_words
from service.extract.naming import CONNECTORS, has_article, is_body_word, is_told, kind_beside, kind_by_words
from service.extract.noun_phrases import is_plural_abbreviation, lemma_of
from service.extract.people import People
from service.extract.reading import Reading

SHORTEST_ACRONYM = 2  # letters: "TV" is none
LONGEST_NAME = 9  # words
BEGINNING = {"state", "place", "intergovernmental_organisation"}  # what an unknown name may begin with: "UN News"
LINKS = {"-", "–", "&"}
DANGLING = {"of", "for", "on", "the"}  # small words that join nothing where a name ends
BESIDE = {"neighbouring", "neighboring", "nearby", "fellow"}  # what begins a sentence before a name, and is none of it
CAPITALISED = {"PROPN", "NOUN", "ADJ", "ADP", "VERB", "INTJ", "X", "NUM"}


class Runs:
    """Finds the names of one article that neither the registry nor the list of persons knows."""

    def __init__(self, reading: Reading, people: People) -> None:
        self._reading = reading
        self._people = people

    def all(self) -> Iterator[Span]:
        """Yield the names in text order."""
        doc, position = self._reading.doc, 0
        while position < len(doc):
            end = self._end(position) if self._may_begin(doc[position]) else position
            if end > position and self._is_own(doc[position:end]):
                yield doc[position:end]
            position = max(end, position + 1)

    def _may_begin(self, token: Token) -> bool:
        if not self._is_part(token):
            return False
        if token.i in self._reading.registered:
            span = self._reading.registered[token.i]
            first = span.start + (span[0].lower_ == "the" and len(span) > 1)
            following = token.doc[span.end] if span.end < len(token.doc) else token
            is_new = not following.is_punct and following.i not in self._reading.registered
            return token.i == first and is_new and self._is_part(following)
        if token.lower_ in BESIDE:
            return False
        if token.pos_ == "PROPN" or (token.pos_ == "NOUN" and token.i > token.sent.start):
            return True
        if token.i + 1 in self._reading.registered:
            return False  # "Neighbouring Senegal"
        return token.pos_ != "ADP" and token.i + 1 < len(token.doc) and self._is_part(token.nbor(1))

    def _is_part(self, token: Token) -> bool:
        """Whether a token is a capitalised word that may be part of an unknown name."""
        if not token.text[0].isupper() or token.pos_ not in CAPITALISED or self._people.at(token) is not None:
            return False
        is_title = token.i > token.sent.start and token.nbor(-1).is_title and token.lower_ in kind_words().names
        if (token.ent_type_ in {"DATE", "TIME"} and not is_title) or token.lower_ in kind_words().no_names:
            return False
        span = self._reading.registered.get(token.i)
        return span is None or span.label_ in BEGINNING

    def _end(self, start: int) -> int:
        doc, end = self._reading.doc, start
        limit = min(doc[start].sent.end, start + LONGEST_NAME)
        while end < limit:
            token = doc[end]
            if end == start and start in self._reading.registered:
                end = self._reading.registered[start].end  # "Republic of Fiji [Military Forces]"
            elif self._is_part(token) or (end > start and token.text.isdigit() and self._is_numbered(doc[start:end])):
                end += 1
            elif end > start and end + 1 < limit and self._is_joint(token):
                end += 2
            elif end > start and (particle := self._particle(end, limit)):
                end += particle
            elif end > start and token.lower_ == "and" and self._is_one_body(start, end, limit):
                end += 2
            elif (step := self._connected(start, end, limit)) > 0:
                end += step
            else:
                break
        while end > start + 1 and doc[end - 1].lower_ in DANGLING:
            end -= 1
        return end

    def _is_one_body(self, start: int, end: int, limit: int) -> bool:
        """Whether "and" joins words of one name: "Mediation and Security Council", not "Radio Zeta and the Council"."""
        doc = self._reading.doc
        after = end + 1
        while after < limit and self._is_part(doc[after]) and after not in self._reading.registered:
            after += 1
        is_telling = after > end + 2 and doc[after - 1].lower_ in lexicon.words().body_words
        before = doc[start:end]
        is_unknown = not any(t.i in self._reading.registered or t.text.isupper() for t in before)
        is_topic = is_unknown and not any(is_body_word(token.text) for token in before)
        if is_telling and is_topic and (len(before) == 1 or has_article(before)):
            return True
        return self._is_second_topic(before, doc[end + 1 : after])

    def _is_second_topic(self, before: Span, rest: Span) -> bool:
        """ "Institute for Trade [and Security Research]": whether "and" joins two of a body's topics."""
        words = [token.lower_ for token in before]
        if not CONNECTORS.intersection(words[1:-1]) or not len(rest):
            return False
        is_named = any(token.i in self._reading.registered for token in (before[-1], *rest)) or rest[0].text.isupper()
        return not is_named and not any(is_body_word(token.text) for token in rest)

    def _particle(self, end: int, limit: int) -> int:
        """How many tokens a particle inside a name takes: of "Jund al-Haqq" and "Radio de la Paix" two each."""
        doc = self._reading.doc
        particles = kind_words().particles
        if doc[end].text not in particles or end + 1 >= limit:
            return 0
        rest = [t for t in doc[end + 1 : min(limit, end + 3)] if t.text not in particles | LINKS]
        return rest[0].i - end if rest and self._is_part(rest[0]) else 0

    def _is_joint(self, token: Token) -> bool:
        """Whether a mark joins two words of a name: "Crumb & Co", "Radio-Laval", "People's Front"."""
        following = token.nbor(1)
        if token.tag_ == "POS" or (token.dep_ == "case" and token.text in {"’", "'"}):
            return self._is_part(following) and self._is_owner(token.nbor(-1), following)
        if token.text not in LINKS:
            return False
        if token.text == "&":
            return following.text[0].isupper()
        return not token.whitespace_ and not token.nbor(-1).whitespace_ and following.text[0].isupper()

    def _is_owner(self, owner: Token, owned: Token) -> bool:
        """Whether an owner is part of a name: "People's Front", "Ombudsman's Office", "Apple Growers' Association"."""
        if owner.lower_ in kind_words().common_owners:
            return True
        if owner.i in self._reading.registered or owned.i in self._reading.registered or owned.i == owned.sent.start:
            return False
        if owner.lower_ in lexicon.words().roles:
            return owned.lower_ == "office"
        return kind_words().nouns.get(owned.lower_) == "organisation"

    def _is_numbered(self, before: Span) -> bool:
        """ "Gallia 24", "Channel 8": a number is part of a medium's name, not of any."""
        if len(before) > 1:
            return False
        return before[0].lower_ in kind_words().media_first or kind_beside(before) == "news_outlet" or is_told(before)

    def _connected(self, start: int, end: int, limit: int) -> int:
        """How many tokens "of", "for", "on" and an article add to a body's name: "Observatory [of] Cabo Delgado"."""
        doc = self._reading.doc
        if end == start or end + 1 >= limit or doc[end].lower_ not in CONNECTORS:
            return 0
        step = 2 if doc[end + 1].lower_ == "the" else 1
        following = doc[end + step] if end + step < limit else None
        if following is None or not following.text[0].isupper() or following.pos_ not in CAPITALISED:
            return 0
        if doc[end].lower_ == "on" and (step > 1 or not is_body_word(doc[end - 1].text)):
            return 0  # "the Press Statement on the Meeting"
        return step if self._goes_on(doc[start:end], doc[end], following) else 0

    def _goes_on(self, before: Span, connector: Token, following: Token) -> bool:
        """Whether a name with this beginning goes on after "of", "for" or "on"."""
        words = [token.text for token in before]
        if _is_plural_doers(words):
            return connector.lower_ != "of"  # not "the Ministers of Sweden"
        is_new = following.i not in self._reading.registered and self._is_part(following)
        if lexicon.words().body_words.intersection(word.casefold() for word in words):
            return is_new or connector.lower_ != "on"
        if not is_new or following.lower_ in lexicon.words().roles:
            return False
        if is_body_word(words[-1]) or CONNECTORS.intersection(words):
            return True
        is_cause = connector.lower_ == "for" and len(before) == 1 and before[0].pos_ in {"PROPN", "NOUN"}
        return is_cause and has_article(before) and before[0].lower_ not in lexicon.words().roles

    def _is_own(self, span: Span) -> bool:
        """Whether a run is a name: not only a state or place, not a role, not a single word that begins a sentence."""
        last = lemma_of(span[-1])
        is_body = _is_body_of_doers(span) or (len(span) > 1 and last in kind_words().names)
        is_body = is_body or (len(span) > 1 and last in kind_words().nouns and has_article(span))
        if (last in lexicon.words().roles and not is_body) or last.rstrip(".") in lexicon.sources().titles["any"]:
            return False
        if last in lexicon.words().reports and kind_by_words([token.text for token in span]) is None:
            return False  # "the Joint Statement"
        if len(span) == 1 and is_plural_abbreviation(span[0]):
            return False
        is_common = last in kind_words().nouns or last in lexicon.words().groups
        if len(span) == 1 and is_common and (not span[0].text.isupper() or len(span.text) <= SHORTEST_ACRONYM):
            return False
        registered = self._reading.registered.get(span.start)
        if registered is not None and registered.label_ == "intergovernmental_organisation":
            return kind_by_words([token.text for token in span]) is not None
        if registered is not None and registered.end >= span.end:
            return False
        return bool(re.search(r"[^\W\d_]{2}", span.text))


def _is_body_of_doers(span: Span) -> bool:
    """ "Council of Elders", "Office of the High Commissioner"."""
    joint = next((token.i for token in span if token.lower_ in CONNECTORS), span.start)
    return joint > span.start and is_body_word(span.doc[joint - 1].text)


def _is_plural_doers(words: list[str]) -> bool:
    """ "Reporters Without Walls", "Doctors for Peace"."""
    return len(words) == 1 and words[0].endswith("s") and words[0].casefold().removesuffix("s") in lexicon.words().roles
