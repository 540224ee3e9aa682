"""What somebody does in saying something: told by the cue, or where that is neutral by what is said."""

from __future__ import annotations

import pytest

from ontology.registry import load
from service.annotate import Annotator
from service.extract import RuleExtractor
from service.extract.act_signs import signs
from service.extract.sayings import Saying
from service.model import Act, Article
from tests.extract.conftest import Extract

CASES: dict[str, tuple[str, Act]] = {
    "neutral": ("Latvia said the crossing opened at noon.", "assert"),
    "announcing cue": ("Latvia announced the opening of the crossing.", "announce"),
    "confirming cue": ("Latvia admitted that the crossing was closed.", "confirm"),
    "denying cue": ("Latvia denied that the crossing was closed.", "deny"),
    "disputing cue": ("Latvia disputed the length of the queue.", "dispute"),
    "praising cue": ("Latvia hailed the patience of the drivers.", "praise"),
    "condemning cue": ("Latvia condemned the closing of the crossing.", "condemn"),
    "promising cue": ("Latvia pledged to open the crossing.", "promise"),
    "proposing cue": ("Latvia proposed a second crossing.", "propose"),
    "estimating cue": ("Latvia estimated that the queue had nine hundred lorries.", "estimate"),
    "warning cue": ("Latvia warned that the queue could grow.", "warn"),
    "demand in what is said": ("Latvia said the guards must leave the bridge.", "demand"),
    "denial in what is said": ("Latvia said there was no queue at the bridge.", "deny"),
    "charge in what is said": ("Latvia said the closing violated the border treaty.", "accuse"),
    "thanks in what is said": ("“We are grateful to the drivers,” Latvia said.", "thank"),
    "promise in what is said": ("“We will never close the bridge again,” Latvia said.", "promise"),
    "losses reckoned": ("Latvian intelligence reported that some 1,200 of the drivers were injured.", "estimate"),
    "losses counted": ("Latvia said 12 drivers were injured.", "assert"),
    "name that praises": ("Latvia called the drivers heroes.", "praise"),
    "description that does neither": ("Latvia described the queue as a matter of hours.", "assert"),
    "description that praises": ("Latvia described the drivers as heroes.", "praise"),
    "charge turned down": ("Latvia rejected the allegation of having closed the bridge.", "deny"),
    "demand turned down": ("Latvia rejected the demand for a second bridge.", "dispute"),
    "interference turned down": ("Latvia rejected any meddling in its affairs.", "condemn"),
    "complaint about what others do": ("Latvia complained that the guards had kept the drivers waiting.", "accuse"),
    "help held out": ("Latvia offered lorries and blankets.", "promise"),
    "deal held out": ("Latvia offered a swap of prisoners.", "propose"),
    "own losses": ("Latvia put its own losses at two soldiers.", "confirm"),
    "plan told with a neutral cue": ("Latvia's army said it would send two more companies to the bridge.", "announce"),
    "roar that denies": ("“There is no queue at the bridge,” thundered Latvia's president.", "deny"),
    "name that condemns": ("Latvia called the closing a cowardly trick.", "condemn"),
}


@pytest.mark.parametrize(("text", "act"), CASES.values(), ids=CASES.keys())
def test_act_of_a_statement(extract: Extract, text: str, act: Act) -> None:
    (statement,) = extract(text).statements
    assert statement.act == act


def test_participle_after_a_denial_goes_on_disputing(extract: Extract) -> None:
    first, second = extract("Latvia rejected the charge, saying the bridge was open.").statements
    assert (first.act, second.act) == ("deny", "dispute")


def test_whoever_is_asked_for_the_act_gets_the_rules_act_and_overrules_it(annotator: Annotator) -> None:
    asked: list[Saying] = []

    def warn(saying: Saying) -> Act:
        asked.append(saying)
        return "warn"

    article = Article(id="a", text="Latvia said the bridge was open.")
    (doc,) = annotator.annotate([article])
    claims = RuleExtractor(load(), act_of=warn).extract(article, doc)
    assert [saying.by_rule for saying in asked] == ["assert"]
    assert claims.statements[0].act == "warn"
    assert "the act assert by rule" in {rejection.what for rejection in claims.why["s1"].rejected}


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("Deputy Defence Minister Anna Bergova of Slovakia said the road was open.", "minister"),
        ("Latvia said the bridge was open.", ""),
    ],
)
def test_the_noun_of_the_speaker_s_office_is_a_sign(annotator: Annotator, text: str, office: str) -> None:
    asked: list[Saying] = []

    def by_rule(saying: Saying) -> Act:
        asked.append(saying)
        return saying.by_rule

    (doc,) = annotator.annotate([article := Article(id="a", text=text)])
    RuleExtractor(load(), act_of=by_rule).extract(article, doc)
    assert [saying.office for saying in asked] == [office]
    assert (f"office={office}" in signs(asked[0])) is bool(office)
