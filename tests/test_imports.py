"""Who may import whom, and that importing does nothing else."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import tui_nn

ROOT = Path(tui_nn.__file__).parents[1]
PACKAGES = sorted(module.name for module in pkgutil.iter_modules(tui_nn.__path__) if module.ispkg)
HEADLESS = [name for name in PACKAGES if name not in ("ui", "cli")]
ORDER = ["cli", "ui", "experiments", "storage", "engine", "data", "config"]
"""Each room may import what stands to its right."""

SCREEN = {"textual", "rich", "plotext"}

LOOK_AROUND = """
import os, signal, sys, threading

def around():
    return {
        "handlers": {number: signal.getsignal(number) for number in signal.valid_signals()},
        "environment": dict(os.environ),
        "folder": os.getcwd(),
        "mask": (os.umask(0o22), os.umask(0o22))[1],
        "path": list(sys.path),
        "streams": (sys.stdin, sys.stdout, sys.stderr),
        "hooks": (sys.excepthook, threading.excepthook, sys.unraisablehook),
        "threads": threading.enumerate(),
        "descriptors": sorted(os.listdir("/proc/self/fd")),
        "limit": (sys.getrecursionlimit(), sys.getswitchinterval()),
    }
"""

IMPORT_EVERYTHING = (
    LOOK_AROUND
    + """
import importlib, pkgutil

before = around()
import tui_nn
for module in pkgutil.walk_packages(tui_nn.__path__, "tui_nn."):
    importlib.import_module(module.name)
after = around()
sys.exit(", ".join(name for name in before if before[name] != after[name]) or 0)
"""
)

IMPORT_A_ROOM = """
import importlib, pkgutil, sys
package = importlib.import_module("tui_nn." + sys.argv[1])
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def run_python(code: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a program in which nothing is imported yet and a warning is an error."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_the_contracts_between_the_rooms_are_kept() -> None:
    program = str(Path(sys.executable).parent / "lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_the_contracts_speak_of_every_room() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers, forbidden = settings["contracts"]
    rooms = [name.strip("()").removeprefix("tui_nn.") for name in layers["layers"]]
    headless = {name.removeprefix("tui_nn.") for name in forbidden["source_modules"]}

    assert set(PACKAGES) <= set(rooms)
    assert rooms == [
        name for name in ("cli", "ui", "experiments", "storage", "engine", "data", "config") if name in rooms
    ]
    assert headless == set(HEADLESS)
    assert set(forbidden["forbidden_modules"]) == SCREEN


def test_importing_any_module_prints_nothing_and_leaves_the_process_as_it_was() -> None:
    done = run_python(IMPORT_EVERYTHING)

    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


@pytest.mark.parametrize("room", HEADLESS)
def test_a_headless_room_loads_nothing_of_the_screen(room: str) -> None:
    done = run_python(IMPORT_A_ROOM, room)
    loaded = set(done.stdout.split())

    assert done.stderr == ""
    assert "tui_nn" in loaded
    assert not loaded & (SCREEN | {"asyncio", "tkinter", "curses"})
    assert (room == "config") is ("numpy" not in loaded)
