"""Trainability map: two settings varied, each cell from many starts; any cell opens as a run or is looked into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from tui_nn.config.errors import ConfigError
from tui_nn.config.kinds import Integer
from tui_nn.config.run import RunConfig, find_option
from tui_nn.engine.process import Job
from tui_nn.experiments.lab_events import LabEvent, MapEvent
from tui_nn.experiments.map_axes import Axis, parse_axis
from tui_nn.experiments.map_measures import MEASURES
from tui_nn.experiments.map_question import (
    cells_to_check,
    default_axes,
    parse_cells,
    require_acting,
    trial_values,
    untrained_map,
    values_of,
    zoomed,
)
from tui_nn.experiments.success_goal import SuccessGoal
from tui_nn.experiments.trainability_map import MapJob
from tui_nn.ui.drawing.map_cells import Place, place_of
from tui_nn.ui.panes.map_field import MapField
from tui_nn.ui.panes.map_words import cell_words, map_reading, row_at
from tui_nn.ui.screens.experiment_screen import ExperimentScreen, progress_text
from tui_nn.ui.screens.question import Asked, read
from tui_nn.ui.screens.success_screen import GOAL_HELP, goal_for
from tui_nn.ui.session import Session

CELLS, SEEDS, ITERATIONS = "12x10", 25, 2_000
MOST_CELLS_OF_EDGE = 40
MOST_NETWORKS = 200_000

MOST_MAPS_KEPT = 50
FEWEST_VALUES = 3
"""Of a closer look: with fewer there is nothing between the ends."""

NARROW = 112
"""Below this width the keys are named by their letters alone."""

SHORT_KEYS = "⏎ opens · f failed · o colours · + - zoom · v reads · e asks · p x esc"

WORD_LINES, SLACK = 2, 8
"""Lines for words about a cell, and what their breaks may cost; a third line is for the progress."""

AXIS_HELP = (
    "An option and its values: learning_rate=log:0.01..100, momentum=0..0.9, hidden=2,4,8+8 or optimizer=sgd,adam"
)


@dataclass(frozen=True)
class Before:
    """A map that can be gone back to."""

    values: Mapping[str, str]
    event: MapEvent
    cursor: Place


class MapScreen(ExperimentScreen):
    """Where two settings let the network learn."""

    TITLE = "trainability map"
    KEYS = "arrows cell · ⏎ opens · f failed · o colours · + - zoom · v reads"
    DEFAULT_CSS = """
    MapScreen {
        #words { height: 3; margin: 0; }
        MapField { height: 1fr; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "look(-1, 0)", "Cell to the left"),
        Binding("right", "look(1, 0)", "Cell to the right"),
        Binding("up", "look(0, 1)", "Cell above"),
        Binding("down", "look(0, -1)", "Cell below"),
        Binding("enter", "open", "Open as a run"),
        Binding("f", "open_failed", "Open the first start that failed"),
        Binding("o", "measure", "Rate, iterations or error"),
        Binding("plus,equals_sign,z", "zoom", "A closer look"),
        Binding("minus,backspace", "back", "The map before"),
    ]
    _axes: tuple[Axis, Axis] | None = None
    _limit = ITERATIONS
    _recalled: MapEvent | None = None
    """An empty map, or one that was gone back to: shown until what is trained has come as far."""

    _rests = False
    """What is shown was finished before: nothing that is still told belongs to it."""

    def question(self) -> Sequence[Sequence[Asked]]:
        """Ask for two axes, how fine, from how many starts, and what success is."""
        self._field = MapField()
        self._before: list[Before] = []
        self._in_force: Mapping[str, str] = {}
        x, y = default_axes(self.session.run)
        rows = self.session.started.rows if self.session.started else None
        limit = min(self.session.run.training.max_iterations, ITERATIONS)
        goal = goal_for(rows.task if rows is not None else None)
        return [
            [Asked("x", "→", x, AXIS_HELP, 0), Asked("y", "↑", y, AXIS_HELP, 0)],
            [
                Asked("cells", "Cells", CELLS, f"Across x up, at most {MOST_CELLS_OF_EDGE}; they divide ranges", 6),
                Asked("seeds", "starts", str(SEEDS), "Starts for each cell, the same in all", 5),
                Asked("success", "success is", goal.text, GOAL_HELP, 14),
                Asked("limit", "iterations", str(limit), "How many iterations each network has at most", 8),
            ],
        ]  # fmt: skip

    def job(self, asked: Mapping[str, str]) -> Job:
        """Train the grid of configurations; the map that stood there can be gone back to."""
        columns, rows = parse_cells(asked["cells"], MOST_CELLS_OF_EDGE)
        axes = parse_axis(asked["x"], columns), parse_axis(asked["y"], rows)
        goal = SuccessGoal.parse(asked["success"])
        seeds = int(read(Integer(minimum=1, maximum=MOST_NETWORKS), "starts", asked["seeds"]))
        limit = int(read(Integer(minimum=1), "iterations", asked["limit"]))
        run = self.session.run.with_values({("training", "max_iterations"): limit})
        job = MapJob(run, *axes, goal, seeds, **self.common)
        self._require_possible(run, axes, goal, seeds)
        if self.map_event is not None and self.map_event.done:
            self._before.append(Before(self._in_force, self.map_event, self._field.cursor))
            del self._before[:-MOST_MAPS_KEPT]
        self._field.cursor = self._cursor_on(axes)
        self._axes, self._limit, self._in_force = axes, limit, dict(asked)
        self._recalled, self._rests = untrained_map(*axes, goal, seeds), False
        return job

    def _cursor_on(self, axes: tuple[Axis, Axis]) -> Place:
        """Return the cell on a map to come whose values are nearest to those that are looked at, or to the run's."""
        places = []
        for index, axis in enumerate(axes):
            wanted = self.session.run.value(find_option(axis.section, axis.key))
            if self._axes is not None and (mine := self._axes[index]).key == axis.key:
                wanted = mine.values[self._field.cursor[index]]
            place = place_of(axis.values, wanted)
            places.append(len(axis.values) // 2 if place is None else place)
        return places[0], places[1]

    def _require_possible(self, run: RunConfig, axes: tuple[Axis, Axis], goal: SuccessGoal, seeds: int) -> None:
        """Refuse here, where the question can be mended, what the engine would refuse; raises ConfigError."""
        x, y = axes
        networks = len(x.values) * len(y.values) * seeds
        if networks > MOST_NETWORKS:
            raise ConfigError(f"that makes {networks:,} networks, above {MOST_NETWORKS:,}; give fewer cells or starts")
        require_acting(run, axes)
        if self.session.started is not None:
            goal.require_for(self.session.started.rows)
        for values in cells_to_check(x, y):
            fault = self.session.problem_with(values)
            if fault is not None:
                names = ", ".join(f"{place[1]}={find_option(*place).format(each)}" for place, each in values.items())
                raise ConfigError(f"{names}: {fault}")

    def picture(self) -> ComposeResult:
        """Lay out the map."""
        yield self._field

    @property
    def map_event(self) -> MapEvent | None:
        """What is known of the map: what was gone back to, until what is trained again has come as far."""
        told = self.event if isinstance(self.event, MapEvent) else None
        if self._recalled is not None and (told is None or told.done < self._recalled.done):
            return self._recalled
        return told

    @property
    def present(self) -> Place | None:
        """The cell in which the present configuration lies."""
        if self._axes is None:
            return None
        run = self.session.run
        column, row = (place_of(axis.values, run.value(find_option(axis.section, axis.key))) for axis in self._axes)
        return None if column is None or row is None else (column, row)

    def words(self, event: LabEvent) -> str:
        """Say what is known of the cell under the cursor."""
        shown, room = self.map_event or event, WORD_LINES * self._field.size.width - SLACK
        return cell_words(shown, self._field.cursor, room) if isinstance(shown, MapEvent) else ""

    def reading(self, event: LabEvent) -> str:
        """Say what the map shows, its best cell, that under the cursor and the present one."""
        shown = self.map_event or event
        return map_reading(shown, self._field.cursor, self.present) if isinstance(shown, MapEvent) else ""

    def show(self, session: Session) -> None:
        """Show what is told of this map."""
        if not self._rests and isinstance(session.experiment, MapEvent):
            super().show(session)

    def draw(self) -> None:
        """Show the map."""
        self._field.event, self._field.present = self.map_event, self.present
        self._field.redraw()

    def on_resize(self, event: events.Resize) -> None:
        """Name the keys as far as there is room."""
        keys = SHORT_KEYS if event.size.width < NARROW else f"{self.KEYS} · {self.KEYS_OF_ALL}"
        self.query_one("#experiment", Vertical).border_subtitle = keys

    # Looking at cells

    def action_look(self, across: int, up: int) -> None:
        """Go to a neighbour."""
        self._look_at((self._field.cursor[0] + across, self._field.cursor[1] + up))

    @on(MapField.Pointed)
    def point(self, message: MapField.Pointed) -> None:
        """Go to the cell that was clicked on; open it, where it was clicked on twice."""
        self._look_at(message.place)
        if message.twice:
            self.action_open()

    def action_measure(self) -> None:
        """Show the next of rate, iterations and error."""
        self._field.measure = MEASURES[(MEASURES.index(self._field.measure) + 1) % len(MEASURES)]
        self.draw()

    def _look_at(self, place: Place) -> None:
        if self._axes is None:
            return
        column, row = (min(max(at, 0), len(axis.values) - 1) for at, axis in zip(place, self._axes, strict=True))
        self._field.cursor = column, row
        self._tell()

    def _tell(self) -> None:
        """Say and show what is known; where nothing is, what is being waited for stays."""
        event = self.map_event
        if event is not None and event.done:
            self._say(f"{self.words(event)}\n{progress_text(self.event or event)}")
        self.draw()

    # Opening one as a run

    def action_open(self) -> None:
        """Open the first start of the cell under the cursor as a run."""
        self._open(self.session.run.network.seed)

    def action_open_failed(self) -> None:
        """Open the first start of that cell that failed, once there is one."""
        event = self.map_event
        seed = row_at(event, self._field.cursor).failed_seed if event is not None else None
        if seed is None:
            self.asked.refuse("No start of this cell has failed; enter opens its first one")
        else:
            self._open(seed)

    def _open(self, seed: int) -> None:
        """Answer the values that differ in that trial, so that the run ends as the trial did."""
        event = self.map_event
        if self._axes is not None and event is not None:
            goal = SuccessGoal.parse(event.goal)
            self.dismiss(trial_values(self.session.run, self._limit, goal, self._axes, self._field.cursor, seed))

    # Closer, and back

    def action_zoom(self) -> None:
        """Train the region around the cursor, a third of each range, with as many cells."""
        if self._axes is None or self.map_event is None:
            return
        columns, rows = parse_cells(self._in_force["cells"], MOST_CELLS_OF_EDGE)
        closer = {}
        for name, axis, at, cells in zip("xy", self._axes, self._field.cursor, (columns, rows), strict=True):
            text = zoomed(self._in_force[name], axis, at)
            if text != self._in_force[name] and values_of(text, cells) >= min(FEWEST_VALUES, len(axis.values)):
                closer[name] = text
        if not closer:
            self.asked.refuse("There is nothing finer: the values along both axes are next to each other or named")
            return
        self.asked.put({**self._in_force, **closer})
        self.ask()

    def action_back(self) -> None:
        """Go back to the map before; what was found of it is there at once, and what is missing is trained."""
        if not self._before:
            self.asked.refuse("This is the first map; + looks closer at the region around the cursor")
            return
        before, earlier = self._before[-1], self._before[:-1]
        self.asked.put(before.values)
        if before.event.finished and not before.event.stopped:
            self.session.stop_experiment()
            self.job(before.values)
            self.asked.take()
            self._rests, self.event = True, before.event
        else:
            self.ask()
            self._recalled = before.event
        self._before, self._field.cursor = earlier, before.cursor
        self._tell()
