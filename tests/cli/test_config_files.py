"""`--config` and `--save-config`: a run handed out as a file is the same run at the other end."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest

from tui_nn.cli.arguments import run_from, run_parser
from tui_nn.config.run import ALL_OPTIONS, RunConfig
from tui_nn.storage.run_files import save_run

from .command import Call, complaint

ROWS = "id,a,b,sum,carry\n" + "".join(
    f"{4 * repeat + 2 * a + b},{a},{b},{a ^ b},{a & b}\n" for repeat in range(2) for a in (0, 1) for b in (0, 1)
)

OTHER_THAN_DEFAULT = {
    "--name": "A lesson: \"quotes\", #hash, \\ and 日本",
    "--data-label": "half\tadder",
    "--targets": 'sum,"carry"',
    "--ignore": "id",
    "--kinds": "a=number,b=number",
    "--header": "yes",
    "--delimiter": "comma",
    "--decimal": "point",
    "--dates": "season,hour",
    "--date-order": "day_first",
    "--missing": "mean",
    "--scaling": "standard",
    "--target-scaling": "min_max",
    "--extra-inputs": "squares",
    "--samples": "50",
    "--noise": "0.1",
    "--data-seed": "7",
    "--validation": "0.25",
    "--test": "0.25",
    "--split-seed": "8",
    "--layers": "4,3,2",
    "--activation": "ramp(-2,2.5),leaky_relu(0.1)",
    "--initializer": "uniform",
    "--scale": "0.30000000000000004",
    "--bias-start": "-0.5",
    "--seed": str(2**63 - 1),
    "--learning-rate": "0.05",
    "--optimizer": "adam",
    "--momentum": "0.9",
    "--nesterov": "on",
    "--beta1": "0.8",
    "--beta2": "0.99",
    "--smoothing": "0.9",
    "--epsilon": "1e-7",
    "--weight-decay": "0.02",
    "--schedule": "step",
    "--schedule-every": "5",
    "--schedule-factor": "0.9",
    "--schedule-growth": "2",
    "--schedule-power": "0.6",
    "--warm-up": "3",
    "--batch-size": "3",
    "--loss": "huber",
    "--huber-delta": "0.7",
    "--focal-gamma": "1.5",
    "--class-weights": "1,2.5",
    "--label-smoothing": "0.1",
    "--l1": "1e-6",
    "--l2": "1e-5",
    "--dropout": "0.1",
    "--max-norm": "3",
    "--clip-norm": "1.5",
    "--clip-value": "2",
    "--max-iterations": "40",
    "--min-error": "1e-300",
    "--min-accuracy": "1",
    "--patience": "30",
    "--min-improvement": "1e-9",
    "--monitor": "validation",
    "--keep-best": "on",
    "--max-seconds": "1000",
    "--min-gradient-norm": "1e-300",
    "--check-every": "2",
    "--log-every": "7",
    "--batch-seed": "12",
    "--kernel": "numpy",
    "--precision": "float32",
}  # fmt: skip


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text(ROWS)
    return path


def read(*words: str) -> RunConfig:
    """The run that these words say."""
    return run_from(run_parser("tui-nn train", "", "").read(words))


def test_a_run_that_was_saved_is_the_same_run_to_the_last_digit(call: Call, rows: Path) -> None:
    words = [f"{flag}={value}" for flag, value in OTHER_THAN_DEFAULT.items()]
    saved = call("train", str(rows), *words, "--save-config", "run.toml", "--json")
    again = call("train", "--config", "run.toml", "--json")
    for outcome in (saved, again):
        outcome.objects[-1].pop("seconds")

    assert read("--config", "run.toml") == read(str(rows), *words)
    assert saved.status == again.status == 0
    assert [{**each, "seconds": 0} for each in again.objects] == [{**each, "seconds": 0} for each in saved.objects]


def test_every_option_can_be_saved(rows: Path) -> None:
    words = [f"{flag}={value}" for flag, value in OTHER_THAN_DEFAULT.items()]
    run = read(str(rows), *words)
    save_run(Path("run.toml"), run)

    assert read("--config", "run.toml") == run
    # An option that comes later has to be added to the table; hidden layers would contradict the layers in it.
    assert {f"--{each.flag}" for each in ALL_OPTIONS if each.flag} == {*OTHER_THAN_DEFAULT, "--hidden"}
    assert [each.key for each in ALL_OPTIONS if run.value(each) == RunConfig().value(each)] == ["hidden"]


def test_options_win_over_the_file(call: Call) -> None:
    call("train", "xor", "--seed", "5", "--momentum", "0.5", "--max-iterations", "1", "--save-config", "run.toml")
    run = read("--config", "run.toml", "--seed", "6", "--hidden", "4,4")

    assert (run.network.seed, run.network.hidden, run.training.momentum) == (6, (4, 4), 0.5)


def test_layers_in_the_file_give_way_to_hidden_on_the_line_and_the_other_way_round() -> None:
    Path("layers.toml").write_text("[network]\nlayers = [2, 3, 1]\n")
    Path("hidden.toml").write_text("[network]\nhidden = [3]\n")

    assert read("--config", "layers.toml", "--hidden", "4").network.layer_sizes(2, 1, "xor") == (2, 4, 1)
    assert read("--config", "hidden.toml", "--layers", "2,5,1").network.layer_sizes(2, 1, "xor") == (2, 5, 1)


def test_other_data_on_the_line_forget_the_columns_of_the_files_data(call: Call) -> None:
    about_columns = 'targets = ["carry"]\nignored = ["id"]\nkinds = ["a=category"]\n'
    Path("run.toml").write_text(f'[data]\nsource = "rows.csv"\nlabel = "mine"\n{about_columns}')

    assert read("xor", "--config", "run.toml").data == RunConfig().data
    assert read("xor", "--config", "run.toml", "--targets", "b").data.targets == ("b",)
    assert call("train", "xor", "--config", "run.toml", "--max-iterations", "1").status == 0


# Where the data are


def test_data_are_meant_from_the_folder_of_the_file(call: Call, rows: Path, tmp_path: Path) -> None:
    call("train", "rows.csv", "--max-iterations", "1", "--save-config", "run.toml")
    (tmp_path / "lesson").mkdir()
    for name in ("rows.csv", "run.toml"):
        (tmp_path / name).rename(tmp_path / "lesson" / name)

    assert tomllib.loads((tmp_path / "lesson" / "run.toml").read_text())["data"]["source"] == "rows.csv"
    assert call("train", "--config", "lesson/run.toml").status == 0
    assert "there is no file 'rows.csv'" in complaint(call("train", "rows.csv"))


def test_a_file_in_another_folder_finds_the_data_back(call: Call, rows: Path, tmp_path: Path) -> None:
    (tmp_path / "runs" / "may").mkdir(parents=True)
    call("train", "rows.csv", "--max-iterations", "1", "--save-config", "runs/may/run.toml")

    assert tomllib.loads((tmp_path / "runs/may/run.toml").read_text())["data"]["source"] == "../../rows.csv"
    os.chdir(tmp_path / "runs")
    assert call("train", "--config", "may/run.toml").status == 0


def test_a_whole_path_stays_as_it_is(call: Call, rows: Path, tmp_path: Path) -> None:
    call("train", str(rows), "--max-iterations", "1", "--save-config", "run.toml")

    assert tomllib.loads((tmp_path / "run.toml").read_text())["data"]["source"] == str(rows)


def test_a_mistyped_name_in_the_file_gets_the_hint_that_it_gets_on_the_line(call: Call) -> None:
    Path("run.toml").write_text('[data]\nsource = "xro"\n')

    assert complaint(call("train", "--config", "run.toml")) == complaint(call("train", "xro"))


# What cannot be read


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"[training]\nlearning_rte = 1\n", "run.toml, line 2: training.learning_rte: unknown key; did you mean"),
        (b"[training]\nlearning_rate = inf\n", "run.toml, line 2: training.learning_rate: inf cannot be used; give"),
        (b"[training]\nlearning_rate = '\x1b[31m'\n", "run.toml: is not valid TOML: Found invalid character"),
        (b"[training]\nlearning_rate = '1'\n", "run.toml, line 2: training.learning_rate: '1' is not a number"),
        (b"[traning]\nseed = 1\n", "run.toml, line 1: traning: unknown table; did you mean 'training'?"),
        (b"[network]\nlayers = [2, 2, 1]\nhidden = [2]\n", "run.toml: layers and hidden are two ways to say the same"),
        (b"format_version = 2\n", "run.toml, line 1: format_version: 2 is not known to this version of tui-nn"),
        (b"a = ", "run.toml: is not valid TOML: Invalid value (at end of document)"),
        (b"\xff\xfe", "run.toml, line 1: byte 0xff is not UTF-8; save the file as UTF-8"),
        (b"\x00", "run.toml: is not valid TOML: Invalid statement"),
        pytest.param(b"a=" + b"[" * 5000, "run.toml: is nested too deeply", id="nested"),
        pytest.param(b"[training]\nseed = " + b"9" * 5000, "run.toml: holds a number that cannot be read", id="digits"),
        (b"x,y\n1,2\n", "run.toml: is not valid TOML: Expected '='"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_run_is_told_with_the_place(content: bytes, line: str, call: Call) -> None:
    Path("run.toml").write_bytes(content)

    assert complaint(call("train", "--config", "run.toml")).startswith(line)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("missing.toml", "'missing.toml' does not exist; give the path of a TOML file"),
        ("missing\x00.toml", "'missing␀.toml' does not exist; give the path of a TOML file"),
        ("\x1b[31m", "'␛[31m' does not exist; give the path of a TOML file"),
        (".", "'.' is not a file; give the path of a TOML file"),
        ("/dev/zero", "'/dev/zero' is not a file; give the path of a TOML file"),
        ("pipe", "'pipe' is not a file; give the path of a TOML file"),
        ("", "--config: '' is not a path; give the path of a TOML file"),
        pytest.param("x" * 5000, "'xxxxx", id="long"),
        ("round", "'round' does not exist; give the path of a TOML file"),
    ],
)
def test_a_path_that_is_no_file_is_told(path: str, line: str, call: Call) -> None:
    os.mkfifo("pipe")
    Path("round").symlink_to("round")
    told = complaint(call("train", "--config", path))

    assert told.startswith(line)
    assert "give the path of a TOML file" in told


def test_a_huge_file_is_refused_at_once(call: Call) -> None:
    with Path("huge.toml").open("wb") as file:
        file.truncate(2**31)  # two gigabytes, none of them on the disk

    assert "larger than 1,000,000 bytes" in complaint(call("train", "--config", "huge.toml"))


def test_a_file_that_may_not_be_read_is_told(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("run.toml").write_text("")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # root may read everything

    assert complaint(call("train", "--config", "run.toml")).startswith("'run.toml' cannot be read: permission denied")


# What cannot be written


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("missing/run.toml", "'missing/run.toml' cannot be written: there is no such folder; make it first"),
        ("folder", "'folder' cannot be written: is a directory; give another path"),
        ("pipe", "'pipe' cannot be written: not a regular file; give another path"),
        ("round", "'round' cannot be written: too many levels of symbolic links; give another path"),
        ("file/run.toml", "'file/run.toml' cannot be written: not a directory; give another path"),
        ("a\x00b", "'a␀b' cannot be written: embedded null byte; give another path"),
        ("", "--save-config: '' is not a path; give the path of a TOML file"),
    ],
)
def test_a_path_that_cannot_be_written_is_told_before_the_run(path: str, line: str, call: Call, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    os.mkfifo("pipe")
    Path("round").symlink_to("round")
    before = sorted(tmp_path.iterdir())

    assert complaint(call("train", "xor", "--save-config", path)).startswith(line)
    assert sorted(tmp_path.iterdir()) == before
    assert Path("pipe").is_fifo()


def test_a_device_is_never_replaced_by_a_file(call: Call, tmp_path: Path) -> None:
    # As root a rename over /dev/null works, and every program of the machine would then write into a file.
    device = tmp_path / "null"
    try:
        os.mknod(device, 0o20666, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("only root can make a device")

    assert "not a regular file" in complaint(call("train", "xor", "--save-config", str(device)))
    assert device.is_char_device()


def test_a_run_that_cannot_begin_replaces_no_file(call: Call) -> None:
    Path("run.toml").write_text("name = 'precious'\n")
    for words in (("nope",), ("xor", "--layers", "3,1"), ("xor", "--hidden", "1000000000"), ("xor", "--nope")):
        complaint(call("train", *words, "--save-config", "run.toml"))
    complaint(call("nope", "--save-config", "run.toml"))

    assert Path("run.toml").read_text() == "name = 'precious'\n"


def test_a_name_that_no_file_can_hold_is_told_as_that(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "r\udcff.csv"
    path.write_text(ROWS)
    line = complaint(call("train", str(path), "--save-config", "run.toml"))

    assert line == "'run.toml' cannot be written: a name or a path in the run is not UTF-8; rename it"
    assert not Path("run.toml").exists()


def test_a_file_is_written_through_a_link_and_keeps_its_permissions(call: Call) -> None:
    Path("real.toml").write_text("")
    Path("real.toml").chmod(0o640)
    Path("link.toml").symlink_to("real.toml")
    done = call("train", "xor", "--max-iterations", "1", "--save-config", "link.toml")

    assert done.status == 0
    assert Path("link.toml").is_symlink()
    assert re.search(r"source = \"xor\"", Path("real.toml").read_text())
    assert Path("real.toml").stat().st_mode & 0o777 == 0o640
