"""What tells the kind of actor that a name names: its own words, and the nouns beside it.

"the daily Umuseke", "the Kivu Post newspaper", "Oskana, a rebel group", "Marta, 34", "Emil, who farms rice".
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Span, Token

from service.extract import lexicon
from service.extract.lexicon.kinds import first_names, kind_words
from service.extract.noun_phrases import is_plural
from service.extract.syntax import noun_phrase
from service.model import ActorType

APPOSITION_REACH = 14  # tokens from the comma after a name to the noun of an apposition
AGES = range(5, 110)
AFTER_AGE = {",", ")", ".", "”"}
RELATIVE_OF_PERSON = {"who", "whom", "whose"}
BEFORE_NOUN = {"DET", "ADJ", "NOUN", "PROPN", "NUM", "ADV", "PRON"}
LONGEST_OFFICE = 12  # tokens: "the Minister of National Defence of the Republic of …"
IN_OFFICE = {"NOUN", "PROPN", "ADJ", "ADP", "DET", "PART"}
CLOSING = {",", ".", ";", "—", "–", ")"}  # after a name that stands beside an office
CONNECTORS = {"of", "for", "on", "against", "without"}
BODIES = {"organisation", "government_body", "intergovernmental_organisation", "party"}


def kind_of_noun(noun: Token) -> ActorType | None:
    """Return what a common noun names: "a rebel group" is armed, "the company" an organisation, "a farmer" a person."""
    lemma, kinds = noun.lemma_.lower(), kind_words()
    before = {token.lower_ for token in noun.doc[max(noun.sent.start, noun.i - 3) : noun.i]}
    if lemma == "agency" and before & kinds.of_news:
        return "news_agency"
    if lemma in lexicon.words().roles and noun.tag_ not in {"NNS", "NNPS"}:
        return "person"
    kind = kinds.nouns.get(lemma) or kinds.nouns.get(noun.lower_)
    if lemma in kinds.serving_heads and before_noun(noun) and not before & kinds.serving:
        return "organisation"
    if kind == "organisation" and lemma in kinds.arming_heads and before & kinds.arming:
        return "armed_force"
    if kind is not None:
        return kind
    return "person" if lemma in lexicon.words().roles else None


def before_noun(noun: Token) -> bool:
    """Whether a noun or adjective stands right before a noun: "aid agency"."""
    if noun.i == noun.sent.start:
        return False
    before = noun.nbor(-1)
    return before.pos_ in {"NOUN", "ADJ", "PROPN"} and (before.is_lower or before.i == noun.sent.start)


def kind_by_words(words: Sequence[str]) -> ActorType | None:
    """Return what a name of several words says that it names: "Kivu Post", "Observatory of Organised Crime"."""
    kinds = kind_words()
    lowered = [word.casefold() for word in words if word[0].isalnum()]
    connector = next((n for n, word in enumerate(lowered) if n and word in CONNECTORS), len(lowered))
    last = lowered[connector - 1]
    if last == "agency" and kinds.of_news.intersection(lowered):
        return "news_agency"
    if len(lowered) == 1:
        return None
    if lowered[0] in kinds.media_first | kinds.periodic:
        return "news_outlet"
    is_firm = last == "services" and not kinds.serving.intersection(lowered)
    if is_firm or kinds.civil.intersection(lowered):
        return "organisation"  # "Tarn Waste Services"
    kind = kinds.names.get(last) or kinds.nouns.get(last) or kinds.nouns.get(last.removesuffix("s"))
    return kind or ("organisation" if lexicon.words().body_words.intersection(lowered) else None)


def is_body_word(word: str) -> bool:
    """Whether a word of a name names a body: "Chamber", "Headquarters", "Council"."""
    folded = word.casefold()
    return folded in lexicon.words().body_words or kind_words().nouns.get(folded) in BODIES


def kind_told(name: Span) -> ActorType | None:
    """Return what the nouns beside a name and its own words say that it names.

    A body stays one though somebody of it stands beside: "Anna Bell of Tarn University, who led the work".
    """
    is_joined = len(name) > 1 and name[-1].text.islower() and name[-2].text == "-"  # "Choi Kyung-sun" is no paper
    beside, own = kind_beside(name), None if is_joined else kind_by_words([token.text for token in name])
    if beside == "person" and own in BODIES and not is_first_name(name[0].text):
        return own
    return beside or own


def kind_beside(name: Span) -> ActorType | None:
    """Return what the nouns right beside a name say that it names, None where none stands there."""
    after, before = _kind_after(name), _kind_before(name)
    if after == "person" and before in BODIES:
        return before  # "the fishing company Halvik, who lost two boats"
    return after or before


def _kind_before(name: Span) -> ActorType | None:
    """ "the daily Umuseke", "TV channel Gallia 24"; "his party, the SPLM-IO" by the parser's apposition.

    "The spokesman for the defence forces, Ivan Petrenko," is a person, though the parser has him beside the forces.
    """
    root = name.root
    is_beside_several = root.dep_ == "appos" and is_plural(root.head) and not is_plural(root)
    if (root.ent_type_ == "PERSON" or is_beside_several) and office_before_comma(name):
        return "person"
    before = name[0].nbor(-1) if name.start > name.sent.start else None
    if before is not None and before.lower_ in {"called", "named"} and before.head.i < before.i:
        return kind_of_noun(before.head)
    if before is not None and before.lower_ == "agency" and not {t.lower_ for t in before.lefts} & kind_words().serving:
        return "news_agency"  # "the agency TASS"
    if before is not None and before.pos_ in {"NOUN", "ADJ"} and before.text.islower():
        return kind_of_noun(before)
    if root.dep_ == "appos" and root.head.i < name.start and root.head.pos_ == "NOUN":
        return kind_of_noun(root.head)
    return None


def _kind_after(name: Span) -> ActorType | None:
    doc, end = name.doc, name.sent.end
    if name.end + 1 >= end:
        return None
    after = doc[name.end]
    if after.lower_ == "agency":
        return "news_agency"  # "the Anadolu agency"; bodies are called "the health agency"
    if after.pos_ == "NOUN" and after.text.islower():
        kind = kind_of_noun(after) or kind_of_noun(_last_noun(after))  # "the Bernara news agency"
        return kind if kind != "person" else None
    if after.tag_ == "POS" or after.text in {"’s", "'s"}:
        following = doc[name.end + 1]
        is_member = following.ent_type_ == "PERSON" and not is_first_name(name[0].text)  # "Fine Gael's Aoife Daly"
        return "organisation" if is_member or following.lower_ in kind_words().offices else None
    if after.lower_ in RELATIVE_OF_PERSON:
        return "person"
    if after.text not in {",", "("}:
        return None
    return _kind_in_apposition(doc[name.end + 1 : min(end, name.end + 1 + APPOSITION_REACH)])


def _last_noun(noun: Token) -> Token:
    """The last of the nouns that follow one another: "agency" of "news agency"."""
    end = noun.i + 1
    while end < len(noun.doc) and noun.doc[end].pos_ == "NOUN" and noun.doc[end].text.islower():
        end += 1
    return noun.doc[end - 1]


def _kind_in_apposition(after: Span) -> ActorType | None:
    """What the words after a name and a comma are: "71, who", "a rice farmer in", "a local NGO"."""
    first = after[0]
    if first.lower_ == "its":
        return None  # "the Ta’ang, its defence minister": somebody of a body
    if first.lower_ in RELATIVE_OF_PERSON:
        return "person"
    if first.text.isdecimal() and int(first.text) in AGES and len(after) > 1 and after[1].text in AFTER_AGE:
        return "person"
    if first.lower_ not in kind_words().openers and first.pos_ not in {"NOUN", "ADJ"}:
        return None
    noun: Token | None = None
    for token in after:
        if token.pos_ not in BEFORE_NOUN and token.text not in {"-", "’s", "'s"}:
            break
        noun = token if token.pos_ in {"NOUN", "PROPN"} else noun
    return kind_of_noun(noun) if noun is not None else None


def is_thing(name: Span) -> bool:
    """Whether a name goes on with ", which", so that it is nobody's."""
    following = name.doc[name.end : name.end + 2]
    return len(following) > 1 and following[0].text == "," and following[1].lower_ == "which"


