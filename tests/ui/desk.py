"""A session with a scripted engine: what a person and an engine can do to it, without a screen."""

from __future__ import annotations

from tests.ui.scripted_engine import STRETCH, ScriptedEngine
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.ui.session import Phase, Session

ACTIVATIONS = ("network", "activations")
LAYERS = ("network", "layers")
LIMIT = ("training", "max_iterations")
MOMENTUM = ("training", "momentum")
RATE = ("training", "learning_rate")
SOURCE = ("data", "source")
TARGET_ERROR = ("training", "min_error")

DIVERGING = RunConfig(
    network=NetworkConfig(activations=("linear",), hidden=(2,), scale=1.0), training=TrainingConfig(learning_rate=90.0)
)


class Desk:
    """A session with its engine; every step ends with a look at what the engine told."""

    def __init__(self, run: RunConfig | None = None) -> None:
        self.engine = ScriptedEngine()
        self.session = Session(run or RunConfig(), self.engine)

    @property
    def stand(self) -> tuple[Phase, int]:
        """Phase and iteration."""
        return self.session.phase, self.session.iteration

    def look(self) -> None:
        for job_number, event in self.engine.take_events():
            self.session.on_event(job_number, event)
        for how_it_ended in self.engine.take_deaths():
            self.session.on_engine_restarted(how_it_ended)

    def settle(self) -> None:
        self.engine.run_to_end()
        self.look()

    def train_to(self, iteration: int) -> None:
        if self.session.phase != "training":
            self.session.toggle_training()
        self.engine.run_until(iteration)
        self.look()

    def kill_engine(self) -> None:
        self.engine.die()
        self.engine.be_replaced()
        self.look()

    def texts(self) -> list[str]:
        texts = [notice.text for notice in self.session.notices]
        self.session.notices.clear()
        return texts


def ready(run: RunConfig | None = None) -> Desk:
    desk = Desk(run)
    desk.session.begin()
    desk.settle()
    return desk


def finished(run: RunConfig | None = None) -> Desk:
    desk = ready(run or RunConfig(training=TrainingConfig(max_iterations=STRETCH)))
    desk.session.toggle_training()
    desk.settle()
    assert desk.session.phase == "finished"
    return desk
