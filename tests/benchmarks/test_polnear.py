"""The benchmark on PolNeAR: its annotation read, its spans compared, and a small corpus of our own measured."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.attribution.conventions import marked
from benchmarks.attribution.spans import Score, Tokens, exact, half_overlapping
from benchmarks.attribution.standoff import Roles, read_corpus, read_standoff
from benchmarks.polnear import attributions
from ontology.registry import load
from service.annotate import Annotator
from service.extract.reading import Reading
from service.model import Article

ROOT = Path(__file__).parents[2]
Parts = dict[str, str | list[str] | None]

# one line a text: what stands in it, and the attributions in it as (source, cue, content)
CORPUS: dict[str, tuple[str, list[tuple[str | None, str, list[str]]]]] = {
    "harbour_2019-03-02_ferry": (
        "The harbour master said the ferry was late. Nobody was hurt.\n",
        [("The harbour master", "said", ["the ferry was late"])],
    ),
    "harbour_2019-03-03_bridge": (
        "“The bridge is closed,” Ines Alcaraz told reporters. “It will stay so.”\nTwo councillors want a new one.\n",
        [
            ("Ines Alcaraz", "told", ["“The bridge is closed,”", "“It will stay so.”"]),
            ("Two councillors", "want", ["a new one"]),
        ],
    ),
}


def standoff(text: str, gold: list[tuple[str | None, str, list[str]]]) -> str:
    """Return the annotation of a text as brat stores it."""
    lines, number = [], 0
    for event, (source, cue, content) in enumerate(gold, start=1):
        parts = []
        for label, pieces in (("Source", [source] if source else []), ("Cue", [cue]), ("Content", content)):
            if not pieces:
                continue
            number += 1
            offsets = ";".join(f"{text.index(piece)} {text.index(piece) + len(piece)}" for piece in pieces)
            lines.append(f"T{number}\t{label} {offsets}\t{' '.join(pieces)}")
            parts.append(f"{label}:T{number}")
        lines.append(f"E{event}\tAttribution:T0 {' '.join(parts)}")
    return "\n".join(lines) + "\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    part = tmp_path / "PolNeAR" / "data" / "dev"
    for folder in ("text", "attributions"):
        (part / folder).mkdir(parents=True)
    for name, (text, gold) in CORPUS.items():
        (part / "text" / f"{name}.txt").write_text(text, encoding="utf-8")
        (part / "attributions" / f"{name}_a1b2.ann").write_text(standoff(text, gold), encoding="utf-8")
    return tmp_path / "PolNeAR"


@pytest.fixture(scope="session")
def annotator() -> Annotator:
    return Annotator(load())


def mark(annotator: Annotator, text: str) -> list[Parts]:
    """Return the attributions of a text in PolNeAR's conventions, their parts as words."""
    article = Article(id="a", text=text)
    (doc,) = annotator.annotate([article])
    reading = Reading(article, doc, load())

    def words(roles: Roles, role: str) -> str | list[str] | None:
        pieces = [text[start:end] for start, end in roles[role]]
        return pieces if len(pieces) > 1 else next(iter(pieces), None)

    found = marked(reading, attributions(reading))
    return [{role: words(roles, role) for role in ("source", "cue", "content")} for roles in found]


# annotation


def test_attributions_are_read_with_their_fragments_and_without_what_is_discarded() -> None:
    lines = (
        "T1\tSource 0 5\tMeyer\nT2\tCue 20 24\tsaid\nT3\tContent 30 40;6 18\tso it is, he thinks\n"
        "T4\tAttribution 20 24\tsaid\nT5\tDiscard 50 55\tthing\n"
        "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1\nT6\tCue 60 63\tnot\nE2\tAttribution-no-source:T6 Cue:T6\n"
    )
    assert list(read_standoff(lines)) == [
        {"source": [(0, 5)], "cue": [(20, 24)], "content": [(6, 18), (30, 40)]},
        {"source": [], "cue": [(60, 63)], "content": []},
    ]


def test_every_annotation_of_a_text_is_read(corpus: Path) -> None:
    part = corpus / "data" / "dev"
    (part / "attributions" / "harbour_2019-03-02_ferry_ffff.ann").write_text("", encoding="utf-8")
    ferry, bridge = read_corpus(part)
    assert [len(annotation) for annotation in ferry.annotations] == [1, 0]
    assert [len(annotation) for annotation in bridge.annotations] == [2]


def test_a_text_without_annotation_is_refused(corpus: Path) -> None:
    part = corpus / "data" / "dev"
    (part / "text" / "harbour_2019-03-04_tide.txt").write_text("The tide is in.", encoding="utf-8")
    with pytest.raises(ValueError, match="no annotation"):
        list(read_corpus(part))


