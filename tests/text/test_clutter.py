"""What is cut as clutter, and above all what is not."""

import pytest

from tests.text.articles import BODY, DENIED, HEADLINE, LAST, LEAD, QUOTED, clutter, read, read_lines

PLEA = """A Letter from The Kesh Courier:
Dear readers,
These are hard times. The government of Norland has called us “enemies of the state” and says we “spread fear”.
The ministry’s lawyers want our newsroom closed. Their letter reads: “They are to stop printing.” We will not stop.
If you can, support us with just €3 a month. You can cancel any time.
Yes, I want to help
Not now
Thank you!"""

HEADS = {
    "section and page date": "E-Edition | May 3, 2024",
    "breadcrumb": "Home > World > Kesh",
    "menu in a line": "Home | Politics | World | Sport | Opinion | Subscribe",
    "menu of lines": "Home\nPolitics\nWorld\nSport",
    "skip link": "Skip to main content",
}
BELOW_HEADLINE = {
    "byline": "By Jane Doe",
    "byline of two with a role": "By JANE DOE and Joe Roe, Kesh Correspondents",
    "byline, outlet, date": "By Jane Doe | The Kesh Courier | Last updated 3 May 2024, 09:41",
    "desk": "From our own correspondent in Hale",
    "agency and stamps": "AFP Published May 3, 2024 Updated May 3, 2024 10:32am",
    "masthead": "Kesh Courier, 3 May 2024 17:05 | Hale, Redville | A. Doe, J. Roe",
    "numbered newsletter": "The Varda Letter no. 12, 3 May 2024, compiled in Hale",
    "stamp with zone": "Published: 3 May 2024, 10:32 am IST",
    "age": "2 hours ago · 4 min read",
    "hour with an h": "By Jane Doe | Hale | 11/02/2024 – 18h40",
    "share bar": "Share: Facebook  X  WhatsApp  Telegram  Copy link",
    "share bar of lines": "Share\nTweet\nPrint\n12 comments",
    "listen": "Listen to this article",
    "name, outlet and date on lines of their own": "Jane Doe\nThe Kesh Courier\nFri, 3 May 2024, 06:30",
    "caption": "Soldiers of Norland cross the Varda on Sunday. Photo: Jane Doe/Kesh Press",
    "agency caption": "Trucks wait at the bridge of Hale, May 2, 2024. (Reuters/Jane Doe)",
    "picture agency": "General Brandt in Hale © Joe Roe / Getty Images",
    "sentence about a photo": (
        "In this photo released by the ministry, soldiers of Norland pose with children in Hale."
    ),
}
BETWEEN = {
    "read more": "READ MORE: The river that nobody may cross",
    "also read": "Also Read | ‘I have not slept for three nights’: a baker from Hale",
    "advert": "Advertisement\nStory continues below",
    "newsletter": "Sign up for our free weekly newsletter and get the news from the river delivered to your inbox.",
    "channel": "Click here to join our channel and stay updated with the latest headlines",
    "cookies": "We use cookies to give you the best experience. By continuing you accept the use of cookies.",
    "related list": (
        "Related\nSundmark closes its ports to Norland\nWho is General Brandt?\nThe treaty of 1994 in five maps"
    ),
    "video": "Watch: Soldiers dance in the streets of Hale",
    "tip": "Have you got a story? Call the newsdesk on 01632 960 123",
}
TAILS = {
    "printed in": "Published in Kesh Courier, May 3rd, 2024",
    "printed in, and tags": "Published in Kesh Courier, May 3rd, 2024\n\nKesh Norland Crisis\nWorld",
    "hashtags": "#Norland #Kesh #Brandt",
    "tags": "Tags: Norland, Kesh, deployment",
    "filed under": "Filed under: World, War",
    "credits": "Reporting by Jane Doe in Hale; Editing by Joe Roe",
    "contribution": "Doe reported from Hale. Staff writer Joe Roe in Redville contributed to this report.",
    "with inputs": "(With inputs from agencies)",
    "copyright": "© 2024 The Kesh Courier. All rights reserved.",
    "rights": "This material may not be published, broadcast, rewritten or redistributed without permission.",
    "syndicated": "(This story has not been edited by our staff and is published from a syndicated feed.)",
    "subscribers only": "Already a subscriber? Log in",
    "paywall": "Subscribe to The Kesh Courier to continue reading.",
    "give": "Independent journalism needs you. Give from £2 a month · Not now · Remind me in June",
    "money without address": (
        "Our publisher says: “Without your gift, we cannot go on.” Give ₦500 and keep the Courier free."
    ),
    "biography": (
        "Jane is an investigative journalist with the Courier. She has years of experience in covering the river."
    ),
    "biography by role": "Joe Roe is the Courier’s Hale correspondent.",
    "about the author": "About the author\nJoe Roe has lived in Hale since 2003 and keeps bees.",
    "asking for claims": "Have you seen a claim that you would like us to check? Write to us or send a message.",
    "have your say": "Have your say: should Norland leave Kesh? Email letters@example.org",
    "affiliate": "This article contains affiliate links. We may earn a commission if you buy through them.",
    "follow for": "Follow us for daily news of the river",
    "follow": "Follow us on Facebook and X for more.",
    "contact": "Press contacts\nMinister’s office: (02) 5550 1234\nPress: press@example.org",
    "most read": "Most read\nBees of the Varda\nA bridge too short",
    "films": "00:48\nPolice find five boats, says minister\n00:33\nPictures of the day\n01:10\nBrandt says he will run",
    "teasers": "More from World\nSundmark closes its ports\nThe ministry said on Friday that no ship would leave.\n"
    "Who is Brandt?\nHe was born in Hale, his mother said.",
    "comment form": "Leave a Reply\nYour email address will not be published.",
    "readers’ comments": (
        "Comments (2)\nriverman says:\nThe general said the same in 1994, and 300 soldiers were killed.\nReply\n"
        "Joan\n2 hours ago\nNorland announced nothing, it was forced to admit it."
    ),
    "helpful": "► Was this article helpful? Yes / No",
    "plea": PLEA,
    "plea, tags, comments": f"{PLEA}\n#Norland #Kesh\nLeave a Reply",
}


