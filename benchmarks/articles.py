"""Made-up news articles for benchmarks: as many as wanted, no two alike, the same ones every time.

They are about as dense in claims as the annotated articles are: four statements and one figure in a hundred words.
"""

import random
from collections.abc import Iterator

_COUNTRIES = (
    ("North Korea", "North Korean", "Pyongyang"),
    ("Russia", "Russian", "Moscow"),
    ("Kenya", "Kenyan", "Nairobi"),
    ("France", "French", "Paris"),
    ("Poland", "Polish", "Warsaw"),
    ("Rwanda", "Rwandan", "Kigali"),
)
_SPEAKERS = ("the defence ministry", "President {name}", "a government spokesperson", "Foreign Minister {name}")
_NAMES = ("Ada Quell", "Milo Varga", "Ines Kadare", "Tomas Oduya", "Lena Brandt", "Samuel Achebe")
_AGENCIES = ("Reuters", "Yonhap", "AFP", "KCNA", "TASS")
_SENTENCES = (
    "{speaker} said on {day} that {number} {adjective} soldiers had been sent to {place} under the {kind} treaty.",
    '"We shall stand by our partners in {place} for as long as they need us," {speaker} told {agency}.',
    "According to {agency}, at least {number} {adjective} troops were killed or wounded near {place} since {month}.",
    "Officials in {capital} denied the report and accused {other} of spreading rumours about the deployment.",
    "{speaker} confirmed that the agreement, signed in {month} 2024, obliges both countries to help each other.",
    "Roads around the town were closed for most of the morning, and shops opened late.",
    "The mission, which began in {month}, has had three commanders, and its headquarters has moved twice since then.",
    "A bridge over the river near {place} was rebuilt in the spring with money from {other} and two of its neighbours.",
    "The base lies an hour's drive from {capital}, between a cement works and fields that are flooded every {month}.",
    "Talks about a ceasefire broke down in {month}, and the envoys of both sides went home without a new date.",
    "Prices in the markets have doubled since the first convoys came through, while fuel is sold by the bottle.",
    "It is the first time since the end of the war that {adjective} units serve side by side with those of {other}.",
    "The council is to meet in {other_capital} next week to talk about the future of the mission.",
    "Analysts estimate that between {number} and {more} men are still stationed in {place}, {agency} reported.",
    '"Nobody asked us before the ships left harbour," said {person}, who runs a bakery by the port.',
    "{other} has promised {number} artillery shells, but {speaker} said none of them had arrived by {day}.",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_MONTHS = ("January", "March", "June", "October", "December")
_PLACES = ("Kursk", "Goma", "Port-au-Prince", "Narva", "the border region")
_KINDS = ("mutual defence", "strategic partnership", "status of forces")


def articles(count: int, sentences: int = 24, seed: int = 1) -> Iterator[str]:
    """Yield texts of about 450 words."""
    chance = random.Random(seed)
    for number in range(count):
        lines = [f"{chance.choice(_COUNTRIES)[2]} speaks of deployment number {number}", ""]
        for start in range(0, sentences, 3):
            lines += [" ".join(_sentence(chance) for _ in range(min(3, sentences - start))), ""]
        yield "\n".join(lines)


def _sentence(chance: random.Random) -> str:
    (_, adjective, capital), (other, _, other_capital) = chance.sample(_COUNTRIES, 2)
    number = chance.randrange(2, 150) * 100
    sentence = chance.choice(_SENTENCES).format(
        speaker=chance.choice(_SPEAKERS).format(name=chance.choice(_NAMES)),
        person=chance.choice(_NAMES),
        agency=chance.choice(_AGENCIES),
        day=chance.choice(_DAYS),
        month=chance.choice(_MONTHS),
        place=chance.choice(_PLACES),
        kind=chance.choice(_KINDS),
        number=f"{number:,}",
        more=f"{2 * number:,}",
        adjective=adjective,
        capital=capital,
        other=other,
        other_capital=other_capital,
    )
    return sentence[0].upper() + sentence[1:]
