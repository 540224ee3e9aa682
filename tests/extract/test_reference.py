"""Who pronouns and definite descriptions take up."""

from __future__ import annotations

import pytest

from service.model import Claims
from tests.extract.conftest import Extract


def speakers(claims: Claims) -> list[str]:
    return [", ".join(claims.actor(actor).name for actor in s.speaker) for s in claims.statements]


PRONOUNS = {
    "not who is written to": (
        "Ana Reyes is ill. Otto Kern has promised more help. In a New Year letter to President Emil Sarkov he wrote "
        "that the bridge was closed.",
        ["Otto Kern", "Otto Kern"],
    ),
    "the second of two whose words are told side by side": (
        "Transport Minister Otto Kern said the bridge was safe, and Harbour Minister Emil Sarkov told reporters that "
        "the pier was closed. He put the cost at 3 million euros.",
        ["Otto Kern", "Emil Sarkov", "Emil Sarkov"],
    ),
    "both of a clause": (
        "Mayor Otto Kern phoned his Danish counterpart, Emil Sarkov, and both agreed to open the bridge.",
        ["Otto Kern, Emil Sarkov"],
    ),
    "both of the sentence before": (
        "A court last week fined two directors of a ferry company. Both deny the charges.",
        ["directors"],
    ),
    "subject of the sentence before": (
        "The bishop met Ana Reyes. Ana Reyes leads the choir. She said the roof leaked.",
        ["Ana Reyes"],
    ),
    "whoever a chain of pronouns is about": (
        "A caretaker named Emil is sweeping the square. He was here in the flood. He heard the dam break, he says.",
        ["Emil"],
    ),
    "named in another place of the sentence before": (
        "Carla Mendes said the boat was new. The last word belonged to Otto Kern, who built it. He said it floats.",
        ["Carla Mendes", "Otto Kern"],
    ),
    "not whom the tag's own clause is about": (
        "The guard was told on Friday to pack. Otto Kern has served for ten years, said Ana Reyes. "
        "Otto Kern was tired, she added.",
        ["Ana Reyes", "Ana Reyes"],
    ),
    "of the sex that a first name tells": (
        "Ingrid Vold met Lars Ek in Riga. She said the talks were short.",
        ["Ingrid Vold"],
    ),
    "nobody of whom there is none": (
        "Otto Kern built the dam. As he sees it, no mayor will ever repair it. “It will fall,” he says.",
        ["Otto Kern", "Otto Kern"],
    ),
    "a body that a sentence is about": (
        "The Carver Institute has moved to Riga. It said the rent was lower.",
        ["Carver Institute"],
    ),
    "a clause after a colon": (
        "Otto Kern takes the other view: the dam, he said, will hold.",
        ["Otto Kern"],
    ),
}
DESCRIPTIONS = {
    "nationality": ("Swedish general Lars Ek visited the camp. The Swede said the tents were wet.", ["Lars Ek"]),
    "age": ("“It is late,” said Oyana, who sells fish. The 40-year-old said the boats were old.", ["Oyana", "Oyana"]),
    "trade": ("Otto Kern said the pitch was wet. The manager said the ball was flat.", ["Otto Kern", "Otto Kern"]),
    "rank": (
        "Captain Ibra Sow said the fort had fallen. The officer said the wall was weak.",
        ["Ibra Sow", "Ibra Sow"],
    ),
    "party": ("Gov. Tate Rollins said the wall would stay. The Republican said it was long.", ["Tate Rollins"] * 2),
    "prime minister": (
        "Prime Minister Anneke Visser said the ship would leave. The premier said it was old.",
        ["Anneke Visser", "Anneke Visser"],
    ),
    "named only later": (
        "“My boys did well,” the coach said. Marco Belli, whose side have won six in a row, smiled.",
        ["Marco Belli"],
    ),
    "another office": (
        "Prime Minister Anneke Visser said the ship would leave. The foreign minister said it was old.",
        ["Anneke Visser", "foreign minister"],
    ),
    "counterpart": (
        "Foreign Minister Lena Haugen met her Danish counterpart, Morten Falk. Her counterpart said the ship was old.",
        ["Morten Falk"],
    ),
    "both of two": (
        "Mayor Ana Reyes and Governor Otto Kern met. Both leaders said the dam would hold.",
        ["Ana Reyes, Otto Kern"],
    ),
    "three of three": (
        "The presidents of Mali, Niger and Chad met on Monday. The three countries said the road would open.",
        ["Mali, Niger, Chad"],
    ),
    "more said of one taken up": (
        "Human Rights Watch said the dam was cracked. The New York-based group said it had seen pictures.",
        ["Human Rights Watch", "Human Rights Watch"],
    ),
    "an agency that judges for itself": (
        "The National Intelligence Service briefed parliament. The Korean Central News Agency was silent. Otto Kern "
        "said that the agency believed the bridge had been blown up.",
        ["National Intelligence Service"],
    ),
    "the two clubs": (
        "Harbour United FC met Dockside Athletic Club. The two clubs said the seats were wet.",
        ["Harbour United FC, Dockside Athletic Club"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), PRONOUNS.values(), ids=PRONOUNS.keys())
def test_pronouns(extract: Extract, text: str, expected: list[str]) -> None:
    assert speakers(extract(text)) == expected


@pytest.mark.parametrize(("text", "expected"), DESCRIPTIONS.values(), ids=DESCRIPTIONS.keys())
def test_descriptions(extract: Extract, text: str, expected: list[str]) -> None:
    assert speakers(extract(text)) == expected


def test_whom_a_pronoun_is_not_is_noted(extract: Extract) -> None:
    claims = extract("Lars Ek met Ingrid Vold in Riga. She said the talks were short.")
    (statement,) = claims.statements
    rejected = [rejection.what for rejection in claims.why[statement.id].rejected]
    assert any("Lars Ek" in what for what in rejected)
