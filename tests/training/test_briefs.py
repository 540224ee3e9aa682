"""Marked articles and short reports: their marks are read, and what is not in the form is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from training import briefs

REPORT = """\
actors: Coastal Front = the Front = the insurgents
Mali counts its dead

BAMAKO, 3 March - The insurgents killed [killed of Mali = 12: a dozen Malian soldiers] at a ford near Gao, and
[deployed of Chad = 300-400: between 300 and 400 men from Chad] are on their way with [weapons of - = 9: nine trucks].
---
Chad > Mali > Coastal Front | Gao, ford | troops | under_way
"""


def test_marks_become_figures_where_they_stand() -> None:
    read = briefs.brief("own", REPORT)
    assert "[" not in read.text
    assert read.text.startswith(
        "Mali counts its dead\n\nBAMAKO, 3 March - The insurgents killed a dozen Malian soldiers at"
    )
    figures = [(f["measure"], f["of"], f["low"], f["high"], f["span"]) for f in read.gold["figures"]]
    assert figures == [
        ("killed", "mali", 12, None, "a dozen Malian soldiers"),
        ("deployed", "chad", 300, 400, "between 300 and 400 men from Chad"),
        ("weapons", None, 9, None, "nine trucks"),
    ]
    assert all(read.text[f["start"] : f["end"]] == f["span"] for f in read.gold["figures"])


def test_lines_behind_the_text_become_deployments_between_actors() -> None:
    read = briefs.brief("own", REPORT)
    (sent,) = read.gold["deployments"]
    assert (sent["sender"], sent["beneficiary"], sent["destination"]) == ("chad", "mali", ["Gao", "ford"])
    front = next(actor for actor in read.gold["actors"] if actor["id"] == sent["adversary"])
    assert front["name"] == "Coastal Front"
    assert front["mentions"] == ["the insurgents"], "those of its names that the text uses"


@pytest.mark.parametrize(
    ("wrong", "right", "told"),
    [
        ("killed of Mali = 12:", "killed of Mali = dozens:", "a mark is not in its form: '[killed of Mali = dozens:"),
        ("killed of", "slain of", "'slain' is no measure; they are deployed, "),
        ("of Chad", "of Harbour Guard", "'Harbour Guard' is not named in the text; list its names in 'actors:'"),
        ("| troops |", "| men |", "the force is one of troops, "),
        ("| under_way", "", "is not 'sender > beneficiary > adversary | places | force | status'"),
        ("Chad > Mali >", "- > Mali >", "a deployment has a sender, and a beneficiary or a place"),
    ],
)
def test_what_is_not_in_the_form_is_told_with_its_report(wrong: str, right: str, told: str) -> None:
    with pytest.raises(briefs.NotInFormError) as error:
        briefs.brief("own", REPORT.replace(wrong, right))
    assert str(error.value).startswith("own: ")
    assert told in str(error.value)


def test_the_check_names_what_is_wrong_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tmp_path.joinpath("a.txt").write_text(f"=== one\n{REPORT}\n=== two\n{REPORT.replace('| Gao, ', '| Kidal, ')}")
    tmp_path.joinpath("b.txt").write_text(f"=== one\n{REPORT.replace('killed of', 'slain of')}")
    monkeypatch.setattr("sys.argv", ["briefs", str(tmp_path)])
    with pytest.raises(SystemExit, match="1"):
        briefs.main()
    assert capsys.readouterr().out.splitlines() == [
        "a-two: the place 'Kidal' is not in the text",
        "b-one: 'slain' is no measure; they are " + ", ".join(briefs.MEASURES),
        "2 reports, 6 figures, 2 deployments; 1 not in the form",
    ]


def test_every_text_is_in_the_form_and_has_an_id_of_its_own() -> None:
    reports, articles = list(briefs.briefs()), list(briefs.briefs(briefs.ARTICLES))
    assert len(reports) > 600
    assert len(articles) > 200
    assert len({one.id for one in (*reports, *articles)}) == len(reports) + len(articles)
