"""The doctor on the screen: what it says is what it found, and a remedy is applied and can be taken back."""

from __future__ import annotations

import pytest

from tests.ui.laboratory import LARGE, Laboratory, opened
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.experiments.doctor import Diagnosed, DoctorJob, Treated
from tui_nn.experiments.doctor_goal import Goal
from tui_nn.experiments.doctor_trials import jogged
from tui_nn.ui.screens import doctor_screen
from tui_nn.ui.screens.doctor_screen import DoctorScreen

LONG = RunConfig(network=NetworkConfig(seed=0))
STUCK = RunConfig(network=NetworkConfig(seed=0), training=TrainingConfig(max_iterations=20_000))


@pytest.fixture(autouse=True)
def _few_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    def job(*arguments: object, **options: object) -> DoctorJob:
        return DoctorJob(*arguments, **{**options, "starts": 3})  # type: ignore[arg-type]  # as the screen gives them

    monkeypatch.setattr(doctor_screen, "DoctorJob", job)


async def examined(laboratory: Laboratory) -> DoctorScreen:
    await laboratory.press("t")
    await laboratory.settle()
    await laboratory.press("D")
    await laboratory.settle()
    screen = laboratory.app.screen
    assert isinstance(screen, DoctorScreen)
    return screen


async def test_it_says_what_is_wrong_and_ranks_what_would_help() -> None:
    async with opened(STUCK, LARGE) as laboratory:
        screen = await examined(laboratory)
        assert "plateau near a saddle" in laboratory.text
        assert isinstance(laboratory.session.experiment, Treated)
        assert screen.trials == laboratory.session.experiment.ranked
        best = screen.trials[0]
        assert f"{best.rate:.0%}" in laboratory.text
        assert best.rate > 0.5


async def test_it_says_that_the_networks_wait_for_the_compiler_until_one_is_trained() -> None:
    async with opened(STUCK, LARGE) as laboratory:
        session = laboratory.session
        await laboratory.press("D")
        session.compiler_works = True
        found = Diagnosed((), Goal(0.01, right_rows=False, baseline=1.0, floor=0.0), 100, ())
        session.on_event(session._experiment_number, found)
        laboratory.app.show_session()
        await laboratory.pause()
        assert "The compiler is at work" in laboratory.text
        await laboratory.settle()
        assert not session.compiler_works
        assert "The compiler is at work" not in laboratory.text


async def test_a_remedy_is_applied_from_a_start_that_it_was_tried_from_and_can_be_taken_back() -> None:
    async with opened(STUCK, LARGE) as laboratory:
        screen = await examined(laboratory)
        place, trial = next(
            (place, trial)
            for place, trial in enumerate(screen.trials)
            if trial.remedy.values and trial.successes and not trial.present
        )
        await laboratory.press(*["down"] * place, "enter")
        await laboratory.settle()
        run = laboratory.session.run
        assert run.network.seed == trial.seed
        assert run == trial.remedy.applied(STUCK).with_values({("network", "seed"): trial.seed})
        assert laboratory.stand == ("ready", 0)
        await laboratory.press("u")
        await laboratory.settle()
        assert laboratory.session.run == STUCK
        assert laboratory.session.iteration == 20_000


async def test_p_lets_the_trials_wait_and_go_on() -> None:
    async with opened(STUCK, LARGE) as laboratory:
        await laboratory.press("D", "p")
        laboratory.engine.advance(3)
        await laboratory.look()
        assert "trained; paused." in laboratory.text
        await laboratory.press("space")
        laboratory.engine.advance()
        await laboratory.look()
        assert "; paused" not in laboratory.text
        # It has few networks to try, and may be done already.
        assert " left." in laboratory.text or isinstance(laboratory.session.experiment, Treated)
        await laboratory.press("escape")
        await laboratory.settle()
        assert not laboratory.session.experiment_runs


async def test_closing_it_ends_the_trials() -> None:
    async with opened(STUCK, LARGE) as laboratory:
        await laboratory.press("D", "escape")
        await laboratory.settle()
        assert not laboratory.session.experiment_runs
        assert laboratory.app.screen is laboratory.app.main_screen


async def test_a_jog_moves_the_weights_and_the_run_goes_on_from_there() -> None:
    async with opened(LONG, LARGE) as laboratory:
        screen = await examined(laboratory)
        place, trial = next((place, trial) for place, trial in enumerate(screen.trials) if trial.remedy.jog)
        assert trial.seed is not None
        before = laboratory.session.snapshot
        assert before is not None
        await laboratory.press(*["down"] * place, "enter")
        await laboratory.settle()
        after = laboratory.session.snapshot
        assert after is not None
        expected = jogged(before.network, trial.remedy.jog, trial.seed).parameters
        assert after.network.parameters.tobytes() == expected.tobytes()
        await laboratory.press("u")
        await laboratory.settle()
        assert laboratory.session.iteration == 100_000
