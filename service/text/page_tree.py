"""From the source of a page to a tree that is safe to work on: bounded in size, depth and attributes, without scripts.

The bounds are far above any article's page and far below what keeps a processor busy: the parser takes time quadratic
in the attributes of one tag, and the extraction some 50 µs an element, more in deep trees. (Of a thousand pages of
all kinds the largest has 10,000 elements, the deepest 43 levels.)
"""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from service.errors import UnreadableTextError
from service.text.decoding import without_controls

MAX_TAGS = 300_000
MAX_ELEMENTS = 15_000
MAX_DEPTH = 120
MAX_ATTRIBUTES = 250
MAX_ATTRIBUTE_CHARS = 2_000

# Nothing in these is the article's text; JSON-LD is read before they go.
# fmt: off
_DROPPED = (
    "script", "style", "noscript", "template", "svg", "math", "canvas", "iframe", "object", "embed", "applet",
    "audio", "video", "map", "select", "option", "datalist", "textarea", "input", "button", "dialog", "link",
)
# fmt: on
_TAG = re.compile(r"<(?:!--|/?[A-Za-z])")
_NAME = re.compile(r"[A-Za-z][^\s/>]*+")
_ATTRIBUTE = re.compile(r"[\s/]*+[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]*+))?|[\s/=]++")
_RAW_TEXT = {
    name: re.compile(rf"</{name}", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xmp", "noscript")
}
# Tags that say how text looks. Old pages open one in every paragraph and close none, which nests them without end.
_LOOKS = re.compile(
    r"</?(?:center|b|i|u|s|big|small|tt|strike|span|em|strong)(?=[\s/>])[^<>]*+>",
    re.IGNORECASE,
)
_FONTS = re.compile(r"</?(?:font|basefont|nobr|blink)(?=[\s/>])[^<>]*+>", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
_TOO_DEEP = "Excessive depth"


def parse(source: str) -> HtmlElement:
    """Return the tree of a page.

    Raises ``UnreadableTextError`` when it is empty, nests too deep, or has more tags or attributes than a page has.
    """
    source = _DECLARATION.sub("", without_controls(source))
    if not source.strip():
        raise UnreadableTextError("no article text found in this page: it is empty")
    check_tags(source)
    source = _FONTS.sub("", source)
    tree, too_deep = _parsed(source)
    if too_deep:
        tree, too_deep = _parsed(_LOOKS.sub("", source))
    if too_deep:
        raise UnreadableTextError(
            f"This page nests its elements deeper than {MAX_DEPTH} levels; send the article as plain text."
        )
    return tree


def prune(tree: HtmlElement) -> None:
    """Take scripts, styles and controls out of a tree, and attributes that are no use or no attributes.

    Raises ``UnreadableTextError`` when what is left has more elements than an article's page can have.
    """
    etree.strip_elements(tree, *_DROPPED, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    for count, element in enumerate(tree.iter(), start=1):
        if count > MAX_ELEMENTS:
            raise UnreadableTextError(
                f"This page has more than {MAX_ELEMENTS:,} elements; send the article as plain text."
            )
        for name, value in element.attrib.items():
            if len(value) > MAX_ATTRIBUTE_CHARS or name.startswith("on"):
                del element.attrib[name]
        _strip_controls(element)


def _strip_controls(element: etree._Element) -> None:
    """Undo character references such as ``&#7;``, at which the extraction would give up the page."""
    if element.text:
        element.text = without_controls(element.text)
    if element.tail:
        element.tail = without_controls(element.tail)


def check_tags(source: str) -> None:
    """Raise ``UnreadableTextError`` when a page has too many tags, or a tag too many attributes."""
    position, tags = 0, 0
    while match := _TAG.search(source, position):
        position = match.end()
        if match.group() == "<!--":
            position = _after(source, "-->", position)
            continue
        tags += 1
        if tags > MAX_TAGS:
            raise UnreadableTextError(f"This page has more than {MAX_TAGS:,} tags; send the article as plain text.")
        if not match.group().startswith("</"):
            position = _end_of_tag(source, position - 1)


def _end_of_tag(source: str, start: int) -> int:
    """Return where a tag ends whose name starts at ``start``, with the raw text of scripts and styles passed over."""
    name = _NAME.match(source, start)
    position = name.end() if name else start
    for _ in range(MAX_ATTRIBUTES):
        if position >= len(source) or source[position] == ">":
            break
        attribute = _ATTRIBUTE.match(source, position)
        position = attribute.end() if attribute else position + 1
    else:
        raise UnreadableTextError(
            f"This page has a tag with more than {MAX_ATTRIBUTES} attributes; send the article as plain text."
        )
    closing = _RAW_TEXT.get(name.group().lower()) if name else None
    if closing is None:
        return position
    end = closing.search(source, position)
    return end.start() if end else len(source)


def _after(source: str, mark: str, start: int) -> int:
    found = source.find(mark, start)
    return found + len(mark) if found >= 0 else len(source)


def _parsed(source: str) -> tuple[HtmlElement, bool]:
    parser = HTMLParser(collect_ids=False, default_doctype=False, encoding="utf-8", no_network=True)
    try:
        tree = document_fromstring(source.encode(), parser=parser)
    except etree.ParserError as error:
        raise UnreadableTextError("no article text found in this page: it has no elements") from error
    return tree, any(_TOO_DEEP in entry.message for entry in parser.error_log) or _depth(tree) > MAX_DEPTH


def _depth(tree: HtmlElement) -> int:
    depth = deepest = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest
