"""An invented report and what to do with it: the tests put clutter around it and look what is left."""

from pathlib import Path

from service.model import Article, Given
from service.text import read_html, read_plain

MAX_CHARS = 100_000

HEADLINE = "Norland owns up to sending soldiers to Kesh"
LEAD = (
    "REDVILLE - Norland confirmed on Monday that some 2,000 of its soldiers are stationed in Kesh, "
    "the first time that its government has admitted to a deployment across the Varda river."
)
QUOTED = (
    "“We came because our friends asked us to, and we will leave when you tell us,” General Otto "
    "Brandt told reporters in the garrison town of Hale, according to the state broadcaster."
)
DENIED = (
    "The foreign ministry of Sundmark, which borders on both, denied that any of its officers had been consulted and "
    "demanded an explanation within three days."
)
LAST = (
    "Opposition leaders in Redville accused the government of breaking the treaty of 1994, under "
    "which neither side may keep troops within thirty kilometres of the river."
)
STORY = (LEAD, QUOTED, DENIED, LAST)
BODY = "\n\n".join(STORY)


def read(text: str, given: Given | None = None) -> Article:
    return read_plain(text, given or Given(), max_chars=MAX_CHARS)


def read_page(page: str | bytes, given: Given | None = None, charset: str | None = None) -> Article:
    return read_html(page, given or Given(), max_chars=MAX_CHARS, charset=charset)


def clutter(text: str) -> list[str]:
    """Return the clutter found in a text, each passage checked to stand where it says."""
    article = read(text)
    for passage in article.boilerplate:
        assert article.text[passage.start : passage.end] == passage.exact
    return [passage.exact for passage in article.boilerplate]


def story(article: Article) -> str:
    """Return an article's text without its clutter, white space folded."""
    kept, end = "", 0
    for passage in article.boilerplate:
        kept += article.text[end : passage.start] + " "
        end = passage.end
    return " ".join((kept + article.text[end:]).split())


def read_lines(name: str) -> list[str]:
    """Return the wordings in a file of ``lines``, one a line, below the line that says what they are."""
    return (Path(__file__).parent / "lines" / f"{name}.txt").read_text(encoding="utf-8").splitlines()[1:]
