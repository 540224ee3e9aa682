"""Elements of a page that by their make or class are not the story: labels of pictures, pull quotes, notes, menus.

What the extraction takes for the article's text unless it is taken out before; and long spans, which it takes for none.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

# A container with such a word in its class may hold the whole story; what is cut holds a few sentences.
LONGEST = 600
LONGEST_NOTE = 12
# A column of links has as many at least, and hardly a word outside of them.
MENU_LINKS = 3
LONGEST_OUTSIDE = 0.1
SHORTEST_SPAN = 80

_UNWANTED = re.compile(
    r"caption|pull-?quote|pq-|quote--pull|mw-editsection|noprint|photo-?credit|image-?credit|img-?credit|"
    r"newsletter-?(?:sign|widget|promo|form|box)|subscription-widget|related-?(?:content|articles|stories|links|posts|box)|"
    r"read-?(?:more|also|next)-?(?:box|link|widget)|social-?(?:share|media|links|buttons)|share-?(?:bar|buttons|tools|links)|"
    r"cookie-?(?:banner|notice|consent|bar)|author-?(?:bio|box|card)|screen-reader-text|visually-?hidden|sr-only",
    re.IGNORECASE,
)
_NOTE = re.compile(r"\[(?:\d+|[a-z]|edit|citation needed|note \d+)\]")
_CLASSED = ("p", "div", "span", "aside", "blockquote", "figcaption", "section", "ul", "figure", "cite", "sup", "a")
_BLOCKS = ("div", "section", "article", "main", "body", "td")


def strip_clutter(tree: HtmlElement) -> None:
    """Take out of a tree what is not the story, and turn long spans that stand for paragraphs into such."""
    for element in [element for element in tree.iter(*_CLASSED) if _is_unwanted(element) or _is_note(element)]:
        if element.getparent() is not None:
            element.drop_tree()
    for cell in [cell for cell in tree.iter("td") if _is_menu(cell)]:
        cell.drop_tree()
    for span in tree.iter("span"):
        if _is_paragraph(span):
            span.tag = "p"


def _is_unwanted(element: HtmlElement) -> bool:
    name = f"{element.get('class') or ''} {element.get('data-component') or ''}"
    return _UNWANTED.search(name) is not None and _length(element, LONGEST) < LONGEST


def _is_note(element: HtmlElement) -> bool:
    """Whether an element is the mark of a footnote, which would stick to the sentence before it."""
    if element.tag not in ("sup", "span") or _length(element, LONGEST_NOTE) >= LONGEST_NOTE:
        return False
    return _NOTE.fullmatch("".join(element.itertext()).strip()) is not None


def _is_menu(cell: HtmlElement) -> bool:
    """Whether a cell of a page laid out as a table is a column of links."""
    links = sum(_length(link, LONGEST) for link in cell.iter("a"))
    if links == 0 or sum(1 for _ in cell.iter("a")) < MENU_LINKS:
        return False
    return _length(cell, 10 * LONGEST) - links <= LONGEST_OUTSIDE * links


def _is_paragraph(span: HtmlElement) -> bool:
    parent = span.getparent()
    if parent is None or parent.tag not in _BLOCKS or _length(span, SHORTEST_SPAN) < SHORTEST_SPAN:
        return False
    beside = [parent.text, *(child.tail for child in parent)]
    return not any(text and text.strip() for text in beside)


def _length(element: HtmlElement, enough: int) -> int:
    """Return how many characters an element holds, no further counted than what is enough."""
    count = 0
    for text in element.itertext():
        count += len(text.strip())
        if count >= enough:
            break
    return count
