"""The model as it is loaded here: as fast as may be, and it reads as it does anywhere."""

from __future__ import annotations

from pathlib import Path

from spacy.tokens import Doc
from threadpoolctl import threadpool_info

from service.annotate.annotator import load_model, model_package

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))


# Words that several of the model's rules are about, or rules of two words.
PHRASES = ("Let's go, y'all: I ain't gonna stay, you've got ta see it.", "There is nothin' that it does.  ", "")


def test_doing_it_faster_changes_no_annotation() -> None:
    ours, plain = load_model(), model_package()
    plain.tokenizer = ours.tokenizer
    plain.add_pipe("onrecord_paragraphs", before="parser")
    texts = [*(path.read_text(encoding="utf-8") for path in SEEDS), *PHRASES]
    for docs in ours.pipe(texts), map(ours, texts):
        assert [_read(doc) for doc in docs] == [_read(doc) for doc in plain.pipe(texts)]


def test_a_process_multiplies_in_one_thread() -> None:
    load_model()
    assert {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"} == {1}


def _read(doc: Doc) -> list[tuple[str, ...]]:
    names = ("text", "tag_", "pos_", "morph", "lemma_", "dep_", "head", "sent", "ent_type_", "ent_iob_")
    return [tuple(str(getattr(token, name)) for name in names) for token in doc]
