"""The race: the same starts with each optimizer, medians of their errors, and who gets there."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.config.errors import ConfigError
from tui_nn.config.run import RunConfig
from tui_nn.data.catalog import load_dataset
from tui_nn.engine.control import Control
from tui_nn.engine.network import Network
from tui_nn.engine.training import fit
from tui_nn.experiments.lab_events import TableEvent
from tui_nn.experiments.race import RaceJob
from tui_nn.experiments.success_goal import SuccessGoal

QUICK = RunConfig().with_values({("network", "scale"): 1.0, ("training", "max_iterations"): 400})


def test_curves_are_medians_over_the_same_starts() -> None:
    told = list(RaceJob(QUICK, ("sgd", "rprop"), starts=5).run(Control()))[-1]
    assert isinstance(told, TableEvent)
    xor = load_dataset("xor")

    assert [(row.name, dict(row.details)["learning_rate"]) for row in told.rows] == [("sgd", 0.2), ("rprop", 0.0125)]
    for row in told.rows:
        config = SuccessGoal().training(QUICK.with_values({("training", "optimizer"): row.name}).training)
        curves = []
        for seed in range(3, 8):
            run = fit(Network.create((2, 2, 1), seed=seed, scale=1.0), xor, config)
            iterations, errors = run.history.points()
            curves.append([errors[np.searchsorted(iterations, mark, "right") - 1] for mark in told.marks])
        assert row.curve == tuple(np.median(curves, axis=0))
    assert told.rows[1].tally.successes > told.rows[0].tally.successes


def test_a_race_needs_two() -> None:
    for optimizers in (("sgd",), ("sgd", "sgd"), ()):
        with pytest.raises(ConfigError, match="two or more"):
            RaceJob(QUICK, optimizers)


def test_a_run_that_diverges_is_the_last_in_its_curve() -> None:
    wild = QUICK.with_values({("network", "activations"): ("linear",), ("training", "learning_rate"): 50.0})
    told = list(RaceJob(wild, ("sgd", "adam"), starts=3).run(Control()))[-1]
    assert isinstance(told, TableEvent)

    assert told.rows[0].tally.diverged == 3
    assert told.rows[0].curve[-1] > 1e300