# measures


def test_spans_are_runs_of_tokens_whatever_white_space_stands_in_them() -> None:
    tokens = Tokens("One two,\n three. Four five")
    assert tokens.spans([(4, 9), (9, 15)]) == [(1, 4)]
    assert tokens.spans([(0, 3), (17, 21)]) == [(0, 1), (5, 6)]


def test_exact_spans_have_the_same_tokens() -> None:
    assert exact([(0, 3), (5, 9)], [(0, 3), (5, 8)]) == Score(1, 2, 2)


@pytest.mark.parametrize(
    ("predicted", "annotated", "matches"),
    [
        ((0, 4), (2, 6), True),  # half of each
        ((0, 4), (0, 8), True),  # half of the longer one
        ((0, 4), (0, 9), False),  # less than half of the longer one
        ((0, 4), (3, 7), False),
        ((0, 4), (4, 8), False),
    ],
)
def test_spans_half_overlap_when_they_share_half_of_the_longer_one(
    predicted: tuple[int, int], annotated: tuple[int, int], matches: bool
) -> None:
    assert half_overlapping([predicted], [annotated]).matched == matches
    assert half_overlapping([annotated], [predicted]).matched == matches


def test_each_span_is_matched_once_and_the_best_first() -> None:
    assert half_overlapping([(0, 10), (0, 8)], [(0, 8)]) == Score(1, 2, 1)
    assert half_overlapping([(0, 6), (0, 8)], [(0, 8), (0, 5)]) == Score(2, 2, 2)


def test_precision_recall_and_f1_follow_from_the_sums() -> None:
    score = Score(3, 4, 12) + Score(1, 1, 4) * 0
    assert (score.precision, score.recall, score.f1) == (0.75, 0.25, 0.375)
    assert Score().f1 == Score().precision == Score().recall == 0


# conventions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The mayor of Lisse has repeatedly said that the dyke will hold.",
            [("The mayor of Lisse", "has repeatedly said", "that the dyke will hold")],
        ),
        (
            "Dockers have called for higher wages.",
            [("Dockers", "have called for", "higher wages")],
        ),
        (
            "The baker, who said the oven was cold, went home.",
            [("who", "said", "the oven was cold")],
        ),
        (
            "Marta Vidal said her brother thinks the shop is lost.",
            [("Marta Vidal", "said", "her brother thinks the shop is lost")],
        ),
        (
            "The council did not say when the library would open.",
            [("The council", "did not say", "when the library would open")],
        ),
        (
            "Nils Aas, the harbour master, says the ice is thin.",
            [("Nils Aas, the harbour master,", "says", "the ice is thin")],
        ),
        (
            "Farmers have doubts about the new canal.",
            [("Farmers", "have doubts about", "the new canal")],
        ),
        (
            "The bridge is expected to close.",
            [(None, "is expected", ["The bridge", "to close"])],
        ),
        (
            "The river seemed calm.",
            [(None, "seemed", ["The river", "calm"])],
        ),
        (
            "It is unclear whether the ferry will sail.",
            [(None, "is unclear", "whether the ferry will sail")],
        ),
        (
            "Farmers support the new canal.",
            [("Farmers", "support", "the new canal")],
        ),
        (
            "The coach was happy that the rain had stopped.",
            [("The coach", "was happy", "that the rain had stopped")],
        ),
    ],
)
def test_parts_of_an_attribution_are_cut_as_the_guidelines_say(
    annotator: Annotator, text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert [(one["source"], one["cue"], one["content"]) for one in mark(annotator, text)] == expected


def test_a_quotation_around_its_tag_is_one_attribution_with_its_marks(annotator: Annotator) -> None:
    text = "“The well is dry,” said Petra Lund, a farmer in Skive. “We need rain.”"
    assert mark(annotator, text) == [
        {
            "source": "Petra Lund, a farmer in Skive",
            "cue": "said",
            "content": ["“The well is dry,”", "“We need rain.”"],
        }
    ]


# all of it


def test_the_benchmark_prints_the_scores_beside_the_published_ones(corpus: Path) -> None:
    command = [sys.executable, "benchmarks/polnear.py", "--data", str(corpus / "data")]
    table = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert "BiLSTM+CRF" in table
    scores = json.loads(subprocess.run([*command, "--json"], cwd=ROOT, check=True, capture_output=True).stdout)
    assert scores["source"]["exact"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert scores["content"]["half-overlapping"]["f1"] == 1.0


def test_a_folder_without_the_corpus_is_named(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.polnear", "--data", str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert ended.returncode == 2
    assert str(tmp_path) in ended.stderr
