"""Which gates are hard: without a hidden layer, XOR and XNOR alone; and each row is what its gate's runs say."""

from __future__ import annotations

import pickle

import pytest

from tui_nn.config.errors import ConfigError
from tui_nn.config.run import RunConfig
from tui_nn.data.catalog import load_dataset
from tui_nn.data.gates import TWO_INPUT_GATES
from tui_nn.engine.control import Control
from tui_nn.engine.network import Network
from tui_nn.engine.training import fit
from tui_nn.experiments.gate_atlas import ATLAS, GateAtlasJob, parse_hidden_layers
from tui_nn.experiments.lab_events import GatesEvent, TableEvent
from tui_nn.experiments.success_goal import SuccessGoal

QUICK = RunConfig().with_values({("training", "learning_rate"): 2.0, ("training", "max_iterations"): 1000})


def last(job: GateAtlasJob) -> TableEvent:
    event = list(job.run(Control()))[-1]
    assert isinstance(event, TableEvent)
    assert event.finished
    return event


def test_one_layer_learns_every_gate_of_two_inputs_but_two() -> None:
    names = tuple(name for name, _, _ in TWO_INPUT_GATES)
    told = last(GateAtlasJob(QUICK.with_values({("network", "hidden"): ()}), starts=3, gates=names))

    assert [row.name for row in told.rows] == list(names)
    assert [row.name for row in told.rows if row.tally.rate < 1] == ["xor", "xnor"]
    assert all(row.tally.trials == 3 and row.complete for row in told.rows)
    assert dict(told.rows[1].details) == {"inputs": 2, "truth": "0001"}


def test_a_row_is_what_the_runs_of_its_gate_say() -> None:
    row = last(pickle.loads(pickle.dumps(GateAtlasJob(QUICK, starts=1, gates=("nand",))))).rows[0]
    nand = load_dataset("nand")
    alone = fit(Network.create((2, 2, 1), seed=3, scale=0.1), nand, SuccessGoal().training(QUICK.training))
    outputs = alone.network.predict(nand.inputs)

    assert (row.tally.median_iterations, row.tally.median_error) == (alone.iterations, alone.error)
    assert row.tally.median_margin == pytest.approx(((outputs - 0.5) * (2 * nand.targets - 1)).min(), abs=1e-15)


def test_the_atlas_holds_what_can_be_built_in_and_no_more_than_eight_inputs() -> None:
    assert len(ATLAS) == 31
    assert max(load_dataset(name).features for name in ATLAS) == 8


def test_hidden_layers_are_compared_gate_by_gate() -> None:
    layers = parse_hidden_layers("0,3+2")
    job = GateAtlasJob(QUICK, starts=3, gates=("and", "xor", "adder-2"), hidden_layers=layers)
    told = last(pickle.loads(pickle.dumps(job)))
    assert isinstance(told, GatesEvent)
    xor = load_dataset("xor")
    config = SuccessGoal().training(QUICK.training)
    alone = [fit(Network.create((2, 3, 2, 1), seed=seed, scale=0.1), xor, config) for seed in (3, 4, 5)]

    assert told.hidden_layers == ("none", "3+2")
    assert [(row.name, dict(row.details)["hidden"]) for row in told.rows] == [
        (name, hidden) for name in job.gates for hidden in told.hidden_layers
    ]
    assert told.rows[0].tally.rate == 1.0
    assert told.rows[2].tally.rate == 0.0
    assert told.rows[3].tally.median_error == sorted(each.error for each in alone)[1]


def test_layers_given_whole_are_refused() -> None:
    with pytest.raises(ConfigError, match="--hidden"):
        GateAtlasJob(QUICK.with_values({("network", "layers"): (2, 2, 1)}))
