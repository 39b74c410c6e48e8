"""Kept journals: the same question goes on where it was, whatever became of the folder, which stays small."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui_nn.config.run import RunConfig
from tui_nn.data.catalog import load_table
from tui_nn.data.editing import with_cell
from tui_nn.engine.control import Control
from tui_nn.experiments import keeping
from tui_nn.experiments.journal import Journal
from tui_nn.experiments.keeping import SUFFIX, kept_journal
from tui_nn.experiments.lab_events import LabEvent, MapEvent, SuccessEvent, TableEvent
from tui_nn.experiments.lab_trials import Result
from tui_nn.experiments.map_axes import parse_axis
from tui_nn.experiments.race import PRESENT, RaceJob, parse_variant
from tui_nn.experiments.smallest import SmallestJob
from tui_nn.experiments.success_goal import SuccessGoal
from tui_nn.experiments.success_rate import SuccessJob
from tui_nn.experiments.trainability_map import MapJob

QUICK = RunConfig().with_values({("training", "max_iterations"): 50})


def result(key: str) -> Result:
    return Result(key, 1, success=True, iterations=3, error=0.5, stop_reason="min_error")


def asked(keep: Path, starts: int = 20) -> list[LabEvent]:
    return [
        event for event in SuccessJob(QUICK, starts=starts, keep=keep).run(Control()) if isinstance(event, LabEvent)
    ]


def test_the_same_question_is_answered_from_what_is_known(tmp_path: Path) -> None:
    first, again, more = asked(tmp_path / "new"), asked(tmp_path / "new"), asked(tmp_path / "new", starts=30)

    assert first[-1].fresh == 20
    assert len(again) == 1
    assert (again[0].done, again[0].fresh, again[0].finished) == (20, 0, True)
    assert (more[0].done, more[-1].fresh) == (20, 10)


def test_stopping_keeps_what_was_computed(tmp_path: Path) -> None:
    long = RunConfig().with_values({("training", "max_iterations"): 20_000})
    control, done = Control(), 0
    for event in SuccessJob(long, starts=2000, keep=tmp_path).run(control):
        assert isinstance(event, LabEvent)
        if done := event.done:
            control.stop()
    first = next(iter(SuccessJob(long, starts=2000, keep=tmp_path).run(Control())))

    assert isinstance(first, LabEvent)
    assert 0 < first.done == done < 2000


def test_a_damaged_journal_is_begun_anew(tmp_path: Path) -> None:
    asked(tmp_path)
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    for damaged in (b"", b"\x00", whole.replace(b'"seed": 4', b'"seed": 5', 1), whole.replace(b'"key"', b'"kez"')):
        path.write_bytes(damaged)
        assert asked(tmp_path)[-1].fresh == 20
        assert len(path.read_bytes().splitlines()) == 21


def test_where_nothing_can_be_written_it_runs_without(tmp_path: Path) -> None:
    asked(tmp_path)
    (path,) = tmp_path.iterdir()
    held = Journal(path, path.name.removesuffix(SUFFIX), resume=True)
    (tmp_path / "file").write_text("")
    for keep in (tmp_path, tmp_path / "file", tmp_path / "file" / "below", Path("a\0b"), Path("/proc/none")):
        assert asked(keep)[-1].fresh == 20
    held.close()
    path.unlink()
    os.mkfifo(path)
    assert asked(tmp_path)[-1].fresh == 20


def test_a_full_disk_ends_the_writing_and_not_the_experiment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    kept = kept_journal(tmp_path, "one")
    assert kept is not None
    kept.append([result("a")])
    with monkeypatch.context() as patched:
        patched.setattr(kept, "_write", full)
        kept.append([result("b")])
    kept.append([result("c")])
    kept.close()
    again = kept_journal(tmp_path, "one")
    assert again is not None

    assert set(again.results) == {"a"}
    again.close()


def test_the_folder_stays_small_and_what_is_not_ours_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_FILES", 3)
    (tmp_path / "notes.txt").write_text("mine")
    for number in range(5):
        kept = kept_journal(tmp_path, f"{number}")
        assert kept is not None
        kept.close()
        os.utime(tmp_path / f"{number}{SUFFIX}", (number, number))
    assert {path.name for path in tmp_path.iterdir()} == {"notes.txt", *(f"{each}{SUFFIX}" for each in (2, 3, 4))}

    monkeypatch.setattr(keeping, "MOST_BYTES", 2000)
    kept = kept_journal(tmp_path, "5")
    assert kept is not None
    for number in range(100):
        kept.append([result(f"{number}")])
    kept.close()
    size = sum(path.stat().st_size for path in tmp_path.glob(f"*{SUFFIX}"))
    again = kept_journal(tmp_path, "5")

    assert again is not None
    again.close()
    # One line may go beyond the limit; then it is the only file, and nothing more is written.
    assert 1900 < size < 2300
    assert 8 < len(again.results) < 20


def test_every_job_takes_edited_rows() -> None:
    # With a 1 in its last row XOR becomes OR, which needs no hidden layer.
    table, goal = with_cell(load_table(QUICK.data), 3, "result", "1"), SuccessGoal.parse("bits")
    one_layer = QUICK.with_values({("network", "hidden"): (), ("training", "learning_rate"): 2.0})
    axes = parse_axis("momentum=0,0.5", 2), parse_axis("l2=0,1e-9", 2)
    for job in (
        SuccessJob(one_layer, goal, starts=2, table=table),
        MapJob(one_layer, *axes, goal, seeds=2, table=table),
        RaceJob(one_layer, (PRESENT, parse_variant("momentum=0.5")), goal, starts=2, table=table),
        SmallestJob(one_layer, 0.1, goal, starts=4, table=table),
    ):
        *_, end = job.run(Control())
        match end:
            case SuccessEvent():
                tallies = [end.tally]
            case MapEvent():
                tallies = [cell.tally for cell in end.cells]
            case TableEvent():
                tallies = [row.tally for row in end.rows]
        assert [tally.rate for tally in tallies] == [1.0] * len(tallies)
