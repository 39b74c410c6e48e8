"""The smallest network: architectures in order, given up or passed by their intervals, resumed where it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui_nn.config.errors import ConfigError
from tui_nn.config.run import RunConfig
from tui_nn.engine.control import Control
from tui_nn.experiments.lab_events import SmallestEvent
from tui_nn.experiments.smallest import SmallestJob, architectures, verdict, with_hidden
from tui_nn.experiments.wilson import wilson_interval

QUICK = RunConfig().with_values(
    {
        ("network", "activations"): ("tanh", "sigmoid"),
        ("network", "scale"): 1.0,
        ("training", "optimizer"): "rprop",
        ("training", "max_iterations"): 300,
    }
)


def events(job: SmallestJob) -> list[SmallestEvent]:
    told = [event for event in job.run(Control()) if isinstance(event, SmallestEvent)]
    assert [event.finished for event in told] == [False] * (len(told) - 1) + [True]
    return told


def test_architectures_come_by_their_parameters() -> None:
    found = architectures(2, 1, 2, 2)

    # 2-1 has 3 parameters, 2-1-1 5, 2-1-1-1 7, 2-2-1 9, 2-1-2-1 10, 2-2-1-1 11, 2-2-2-1 15.
    assert found == [(), (1,), (1, 1), (2,), (1, 2), (2, 1), (2, 2)]


def test_hidden_layers_have_the_first_activation_and_the_last_layer_the_last() -> None:
    assert with_hidden(QUICK.network, ()).activations == ("sigmoid",)
    assert with_hidden(QUICK.network, (3, 2)).activations == ("tanh", "tanh", "sigmoid")


def test_a_verdict_needs_enough_starts() -> None:
    assert verdict([True] * 15, 0.5, 100) == (0, False)
    assert verdict([True] * 16, 0.5, 100) == (16, True)
    assert verdict([False] * 16, 0.5, 100) == (16, False)
    assert verdict([True, False] * 16, 0.5, 100) == (0, False)
    assert verdict([True, False] * 50, 0.5, 100) == (100, False)
    assert verdict([True] * 40, 0.9, 100) == (0, False)
    assert verdict([True] * 64, 0.9, 100) == (64, wilson_interval(64, 64)[0] > 0.9)


def test_xor_needs_a_hidden_layer_and_some_luck_to_spare(tmp_path: Path) -> None:
    told = events(SmallestJob(QUICK, bar=0.6, starts=64, most_units=4, most_layers=1, journal=tmp_path / "j"))
    end = told[-1]

    assert end.found is not None
    assert len(end.found) == 1
    assert end.found[0] >= 2
    assert [row.name for row in end.rows] == ["2-1", *(f"2-{units}-1" for units in range(1, end.found[0] + 1))]
    assert all(row.tally.high < 0.6 or row.tally.trials == 64 for row in end.rows[:-1])
    assert end.rows[-1].tally.low > 0.6

    path = tmp_path / "j"
    path.write_bytes(path.read_bytes()[:-700])
    again = events(SmallestJob(QUICK, bar=0.6, starts=64, most_units=4, most_layers=1, journal=path, resume=True))
    assert again[-1].rows == end.rows


def test_the_time_left_reckons_with_verdicts_after_few_starts() -> None:
    told = events(SmallestJob(QUICK, bar=0.97, starts=200, most_units=3, most_layers=1))[:-1]

    assert [event.rows[-1].name for event in told[-1:]] == ["2-3-1"]
    for event in told:
        assert event.expected is not None
        # Three architectures are judged after 16 starts or after a few times as many, none after 200.
        assert event.done <= event.expected < event.total
        assert (event.seconds_left > 0) == (event.done > 0)


def test_none_may_be_found() -> None:
    end = events(SmallestJob(QUICK, bar=0.6, starts=16, most_units=1, most_layers=0))[-1]

    assert end.found is None
    assert [row.name for row in end.rows] == ["2-1"]


def test_a_bar_that_so_few_starts_cannot_show_is_refused() -> None:
    with pytest.raises(ConfigError, match="even 10 successes in 10 starts"):
        SmallestJob(QUICK, bar=0.9, starts=10)