def _folded(passages: list[str]) -> str:
    return "\n".join(" ".join(passage.split()) for passage in passages)


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS.keys())
def test_above_the_headline(head: str) -> None:
    assert clutter(f"{head}\n\n{HEADLINE}\n\n{BODY}") == [head]


@pytest.mark.parametrize("label", BELOW_HEADLINE.values(), ids=BELOW_HEADLINE.keys())
def test_below_the_headline(label: str) -> None:
    assert clutter(f"{HEADLINE}\n\n{label}\n\n{BODY}") == [label]


@pytest.mark.parametrize("insert", BETWEEN.values(), ids=BETWEEN.keys())
def test_within_the_story(insert: str) -> None:
    assert clutter(f"{HEADLINE}\n\n{LEAD}\n\n{QUOTED}\n\n{insert}\n\n{DENIED}\n\n{LAST}") == [insert]


def test_rows_of_headlines_stand_above_the_headline() -> None:
    row = "Bridge falls in Hale  • Norland votes on Sunday  • Flood in the Varda valley: three dead  • Who is Brandt?"
    assert clutter(f"Also today\n{row}\n\n{HEADLINE}\n\n{BODY}")[-1].endswith(row)
    assert clutter(f"{HEADLINE}\n\n{row}\n\n{BODY}") == []


@pytest.mark.parametrize("line", read_lines("above"))
def test_lines_above_the_story(line: str) -> None:
    assert clutter(f"{HEADLINE}\n\n{line}\n\n{BODY}") == [line]


@pytest.mark.parametrize("line", read_lines("within"))
def test_lines_within_the_story(line: str) -> None:
    assert clutter("\n\n".join([HEADLINE, LEAD, QUOTED, line, DENIED, LAST])) == [line]


@pytest.mark.parametrize("line", read_lines("below"))
def test_lines_below_the_story(line: str) -> None:
    assert clutter(f"{HEADLINE}\n\n{BODY}\n\n{line}") == [line]


@pytest.mark.parametrize("line", read_lines("kept"))
def test_lines_of_a_story_are_kept(line: str) -> None:
    assert clutter("\n\n".join([HEADLINE, LEAD, QUOTED, line, DENIED, LAST])) == []


