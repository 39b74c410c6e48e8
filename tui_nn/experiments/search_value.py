"""How good a configuration is, as one number that is to be small."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from tui_nn.experiments.lab_trials import Result
from tui_nn.experiments.search_measures import Measure


def value_of(measure: Measure, results: Sequence[Result], limit: int) -> float:
    """Return what a configuration's starts reached, the smaller the better; infinite where most of them diverged.

    - iterations: failures * limit + the median of the iterations to success, a failure counting as the limit. Since a
      median is no larger than the limit, the success rate comes first, and the iterations decide among equals.
    - error, validation: the median of the final errors over the training or validation rows, infinite for a start that
      diverged.

    Args:
        measure: which of these.
        results: of all starts.
        limit: the iterations after which a start has failed.
    """
    if measure == "iterations":
        counted = [result.iterations if result.success else limit for result in results]
        return sum(not result.success for result in results) * limit + float(np.median(counted))
    errors = [result.error if measure == "error" else result.validation for result in results]
    return float(np.median(np.nan_to_num(errors, nan=math.inf, posinf=math.inf)))
