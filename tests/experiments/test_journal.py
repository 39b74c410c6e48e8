"""The journal: what was told is there after a kill, torn ends are cut, and nobody else's file is touched."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tui_nn.config.errors import ConfigError
from tui_nn.config.run import RunConfig
from tui_nn.data.catalog import load_dataset
from tui_nn.engine.control import Control
from tui_nn.experiments.journal import Journal, fingerprint_of
from tui_nn.experiments.lab_events import SuccessEvent
from tui_nn.experiments.lab_trials import Result
from tui_nn.experiments.success_rate import SuccessJob

RESULTS = [
    Result(
        "3", 3, success=True, iterations=10, error=0.1 + 0.2, stop_reason="min_error", margin=0.25, curve=(1.0, 0.3)
    ),
    Result("4", 4, success=False, iterations=20, error=math.nan, stop_reason="diverged", curve=(math.nan,)),
]

ROOT = Path(__file__).parents[2]

SLOW = RunConfig().with_values({("training", "max_iterations"): 30_000})

KILLED = """
import os, signal, sys
from pathlib import Path
from tests.experiments.test_journal import SLOW
from tui_nn.engine.control import Control
from tui_nn.experiments.success_rate import SuccessJob
for event in SuccessJob(SLOW, starts=96, journal=Path(sys.argv[1])).run(Control()):
    if event.done >= 8:
        os.kill(os.getpid(), signal.SIGKILL)
"""


def written(path: Path) -> bytes:
    journal = Journal(path, "one", resume=False)
    journal.append(RESULTS)
    journal.close()
    return path.read_bytes()


def reopened(path: Path, fingerprint: str = "one") -> list[Result]:
    journal = Journal(path, fingerprint, resume=True)
    journal.close()
    return [Result(**each) for each in journal.results.values()]


def test_results_come_back_to_the_bit(tmp_path: Path) -> None:
    content = written(tmp_path / "j")

    assert repr(reopened(tmp_path / "j")) == repr(RESULTS)
    assert all(set(json.loads(line)) == {"crc", "is"} for line in content.splitlines())


def test_wherever_the_file_is_torn_the_whole_lines_before_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "j"
    content = written(path)
    head = content.index(b"\n") + 1
    for end in range(head, len(content), 3):
        path.write_bytes(content[:end])
        kept = content[:end].count(b"\n") - 1

        assert repr(reopened(path)) == repr(RESULTS[:kept])
        assert path.read_bytes() == content[: content[:end].rindex(b"\n") + 1]


def test_what_is_written_after_a_torn_end_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "j"
    content = written(path)
    path.write_bytes(content[:-5])
    journal = Journal(path, "one", resume=True)
    journal.append(RESULTS[1:])
    journal.close()

    assert path.read_bytes() == content


def test_a_changed_line_is_told_and_the_file_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "j"
    content = written(path).replace(b'"iterations": 10', b'"iterations": 11')
    path.write_bytes(content)

    with pytest.raises(ConfigError, match="line 2"):
        reopened(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\x00\xff", b'{"crc": 1, "is": {}}\n', b"null\n[]\n"])
def test_another_file_is_refused_and_left_alone(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(content)

    with pytest.raises(ConfigError, match="no journal"):
        reopened(path)
    if content:
        with pytest.raises(ConfigError, match="--resume"):
            Journal(path, "one", resume=False)
    assert path.read_bytes() == content


def test_places_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    written(tmp_path / "j")
    os.mkfifo(tmp_path / "pipe")
    for path, resume, reason in (
        (tmp_path / "none", True, "no journal"),
        (tmp_path / "none" / "j", False, "no journal|cannot be used"),
        (tmp_path, False, "regular file"),
        (tmp_path / "pipe", True, "regular file"),
    ):
        with pytest.raises(ConfigError, match=reason):
            Journal(path, "one", resume=resume)
    with pytest.raises(ConfigError, match="another experiment"):
        reopened(tmp_path / "j", "two")
    held = Journal(tmp_path / "j", "one", resume=True)
    with pytest.raises(ConfigError, match="another process"):
        reopened(tmp_path / "j")
    held.close()


def test_a_fingerprint_tells_configurations_and_rows_apart() -> None:
    run, xor = RunConfig(), load_dataset("xor")
    other = run.with_values({("training", "momentum"): 0.5})
    prints = {
        fingerprint_of("success", run, [xor]),
        fingerprint_of("map", run, [xor]),
        fingerprint_of("success", other, [xor]),
        fingerprint_of("success", run, [load_dataset("and")]),
        fingerprint_of("success", run, [xor], goal="bits"),
    }

    assert len(prints) == 5
    assert fingerprint_of("success", RunConfig(), [load_dataset("xor")]) in prints


def test_a_killed_experiment_goes_on_to_the_same_end(tmp_path: Path) -> None:
    path = tmp_path / "j"
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=ROOT, check=False)
    told = list(SuccessJob(SLOW, starts=96, journal=path, resume=True).run(Control()))
    whole = list(SuccessJob(SLOW, starts=96).run(Control()))
    first, end, uninterrupted = told[0], told[-1], whole[-1]
    assert isinstance(first, SuccessEvent)
    assert isinstance(end, SuccessEvent)
    assert isinstance(uninterrupted, SuccessEvent)

    assert done.returncode == -signal.SIGKILL
    assert 8 <= first.done < 96
    assert set(first.results) < set(end.results)
    assert (end.results, end.tally, end.clusters) == (
        uninterrupted.results,
        uninterrupted.tally,
        uninterrupted.clusters,
    )
