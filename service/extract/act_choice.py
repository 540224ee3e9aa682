"""The choice between the act that the rules give and the one that a learned model gives.

The rules stand unless the model is much surer of another act. How sure it has to be was chosen by cross-validation
(docs/architecture.md, "Acts").
"""

from __future__ import annotations

import math
from functools import lru_cache

from service.extract.act_signs import signs
from service.extract.learned import LinearModel
from service.extract.lexicon import act_named
from service.extract.sayings import Saying
from service.model import Act

SURE = math.log(3)  # another act has to be three times as likely as the rules'


def chosen_act(saying: Saying) -> Act:
    """Return the act of a saying."""
    scores = _model().scores(signs(saying))
    best = max(scores, key=scores.__getitem__)
    return act_named(best) if scores[best] - scores[saying.by_rule] > SURE else saying.by_rule


@lru_cache(maxsize=1)
def _model() -> LinearModel:
    return LinearModel.shipped("acts")
