"""The presets as a field of the form: which is in force, and what choosing one changes."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from tui_nn.config.kinds import Choice
from tui_nn.config.options import Option
from tui_nn.config.presets import PRESETS
from tui_nn.config.run import ALL_OPTIONS, RunConfig, find_option
from tui_nn.ui.session import Session, Values

PRESET = Option(
    section="",
    key="preset",
    label="Preset",
    help="A whole run by its name: data, network and training that are known to go together.",
    kind=Choice(tuple(PRESETS)),
    default="",
    flag="",
    live=False,
)
"""No option of its own, but the values of all others at once."""


def preset_values(name: object) -> Values:
    """Return what a run with this preset has for every option; its title is left to the field that shows the preset."""
    return _values(str(name))


def preset_in_force(session: Session) -> str:
    """Return the name of the preset that a session's run still is, or nothing."""
    if session.table is not None:
        return ""
    run = replace(session.run, name="")
    return next((name for name in PRESETS if replace(_run(name), name="") == run), "")


def names_of(values: Values) -> str:
    """Say which options these are, as a question about them does."""
    for name in PRESETS:
        if _values(name).items() <= values.items():
            return f"Preset {name}"
    return " and ".join(dict.fromkeys(find_option(*place).label for place in values))


@cache
def _run(name: str) -> RunConfig:
    return PRESETS[name].run()


@cache
def _values(name: str) -> dict[tuple[str, str], object]:
    return {(option.section, option.key): replace(_run(name), name="").value(option) for option in ALL_OPTIONS}
