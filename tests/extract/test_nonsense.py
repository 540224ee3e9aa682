"""Texts that no one would write are read like any other: however deep their parse, however long their chains."""

import pytest

from service.model import Given
from service.pipeline import Source
from service.settings import Settings
from service.wiring import make_pipeline

STORY = "Officials said five soldiers had come to the town on Monday."


@pytest.mark.parametrize("piece", ["troops ", "he said ", "the president of ", "“", "Russia and "])
def test_what_is_repeated_without_end_hides_nothing_else(piece: str) -> None:
    pipeline = make_pipeline(Settings())
    source = Source(f"{STORY}\n\n{piece * (4000 // len(piece))}\n\n{STORY}", given=Given(language="en"))
    ((_, claims),) = pipeline.process([pipeline.read(source)])
    assert "officials" in {actor.name.lower() for actor in claims.actors}


@pytest.mark.parametrize("odd", ["³", "①", "½", "५", "٣", "𝟗", "3²-year-old"])
def test_digits_that_are_no_numbers_of_ours_stop_nothing(odd: str) -> None:
    pipeline = make_pipeline(Settings())
    text = f"Kenya has sent 39 soldiers to Haiti, {odd} said.\n\nAnn Lee, {odd}, said {odd} men were dead.\n\n{STORY}"
    ((_, claims),) = pipeline.process([pipeline.read(Source(text, given=Given(language="en")))])
    assert "officials" in {actor.name.lower() for actor in claims.actors}


@pytest.mark.parametrize(
    "beginning",
    ["Citing information from officials.", ", Orlov said, the ship sailed.", ", say officials.", "Who, Orlov asked?"],
)
def test_texts_may_begin_with_anything(beginning: str) -> None:
    pipeline = make_pipeline(Settings())
    source = Source(f"{beginning}\n\n{STORY}", given=Given(language="en"))
    ((_, claims),) = pipeline.process([pipeline.read(source)])
    assert "officials" in {actor.name.lower() for actor in claims.actors}
