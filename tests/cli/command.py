"""The command `tui-nn`: called here, where nothing of the process matters, and as a program of its own elsewhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import category

HIDDEN = ("Cc", "Cs", "Zl", "Zp")
"""Categories of what moves the cursor, breaks the line or is no character at all."""

PROGRAM = str(Path(sys.executable).parent / "tui-nn")
"""As it is installed beside the Python that runs the tests."""

PATIENCE = 60.0
"""Seconds to wait for what has to come; only a failing test ever waits that long."""

TUTORIAL = ("xor", "--layers", "2,2,1", "--learning-rate", "0.2", "--min-error", "1e-5", "--log-every", "2500")
ENDLESS = ("train", "xor", "--max-iterations", str(2**62), "--min-error", "0")


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and what it printed."""

    status: int
    output: str
    errors: str

    @property
    def lines(self) -> list[str]:
        return self.output.splitlines()

    @property
    def iterations(self) -> list[tuple[int, str]]:
        """The log: iteration and error, as they are printed."""
        words = [line.replace("\t", " ").split(" ") for line in self.lines if line.startswith("Iteration ")]
        return [(int(number), error) for _, number, _, error in words]

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The lines as JSON; not a number, infinite numbers and repeated keys are no JSON."""
        return [json.loads(line, parse_constant=_refuse, object_pairs_hook=_no_key_twice) for line in self.lines]


Call = Callable[..., Outcome]


def complaint(outcome: Outcome) -> str:
    """The one line that says what was wrong; fails when it is no such line, or when anything else was printed."""
    assert outcome.status == 2, outcome
    assert outcome.output == ""
    assert outcome.errors.startswith("tui-nn: ")
    assert outcome.errors.endswith("\n")
    line = outcome.errors.removeprefix("tui-nn: ").removesuffix("\n")
    assert not any(category(character) in HIDDEN for character in line), repr(line)
    assert 0 < len(line) <= 501
    return line


def run_program(
    *words: str | bytes,
    environment: Mapping[str, str] | None = None,
    around: str = 'exec "$@"',
    **options: Any,  # noqa: ANN401  whatever subprocess takes
) -> Outcome:
    """Run the installed program to its end; `around` is what a shell does with the command."""
    done = subprocess.run(
        ["/bin/sh", "-c", around, "sh", PROGRAM, *words],
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL, **options},
        env=plain_environment(environment), timeout=PATIENCE, check=False,
    )  # fmt: skip
    return Outcome(done.returncode, (done.stdout or b"").decode(), (done.stderr or b"").decode())


def plain_environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment without what would change what is printed, or when."""
    unwanted = ("COLUMNS", "LC_ALL", "PYTHONUNBUFFERED", "PYTHONIOENCODING", "PYTHONUTF8")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return {**kept, "LANG": "C.UTF-8", **(changes or {})}


def _refuse(word: str) -> None:
    raise AssertionError(f"{word} is no JSON")


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len({key for key, _ in pairs}) == len(pairs), pairs
    return dict(pairs)
