"""Which language a story is written in."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

DEFAULT = "en"
# Below this many letters a guess is worth less than the default.
ENOUGH_LETTERS = 60
# More of the story would not change the answer, only take time.
SAMPLE = 2_000

# The languages that news is published in. Left out are those that the model takes for a related one of these.
# fmt: off
LANGUAGES = (
    "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr",
    "ga", "gu", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "km", "kn", "ko", "ku", "ky", "lo",
    "lt", "lv", "mk", "ml", "mn", "mr", "ms", "my", "ne", "nl", "no", "pa", "pl", "ps", "pt", "ro", "ru", "si", "sk",
    "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "uz", "vi", "zh",
)
# fmt: on
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
# A story with so many of these words is English: English ones have twice as many, others next to none.
COMMON = frozenset({"and", "for", "from", "of", "said", "that", "the", "was", "which", "with"})
COMMON_SHARE, ASCII_SHARE = 0.1, 0.95
ENOUGH_WORDS = 50


def identify(story: str, default: str | None = None) -> str:
    """Return the ISO 639-1 code of the language of a story.

    A story too short to tell is in ``default`` (English where nothing is known), unless its script says otherwise.
    """
    sample = story[:SAMPLE]
    letters = _LETTER.findall(sample)
    if len(letters) < ENOUGH_LETTERS and _is_latin(letters):
        return default or DEFAULT
    if _is_plainly_english(sample, letters):
        return "en"
    language, _ = _identifier().classify(sample)
    return str(language)


def _is_plainly_english(sample: str, letters: list[str]) -> bool:
    """Whether the model need not be asked, nor loaded."""
    words = _WORD.findall(sample.lower())
    is_ascii = sum(map(str.isascii, letters)) >= ASCII_SHARE * len(letters)
    return is_ascii and len(words) >= ENOUGH_WORDS and sum(w in COMMON for w in words) >= COMMON_SHARE * len(words)


def _is_latin(letters: list[str]) -> bool:
    latin = sum(letter.isascii() or "LATIN" in unicodedata.name(letter, "") for letter in letters)
    return 2 * latin >= len(letters)


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    """Load the model, once a process: it takes a third of a second."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(LANGUAGES)
    return identifier
