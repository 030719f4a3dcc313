"""How sure a judgement is: about the share of such judgements that reach the right queue.

Logistic regression on how far the sentence is within the label, and how far it leads over the best intent of
another queue and over what asks for nothing; by letters and sounds, and by meaning where that is known.
Weights: `scores.yaml`, made by `script/bench understanding --calibrate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ivr.understanding.logistic import weights_in

Scores = NDArray[np.float64]
"""One number for each label; the last label is what asks for nothing."""
Labels = NDArray[np.bool_]
"""Of each label whether it counts."""

_TOP = {"letters": 1.5, "meaning": 0.5}
"""More lead over what asks for nothing than this makes nothing surer."""


def score(features: Mapping[str, float]) -> float:
    """0 to 1, of what `features_of` found."""
    weights = weights_in(__package__, "scores.yaml")
    return weights["meaning" if "meaning_own" in features else "letters"].chance(features)


def features_of(
    label: int, queue_of: Sequence[str], margins: Scores, likeness: Scores | None, among: Labels | None
) -> dict[str, float]:
    """What tells how sure `label` is, by name. `queue_of`: of each label; `among`: those that count."""
    queues = np.array(queue_of)
    rivals = queues != queues[label]
    rivals[-1] = False
    if among is not None:
        rivals = rivals & among
    found = _compared("letters", label, margins, rivals)
    return found if likeness is None else found | _compared("meaning", label, likeness, rivals)


def _compared(by: str, label: int, scores: Scores, rivals: Labels) -> dict[str, float]:
    """Intents of one queue are no rivals."""
    own = float(scores[label])
    lead = own - float(scores[rivals].max(initial=-1.0))
    over_nothing = min(own - float(scores[-1]), _TOP[by])
    return {
        f"{by}_own": own,
        f"{by}_lead": lead,
        f"{by}_over_nothing": over_nothing,
        f"{by}_least": min(lead, over_nothing),
    }
