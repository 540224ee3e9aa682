"""Plain text: what is stored, under which key, and what is refused."""

import pytest

from service.errors import InvalidInputError, TooLargeError, UnreadableTextError
from service.model import Given
from service.text import article_id, read_plain
from tests.text.articles import BODY, HEADLINE, LEAD, read, story

TEXT = f"{HEADLINE}\n\n{BODY}"


def test_text_is_stored_as_sent() -> None:
    sent = f"  {HEADLINE} \n\n\n\t{BODY}\u00a0\n\n"
    assert read(sent).text == sent


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends_become_line_feeds(line_end: str) -> None:
    article = read(f"{TEXT}\n\nShare\nTweet".replace("\n", line_end))
    assert article.text == f"{TEXT}\n\nShare\nTweet"
    assert [passage.exact for passage in article.boilerplate] == ["Share\nTweet"]


def test_offsets_count_code_points() -> None:
    smile = "\N{GRINNING FACE}"
    article = read(f"{smile}e\N{COMBINING ACUTE ACCENT} {HEADLINE}\n{BODY}\nLeave a Reply\n{smile}")
    last = article.boilerplate[-1]
    assert article.text[last.start : last.end] == last.exact == f"Leave a Reply\n{smile}"


def test_wrapped_lines_are_one_paragraph() -> None:
    wrapped = (
        "The ministry of defence said on Monday that the soldiers would\n"
        "stay in Kesh until the autumn, and that more of them would be\n"
        "sent if the government of Hale were to ask for them in writing."
    )
    credit = "Reporting by Jane Doe, who has followed the war\nfrom its beginning; Editing by Joe Roe"
    article = read("\n\n".join([HEADLINE, wrapped, wrapped, credit]))
    assert [passage.exact for passage in article.boilerplate] == [credit]


def test_key_depends_on_the_text_alone() -> None:
    assert read(TEXT).id == read(TEXT, Given(title="Other", url="https://example.org/1", language="fr")).id
    assert read(TEXT).id == article_id(TEXT)


def test_key_does_not_depend_on_white_space_or_unicode_form() -> None:
    assert article_id("Caf\u00e9  in\nRedville") == article_id(" Cafe\u0301 in Redville\r\n")
    assert article_id("Redville") != article_id("Blueville")


def test_key_is_the_beginning_of_the_sha_256() -> None:
    assert article_id("abc") == "ba7816bf8f01cfea"


def test_right_to_left_text_keeps_its_offsets() -> None:
    arabic = "أعلنت نورلاند يوم الاثنين أنها أرسلت ألفي جندي إلى كيش بناء على طلب من حكومتها، وفق ما قالت وزارة الدفاع."
    article = read(f"{arabic}\n\n{arabic}\n\nShare\nTweet")
    assert [article.text[passage.start : passage.end] for passage in article.boilerplate] == ["Share\nTweet"]
    assert (article.language, article.is_read) == ("ar", False)


@pytest.mark.parametrize("blank", ["", " \n\t\r\n", "\u00a0\u2003", "\ufeff"])
def test_blank_text_is_refused(blank: str) -> None:
    with pytest.raises(UnreadableTextError, match="no text"):
        read(blank)


@pytest.mark.parametrize("blank", ["\t", " ", "\u00a0"])
def test_a_line_of_many_blanks_is_read(blank: str) -> None:
    """Where each blank was looked at from each before it, this took minutes."""
    line = f"{'word ' * 20}{blank * 90_000}end"
    assert line in read(f"Head\n\n{line}\n\nThe story goes on for a while.").text


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x0b", "\x1b", "\ud800", "\uffff"])
def test_what_cannot_be_stored_is_refused_with_its_place(character: str) -> None:
    with pytest.raises(UnreadableTextError, match=f"Character 9 of the text is U\\+{ord(character):04X}"):
        read(f"Redville\n{character}{BODY}")


def test_text_over_the_limit_is_refused() -> None:
    assert read_plain(LEAD, Given(), max_chars=len(LEAD)).text == LEAD
    with pytest.raises(TooLargeError, match="ONRECORD_MAX_TEXT_CHARS"):
        read_plain(LEAD, Given(), max_chars=len(LEAD) - 1)


def test_what_is_given_overrules_what_the_text_shows() -> None:
    text = f"{HEADLINE}\nThe Kesh Courier, 3 May 2024\n\n{BODY}"
    given = Given(
        title=" Soldiers\nin Kesh ",
        url="https://example.org/a?b=1",
        publisher="Redville Gazette",
        published="2024-05-04",
        language="EN",
    )
    article = read(text, given)
    assert article.title == "Soldiers in Kesh"
    assert article.url == "https://example.org/a?b=1"
    assert (article.outlet, article.published, article.language) == ("Redville Gazette", "2024-05-04", "en")


def test_empty_values_are_not_given() -> None:
    article = read(TEXT, Given(title=" ", url="", publisher="", published="", language=" "))
    assert (article.title, article.url, article.outlet, article.published, article.language) == (
        HEADLINE,
        None,
        None,
        None,
        "en",
    )


@pytest.mark.parametrize(
    "given",
    [
        Given(published="29 April 2025"),
        Given(published="2025-02-30"),
        Given(published="20250429"),
        Given(published="2025-04-29T10:00:00Z"),
        Given(url="ftp://example.org/a"),
        Given(url="javascript:alert(1)"),
        Given(url="example.org/a"),
        Given(url="https://"),
        Given(url="https://example.org/a b"),
        Given(url='https://example.org/">'),
        Given(url="https://[::1"),
        Given(url="https://example.org/" + "a" * 3_000),
        Given(language="eng"),
        Given(language="en-GB"),
        Given(title="a\x00b"),
        Given(publisher="\ud800"),
        Given(title="a" * 2_000),
    ],
    ids=str,
)
def test_wrong_values_are_refused(given: Given) -> None:
    with pytest.raises(InvalidInputError, match=r"url|title|publisher|published|language"):
        read(TEXT, given)


def test_a_text_that_is_all_headline_is_kept() -> None:
    article = read("Norland sends soldiers to Kesh")
    assert story(article) == "Norland sends soldiers to Kesh"
