"""The app: keys become requests to the session, the engine's events become what the screen shows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import ClassVar, Protocol

from textual import events, on, work
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.screen import Screen

from tui_nn.config.presets import PRESETS
from tui_nn.config.run import RunConfig
from tui_nn.data.catalog import builtin_datasets
from tui_nn.engine.control import Pause, Resume
from tui_nn.engine.events import Event
from tui_nn.engine.process import EngineDied
from tui_nn.engine.training import COMPILED, COMPILING
from tui_nn.ui.actions import ACTIONS, Action, action_named, bindings
from tui_nn.ui.engine_worker import EngineWorker
from tui_nn.ui.garbage import spare_what_stays
from tui_nn.ui.lab_actions import LabActions
from tui_nn.ui.layout_actions import LayoutActions
from tui_nn.ui.memory import Memory
from tui_nn.ui.messages import ActionAsked, PanesArranged, RowChosen, ValuesChosen
from tui_nn.ui.panes.preset_choice import names_of, preset_values
from tui_nn.ui.pasting import PastingActions
from tui_nn.ui.screens.lab_screen import LabScreen
from tui_nn.ui.screens.main_screen import MainScreen
from tui_nn.ui.screens.scores_screen import ScoresScreen
from tui_nn.ui.session import Engine, Notice, Session, Values
from tui_nn.ui.sharing_actions import SharingActions
from tui_nn.ui.table_editor import TableEditor
from tui_nn.ui.textual_workarounds import GuardedApp
from tui_nn.ui.time_actions import TimeActions
from tui_nn.ui.tour_actions import TourActions

LOOKS_A_SECOND = 10
DARK_THEME, LIGHT_THEME = "textual-dark", "textual-light"

_ACTION_NAMES = frozenset(action.name for action in ACTIONS)


class EngineLink(Engine, Protocol):
    """What the app needs of whoever keeps the engine; tests put their own in its place."""

    def take_events(self) -> list[tuple[int, Event]]:
        """Return what was told since the last look."""

    def take_deaths(self) -> list[str]:
        """Return how each process ended that has been replaced since the last look."""

    def pump(self) -> None:
        """Carry events until closed; runs in a thread."""

    def close(self) -> None:
        """End the engine."""


class TuiNnApp(LayoutActions, TimeActions, SharingActions, TourActions, LabActions, PastingActions):
    """A laboratory for one network."""

    TITLE = "tui-nn"
    CSS_PATH = Path(__file__).with_name("app.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(), Binding("escape", "leave_tour", show=False)]

    def __init__(
        self, run_config: RunConfig | None = None, engine: EngineLink | None = None, memory: Memory | None = None
    ) -> None:
        """Make the app.

        Args:
            run_config: the run to open with; the tutorial's unless given.
            engine: who trains; an engine process unless given.
            memory: what was remembered of the person; nothing unless given, and nothing is kept then.
        """
        super().__init__()
        self.memory = memory or Memory()
        self._settled = False
        self.engine: EngineLink = engine or EngineWorker()
        self.session = Session(run_config or RunConfig(), self.engine)
        self.main_screen = MainScreen(self.session.problem_with, self.memory)
        self.table_editor = TableEditor(self)

    # Beginning and end

    def on_mount(self) -> None:
        """Open the main screen and begin to listen to the engine."""
        if self.memory.theme in self.available_themes:
            self.theme = self.memory.theme
        self.push_screen(self.main_screen)
        self.app_suspend_signal.subscribe(self, self._on_suspend)
        self.app_resume_signal.subscribe(self, self._on_resume)
        self._pump_engine()
        self.session.begin()
        self.call_after_refresh(self.look)
        self.set_interval(1 / LOOKS_A_SECOND, self.look)

    def on_unmount(self) -> None:
        """End the engine, which lets its worker end."""
        self.engine.close()

    @work(thread=True, exclusive=True, group="engine", exit_on_error=False)
    def _pump_engine(self) -> None:
        self.engine.pump()

    async def on_event(self, event: events.Event) -> None:
        """Let what the person does go before what the engine tells."""
        if isinstance(event, events.InputEvent) and not isinstance(event, events.MouseMove):
            self.main_screen.hold_turns()
        await super().on_event(event)

    # From the engine to the screen

    def look(self) -> None:
        """Take in what the engine has told and show it."""
        events, deaths = self.engine.take_events(), self.engine.take_deaths()
        for job_number, event in events:
            self.session.on_event(job_number, event)
        for how_it_ended in deaths:
            self.session.on_engine_restarted(how_it_ended)
        if events or deaths:
            self.show_session(by_turns=self.session.phase == "training")

    def show_session(self, *, by_turns: bool = False) -> None:
        """Show where the session stands, and say what it has to say."""
        if not self.main_screen.is_mounted:
            return
        if not self._settled and self.session.snapshot is not None:
            self._settled = True
            spare_what_stays()
        with self.batch_update():  # one frame for all panes
            self.main_screen.show(self.session, by_turns=by_turns)
            self.show_tour()
            for screen in self.screen_stack:
                if isinstance(screen, ScoresScreen | LabScreen) and screen.is_mounted:
                    screen.show(self.session)
            for notice in self.session.notices:
                self.main_screen.log_pane.tell(notice.text)
                # The compiler is at work at the very first start, when a newcomer should read where to begin.
                if self.session.phase != "ready" or notice.text not in (COMPILING, COMPILED):
                    self.main_screen.say(notice)
            self.session.notices.clear()

    @on(PanesArranged)
    def show_arranged(self) -> None:
        """Panes that were hidden have to catch up."""
        self.show_session()

    def on_guarded_app_stray_line(self, line: GuardedApp.StrayLine) -> None:
        """Something wrote where the screen is: it belongs into the log."""
        self.main_screen.log_pane.tell(line.text)

    # From the person to the session

    def action_train(self) -> None:
        """Train or pause; values that wait for a new start are asked about first."""
        self._after_pending_values(self.session.toggle_training)

    def action_step(self) -> None:
        """Do one iteration."""
        self._after_pending_values(lambda: self.session.step(1))

    def action_step_ten(self) -> None:
        """Do ten iterations."""
        self._after_pending_values(lambda: self.session.step(10))

    def action_stop_loading(self) -> None:
        """Take up the run before, whatever is being loaded."""
        self.session.stop_loading()
        self.show_session()

    def action_reset(self) -> None:
        """Go back to the start weights."""
        self.session.reset()
        self.show_session()

    def action_new_start(self) -> None:
        """Start from the next seed."""
        self.session.new_start()
        self.show_session()

    def action_undo(self) -> None:
        """Take up the network that was left last."""
        self.session.undo()
        self.show_session()

    def action_redo(self) -> None:
        """Take up again the network that undo left."""
        self.session.redo()
        self.show_session()

    def action_toggle_log_scale(self) -> None:
        """Switch the error's axis."""
        self.main_screen.error_pane.logarithmic = not self.main_screen.error_pane.logarithmic

    def action_edit_setup(self) -> None:
        """Go to the first field."""
        self.main_screen.edit_setup()

    def action_toggle_theme(self) -> None:
        """Switch between dark and light."""
        self.theme = self.memory.theme = LIGHT_THEME if self.current_theme.dark else DARK_THEME
        self.memory.save()

    def action_scores(self) -> None:
        """Show the scores, live."""
        self.push_screen(ScoresScreen(self.session))

    def action_columns(self) -> None:
        """Show the columns of the data, or of the file that was refused last."""
        from tui_nn.ui.screens.columns_screen import ColumnsScreen

        self.push_screen(ColumnsScreen(self.session))

    def action_edit_cell(self) -> None:
        """Change the cell under the cursor."""
        self.table_editor.edit_cell()

    def action_flip_cell(self) -> None:
        """Turn 0 into 1 or 1 into 0."""
        self.table_editor.flip_cell()

    def action_add_row(self) -> None:
        """Add a row below the cursor."""
        self.table_editor.add_row()

    def action_copy_row(self) -> None:
        """Copy the row under the cursor."""
        self.table_editor.copy_row()

    def action_delete_row(self) -> None:
        """Take out the row under the cursor."""
        self.table_editor.delete_row()

    def action_save_table(self) -> None:
        """Write the rows to a file."""
        self.table_editor.save()

    def action_new_table(self) -> None:
        """Begin a truth table."""
        self.table_editor.begin_truth_table()

    def action_help(self) -> None:
        """Show the help, or close it."""
        from tui_nn.ui.screens.help_screen import HelpScreen

        if isinstance(self.screen, HelpScreen):
            self.screen.dismiss()
        else:
            self.push_screen(HelpScreen(self.main_screen.front))

    @on(ActionAsked)
    async def do_action(self, message: ActionAsked) -> None:
        """Do what was clicked."""
        await self.run_action(message.name)

    @on(RowChosen)
    def look_at_row(self, message: RowChosen) -> None:
        """Look at a row in every picture."""
        self.session.choose_row(message.row)
        self.show_session()

    @on(ValuesChosen)
    def take_values(self, message: ValuesChosen) -> None:
        """Take values from the form, at once where that loses nothing."""
        if self.session.iteration == 0 or not self.session.needs_new_start(message.values):
            self._change(message.values)
        elif message.at_once:
            self._ask_for_new_start(message.values)

    def _choose_preset(self, name: str) -> None:
        self.take_values(ValuesChosen(preset_values(name), at_once=True))

    def _choose_data(self, name: str) -> None:
        self.take_values(ValuesChosen({("data", "source"): name}, at_once=True))

    def _change(self, values: Values) -> None:
        self.session.change(values)
        self.show_session()

    def _after_pending_values(self, act: Callable[[], None]) -> None:
        """Act, but not over the head of a person who has typed something that is not in force yet."""
        values = self.main_screen.pending_values()
        if values and self.session.iteration > 0 and self.session.needs_new_start(values):
            self._ask_for_new_start(values, instead=act)
            return
        self.session.change(values)
        act()
        self.show_session()

    def _ask_for_new_start(self, values: Values, instead: Callable[[], None] | None = None) -> None:
        from tui_nn.ui.screens.new_start_screen import NewStartScreen

        def answered(yes: bool | None) -> None:
            if yes:
                self._change(values)
            elif instead is not None:
                instead()
            self.show_session()

        keep = "Go on without it" if instead else "Keep the network"
        self.push_screen(NewStartScreen(names_of(values), self.session.iteration, keep), answered)

    # What can be done now

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grey what makes no sense now; on other screens than the main one only the app's own keys work."""
        if action in _ACTION_NAMES and not parameters:
            found = action_named(action)
            if self.screen is not self.main_screen and found.group != "App" and not self._is_for_scores(action):
                return False
            return None if found.why_not(self.session) else True
        if action == "leave_tour":
            return self.tour is not None and self.screen is self.main_screen
        return super().check_action(action, parameters)

    async def run_action(
        self,
        action: str | tuple[str, str, tuple[object, ...]],
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do an action, or say why it makes no sense now."""
        name = action.removeprefix("app.") if isinstance(action, str) else action[1]
        if name in _ACTION_NAMES and (self.screen is self.main_screen or self._is_for_scores(name)):
            reason = action_named(name).why_not(self.session)
            if reason is not None:
                if name == "stop_loading":
                    return False  # its key leaves other things, too
                screen = self.screen if isinstance(self.screen, ScoresScreen) else self.main_screen
                screen.say(Notice(reason, "warning"))
                return True
            self.main_screen.message_line.forget_warning()
        return await super().run_action(action, default_namespace, namespaces)

    def _is_for_scores(self, name: str) -> bool:
        """Whether the scores are on the screen and an action is one of those that work there."""
        return isinstance(self.screen, ScoresScreen) and name in ScoresScreen.ACTIONS

    def get_system_commands(self, _screen: Screen[object]) -> Iterable[SystemCommand]:
        """Put every action into the command palette, with the reason when it makes no sense now."""
        for action in ACTIONS:
            if action.name != "command_palette":
                yield SystemCommand(action.label, self._palette_help(action), self._runner(action))
        for preset in PRESETS.values():
            help_text = f"{preset.description[:1].upper()}{preset.description[1:]}."
            yield SystemCommand(f"Preset: {preset.name}", help_text, partial(self._choose_preset, preset.name))
        for dataset in builtin_datasets():
            yield SystemCommand(f"Data: {dataset.name}", dataset.description, partial(self._choose_data, dataset.name))
        yield SystemCommand("Theme", "Choose one of Textual's themes.", self.action_change_theme)

    def _palette_help(self, action: Action) -> str:
        reason = action.why_not(self.session)
        return f"{action.help} Not now: {reason}." if reason else action.help

    def _runner(self, action: Action) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            await self.run_action(action.name)

        return run

    # The terminal's own job control

    def _on_suspend(self, _app: object) -> None:
        """A program that was stopped should not go on computing somewhere else."""
        if self.session.phase == "training":
            self._tell_engine(Pause())

    def _on_resume(self, _app: object) -> None:
        if self.session.phase == "training":
            self._tell_engine(Resume())

    def _tell_engine(self, command: Pause | Resume) -> None:
        try:
            self.engine.tell(command)
        except EngineDied:
            return  # its heir begins as the session says