@pytest.mark.parametrize("separator", ["\n\n", "\n"], ids=["blank lines", "lines"])
@pytest.mark.parametrize("tail", TAILS.values(), ids=TAILS.keys())
def test_below_the_story(tail: str, separator: str) -> None:
    assert clutter(separator.join([HEADLINE, LEAD, QUOTED, DENIED, LAST, tail])) == [tail]


def test_a_plea_in_the_middle_ends_where_the_story_goes_on() -> None:
    assert clutter(f"{HEADLINE}\n\n{LEAD}\n\n{PLEA}\n\n{DENIED}\n\n{LAST}") == [PLEA]


def test_credit_at_the_end_of_the_last_paragraph() -> None:
    credit = "(Reporting by Jane Doe in Hale; Editing by Joe Roe)"
    assert clutter(f"{HEADLINE}\n\n{BODY} {credit}") == [credit]


def test_passages_that_touch_are_one() -> None:
    tail = "Published in Kesh Courier, May 3rd, 2024\n\n\nKesh\nShare\n \n#Norland #Kesh\n\nLeave a Reply"
    assert clutter(f"{HEADLINE}\n\n{BODY}\n\n{tail}\n") == [tail]


KEPT = {
    "wire dateline": "SEOUL, April 28 (Yonhap) -- North Korea said on Monday that it had sent soldiers to Russia.",
    "agency dateline": "SEOUL (Reuters) - North Korea said on Monday that it had sent soldiers to Russia.",
    "correction": "Correction: an earlier version of this article gave a wrong number of soldiers.",
    "correction in brackets": "(Corrects paragraph 4: Sundmark has not sent a ship)",
    "update note": "This story has been updated to include the ministry’s denial.",
    "editor’s note": "Editor’s note: names of soldiers have been changed.",
    "quotation that asks": (
        "“Support us, give $5 to our soldiers and subscribe to our cause,” Brandt told the readers of the paper."
    ),
    "quotation to the reader": (
        "“Dear readers, we need your help,” said the letter that the garrison sent to the paper."
    ),
    "journalist in the news": (
        "Jane Roe is a reporter for the Hale Weekly, and Brandt accused Roe of spying for Sundmark."
    ),
    "sentence with read": "Read more than once, the order still did not say who had signed it, the lawyer said.",
    "sentence with related": "Related charges against the general were dropped in June, the court said.",
    "sentence with contact": "Contact with the unit was lost at noon on Sunday, and nobody has heard of it since.",
    "sentence with research": "Research by the University of Hale found that 300 soldiers had died.",
    "sentence with photo": "Photos taken from space show that the bridge was rebuilt, analysts said.",
    "sentence with share": "Share prices fell in Redville after the announcement.",
    "sentence with cookies": "The embassy said its site would use no cookies.",
    "sentence with donation": "Sundmark said it would donate $5 million to our neighbours across the river.",
    "sentence with published": "Published in 1994, the treaty names no date for a withdrawal, the ministry said.",
    "sentence with comment": "Comments made by the general on Sunday were met with silence.",
    "sentence with for more": "For more than a year the channel has been closed to ships.",
    "sentence with like": "Like other commanders on Telegram, Brandt mocked the treaty.",
    "first person of a live blog": "We have asked the embassy how many soldiers are there. It has not answered us.",
    "own reporters": "Our reporters in Hale counted 40 trucks on the bridge before dawn.",
    "message from a ruler": "A message from the president was read out to the soldiers, state radio said.",
    "day as subheading": "3 May 2024",
    "time of a live blog": "18.05",
    "subheading": "What Sundmark wants",
    "one-word subheading": "Aftermath",
    "count": "Killed: 300",
    "bullet": "• At least 300 soldiers were killed",
    "by at the beginning": "By Sunday evening, 40 trucks had crossed the river.",
    "agency as a source": "The ministry, according to Yonhap, denied it. (Xinhua/Yonhap)",
}


@pytest.mark.parametrize("line", KEPT.values(), ids=KEPT.keys())
def test_what_may_be_story_is_kept(line: str) -> None:
    before, after = [LEAD, QUOTED, DENIED, LAST], [DENIED, QUOTED, LAST, DENIED]
    filler = [
        f"On day {day} of the march the soldiers reached the village of Hale, the ministry said." for day in range(8)
    ]
    assert clutter("\n\n".join([HEADLINE, *filler, *before, line, *after, *filler])) == []


