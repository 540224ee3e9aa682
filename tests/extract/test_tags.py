"""Tags: where what is said goes before who says it, or round it."""

from __future__ import annotations

import pytest

from tests.extract.cases import Said, said
from tests.extract.conftest import Extract

TAGS = {
    "with time and addressee": (
        "The depot had burned for two days, Mayor Lena Brandt told reporters on Sunday.",
        [Said("Lena Brandt", "told", "The depot had burned for two days")],
    ),
    "inverted, after a date": (
        "The garrison should receive forty more men, announced on Tuesday its commander, Colonel Ivo Maric.",
        [Said("Ivo Maric", "announced", "The garrison should receive forty more men")],
    ),
    "inverted, in the perfect": (
        "Some 9,000 people have fled the valley, has indicated the Norwegian Refugee Council.",
        [Said("Norwegian Refugee Council", "indicated", "Some 9,000 people have fled the valley")],
    ),
    "fragment": ("Not so fast, says Colonel Ivo Maric.", [Said("Ivo Maric", "says", "Not so fast")]),
    "followed by a remark": (
        "The ferry was empty, harbour master Lena Holm said, hours after two men were arrested.",
        [Said("Lena Holm", "said", "The ferry was empty")],
    ),
    "put into a clause": (
        "Minister Eva Sorel resigned. She had been promised, she said, that nobody would lose a job.",
        [Said("Eva Sorel", "said", "She had been promised, she said, that nobody would lose a job")],
    ),
    "put before and": (
        "Minister Eva Sorel resigned. The visit was long planned, she said, and nobody had anything to fear.",
        [Said("Eva Sorel", "said", "The visit was long planned, she said, and nobody had anything to fear")],
    ),
    "after a dateline": (
        "OSLO, March 3 (Nordic Wire) - Norway will keep its ships at home, the defence ministry said.",
        [Said("Norwegian Ministry of Defence", "said", "Norway will keep its ships at home")],
    ),
    "after another clause": (
        "Estonia closed the bridge; a dozen lorries were stuck, Mayor Lena Brandt said.",
        [Said("Lena Brandt", "said", "a dozen lorries were stuck")],
    ),
    "of several words": (
        "Norway will keep its ships at home, Minister Eva Sorel made clear on Friday.",
        [Said("Eva Sorel", "made clear", "Norway will keep its ships at home")],
    ),
    "short, with so": (
        "“We are where we wanted to be”, so Minister Eva Sorel.",
        [Said("Eva Sorel", "so", "We are where we wanted to be", kind="direct")],
    ),
}
GOING_ON = {
    "from a report": (
        "Minister Eva Sorel assured that the barracks would be ready. “We build for friends.”",
        [
            Said("Eva Sorel", "assured", "the barracks would be ready"),
            Said("Eva Sorel", "assured", "We build for friends", kind="direct"),
        ],
    ),
    "from whom the sentence before is about": (
        "Deputy Maria Okoye was sharper. “They knew it all along.”",
        [Said("Maria Okoye", "was", "They knew it all along", kind="direct")],
    ),
    "from a line that ends with a colon": (
        "Quotes attributable to Minister Eva Sorel:\n\n“The island is our neighbour, and neighbours help.”",
        [Said("Eva Sorel", ":", "The island is our neighbour, and neighbours help", kind="direct")],
    ),
    "over paragraphs with straight marks": (
        '"The years of silence are over.\n\n"They will not come back," Mayor Lena Brandt said.',
        [Said("Lena Brandt", "said", 'The years of silence are over.\n\n"They will not come back', kind="direct")],
    ),
}
CASES = {
    **{f"tag: {name}": case for name, case in TAGS.items()},
    **{f"going on: {name}": case for name, case in GOING_ON.items()},
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_each_tag_gives_its_statements(extract: Extract, text: str, expected: list[Said]) -> None:
    assert said(extract(text), expected) == expected


NO_TAGS = {
    "a charge": "Police searched the port, a charge that the mayor never heard of.",
    "relative": "General Ivo Maric, who commanded the fort, slept.",
    "question": "Has the mayor been told whether the road is open?",
    "yet to say": "The court has yet to say whether it will hear the case.",
    "own correspondent": "Our defence editor writes: one ship more will change nothing.",
}


@pytest.mark.parametrize("text", NO_TAGS.values(), ids=NO_TAGS.keys())
def test_what_only_looks_like_a_tag_is_none(extract: Extract, text: str) -> None:
    assert extract(text).statements == ()
