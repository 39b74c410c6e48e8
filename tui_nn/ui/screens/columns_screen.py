"""Columns: what each column of the data is for and holds, and what becomes of missing cells; taken with one key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from textual.worker import get_current_worker

from tui_nn.config.data_config import MISSING_NAMES, SCALING_NAMES, DataConfig
from tui_nn.config.errors import UserError
from tui_nn.config.options import options_of
from tui_nn.config.plain_text import printable
from tui_nn.config.run import RunConfig
from tui_nn.data.catalog import load_data
from tui_nn.ui.column_choices import (
    ROLES,
    ColumnChoice,
    FoundColumn,
    FoundColumns,
    Role,
    after,
    config_with,
    find_columns,
    missing_cells,
    next_kind,
    present_choices,
)
from tui_nn.ui.messages import ValuesChosen
from tui_nn.ui.panes.styled_lines import Line, LineStyle, StyledLines, fitted_text, text_width
from tui_nn.ui.plain_text import plain
from tui_nn.ui.session import Session, Values

KEYS = "space role · k kind · m missing cells · s scaling · a apply · esc leave it as it is"
MISSING_WORDS = {
    "refuse": "refuse (data with any are not loaded)",
    "drop": "drop (their rows are left out)",
    "mean": "mean (words get a category of their own)",
    "median": "median (words get a category of their own)",
    "category": "category (of their own; numbers get the mean)",
}
SCALING_WORDS = {
    "none": "none",
    "standard": "standard: mean 0, deviation 1",
    "min_max": "min_max: from 0 to 1",
    "robust": "robust: by median and quartiles",
}
EDITED = (
    "The rows have been edited here; other roles or kinds take them from these data again, and undo brings yours back"
)
ROLE_WIDTH, KIND_WIDTH, MISSING_WIDTH = 7, 8, 9
NAME_LIMIT, MEASURED_NAMES, MESSAGE_LIMIT = 24, 300, 300
EXAMPLE_LIMIT = 16
"""Characters of one example."""

GAP = "  "


class ColumnsScreen(ModalScreen[None]):
    """A list of columns with a cursor; nothing is in force before it is applied."""

    CSS_PATH = "columns_screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,C", "dismiss", "Leave it as it is"),
        Binding("up", "move(-1)", "Column above"),
        Binding("down", "move(1)", "Column below"),
        Binding("pageup", "move(-10)", "Ten columns above"),
        Binding("pagedown", "move(10)", "Ten columns below"),
        Binding("home", "move(-100000)", "First column"),
        Binding("end", "move(100000)", "Last column"),
        Binding("space,enter", "change_role", "Role"),
        Binding("k", "change_kind", "Kind"),
        Binding("m", "change_missing", "Missing cells"),
        Binding("s", "change_scaling", "Scaling"),
        Binding("a,ctrl+s", "apply", "Apply"),
        Binding("o", "other_data", "Other data"),
    ]

    def __init__(self, session: Session) -> None:
        """Make the screen for a session: for the file that was refused last, else for the data it has."""
        super().__init__()
        self._session = session
        self.run: RunConfig = session.refused or session.run
        """The run whose columns are shown."""

        self.config: DataConfig = self.run.data
        """Its options, with the missing cells and the scaling as they are chosen."""

        self.found: FoundColumns | None = None
        self.choices: list[ColumnChoice] = []
        self.cursor = 0
        self.said = ""
        """What is wrong, or what is being done."""

        self._present: list[ColumnChoice] = []
        self.list = StyledLines("list")
        self._statics = {
            name: Static(id=name, markup=False) for name in ("detail", "options", "remarks", "message", "keys")
        }

    def compose(self) -> ComposeResult:
        """Lay out the list and what is said about it."""
        with Vertical(id="columns") as box:
            box.border_title = "Columns"
            yield self.list
            yield from self._statics.values()

    def on_mount(self) -> None:
        """Read the data."""
        self.set_focus(self.list)
        self._look_at(self.run)

    def on_resize(self) -> None:
        """Names and examples have the room there is."""
        self.call_after_refresh(self._draw)

    def on_styled_lines_clicked(self, event: StyledLines.Clicked) -> None:
        """Go to the column that was clicked."""
        self.action_move(event.line - self.cursor)

    # What the keys do

    def action_move(self, step: int) -> None:
        """Go to another column."""
        self.cursor = max(0, min(self.cursor + step, len(self.choices) - 1))
        self._draw()
        self.list.bring_into_sight(self.cursor)

    def action_change_role(self) -> None:
        """From input to target, to ignored, to input."""
        if self.choices:
            choice = self.choices[self.cursor]
            role: Role = ROLES[(ROLES.index(choice.role) + 1) % len(ROLES)]
            self._choose(replace(choice, role=role))

    def action_change_kind(self) -> None:
        """From number to category, to binary, to text."""
        if self.found is None:
            return
        if self.found.builtin:
            self._say("The columns of built-in data hold what they hold; choose roles and scaling")
            return
        choice = self.choices[self.cursor]
        self._choose(replace(choice, kind=next_kind(choice.kind)))

    def action_change_missing(self) -> None:
        """Another way to deal with missing cells."""
        self.config = replace(self.config, missing=after(self.config.missing, MISSING_NAMES))
        self._say("")

    def action_change_scaling(self) -> None:
        """Another scaling of the inputs."""
        self.config = replace(self.config, scaling=after(self.config.scaling, SCALING_NAMES))
        self._say("")

    def action_other_data(self) -> None:
        """Go from the file that was refused to the data at hand, and back."""
        refused = self._session.refused
        if refused is not None:
            self._look_at(self._session.run if self.run is refused else refused)

    def action_apply(self) -> None:
        """Try whether the data can be loaded so, and take the choices when they can."""
        if self.found is None:
            return
        try:
            config = config_with(self.found, self.choices, self.config)
        except UserError as error:
            self._say(_sentence(error), "error")
            return
        values = self._values(config)
        if not values:
            self._say("Nothing has been changed; esc closes")
            return
        self._say("Trying whether the data can be loaded so …")
        self._try(config, values)

    # What happens in other threads: a file may be large

    def _look_at(self, run: RunConfig) -> None:
        self.run, self.config, self.found, self.choices, self.cursor = run, run.data, None, [], 0
        self._say(f"Reading {printable(run.data.label or run.data.source, 80)} …")
        self._find(run.data)

    @work(thread=True, exclusive=True, group="columns")
    def _find(self, config: DataConfig) -> None:
        worker = get_current_worker()
        found, fault = None, ""
        try:
            found = find_columns(config)
        except UserError as error:
            fault = _sentence(error)
        except MemoryError:
            fault = "There is not enough memory to read these data"
        if not worker.is_cancelled and self.app.is_running:
            self.app.call_from_thread(self._on_found, found, fault)

    @work(thread=True, exclusive=True, group="columns")
    def _try(self, config: DataConfig, values: Values) -> None:
        worker = get_current_worker()
        fault = ""
        try:
            load_data(config)
        except UserError as error:
            fault = _sentence(error)
        except MemoryError:
            fault = "There is not enough memory to load the data so"
        if not worker.is_cancelled and self.app.is_running:
            self.app.call_from_thread(self._on_tried, values, fault)

    def _on_found(self, found: FoundColumns | None, fault: str) -> None:
        if not self.is_attached:
            return
        if found is None:
            self._say(fault, "error")
            return
        self.found = found
        self._present = present_choices(found, self.run.data)
        self.choices = list(self._present)
        edited = self._session.table is not None and self.run is self._session.run
        self._say(EDITED if edited else "")

    def _on_tried(self, values: Values, fault: str) -> None:
        if not self.is_attached:
            return
        if fault:
            self._say(fault, "error")
            return
        self.dismiss(None)
        self.app.post_message(ValuesChosen(values, at_once=True))

    # What is shown

    def _values(self, config: DataConfig) -> dict[tuple[str, str], object]:
        """What differs from the run at hand; for a file that was refused that is also where it is and its network."""
        wanted = replace(self.run, data=config)
        here = self._session.run
        return {
            (option.section, option.key): wanted.value(option)
            for section in (type(here.data), type(here.network))
            for option in options_of(section)
            if wanted.value(option) != here.value(option)
        }

    def _choose(self, choice: ColumnChoice) -> None:
        self.choices[self.cursor] = choice
        self._say("")

    def _say(self, text: str, severity: str = "warning") -> None:
        self.said = text
        self._statics["message"].set_class(severity == "error", "-error")
        self._draw()

    def _draw(self) -> None:
        if not self.is_mounted:
            return
        refused = self._session.refused
        name = self.found.name if self.found else self.run.data.source
        box = self.query_one("#columns")
        title = plain(f"Columns · {name}" + (" · was refused" if self.run is refused else ""), 60)
        box.border_title = title
        keys = f"{KEYS} · o other data" if refused is not None else KEYS
        texts = {"message": self.said, "keys": keys, "detail": "", "options": "", "remarks": ""}
        if self.found is not None and self.choices:
            column, choice = self.found.columns[self.cursor], self.choices[self.cursor]
            texts["detail"] = detail_text(column, choice)
            texts["options"] = options_text(self.config, missing_cells(self.found, self.choices))
            texts["remarks"] = remarks_text(self.found)
            widths = column_widths(self.found, self.list.scrollable_content_region.width)
            found, choices, present = self.found, self.choices, self._present
            self.list.show_lines(
                [heading_line(widths)],
                len(choices),
                lambda index: column_line(
                    found.columns[index],
                    choices[index],
                    widths,
                    changed=choices[index] != present[index],
                    chosen=index == self.cursor,
                ),
                sum(widths),
                self.cursor,
            )
        else:
            self.list.show_lines([], 0, lambda _index: (), 0)
        for static_name, text in texts.items():
            self._statics[static_name].update(
                Content("\n".join(printable(line, MESSAGE_LIMIT) for line in text.split("\n")))
            )
            self._statics[static_name].display = bool(text)


Widths = tuple[int, int, int, int, int]
"""Cells of name, role, kind, missing cells and examples."""


def column_widths(found: FoundColumns, width: int) -> Widths:
    """Divide a width between the columns of the list."""
    names = [column.name for column in found.columns[:MEASURED_NAMES]]
    name = max(len("column"), text_width(names, min(NAME_LIMIT, max(8, width // 3)))) + len("› *") + len(GAP)
    others = (ROLE_WIDTH + len(GAP), KIND_WIDTH + len(GAP), MISSING_WIDTH + len(GAP))
    return (name, *others, max(0, width - name - sum(others)))


def heading_line(widths: Widths) -> Line:
    """Return what stands above the list."""
    name, role, kind, missing, _ = widths
    return [(f"   {'column':<{name - 3}}{'role':<{role}}{'kind':<{kind}}{'missing':<{missing}}examples", "heading")]


def column_line(column: FoundColumn, choice: ColumnChoice, widths: Widths, *, changed: bool, chosen: bool) -> Line:
    """Return the line of a column: a star marks what differs from what is in force."""
    name, role, kind, missing, examples = widths
    style: LineStyle = "plain" if choice.used else "muted"
    role_text = choice.role if choice.used or choice.role != "input" else "unused"
    missing_text = f"{column.missing:,}" if column.missing else "–"
    sign = f"{'›' if chosen else ' '} {'*' if changed else '✗' if column.fault else ' '}"
    return [
        (sign, "wrong" if column.fault and not changed else "heading"),
        (fitted_text(column.name, name - len(sign) - len(GAP)) + GAP, style),
        (f"{role_text:<{role}}", "right" if choice.role == "target" else style),
        (f"{choice.kind:<{kind}}", style),
        (f"{missing_text:<{missing}}", "wrong" if column.missing and choice.used else "muted"),
        (fitted_text(examples_text(column), examples), "muted"),
    ]


def examples_text(column: FoundColumn) -> str:
    """Write a few values as their owner wrote them."""
    return " · ".join(printable(example, EXAMPLE_LIMIT) for example in column.examples)


def detail_text(column: FoundColumn, choice: ColumnChoice) -> str:
    """Say what a learner has to know about the column under the cursor."""
    name = printable(column.name, 40)
    if choice.role == "ignored":
        return f"{name}: left out"
    if column.fault:
        return f"{name}: {column.fault}"
    if choice.kind == "text":
        return f"{name}: text is not used; k makes it a category, with an input for each word"
    if choice.role == "target":
        return f"{name}: to be learned" + ("; each word is a class" if choice.kind == "category" else "")
    how = {
        "category": " as one 0 or 1 for each word",
        "binary": " as 0 or 1",
        "date": " as days since the first; Dates in Setup adds the time of the year, of the week or of the day",
    }
    return f"{name}: goes in" + how.get(choice.kind, "")


def options_text(config: DataConfig, missing: int) -> str:
    """Say what becomes of missing cells and how numbers are scaled."""
    return (
        f"Missing cells (m): {MISSING_WORDS[config.missing]} · {missing:,} in use\n"
        f"Scale inputs (s): {SCALING_WORDS[config.scaling]}"
    )


def remarks_text(found: FoundColumns) -> str:
    """Say what was recognised."""
    if found.builtin:
        return f"A built-in {found.builtin}: only roles and scaling can be chosen here; its columns are what they are"
    kept: Sequence[str] = [remark for remark in found.remarks if "holds text" not in remark]
    return f"{found.rows:,} rows" + "".join(f" · {remark}" for remark in kept)


def _sentence(error: Exception) -> str:
    text = printable(str(error), MESSAGE_LIMIT)
    return text[:1].upper() + text[1:]