@pytest.mark.parametrize(
    "name", ["correction", "update note", "editor’s note", "journalist in the news", "own reporters", "count"]
)
def test_what_may_be_story_is_kept_at_the_end(name: str) -> None:
    story = LAST.replace("Opposition leaders", "Jane Roe and other opposition leaders")
    assert clutter("\n\n".join([HEADLINE, LEAD, QUOTED, story, KEPT[name]])) == []


def test_a_correction_below_other_clutter_is_kept() -> None:
    note = KEPT["correction"]
    assert clutter(f"{HEADLINE}\n\n{BODY}\n\nTags: Kesh, Norland\n\n{note}") == ["Tags: Kesh, Norland"]


def test_a_deck_below_the_headline_is_kept() -> None:
    deck = "Sundmark demands an explanation within three days"
    assert clutter(f"{HEADLINE}\n{deck}\nBy Jane Doe\n\n{BODY}") == ["By Jane Doe"]


@pytest.mark.parametrize("opening", ["Explained", "Watch", "Live", "Analysis", "In pictures"])
def test_a_headline_may_begin_like_a_link(opening: str) -> None:
    article = read(f"{opening}: {HEADLINE}\nBy Jane Doe\n\n{BODY}")
    assert article.title == f"{opening}: {HEADLINE}"
    assert [passage.exact for passage in article.boilerplate] == ["By Jane Doe"]


def test_items_of_a_list_at_the_end_are_kept() -> None:
    assert (
        clutter(f"{HEADLINE}\n\n{BODY}\n\nThe ministry has named the dead, all of Hale:\n\nAnna Voss\nOtto Klein") == []
    )
    assert clutter(f"{HEADLINE}\n\n{BODY}\n\n1. Anna Voss\n2. Otto Klein\nWounded: 17") == []


def test_a_story_goes_on_between_boxes_of_links() -> None:
    boxes = "TRENDING\nA queen of bees abdicates", "RELATED ARTICLES\nThe treaty of 1994\nWho is Brandt?"
    text = "\n\n".join([HEADLINE, LEAD, QUOTED, boxes[0], DENIED, boxes[1], LAST, "Tags: Kesh, Norland"])
    assert clutter(text) == [*boxes, "Tags: Kesh, Norland"]


def test_a_list_of_key_events_is_no_entry() -> None:
    events = "Key events\n18.20 GMT Brandt: ‘We are there’\n16.05 GMT Norland owns up to it"
    entries = f"18.20 GMT\nBrandt: ‘We are there’\n{QUOTED}\n16.05 GMT\nNorland owns up to it\n{LEAD}\n{DENIED}"
    assert clutter(f"{HEADLINE}\n{events}\n\n{entries}") == [events]


def test_the_office_above_a_communique_is_not_its_headline() -> None:
    article = read(f"MINISTRY OF FOREIGN AFFAIRS\nPRESS RELEASE\n\n{HEADLINE}\n\n{BODY}")
    assert article.title == HEADLINE


def test_a_headline_of_two_sentences_is_one() -> None:
    headline = "RIVER ARMY STORMS THE FORT! Norland owns up to sending two thousand soldiers to Kesh"
    assert read(f"{headline}\n\nBy JANE DOE\n\n{BODY}").title == headline


def test_links_to_comments_above_the_story_do_not_cut_it() -> None:
    assert clutter(f"{HEADLINE}\nLeave a comment\nShare\n\n{BODY}") == ["Leave a comment\nShare"]


def test_days_that_order_a_timeline_are_kept() -> None:
    days = "\n\n".join(f"{day} May 2024\n\n{DENIED}" for day in range(3, 6))
    assert clutter(f"{HEADLINE}\n\n{LEAD}\n\n{days}") == []


def test_a_text_of_nothing_but_a_headline_and_labels_keeps_the_headline() -> None:
    assert HEADLINE not in _folded(clutter(f"World\n{HEADLINE}\nShare"))


def test_hours_of_a_day_are_no_films() -> None:
    hours = "07:15\nFirst shots at the gate\n08:30\nArmy sends 300 soldiers to Hale\n09:10\nTwelve soldiers killed"
    assert clutter("\n\n".join([HEADLINE, LEAD, QUOTED, hours, DENIED, LAST])) == []
