"""A map that is finished, for pictures of it: real networks, few and short, and always the same time."""

from __future__ import annotations

from dataclasses import replace

from tests.ui.laboratory import Laboratory
from tui_nn.config.run import RunConfig
from tui_nn.engine.control import Control
from tui_nn.experiments.lab_events import MapEvent
from tui_nn.experiments.map_axes import parse_axis
from tui_nn.experiments.success_goal import SuccessGoal
from tui_nn.experiments.trainability_map import MapJob
from tui_nn.ui.screens.map_screen import MapScreen

STAGED_SECONDS = 2.5

RUN = RunConfig().with_values({("network", "activations"): ("tanh", "sigmoid")})
"""Of which a map has something to show after a few hundred iterations."""

ASKED = {"x": "learning_rate=log:0.01..100", "y": "scale=log:0.01..10", "cells": "12x10", "seeds": "4", "limit": "500"}


def finished_map(
    run: RunConfig = RUN, x: str = ASKED["x"], y: str = ASKED["y"], seeds: int = 4, limit: int = 500
) -> MapEvent:
    """The last event of a map of 12 x 10 cells."""
    short = run.with_values({("training", "max_iterations"): limit})
    job = MapJob(short, parse_axis(x, 12), parse_axis(y, 10), SuccessGoal(), seeds)
    event = [*job.run(Control())][-1]
    assert isinstance(event, MapEvent)
    return replace(event, seconds=STAGED_SECONDS)


async def show_finished_map(laboratory: Laboratory) -> MapScreen:
    """Open the screen on a laboratory with `RUN` and let the map come to its end; then press what you want."""
    await laboratory.press("M")
    screen = laboratory.app.screen
    assert isinstance(screen, MapScreen)
    screen.asked.put(ASKED)
    screen.ask()
    await laboratory.settle()
    event = laboratory.session.experiment
    assert isinstance(event, MapEvent)
    laboratory.session.experiment = replace(event, seconds=STAGED_SECONDS)
    screen.show(laboratory.session)
    await laboratory.pause()
    return screen
