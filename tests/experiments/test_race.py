"""The race: the same starts with each optimizer, medians of their errors, and who gets there."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from tui_nn.config.errors import ConfigError
from tui_nn.config.run import RunConfig
from tui_nn.data.catalog import load_dataset
from tui_nn.engine.control import Control
from tui_nn.engine.network import Network
from tui_nn.engine.training import fit
from tui_nn.experiments.lab_events import TableEvent
from tui_nn.experiments.pool import Share
from tui_nn.experiments.race import PRESENT, RaceJob, optimizer_variants, parse_variant
from tui_nn.experiments.success_goal import SuccessGoal

QUICK = RunConfig().with_values({("network", "scale"): 1.0, ("training", "max_iterations"): 400})


def test_curves_are_medians_over_the_same_starts() -> None:
    told = list(RaceJob(QUICK, optimizer_variants(("sgd", "rprop")), starts=5).run(Control()))[-1]
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
    for optimizers in (("sgd",), ()):
        with pytest.raises(ConfigError, match="two or more"):
            RaceJob(QUICK, optimizer_variants(optimizers))
    for variants in (optimizer_variants(("adam", "adam")), (PRESENT, parse_variant("momentum=0 hidden=2"))):
        with pytest.raises(ConfigError, match="are the same; give each but once"):
            RaceJob(QUICK, variants)


def test_any_options_make_a_variant_and_rows_say_what_differs() -> None:
    variants = (PRESENT, parse_variant("Optimizer=rprop learning-rate=0.05 hidden=3+2"), parse_variant("nesterov=on"))
    told = list(RaceJob(QUICK, variants, starts=2).run(Control()))[-1]
    assert isinstance(told, TableEvent)

    assert variants[1].values == (
        (("training", "optimizer"), "rprop"),
        (("training", "learning_rate"), 0.05),
        (("network", "hidden"), (3, 2)),
    )
    assert parse_variant(variants[1].name) == variants[1]
    assert [dict(row.details) for row in told.rows] == [
        {"hidden": "2", "learning_rate": 0.2, "optimizer": "sgd", "nesterov": "off"},
        {"hidden": "3+2", "learning_rate": 0.05, "optimizer": "rprop", "nesterov": "off"},
        {"hidden": "2", "learning_rate": 0.2, "optimizer": "sgd", "nesterov": "on"},
    ]


class Noting(ThreadPoolExecutor):
    """Notes the optimizer of each share that it is given."""

    def __init__(self) -> None:
        super().__init__(1)
        self.optimizers: list[str] = []

    def submit(self, task: Callable[..., Any], /, *arguments: Any, **options: Any) -> Future[Any]:  # noqa: ANN401  anything
        """Note a share."""
        self.optimizers += [each.configs[0].optimizer for each in arguments if isinstance(each, Share)]
        return super().submit(task, *arguments, **options)


def test_all_run_side_by_side() -> None:
    with Noting() as executor:
        list(RaceJob(QUICK, optimizer_variants(("sgd", "rprop", "adam")), starts=20).run(Control(), executor))

    assert executor.optimizers == ["sgd", "rprop", "adam"] * 3


def test_a_longer_variant_has_its_whole_curve() -> None:
    told = list(RaceJob(QUICK, (PRESENT, parse_variant("max_iterations=800")), starts=1).run(Control()))[-1]
    assert isinstance(told, TableEvent)
    short, long = told.rows

    assert told.marks[-1] == 800
    assert len(short.curve) == len(long.curve) == len(told.marks)
    assert [error for mark, error in zip(told.marks, short.curve, strict=True) if mark <= 400] == [
        error for mark, error in zip(told.marks, long.curve, strict=True) if mark <= 400
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "a variant is empty; give options"),
        ("adam", "'adam' is no option with its value"),
        ("optimizer=", "'optimizer=' is no option with its value"),
        ("optimiser=adam", "no option is called 'optimiser'; did you mean 'optimizer'"),
        ("source=and", "no option is called 'source'"),
        ("momentum=0.1 momentum=0.2", "momentum is given twice"),
        ("momentum=fast", "momentum: 'fast' is not a number"),
        ("hidden=8,8+x", "'x' is not a number of units"),
    ],
)
def test_what_is_no_variant_is_told(text: str, reason: str) -> None:
    with pytest.raises(ConfigError, match=reason):
        parse_variant(text)


def test_a_run_that_diverges_is_the_last_in_its_curve() -> None:
    wild = QUICK.with_values({("network", "activations"): ("linear",), ("training", "learning_rate"): 50.0})
    told = list(RaceJob(wild, optimizer_variants(("sgd", "adam")), starts=3).run(Control()))[-1]
    assert isinstance(told, TableEvent)

    assert told.rows[0].tally.diverged == 3
    assert told.rows[0].curve[-1] > 1e300
