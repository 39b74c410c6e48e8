"""Everything that a key does, declared once: bindings, action bar, command palette and help read it here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from textual.binding import Binding

from tui_nn.ui.layout import LAYOUTS
from tui_nn.ui.session import Session

Reason = Callable[[Session], str | None]


def _always(_session: Session) -> str | None:
    return None


@dataclass(frozen=True)
class Action:
    """Something that a person can do."""

    name: str
    """The app has a method `action_<name>`."""

    keys: tuple[str, ...]
    """The first one is shown; one with ctrl or a function key works while a field has the focus, too."""

    label: str
    """In the action bar: a word or two."""

    help: str
    """In the help and the palette: one sentence."""

    group: str
    why_not: Reason = _always
    """Why it makes no sense now, or None."""

    rank: int = 9
    """The lower, the longer it stays in the action bar as the window gets narrow; 9 stays out of it."""

    rank_in_table: int | None = None
    """The same while the table has the focus; None where that makes no difference."""

    @property
    def key_in_field(self) -> str | None:
        """The first of its keys that a text field leaves alone."""
        return next((key for key in self.keys if works_in_field(key)), None)


ACTIONS: tuple[Action, ...] = (
    Action(
        "train", ("t", "ctrl+t", "f5"), "Train", "Train until a stop rule ends the run; press again to pause.",
        "Training", Session.why_not_train, rank=1,
    ),
    Action(
        "step", ("s", "ctrl+s"), "Step", "Do one iteration and pause.", "Training", Session.why_not_step, rank=2,
    ),
    Action(
        "step_ten", ("S", "f6"), "Step 10", "Do ten iterations and pause.", "Training", Session.why_not_step, rank=6,
    ),
    Action(
        "reset", ("r", "ctrl+r"), "Reset", "Go back to the same start weights.", "Training",
        Session.why_not_reset, rank=3,
    ),
    Action(
        "new_start", ("n", "ctrl+n"), "New start", "Start from other weights: those of the next seed.", "Training",
        Session.why_not_new_start, rank=4,
    ),
    Action(
        "undo", ("u",), "Undo", "Take up the network that the last reset, new start or change left behind.",
        "Training", Session.why_not_undo, rank=5,
    ),
    Action(
        "redo", ("U",), "Redo", "Take up again the network that undo left behind.", "Training", Session.why_not_redo,
    ),
    Action(
        "stop_loading", ("escape",), "Stop loading", "Stop loading the data; the run before is taken up again.",
        "Training", Session.why_not_stop_loading,
    ),
    Action(
        "doctor", ("D",), "Doctor",
        "Say why the run does not learn, and try what would help from many starts.", "Lab",
        Session.why_not_experiment, rank=6,
    ),
    Action(
        "success", ("L",), "Success rate",
        "Train the present configuration from 400 starts and see how often it succeeds.", "Lab",
        Session.why_not_experiment, rank=7,
    ),
    Action(
        "lab", ("X",), "Lab", "Choose an experiment: many networks at once, to learn about settings.", "Lab",
        Session.why_not_experiment, rank=7,
    ),
    Action(
        "map", ("M",), "Map", "Vary two settings, and see on a map where the network learns.", "Lab",
        Session.why_not_experiment,
    ),
    Action(
        "gates", ("G",), "Gates", "Try the network on every truth table, with and without hidden units.", "Lab",
        Session.why_not_experiment,
    ),
    Action(
        "race", ("R",), "Race", "Race optimizers or whole configurations from the same starts.", "Lab",
        Session.why_not_experiment,
    ),
    Action(
        "smallest", ("A",), "Smallest", "Look for the smallest network that succeeds often enough.", "Lab",
        Session.why_not_experiment,
    ),
    Action(
        "rate", ("Q",), "Rates", "Try many learning rates, and see with which the error falls fastest.", "Lab",
        Session.why_not_experiment,
    ),
    Action(
        "validate", ("V",), "Cross-validation",
        "Judge the configuration on rows it has not learned from, fold by fold, and see what each input is worth.",
        "Lab", Session.why_not_experiment,
    ),
    Action(
        "search", ("H",), "Search", "Search for the best of many settings at once.", "Lab",
        Session.why_not_experiment,
    ),
    Action(
        "look_back", ("comma",), "Back in time", "Show the run as it was a little before; it is paused.", "Time",
        Session.why_not_look_back, rank=6,
    ),
    Action(
        "look_forward", ("full_stop",), "Forward in time", "Show the run as it was a little later.", "Time",
        Session.why_not_look_at_the_present,
    ),
    Action(
        "look_at_start", ("less_than_sign",), "To the start", "Show the run at its start.", "Time",
        Session.why_not_look_back,
    ),
    Action(
        "look_at_present", ("greater_than_sign",), "To the present", "Show the run as it stands.", "Time",
        Session.why_not_look_at_the_present,
    ),
    Action(
        "play", ("p",), "Film", "Play the past as a film, from the moment shown or from the start; again stops it.",
        "Time", Session.why_not_look_back, rank=7,
    ),
    Action(
        "toggle_log_scale", ("l", "ctrl+l"), "Log/linear", "Draw the error on a logarithmic or a linear axis.",
        "Screen", rank=7,
    ),
    Action(
        "maximise", ("z", "f8"), "Maximise", "Give the whole window to the pane in front, or take it back.",
        "Screen", rank=7,
    ),
    Action("next_pane", ("right_square_bracket", "f7"), "Next pane", "Go to the next pane.", "Screen", rank=7),
    Action(
        "previous_pane", ("left_square_bracket", "shift+f7"), "Previous pane", "Go to the pane before.", "Screen",
    ),
    Action(
        "scores", ("m",), "Scores", "Watch the scores of each part of the data beside the obvious baseline.", "Screen",
        rank=8,
    ),
    Action(
        "columns", ("C",), "Columns", "Choose what each column of the data is for, and what becomes of missing cells.",
        "Screen", rank=8,
    ),
    *(
        Action(
            f"layout_{name}", (str(number),), layout.title, f"Layout: {layout.help}", "Layouts",
            rank=8 if name == "surface" else 9,
        )
        for number, (name, layout) in enumerate(LAYOUTS.items(), start=1)
    ),
    Action("panes", ("f3",), "Panes", "Choose which panes the layout shows.", "Layouts"),
    Action("hide_pane", ("f4",), "Hide pane", "Take the pane in front out of the layout.", "Layouts"),
    Action("widen_pane", ("right_parenthesis",), "Wider", "Make the pane in front wider.", "Layouts"),
    Action("narrow_pane", ("left_parenthesis",), "Narrower", "Make the pane in front narrower.", "Layouts"),
    Action("heighten_pane", ("right_curly_bracket",), "Higher", "Make the pane in front higher.", "Layouts"),
    Action("lower_pane", ("left_curly_bracket",), "Lower", "Make the pane in front less high.", "Layouts"),
    Action(
        "restore_layout", ("f9",), "Restore layout", "Forget what was changed about this layout.", "Layouts",
    ),
    Action(
        "read", ("v",), "Read", "Say in words what the pictures show, for a screen reader or to copy.", "Screen",
    ),
    Action("save_screen", ("P",), "Picture", "Write what is on the screen to a file, as SVG or text.", "Screen"),
    Action("save_pane", ("W",), "Picture of pane", "Write the pane in front to a file, as SVG or text.", "Screen"),
    Action(
        "save_model", ("O",), "Save model", "Write the trained network to a file, for tui-nn predict.", "Screen",
        Session.why_not_save_model,
    ),
    Action("edit_setup", ("e",), "Edit", "Go to the first field of Setup.", "Screen", rank=6),
    Action("toggle_theme", ("d",), "Dark/light", "Switch between the dark and the light theme.", "Screen", rank=8),
    Action(
        "edit_cell", ("f2",), "Edit cell", "Change the cell under the table's cursor; in the table Enter does, too.",
        "Table", Session.why_not_edit, rank_in_table=1,
    ),
    Action(
        "flip_cell", ("space",), "Flip 0/1", "Turn the 0 under the table's cursor into a 1, or a 1 into a 0.", "Table",
        Session.why_not_edit, rank_in_table=3,
    ),
    Action(
        "add_row", ("a",), "Add row", "Add a row below the table's cursor.",
        "Table", Session.why_not_edit, rank_in_table=1,
    ),
    Action(
        "copy_row", ("c",), "Copy row", "Copy the row under the table's cursor.",
        "Table", Session.why_not_edit, rank_in_table=3,
    ),
    Action(
        "delete_row", ("x", "delete"), "Delete row", "Take out the row under the table's cursor; undo brings it back.",
        "Table", Session.why_not_edit, rank_in_table=1,
    ),
    Action(
        "save_table", ("w",), "Save CSV", "Write the rows as they stand to a CSV file.", "Table",
        Session.why_not_save_rows, rank_in_table=3,
    ),
    Action(
        "new_table", ("N",), "New truth table", "Begin a truth table of your own, every target 0; makes a new start.",
        "Table", Session.why_not_new_start, rank_in_table=4,
    ),
    Action("help", ("f1", "question_mark"), "Help", "Show every key and what the panes mean.", "App", rank=2),
    Action("tour", ("T",), "Tour", "Take the two-minute tour on XOR, or leave it.", "App"),
    Action("command_palette", ("ctrl+p",), "Palette", "Find any action by typing a part of its name.", "App", rank=5),
    Action(
        "suspend_process", ("ctrl+z",), "Suspend", "Go back to the shell for a while; fg brings tui-nn back.", "App",
    ),
    Action("quit", ("ctrl+q",), "Quit", "Leave tui-nn.", "App", rank=2),
)  # fmt: skip

KEY_SIGNS = {
    "right_square_bracket": "]",
    "left_square_bracket": "[",
    "question_mark": "?",
    "comma": ",",
    "full_stop": ".",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
}


def action_named(name: str) -> Action:
    """Return the action of that name."""
    return next(action for action in ACTIONS if action.name == name)


def key_text(key: str) -> str:
    """Write a key as people read it, such as ^t for ctrl+t."""
    text = KEY_SIGNS.get(key, key)
    return text.replace("ctrl+", "^")


def bindings() -> Iterator[Binding]:
    """Return the bindings of all actions; those with ctrl or a function key come before a text field's own."""
    for action in ACTIONS:
        for key in action.keys:
            yield Binding(
                key,
                action.name,
                action.label,
                tooltip=action.help,
                show=False,
                priority=works_in_field(key),
                id=f"{action.name}.{key}",
            )


def works_in_field(key: str) -> bool:
    """Whether a text field leaves a key alone: those with ctrl, and function keys."""
    name = key.removeprefix("shift+")
    return key.startswith("ctrl+") or (name.startswith("f") and name[1:].isdigit())
