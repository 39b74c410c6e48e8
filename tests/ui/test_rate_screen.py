"""Learning rates on the screen: the curve's numbers are the experiment's, and a rate is taken up with one key."""

from __future__ import annotations

from tests.ui.laboratory import LARGE, opened
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.experiments.lab_events import RateRangeEvent
from tui_nn.ui.formatting import short_error_text
from tui_nn.ui.screens.rate_screen import RateScreen

RUN = RunConfig(
    network=NetworkConfig(hidden=(2,), activations=("tanh", "sigmoid"), scale=1.0),
    training=TrainingConfig(max_iterations=2000),
)


async def test_the_suggested_rate_is_said_and_taken_up_and_undo_takes_it_back() -> None:
    async with opened(RUN, LARGE) as laboratory:
        await laboratory.train_to(500)
        await laboratory.press("Q")
        screen = laboratory.app.screen
        assert isinstance(screen, RateScreen)
        await laboratory.press("e")
        screen.asked.put({"rates": "7", "starts": "2", "iterations": "20"})
        await laboratory.press("enter")
        await laboratory.settle()
        event = laboratory.session.experiment
        assert isinstance(event, RateRangeEvent)
        assert event.suggestion is not None
        error = event.errors[event.rates.index(event.suggestion)]
        said = f"Begin with {event.suggestion:g}: error {short_error_text(error)} after 20 iterations"
        assert said in laboratory.text
        await laboratory.press("enter")
        await laboratory.settle()
        assert laboratory.session.run.training.learning_rate == event.suggestion
        assert laboratory.session.iteration == 0
        await laboratory.press("u")
        await laboratory.settle()
        assert laboratory.session.iteration >= 500


async def test_the_cursor_reads_a_rate() -> None:
    async with opened(RUN, LARGE) as laboratory:
        await laboratory.press("Q")
        screen = laboratory.app.screen
        assert isinstance(screen, RateScreen)
        screen.asked.put({"low": "0.1", "high": "10", "rates": "3", "starts": "1", "iterations": "10"})
        await laboratory.press("e", "enter")
        await laboratory.settle()
        event = laboratory.session.experiment
        assert isinstance(event, RateRangeEvent)
        await laboratory.press("left", "left", "left")
        assert f"Rate 0.1: median error {short_error_text(event.errors[0])}" in laboratory.text
        await laboratory.press("right")
        assert f"Rate 1: median error {short_error_text(event.errors[1])}" in laboratory.text
        screen.asked.put({"low": "10"})
        await laboratory.press("e", "enter")
        assert "the rates must rise" in laboratory.text
