"""An event that is kept says for ever what it said when it came: training goes on without touching it."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.catalog import load_dataset
from tui_nn.engine.events import Snapshot
from tui_nn.engine.network import Network
from tui_nn.engine.training import train


@pytest.mark.parametrize(("name", "layers"), [("xor", (2, 2, 1)), ("full-adder", (3, 6, 2))])
def test_outputs_of_every_event_are_those_of_its_own_network(name: str, layers: tuple[int, ...]) -> None:
    dataset = load_dataset(name)
    # One output is the case that matters: the transpose of a single row is contiguous, and so no copy by itself.
    events = list(train(Network.create(layers), dataset, TrainingConfig(max_iterations=5000)))

    snapshots = [event for event in events if isinstance(event, Snapshot)]

    assert len(snapshots) > 2
    for snapshot in snapshots:
        np.testing.assert_allclose(snapshot.outputs, snapshot.network.predict(dataset.inputs), rtol=1e-12)
        assert not snapshot.outputs.flags.writeable
