"""Who passes on what is said: media by name, by kind, by what is told to them; never the article's own outlet."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Extract


@pytest.mark.parametrize(
    ("text", "relays"),
    [
        ("The bridge was open, Otto Kern told the television channel Kastan 24.", ["Kastan 24"]),
        ("The bridge was open, Otto Kern told the Norrland Courier newspaper.", ["Norrland Courier"]),
        ("The bridge was open, Otto Kern told Radio Kastan.", ["Radio Kastan"]),
        ("The bridge was open, Otto Kern told SkyVista.", ["SkyVista"]),
        ("The bridge was open, Otto Kern told a private radio station.", ["private radio station"]),
        ("Otto Kern, in a message reported by Radio Kastan, said the bridge was open.", ["Radio Kastan"]),
        ("In an interview with the weekly Horizont, Otto Kern said the bridge was open.", ["Horizont"]),
        ("Interviewed by Le Fanal, Otto Kern said the bridge was open.", ["Le Fanal"]),
        ("The bridge was open, Otto Kern told MPs.", []),
        ("The bridge was open, Otto Kern said on Telegram.", []),
        ("Otto Kern said on social media that the bridge was open.", []),
        ("The bridge was open, Otto Kern said on WeChat.", []),
        ("The bridge was open, Otto Kern told this newspaper.", []),
    ],
)
def test_media_are_known_by_what_they_are_called(extract: Extract, text: str, relays: list[str]) -> None:
    claims = extract(text)
    (statement,) = claims.statements
    assert [claims.actor(actor).name for actor in statement.via] == relays
    assert all(claims.actor(actor).type == "news_outlet" for actor in statement.via)


def test_the_own_outlet_relays_nothing(extract: Extract) -> None:
    claims = extract("The bridge was open, Otto Kern told the Norrland Courier.", outlet="Norrland Courier")
    (statement,) = claims.statements
    assert statement.via == ()


def test_a_relay_goes_on_with_its_speaker(extract: Extract) -> None:
    claims = extract("The bridge held, Otto Kern told the daily Utsikt. “It held,” he said. He added that it was old.")
    assert [[claims.actor(actor).name for actor in s.via] for s in claims.statements] == [["Utsikt"]] * 3


def test_relays_two_deep(extract: Extract) -> None:
    claims = extract(
        "Otto Kern told MPs that the bridge held, according to Senator Obi, the Norrland Courier reported."
    )
    (statement,) = claims.statements
    assert [claims.actor(actor).name for actor in statement.speaker] == ["Otto Kern"]
    assert [claims.actor(actor).name for actor in statement.via] == ["Obi", "Norrland Courier"]
