"""Who speaks: people known by a byname, by an office before or in a headline, the sides of a deal, those with turns."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Extract
from tests.extract.test_reference import speakers

UNNAMED = {
    "a name given by oneself": (
        "“The well is dry,” said a 60-year-old baker who gave his name only as Tomo.",
        ["Tomo"],
    ),
    "a name to go by": ("A driver who asked to be called Rafi said the bridge was gone.", ["Rafi"]),
    "a call sign": ("“It is cold,” said a pilot, who asked to be identified only by his call sign, Grom.", ["Grom"]),
    "described twice and taken up": (
        "The older man, a carpenter, said the barn was full. The weather was mild. The carpenter said it would rain.",
        ["older man", "older man"],
    ),
    "one of several named before": ("The guards had waited all night. One said the gate was shut.", ["guard"]),
}

NAMED_BESIDE = {
    "whom the parser has beside a body, with a place": (
        "The chairwoman of the Tarn Fishing Community, Ana Reyes of Jamaica, urged the crews to stay ashore.",
        ["Ana Reyes"],
    ),
    "beside several, and no name that the model knows": (
        "There are no ships in the bay, the spokesman for Togo’s northern rescue forces, Vladyslav Orlov, told us.",
        ["Vladyslav Orlov"],
    ),
    "behind a body without a comma": (
        "The deputy of regional duma Nikolai Orlov told the paper that the well was dry.",
        ["Nikolai Orlov"],
    ),
    "beside what belongs to the one before": (
        "Some 400 of them had been working alongside the Sa’ang, its transport minister, Yee Mon, said.",
        ["Yee Mon"],
    ),
    "behind a rank and a bracket": (
        "Lt Gen (retd) Naeem Orlov, a former harbour secretary, believes the bridge will do little good.",
        ["Naeem Orlov"],
    ),
    "before what it is said by": (
        "Gate 9’s sports editor, Otto Kern, confirmed by email that the film was cut.",
        ["Otto Kern"],
    ),
    "a surname taken for a noun": (
        "“You cannot hide a ferry,” said Frank Ledbury, a former officer. Ledbury estimates that it will need 50 men.",
        ["Frank Ledbury", "Frank Ledbury"],
    ),
    "a surname that is a town's": (
        "Mayor Robertas Kaunas opened the bridge. After talks with Otto Kern, Kaunas said the pier was shut.",
        ["Robertas Kaunas"],
    ),
    "a family name taken for a verb": (
        "“Lorries are a different matter,” said Go Myong-hyun of the Institute for National Security Strategy.",
        ["Go Myong-hyun"],
    ),
    "a given name that ends like a paper's": (
        "Korea will be represented by Choi Kyung-sun alone. “I am not Ji-won,” Choi said with a laugh.",
        ["Choi Kyung-sun"],
    ),
    "more of a name than the registry has": (
        "“It is a precaution,” Defence Minister José Múcio Monteiro told reporters.",
        ["José Múcio"],
    ),
    "an official who is not the one named": (
        "The harbour official, Otto Kern, spoke on Monday. A ferry official said the pier was closed. “There are "
        "cracks in the wall,” the official told reporters.",
        ["ferry official", "ferry official"],
    ),
    "an office told of without a comma, taken up": (
        "The crews are brave, Russian Ambassador to the DPRK Emil Sarkov said.\n\nThe head of the press center of "
        "Battlegroup North, Ruslan Orlov, told TASS that the pier was safe.\n\nThe ambassador also touched on the "
        "harbour. He said that the bridge was closed.",
        ["Emil Sarkov", "Ruslan Orlov", "Emil Sarkov"],
    ),
    "a sister of whoever is named last": (
        "In a statement carried by KCNA, Ana Reyes, the influential sister of the leader, Otto Kern, called the plan "
        "“a shame”.",
        ["Ana Reyes"],
    ),
    "the government of whoever is named": (
        "The government of President Emil Sarkov, which took power in May, has promised to open the bridge.",
        ["government"],
    ),
    "before a clause with a cue of its own": (
        "The Tarn Workers' Union, which Bogota estimates has some 6,000 members, denied in a statement that it was "
        "closing the pier.",
        ["Tarn Workers' Union"],
    ),
    "not whoever is quoted": (
        'Mayor Otto Kern has called them "mercenaries who die for the money of others" and in June asked Congress to '
        "close the pier.",
        ["Otto Kern", "Otto Kern"],
    ),
    "quoted, with more told of it": ("The “Free Army”, an armed group, said it had taken the town.", ["Free Army"]),
    "a wire that accuses": (
        "TASS said Ukraine had shelled the town, accusing Kyiv of war crimes.",
        ["TASS", "TASS"],
    ),
    "called so in quotation marks, and another": (
        'The "foreign ministry", and its allies, said the road was open.',
        ["Ministry of Foreign Affairs, its allies"],
    ),
    "officials behind a state that they are in": (
        "In Somalia, officials said the road was open.",
        ["Somali officials"],
    ),
    "a wire where there is no other agency": (
        "TASS said the bridge was closed. The agency put the cost at 3 million euros.",
        ["TASS", "TASS"],
    ),
    "a body called so in quotation marks": (
        'Karu\'s "interior ministry" had earlier said that the bridge was closed.',
        ["Ministry of the Interior"],
    ),
}

OFFICES = {
    "long and before a comma": (
        "The Minister of Public Works of the Republic of Malta, Carla Mendes, spoke in Riga. "
        "The minister said the road was open.",
        ["Carla Mendes"],
    ),
    "two of them together": (
        "The Minister of Transport of Latvia, Otto Kern, and the Minister of Transport of Malta, Carla Mendes, met "
        "today. The ministers said the road was open.",
        ["Otto Kern, Carla Mendes"],
    ),
    "of two words with a hyphen": (
        "Vice-President Otto Kern came to Riga. The vice-president said the road was open.",
        ["Otto Kern"],
    ),
    "a name with a particle": (
        "According to Colonel Bento dos Reis, the ferry had left.",
        ["Bento dos Reis"],
    ),
}

TAKEN_UP = {
    "the mission, also in a headline": (
        "Shelling wounds two guards, mission says\n\nUNIFIL said two guards were hurt. The mission said the tower was "
        "hit. The peacekeeping mission added that it was old.",
        ["UNIFIL"] * 4,
    ),
    "no mission is the military": (
        "The Israeli military said the tower was old. UNIFIL said it was new. The military said it would look at it.",
        ["Israel Defense Forces", "UNIFIL", "Israel Defense Forces"],
    ),
    "the chief of an organisation of states": (
        "UN chief António Guterres said the well was dry. It has been hot. The UN chief said it would rain.",
        ["António Guterres"] * 2,
    ),
    "the name in the middle": (
        "The minister, Apolo Ayul Mabior, said the well was dry. Ms. Ayul said it would rain.",
        ["Apolo Ayul Mabior"] * 2,
    ),
}
SIDES = {
    "a government and the rebels": (
        "The Colombian government and the Harbour Liberation Army signed a truce. The two parties said it would hold.",
        ["Colombian government, Harbour Liberation Army"],
    ),
    "by the noun that a list defines": (
        "We, the Ministers of Transport of Chad, Libya and Mali (hereinafter “the Participants”), met today. "
        "The Participants said the road was open.",
        ["Chad, Libya, Mali"],
    ),
    "side by side, not enumerated": (
        "The border of Chad and Libya is long. Mali, Niger, Togo and Benin sent envoys. Both sides said it was open.",
        ["Chad, Libya"],
    ),
}

PRONOUNS = {
    "not of the dead": (
        "The spokesman, Otto Kern, said a patrol had come under fire. One ranger was killed. “We fired back,” he said.",
        ["Otto Kern", "Otto Kern"],
    ),
    "whoever it was according to": (
        "A nurse said the lake was low. Lars Ek built the dam. The rain was late, according to the nurse. "
        "The trout were small, he said.",
        ["nurse", "nurse", "nurse"],
    ),
    "not his relative": (
        "The baker Otto Kern is tired. His grandfather planted the trees. “They are too old,” he says.",
        ["Otto Kern"],
    ),
    "who speaks in the sentence": (
        "Libya believes that Chad has closed the road, although it noted that the ferry was running.",
        ["Libya", "Libya"],
    ),
}

RELATIVES = {
    "who is in a place": ("We had a message from a fisherman in Dorsund, who said the lake was low.", ["fisherman"]),
}

REPORTS = {
    "shared by somebody": ("According to figures shared by Chad, the lake had risen.", ["Chad"]),
}


@pytest.mark.parametrize(("text", "expected"), UNNAMED.values(), ids=UNNAMED.keys())
def test_the_unnamed(extract: Extract, text: str, expected: list[str]) -> None:
    assert speakers(extract(text)) == expected


@pytest.mark.parametrize(("text", "expected"), OFFICES.values(), ids=OFFICES.keys())
def test_offices(extract: Extract, text: str, expected: list[str]) -> None:
    assert speakers(extract(text)) == expected


@pytest.mark.parametrize(("text", "expected"), TAKEN_UP.values(), ids=TAKEN_UP.keys())
def test_who_is_taken_up_by_less_than_the_name(extract: Extract, text: str, expected: list[str]) -> None:
    assert speakers(extract(text)) == expected


@pytest.mark.parametrize(("text", "expected"), NAMED_BESIDE.values(), ids=NAMED_BESIDE.keys())
def test_who_is_named_beside_what_speaks(extract: Extract, text: str, expected: list[str]) -> None:
    assert speakers(extract(text)) == expected


@pytest.mark.parametrize(("text", "expected"), SIDES.values(), ids=SIDES.keys())
def test_sides(extract: Extract, text: str, expected: list[str]) -> None:
    assert speakers(extract(text)) == expected


@pytest.mark.parametrize(("text", "expected"), PRONOUNS.values(), ids=PRONOUNS.keys())
def test_pronouns(extract: Extract, text: str, expected: list[str]) -> None:
    assert speakers(extract(text)) == expected


@pytest.mark.parametrize(("text", "expected"), [*REPORTS.values(), *RELATIVES.values()])
def test_reports_and_relatives(extract: Extract, text: str, expected: list[str]) -> None:
    assert speakers(extract(text)) == expected


def test_one_of_several_is_mentioned_as_such(extract: Extract) -> None:
    claims = extract("The guards had waited all night. One of them said the gate was shut.")
    (statement,) = claims.statements
    assert claims.actor(statement.speaker[0]).name == "guard"
    assert "One of them" in claims.actor(statement.speaker[0]).mentions


def test_labels_of_turns_are_names(extract: Extract) -> None:
    claims = extract(
        "Sir Otto Kern: The bridge is old.\n\n"
        "The Minister for the Coast (Carla Mendes): It was built in 1931. It will stand.\n\n"
        "Ana Reyes (Lower Dale) (PC): It shakes.\n\n"
        "Sir Otto Kern: It does. We shall see.\n\n"
        "Carla Mendes: It is safe.\n"
    )
    assert speakers(claims) == ["Otto Kern", "Carla Mendes", "Ana Reyes", "Otto Kern", "Carla Mendes"]


def test_own_correspondents_have_no_turns(extract: Extract) -> None:
    claims = extract(
        "HOST: Our correspondent in Riga, Ana Reyes, joins us. What do we know?\n\n"
        "ANA REYES: The ferry has sunk. The mayor, Otto Kern, said nobody was hurt.\n\n"
        "HOST: And the bridge?\n\n"
        "REYES: It still stands.\n"
    )
    assert speakers(claims) == ["Otto Kern"]
