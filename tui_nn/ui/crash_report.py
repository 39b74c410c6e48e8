"""What is left when the app fails: a report on disk that holds no data, and three lines that say where it is."""

from __future__ import annotations

import os
import platform
import tempfile
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from platformdirs import user_state_path

from tui_nn.config.plain_text import printable

NAMED_PACKAGES = ("tui-nn", "numpy", "textual", "rich", "plotext")
"""Packages whose versions help to understand a report."""

PASSED_THROUGH = {"tui_nn.ui.terminal", "tui_nn.ui.textual_workarounds"}
"""Modules through which everything in the app passes, whoever is to blame for what comes of it."""

LONGEST_LINE, MOST_LINES = 1_000, 400
"""Limits on a report: a message can repeat a whole file, and a traceback thousands of calls."""


def crash_report(error: BaseException) -> str:
    """Save the full report about `error` and return the three lines that the terminal shows.

    Neither holds the values of variables; the full report holds the message of the error, which may repeat one.
    """
    headline = f"tui-nn stopped because of an error in itself: {_name(error)} in {_place(error)}\n"
    full = headline + _surroundings() + "\n" + _traceback(error)
    path = _save(full)
    if path is None:
        return f"{full}\nThe report above could not be saved; please keep it and start tui-nn again.\n"
    return (
        f"{headline}The full report is in {printable(str(path), LONGEST_LINE)}\n"
        "Start tui-nn again. If it comes back, please report it with that file.\n"
    )


def _name(error: BaseException) -> str:
    return printable(type(error).__qualname__, 80)


def _place(error: BaseException) -> str:
    """Name the innermost call in our own code, because one deep in a library says little; failing that, any call."""
    place = "an unknown place"
    found_ours = False
    for frame, line in traceback.walk_tb(error.__traceback__):
        module = str(frame.f_globals.get("__name__"))
        ours = module.startswith("tui_nn.") and module not in PASSED_THROUGH
        if ours or not found_ours:
            place = f"{module}.{frame.f_code.co_qualname} ({Path(frame.f_code.co_filename).name}:{line})"
        found_ours = found_ours or ours
    return printable(place)


def _surroundings() -> str:
    """What the error happened on."""
    try:
        window = "{0.columns}x{0.lines}".format(os.get_terminal_size(0))
    except OSError:
        window = "unknown"
    lines = [
        f"Time       {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC",
        f"Versions   {', '.join(f'{name} {_version(name)}' for name in NAMED_PACKAGES)}",
        f"Python     {platform.python_version()} ({platform.python_implementation()})",
        f"Platform   {platform.platform()}",
        f"Terminal   TERM={os.environ.get('TERM', '')} COLORTERM={os.environ.get('COLORTERM', '')} window {window}",
        "Data       the error's own message is all that can hold any",
    ]
    return "".join(f"{printable(line, LONGEST_LINE)}\n" for line in lines)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _traceback(error: BaseException) -> str:
    lines = "".join(traceback.TracebackException.from_exception(error, capture_locals=False).format()).splitlines()
    if len(lines) > MOST_LINES:
        half = MOST_LINES // 2
        lines[half:-half] = [f"  ({len(lines) - MOST_LINES} lines are left out here)"]
    return "".join(f"{printable(line, LONGEST_LINE)}\n" for line in lines)


def _save(report: str) -> Path | None:
    """Write the report to the first folder that takes it, for nobody else to read, and return its path."""
    name = f"crash-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.txt"
    for folder in _folders():
        # O_EXCL: in a folder that others write to, a link of that name may lead anywhere.
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            number = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(number, "w", encoding="utf-8", errors="replace") as file:
                file.write(report)
            return folder / name
    return None


def _folders() -> list[Path]:
    """Return the folders for reports, best first."""
    folders = []
    # Where nobody knows a home this raises, or in older versions names a folder "~" wherever we happen to be.
    with suppress(RuntimeError):
        folders.append(user_state_path("tui-nn", appauthor=False))
    with suppress(OSError):  # no temporary folder either
        folders.append(Path(tempfile.gettempdir()))
    return [folder for folder in folders if folder.is_absolute()]
