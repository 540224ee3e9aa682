"""The second extractor: a language model behind an OpenAI-compatible endpoint, held to the text word for word.

Nothing that a model says is believed because it says so: what does not stand in the article where the model says it
stands is refused and counted. Where the model cannot be asked, the whole article is left to the rules.
"""

from __future__ import annotations

from service.llm.client import ChatClient
from service.llm.extractor import Limits, LlmExtractor

__all__ = ["ChatClient", "Limits", "LlmExtractor"]
