"""Whatever is asked of a session, in whatever order and whatever the engine does: no half state and no lost network."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.ui.desk import ACTIVATIONS, LAYERS, LIMIT, RATE, SOURCE, TARGET_ERROR, Desk
from tui_nn.config.data_config import DataConfig
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.engine.events import Finished
from tui_nn.ui.session import Values

FIRST_RUNS = (
    RunConfig(),
    RunConfig(data=DataConfig("no such data")),
    RunConfig(network=NetworkConfig(layers=(3, 2, 1))),
    RunConfig(data=DataConfig("half-adder"), network=NetworkConfig(layers=(2, 3, 2))),
)
LIVE: tuple[Values, ...] = (
    {RATE: 0.5},
    {RATE: 1e300},
    {LIMIT: 1},
    {LIMIT: 1000},
    {LIMIT: 10**6},
    {TARGET_ERROR: 0.99999},
    {TARGET_ERROR: 1e-5},
    {("training", "log_every"): 1},
)
STRUCTURE: tuple[Values, ...] = (
    {LAYERS: (2, 3, 1)},
    {LAYERS: (2, 2, 2, 1)},
    {LAYERS: (2, 1)},
    {SOURCE: "half-adder"},
    {SOURCE: "xor"},
    {SOURCE: "and", RATE: 0.1},
    {ACTIVATIONS: ("linear",)},
    {("network", "seed"): 8},
)
MISFITS: tuple[Values, ...] = (
    {SOURCE: "no such data"},
    {SOURCE: "/nowhere/at all.csv"},
    {LAYERS: (2, 2, 1), ACTIVATIONS: ("tanh",) * 5},
)
"""Values that only the engine can refuse."""


EVENTS = st.integers(0, 4).map(lambda events: 4 - events)
"""Most often so many that the last action has come through."""


class SessionMachine(RuleBasedStateMachine):
    """The model is one number: how much was learned in all. Nothing that a session does may make it smaller."""

    def __init__(self) -> None:
        super().__init__()
        self.learned = (0, 0)

    @initialize(run=st.sampled_from(FIRST_RUNS))
    def open(self, run: RunConfig) -> None:
        self.desk = Desk(run)
        self.session, self.engine = self.desk.session, self.desk.engine
        self.session.begin()

    # What a person does; the engine comes to its turn at once, or is slower than the next key

    @rule(events=EVENTS)
    def train_or_pause(self, events: int) -> None:
        self.session.toggle_training()
        self.let_engine_go_on(events)

    @rule(iterations=st.sampled_from([1, 10]), events=EVENTS)
    def step(self, iterations: int, events: int) -> None:
        self.session.step(iterations)
        self.let_engine_go_on(events)

    @rule(events=EVENTS)
    def reset(self, events: int) -> None:
        self.session.reset()
        self.let_engine_go_on(events)

    @rule(events=EVENTS)
    def new_start(self, events: int) -> None:
        self.session.new_start()
        self.let_engine_go_on(events)

    @rule(events=EVENTS)
    def undo(self, events: int) -> None:
        self.session.undo()
        self.let_engine_go_on(events)

    @rule(events=EVENTS)
    def redo(self, events: int) -> None:
        self.session.redo()
        self.let_engine_go_on(events)

    @rule(events=EVENTS)
    def stop_loading(self, events: int) -> None:
        self.session.stop_loading()
        assert self.session.phase != "loading" or self.session.snapshot is None
        self.let_engine_go_on(events)

    @rule(places=st.integers(-30, 30))
    def look_back(self, places: int) -> None:
        if self.session.why_not_look_back() is None:
            self.session.look_back(places)

    @rule()
    def look_at_the_present(self) -> None:
        self.session.look_at_the_present()

    @rule(values=st.sampled_from(LIVE), events=EVENTS)
    def change_what_acts_at_once(self, values: Values, events: int) -> None:
        assert not self.session.needs_new_start(values)
        self.session.change(values)
        self.let_engine_go_on(events)

    @rule(values=st.sampled_from(STRUCTURE), events=EVENTS)
    def change_what_needs_a_new_start(self, values: Values, events: int) -> None:
        if self.session.problem_with(values) is None:
            self.session.change(values)
        self.let_engine_go_on(events)

    @rule(values=st.sampled_from(MISFITS), events=EVENTS)
    def choose_what_cannot_be_had(self, values: Values, events: int) -> None:
        self.session.change(values)
        self.let_engine_go_on(events)

    def let_engine_go_on(self, events: int) -> None:
        if events:
            self.engine.advance(events)
            self.desk.look()

    # What the engine does

    @rule(events=st.integers(1, 6))
    def go_on(self, events: int) -> None:
        self.engine.advance(events)

    @rule()
    def look(self) -> None:
        self.desk.look()

    @precondition(lambda self: self.engine.alive)
    @rule(at_once=st.booleans())
    def die(self, at_once: bool) -> None:
        self.engine.die()
        if at_once:
            self.engine.be_replaced()

    @precondition(lambda self: not self.engine.alive)
    @rule()
    def be_replaced(self) -> None:
        self.engine.be_replaced()
        self.desk.look()

    # What always holds

    @invariant()
    def phase_and_iteration_agree(self) -> None:
        session = self.session
        if session.phase == "ready":
            assert session.iteration == 0
        if session.phase == "finished":
            assert isinstance(session.snapshot, Finished)
        if session.phase in ("training", "paused"):
            assert session.started is not None
        if session.phase == "failed":
            assert session.why_not_train() is not None

    @invariant()
    def run_and_network_belong_together(self) -> None:
        session = self.session
        pairs = [(kept.run, kept.started, kept.snapshot) for kept in (*session.undo_stack, *session.redo_stack)]
        if session.started is not None and session.snapshot is not None and session.phase not in ("loading", "failed"):
            pairs.append((session.run, session.started, session.snapshot))
        for run, started, snapshot in pairs:
            rows = started.rows
            sizes = run.network.layer_sizes(rows.features, rows.outputs, rows.name)
            assert rows.name == run.data.source
            assert snapshot.network.layer_sizes == started.layer_sizes == sizes
            assert snapshot.outputs.shape == rows.targets.shape
        if session.started is not None and session.snapshot is not None:
            assert session.started.layer_sizes == session.snapshot.network.layer_sizes

    @invariant()
    def what_is_shown_is_of_the_run_on_the_screen(self) -> None:
        session = self.session
        moments = session.recording.moments
        assert [moment.iteration for moment in moments] == sorted({moment.iteration for moment in moments})
        shown, present = session.shown, session.snapshot
        if shown is not None and present is not None:
            assert shown.network.layer_sizes == present.network.layer_sizes
            assert shown.iteration <= present.iteration or session.phase == "loading"
            assert session.looks_back or shown is present

    @invariant()
    def no_trained_network_is_lost(self) -> None:
        session = self.session
        if session.phase == "loading":
            return
        iterations = [kept.snapshot.iteration for kept in (*session.undo_stack, *session.redo_stack)]
        if session.iteration:
            iterations.append(session.iteration)
        learned = len(iterations), sum(iterations)
        assert all(iterations)
        assert learned >= self.learned
        assert learned[1] >= self.learned[1]
        self.learned = learned

    @invariant()
    def the_engine_does_what_the_screen_says(self) -> None:
        engine, session = self.engine, self.session
        if not engine.alive or engine.has_news:
            return
        if session.phase in ("loading", "training"):
            assert engine.works
        if session.phase in ("ready", "finished", "failed"):
            assert not engine.trains

    @invariant()
    def every_reason_is_a_sentence_or_none(self) -> None:
        session = self.session
        for reason in (
            session.why_not_train(),
            session.why_not_step(),
            session.why_not_reset(),
            session.why_not_new_start(),
            session.why_not_undo(),
            session.why_not_redo(),
            session.why_not_stop_loading(),
        ):
            assert reason is None or (reason[0].isupper() and not reason.endswith("."))


TestSession = SessionMachine.TestCase
TestSession.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
