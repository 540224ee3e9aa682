"""Who published a text, as its frame tells: imprint, letter to the readers, masthead, or the author's biography."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.text.blocks import Block, is_name
from service.text.bylines import is_byline
from service.text.dates import find_dates, read_stamp
from service.text.ends import presents_itself
from service.text.labels import is_edition, piece_kind, pieces
from service.text.marking import Marking
from service.text.names import LABEL, is_agency, is_place, outlet_name
from service.text.wordings import alternatives, opening, whole, words

CAPITALISED = r"[^\W\d_a-z](?:[\w&’'-]|\.\w)*"
NAMED = rf"{CAPITALISED}(?: {CAPITALISED}){{0,3}}"
# As much of a block as is looked at.
_HEAD = 300
LONGEST_ACRONYM = 5

_PRINTED_IN = re.compile(
    r"(?i:\b(?:published|appeared|printed) (?:first |originally )?(?:in|on|by) (?:the print edition of )?)"
    r"(?P<name>[^\W\d_a-z][\w.&’' -]{1,60}?)(?=,| on | \d|\.?$)"
)
_LETTER_FROM = re.compile(
    r"(?i:\b(?:message|note|letter|appeal|word|request) from "
    r"(?:(?:the (?:editors?|staff|team|newsroom)|our editors?) (?:of|at) )?)"
    rf"(?P<name>(?:[Tt]he )?{NAMED})\s*[:.]?$"
)
_IMPRINT = re.compile(
    r"(?i:©|\(c\)|copyright)[\s©,\d–-]*(?:by )?(?!(?i:reproduction|all|some) )"
    r"(?P<name>[^\W\d_a-z][\w&’' -]{1,50}?)(?=[,.]|\s\d{4}|\s[Aa]ll\b|$)"
)
_STAFF_ROLE = r"(?:journalist|reporter|correspondent|editor|columnist|writer|producer|photographer|bureau chief)"
_STAFF = re.compile(
    rf"\b{_STAFF_ROLE}\b[^.!?]{{0,30}}?\b(?:with|for|at|of) (?P<name>(?:[Tt]he )?{NAMED})"
    rf"|\b(?:covers|reports|writes) [^.!?]{{2,60}}? for (?P<reader>[Tt]he {NAMED})"
    rf"|\b(?:is|as) (?P<owner>(?:[Tt]he )?{NAMED})[’']s? [\w -]{{0,40}}\b{_STAFF_ROLE}\b"
)
_FREELANCE = re.compile(r"\bfreelanc\w*\b", re.IGNORECASE)
_APPEAL = re.compile(
    r"\b(?:[Ss]ubscribe to|[Ww]ant|[Gg]et|[Aa]dvertise (?:on|in|with)|[Ss]upport|[Ss]upporting|[Dd]onate to|[Kk]eep) "
    rf"(?P<name>(?:[Tt]he )?{NAMED})"
)
# ``HALE. The Courier. 3 May 2024. ``
_SIGNED_LEAD = re.compile(rf"^[^\W\d_a-z]{{3,}}(?: [^\W\d_a-z]{{3,}})?\. (?P<name>{NAMED})\. (?P<date>[^.]{{8,20}})\. ")
_MOTTO_MARK = re.compile(r"(?<!\s)\s+[–—|-]+\s+|[,(|]")
_EMPLOYER_MARK = re.compile(r"\s*,\s*|(?<!\s)\s+[–—|-]+\s+|\bfor (?:the )?", re.IGNORECASE)
_NAME_MARK = re.compile(r"[,|/•·]|\s[–—-]\s|\. ")
_BROADCAST = re.compile(r"\b(?:transcript|interview|programme|broadcast|podcast|episode)\b", re.IGNORECASE)
_NEWSROOM = re.compile(
    rf"\b(?P<name>[Tt]he {NAMED})(?:[’']s)? (?:news ?desk|news ?room|news team|tip line|picture desk)\b"
)
_DOMAIN = re.compile(r"(?:@|\bwww\.)(?P<domain>[a-z]{5,30})\.[a-z]")
_PASSING = re.compile(rf"\bThe {NAMED}|^{CAPITALISED}(?: {CAPITALISED}){{1,3}}(?= [a-z]+s\b)")
_OWNING = re.compile(r"[’']s\b.*")
_PARTICLES = frozenset({"de", "del", "der", "des", "di", "do", "du", "la", "of", "the", "van", "von"})
_LEADING = re.compile(rf"^(?P<the>The )?{NAMED}")


def find_outlet(marking: Marking, author: str | None, agency: str | None) -> str | None:
    """Return the name of the outlet as it stands in the text, None where the text shows none."""
    candidates = (name.removeprefix("By ") for name in _candidates(marking, author))
    name = next((name for name in candidates if name != agency and not is_agency(name) and not _is_section(name)), None)
    if name and name.isupper() and len(name) > LONGEST_ACRONYM:
        return _as_elsewhere(name, marking.text)
    return name


def _is_section(name: str) -> bool:
    return " " not in name and whole("sections").fullmatch(name) is not None


def _as_elsewhere(name: str, text: str) -> str:
    """Return a name in capitals as the text spells it elsewhere."""
    spelt = (match.group() for match in re.finditer(re.escape(name), text, re.IGNORECASE))
    return next((other for other in spelt if other.istitle()), _in_title_case(name) if " " in name else name)


def _in_title_case(name: str) -> str:
    first, *others = name.title().split()
    return " ".join([first, *(word.lower() if word.casefold() in _PARTICLES else word for word in others)])


def _candidates(marking: Marking, author: str | None) -> Iterator[str]:
    """Yield who may be the outlet, the surest first."""
    for block in marking.of_kind("stamp"):
        if match := _PRINTED_IN.search(block.text[:_HEAD]):
            yield match["name"]
    for block in marking.of_kind("plea", "prompt"):
        if match := _LETTER_FROM.search(block.text[:_HEAD]):
            yield match["name"]
    yield from _lead(marking)
    yield from _mastheads(marking, author)
    for block in marking.of_kind("byline", "stamp"):
        yield from _employer_in_byline(block)
    for block in marking.of_kind("bio"):
        yield from _employers(block, marking)
    for block in marking.of_kind("legal"):
        if match := _IMPRINT.search(block.text[:_HEAD]):
            yield match["name"].strip()
    for block in marking.of_kind("plea", "prompt", "menu"):
        if (match := _APPEAL.search(block.text[:_HEAD])) and (name := outlet_name(match["name"].removeprefix("the "))):
            yield name
    yield from _presented(marking, author)
    yield from _confirmed(marking)
    for block in marking.of_kind("plea", "prompt", "tags", "menu"):
        yield from _addressed(block.text, marking)
    for block in marking.of_kind("byline", "stamp", "menu", "plea", "prompt", "legal", "comments", "related"):
        yield from _mentioned(block.text[:_HEAD])


def _mentioned(text: str) -> Iterator[str]:
    """Yield the papers that a line of the page names in passing: ``The Meridian Star is supported by its readers``."""
    for match in _PASSING.finditer(text):
        if name := outlet_name(_OWNING.sub("", match.group())):
            yield name.removeprefix("The ") if name[4:].isupper() else name


def _lead(marking: Marking) -> Iterator[str]:
    """Yield the paper in a dateline that names it: ``HALE. The Courier. 3 May 2024. The ministry …``."""
    first = marking.first_prose()
    match = _SIGNED_LEAD.match(marking.blocks[first].text[:_HEAD]) if first < len(marking) else None
    if match and any(find_dates(match["date"])):
        yield match["name"]


def _presented(marking: Marking, author: str | None) -> Iterator[str]:
    """Yield the paper that lines above the story name without a day: its name leads a menu, an edition or a motto."""
    below_headline = 0 if marking.headline is None else marking.headline + 1
    head = range(max(marking.first_prose(), below_headline))
    for index in (index for index in head if marking.kinds[index] in ("menu", "stamp", "byline")):
        text = marking.blocks[index].text[:_HEAD]
        name = LABEL.sub("", _MOTTO_MARK.split(text)[0].strip())
        is_described = index + 1 in head and opening("descriptions").match(marking.blocks[index + 1].text) is not None
        if (is_described or presents_itself(text) or is_edition(text)) and is_name(name, 5):
            yield name
        name = _leads_menu(text)
        if name and name != author and not is_place(name):
            yield name
    for block, kind in list(marking)[head.start : head.stop]:
        if kind in ("menu", "stamp", "byline", "share") or _BROADCAST.search(block.text):
            names = (outlet_name(clause) for clause in _NAME_MARK.split(block.text[:_HEAD]))
            yield from (name for name in names if name and not words("roles").search(name))


def _confirmed(marking: Marking) -> Iterator[str]:
    """Yield the names beside a day that the story or a notice confirms: ``as the Varda Panorama earlier reported``."""
    for block in marking.of_kind("stamp"):
        for name in (read_stamp(piece).rest for piece in pieces(block.text[:_HEAD])):
            if not is_name(name, 4) or is_place(name):
                continue
            known = re.escape(name.removeprefix("The "))
            itself = re.compile(
                rf"\b{known} (?:had |has )?(?:(?:earlier|previously) )?(?:reported|wrote|learned)\b"
                rf"|\blink to (?:the )?{known}\b"
            )
            if any(itself.search(other.text) for other, kind in marking if kind is None or kind == "legal"):
                yield name


def _leads_menu(text: str) -> str:
    """Return the name that opens a line of sections and buttons: ``Hale Business | POLITICS``."""
    first, *others = [(piece, piece_kind(piece)) for piece in pieces(text)] or [("", "other")]
    is_menu = others and {kind for _, kind in others} <= {"section", "menu", "share", "stamp"}
    return first[0] if is_menu and first[1] == "name" else ""


def _addressed(text: str, marking: Marking) -> Iterator[str]:
    """Yield the paper whose newsroom, or whose address in the network, readers are told to write to."""
    if match := _NEWSROOM.search(text[:_HEAD]):
        yield match["name"]
    for match in _DOMAIN.finditer(text[:_HEAD]):
        paper = alternatives("outlet_words")
        known = rf"\b(?:The )?(?i:{' ?'.join(match['domain'])})(?: (?i:{paper})\b)?(?! [Aa]gency)"
        for found in re.finditer(known, marking.text):
            if found.group()[:1].isupper() and " " in found.group():
                yield found.group()


def _mastheads(marking: Marking, author: str | None) -> Iterator[str]:
    """Yield the outlets named in, or on a line beside, a line with a full date."""
    dated = [kind in ("stamp", "byline", "menu") and any(find_dates(block.text[:_HEAD])) for block, kind in marking]
    for index, (block, kind) in enumerate(marking):
        if dated[index]:
            yield from _beside_date(block, author)
        elif kind in ("byline", "menu", "tags") and any(dated[max(0, index - 1) : index + 2]):
            name = None if is_byline(block.text) else outlet_name(block.text)
            if name:
                yield name


def _beside_date(block: Block, author: str | None) -> Iterator[str]:
    """Yield the names on a dated line: first those called like papers, then what leads it and is no author."""
    labels = [_beside_stamp(piece) for piece in pieces(block.text[:_HEAD]) if not is_byline(piece)]
    for part in (part for label in labels for part in re.split(r"\s*[,:]\s*", label)):
        if name := outlet_name(part):
            yield name
    match = _LEADING.match(labels[0]) if labels else None
    # An unknown name is the author's rather than the paper's, unless the author is named elsewhere.
    if match and (match["the"] or author) and _may_be_outlet(match.group(), author):
        yield match.group()


def _beside_stamp(piece: str) -> str:
    """Return what a piece of a line holds beside day and hour, nothing where it is only a stamp."""
    stamp = read_stamp(piece)
    return stamp.rest if stamp.dates or stamp.is_marked else piece


def _may_be_outlet(name: str, author: str | None) -> bool:
    if name.isupper():  # "PHNOM PENH, July 29, 2025" is where a report was sent from
        return False
    return " " in name and name != author and not is_place(name)


def _employer_in_byline(block: Block) -> Iterator[str]:
    """Yield the paper in ``By Jane Doe, The Kesh Courier`` and ``By Jane Doe for the Kesh Courier``."""
    paper, with_helpers, _ = block.text[:_HEAD].partition(", with ")
    if with_helpers and (name := outlet_name(paper)):
        yield name
    labels = pieces(block.text[:_HEAD])
    if is_byline(labels[0]):
        yield from (name for label in labels[1:] if (name := outlet_name(label)))
    for piece in filter(is_byline, labels):
        for part in _EMPLOYER_MARK.split(read_stamp(piece).rest or piece)[1:]:
            name = outlet_name(part.title() if part.isupper() and len(part) > LONGEST_ACRONYM else part)
            if name and not words("roles").search(name):
                yield name


def _employers(block: Block, marking: Marking) -> Iterator[str]:
    """Yield whom an author works for, spelt as the story spells it where it speaks of itself."""
    match = _STAFF.search(block.text)
    if match is None or _FREELANCE.search(block.text):
        return
    name = (match["name"] or match["reader"] or match["owner"]).removesuffix("’s").removesuffix("'s")
    bare = re.sub(r"^[Tt]he ", "", name)
    known = re.escape(bare)
    itself = re.compile(rf"\b(?:The {known} (?:(?:had|has|earlier|previously) )?reported|told (?:[Tt]he )?{known})\b")
    if any(itself.search(story.text) for story in marking.story()):
        yield f"The {bare}" if any(f"The {bare}" in story.text for story in marking.story()) else bare
    yield name[:1].upper() + name[1:]