def placed(name: Span) -> Span:
    """A body's name with the place that tells which it is: "Panel of Experts on Sudan", "Institute in Taiwan"."""
    end = name.end + 2
    if end > len(name.doc) or name.doc[name.end].lower_ not in {"in", "on"} or name.doc[name.end].head.i < name.start:
        return name
    is_own = name.doc[name.end].head.i < name.end and name.doc[end - 1].ent_type_ in {"GPE", "LOC"}
    return name.doc[name.start : end] if is_own and is_body_word(name[-1].text) else name


def is_first_name(word: str) -> bool:
    """Whether a word is a usual first name."""
    return word.casefold() in first_names()


def has_article(name: Span) -> bool:
    """Whether "the" stands right before a name."""
    return name.start > 0 and name[0].nbor(-1).lower_ == "the"


def is_told(name: Span) -> bool:
    """ "told SkyBlast": who is told something by name, and is no person, is a medium."""
    before = [token.lower_ for token in name.doc[max(0, name.start - 2) : name.start]]
    if before in (["interviewed", "by"], ["interview", "with"], ["interview", "to"]):
        return True
    return name.root.dep_ in {"dobj", "dative"} and bool({"told", "tells", "tell", "telling"} & set(before))


def office_before_comma(name: Span) -> list[Token]:
    """Of "the Minister of Defence of Norway, Tore Lund, said" the office, whatever the parser makes of the name."""
    doc, comma = name.doc, name.start - 1
    if comma < 1 or name.end == len(doc) or doc[comma].text != "," or doc[name.end].text not in CLOSING:
        return []
    for token in reversed(doc[max(doc[comma].sent.start, comma - LONGEST_OFFICE) : comma]):
        if token.pos_ not in IN_OFFICE or token.lower_ == "and":
            return []
        if token.lemma_.lower() in lexicon.words().roles and not is_plural(token):
            return [*noun_phrase(token), *doc[token.i + 1 : comma]]
    return []
