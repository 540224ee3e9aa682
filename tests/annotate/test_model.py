"""The model as it is loaded here: as fast as may be, and it reads as it does anywhere."""

from __future__ import annotations

from pathlib import Path

from spacy.tokens import Doc
from threadpoolctl import threadpool_info

from service.annotate.annotator import load_model, model_package

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))


def test_multiplying_with_numpy_changes_no_parse() -> None:
    ours, plain = load_model(), model_package()
    plain.tokenizer = ours.tokenizer
    plain.add_pipe("onrecord_paragraphs", before="parser")
    texts = [path.read_text(encoding="utf-8") for path in SEEDS]
    assert [_read(doc) for doc in ours.pipe(texts)] == [_read(doc) for doc in plain.pipe(texts)]


def test_a_process_multiplies_in_one_thread() -> None:
    load_model()
    assert {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"} == {1}


def _read(doc: Doc) -> list[tuple[str, str, str, int, str]]:
    return [(token.text, token.tag_, token.dep_, token.head.i, token.ent_type_) for token in doc]
