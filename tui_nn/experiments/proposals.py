"""Optuna behind one small face: proposes configurations, and is told how good they were.

It is imported when a search begins and not before: it is optional, and takes half a second.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from tui_nn.config.errors import ConfigError
from tui_nn.experiments.search_space import Dimension, Parameters, SearchSpace

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution
    from optuna.trial import Trial

MISSING = 'optuna is not installed; pip install "tui-nn[search]"'

DRAWS = 20
"""Proposals in a row that have been made before, after which the space is gone through in its order."""

STARTUP = 10
"""Configurations that are drawn at random before any is proposed."""


def require_optuna() -> None:
    """Raise ConfigError in one line when Optuna is not installed; it is not imported."""
    # find_spec cannot say that of a module that is loaded, or barred.
    there = sys.modules["optuna"] if "optuna" in sys.modules else find_spec("optuna")
    if there is None:
        raise ConfigError(MISSING)


@dataclass(frozen=True)
class Proposal:
    """A configuration that is to be tried."""

    parameters: Parameters
    trial: Trial
    """Optuna's own."""


class Proposals:
    """Proposes what promises most, by a tree-structured Parzen estimator; nothing twice.

    What is proposed follows from the seed, and from what has been asked and told, in this order.
    """

    def __init__(self, space: SearchSpace, seed: int) -> None:
        """Begin a study in memory; raises ConfigError when Optuna is not installed."""
        require_optuna()
        import optuna

        optuna.logging.set_verbosity(optuna.logging.CRITICAL)
        self._space = space
        self._study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed, n_startup_trials=STARTUP))
        self._distributions = {each.key: _distribution(each) for each in space.dimensions}
        self._seen: set[Parameters] = set()

    def begin_with(self, parameters: Parameters) -> Proposal:
        """Propose a configuration that is known to be of interest."""
        self._study.enqueue_trial(dict(zip(self._distributions, parameters, strict=True)))
        return self._ask()

    def propose(self) -> Proposal | None:
        """Propose a configuration that has not been proposed before; None when there is none left."""
        from optuna.trial import TrialState

        for _ in range(DRAWS):
            before = len(self._seen)
            proposal = self._ask()
            if len(self._seen) > before:
                return proposal
            self._study.tell(proposal.trial, state=TrialState.FAIL)
        for parameters in self._space.listed():
            if parameters not in self._seen:
                return self.begin_with(parameters)
        return None

    def tell(self, proposal: Proposal, value: float) -> None:
        """Say how good a configuration was: the smaller the better, NaN for one that cannot be trained."""
        from optuna.trial import TrialState

        if math.isnan(value):
            self._study.tell(proposal.trial, state=TrialState.FAIL)
            return
        self._study.tell(proposal.trial, min(value, sys.float_info.max))

    def _ask(self) -> Proposal:
        trial = self._study.ask(self._distributions)
        parameters = tuple(trial.params[key] for key in self._distributions)
        # As they are trained: what differs beyond the digits that can be typed is the same configuration.
        places = zip(self._space.dimensions, parameters, strict=True)
        self._seen.add(tuple(number if each.count else _typed(each, number) for each, number in places))
        return Proposal(parameters, trial)


def _typed(dimension: Dimension, number: float) -> float:
    value = dimension.value(number)
    assert isinstance(value, int | float)
    return value


def _distribution(dimension: Dimension) -> BaseDistribution:
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    if dimension.choices:
        return CategoricalDistribution(range(len(dimension.choices)))
    if dimension.whole:
        return IntDistribution(int(dimension.low), int(dimension.high), log=dimension.logarithmic)
    return FloatDistribution(dimension.low, dimension.high, log=dimension.logarithmic)
