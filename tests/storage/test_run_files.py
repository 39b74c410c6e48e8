"""Runs as files: what is saved is what is loaded, and data are found from wherever the file is read."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import ConfigError
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.catalog import is_builtin, load_dataset
from tui_nn.storage.run_files import load_run, save_run

ROWS = "a,b\n0,1\n1,0\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with data in it, which is the current one."""
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "rows.csv").write_text(ROWS)
    monkeypatch.chdir(folder)
    return folder


def run_on(source: str) -> RunConfig:
    return RunConfig(data=DataConfig(source=source))


def source_in(path: Path) -> str:
    source = tomllib.loads(path.read_text(encoding="utf-8"))["data"]["source"]
    assert isinstance(source, str)
    return source


def words() -> st.SearchStrategy[str]:
    return st.text(st.characters(codec="utf-8"), max_size=20)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=words(),
    targets=st.lists(words(), max_size=3).map(tuple),
    hidden=st.lists(st.integers(1, 2**63 - 1), max_size=4).map(tuple),
    scale=st.floats(0, allow_nan=False, allow_infinity=False),
    rate=st.floats(0, exclude_min=True, allow_nan=False, allow_infinity=False),
    batch=st.none() | st.integers(1, 2**63 - 1),
    seed=st.integers(0, 2**63 - 1),
)
def test_what_is_loaded_is_what_was_saved(
    tmp_path: Path, name: str, targets: tuple[str, ...], hidden: tuple[int, ...], scale: float, rate: float,
    batch: int | None, seed: int,
) -> None:  # fmt: skip
    run = RunConfig(
        name=name,
        data=DataConfig(source="/data/größe.csv", targets=targets, label=name),
        network=NetworkConfig(hidden=hidden, scale=scale, seed=seed),
        training=TrainingConfig(learning_rate=rate, batch_size=batch, seed=seed),
    )
    save_run(tmp_path / "run.toml", run)

    assert load_run(tmp_path / "run.toml") == run


# Where the data are


@pytest.mark.parametrize(
    ("source", "file", "written"),
    [
        ("xor", "run.toml", "xor"),
        ("XOR", "../run.toml", "XOR"),
        ("rows.csv", "run.toml", "rows.csv"),
        ("./rows.csv", "run.toml", "rows.csv"),
        ("../here/rows.csv", "run.toml", "rows.csv"),
        ("rows.csv", "../run.toml", "here/rows.csv"),
        ("rows.csv", "../there/run.toml", "../here/rows.csv"),
        ("../there/../here/rows.csv", "../there/run.toml", "../here/rows.csv"),
        ("/data/rows.csv", "../there/run.toml", "/data/rows.csv"),
        ("~/rows.csv", "../there/run.toml", "~/rows.csv"),
        ("missing.csv", "../there/run.toml", "../here/missing.csv"),
        ("xro", "../there/run.toml", "xro"),
        ("", "../there/run.toml", ""),
    ],
)
def test_a_relative_path_is_written_as_seen_from_the_files_folder(
    source: str, file: str, written: str, tmp_path: Path
) -> None:
    (tmp_path / "there").mkdir()
    save_run(Path(file), run_on(source))

    assert source_in(Path(file)) == written


@pytest.mark.parametrize("file", ["run.toml", "../run.toml", "../there/run.toml", "/tmp/../{tmp}/there/run.toml"])
def test_data_are_found_back_from_wherever_the_file_is_read(
    file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "there").mkdir()
    path = Path(file.replace("{tmp}", str(tmp_path).lstrip("/")))
    save_run(path, run_on("rows.csv"))
    whole = path.absolute()
    for folder in (tmp_path, tmp_path / "there", tmp_path / "here", Path("/")):
        monkeypatch.chdir(folder)
        for form in (whole, Path(os.path.relpath(whole))):
            assert load_dataset(load_run(form).data.source).samples == 2


def test_data_are_found_back_through_a_folder_that_is_a_link(tmp_path: Path) -> None:
    (tmp_path / "far" / "away").mkdir(parents=True)
    Path("link").symlink_to(tmp_path / "far" / "away")
    save_run(Path("link/run.toml"), run_on("rows.csv"))

    assert load_dataset(load_run(Path("link/run.toml")).data.source).samples == 2
    assert load_dataset(load_run(tmp_path / "far" / "away" / "run.toml").data.source).samples == 2


def test_the_home_folder_is_the_readers(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(here))
    save_run(Path("run.toml"), run_on("~/rows.csv"))

    assert load_dataset(load_run(Path("run.toml")).data.source).samples == 2


@pytest.mark.parametrize("name", ["xor", "XOR"])
def test_a_file_with_the_name_of_a_built_in_data_set_stays_a_file(name: str, here: Path) -> None:
    (here / name).write_text(ROWS)
    save_run(Path("run.toml"), run_on(f"./{name}"))
    loaded = load_run(Path("run.toml"))

    assert source_in(Path("run.toml")) == f"./{name}"
    assert not is_builtin(loaded.data.source)
    assert load_dataset(loaded.data.source).samples == 2


def test_a_file_without_a_suffix_is_found_beside_the_run(here: Path, tmp_path: Path) -> None:
    (here / "rows").write_text(ROWS)
    save_run(tmp_path / "run.toml", run_on("rows"))

    assert source_in(tmp_path / "run.toml") == "here/rows"
    assert load_dataset(load_run(tmp_path / "run.toml").data.source).samples == 2


def test_data_beside_the_run_win_over_data_of_that_name_in_the_current_folder(here: Path, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(ROWS + "1,1\n")
    (tmp_path / "rows").write_text(ROWS + "1,1\n")
    (here / "rows").write_text(ROWS)
    for name in ("rows.csv", "rows"):
        (tmp_path / "run.toml").write_text(f'[data]\nsource = "{name}"\n')

        assert load_dataset(load_run(tmp_path / "run.toml").data.source).samples == 3


def test_data_in_the_current_folder_are_not_taken_for_those_beside_the_run(here: Path, tmp_path: Path) -> None:
    (here / "rows").write_text(ROWS)
    (tmp_path / "run.toml").write_text('[data]\nsource = "rows"\n')

    assert load_run(tmp_path / "run.toml").data.source == str(tmp_path / "rows")


@pytest.mark.parametrize("source", ["rows.csv", "./rows.csv", "rows", "../here/rows.csv"])
def test_beside_the_current_folders_run_data_are_called_as_the_file_calls_them(source: str) -> None:
    Path("run.toml").write_text(f'[data]\nsource = "{source}"\n')

    assert load_run(Path("run.toml")).data.source == source


def test_a_name_that_was_mistyped_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "run.toml").write_text('[data]\nsource = "xro"\n')

    assert load_run(tmp_path / "run.toml").data.source == "xro"


# Faults


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(28, "No space left on device"), "cannot be written: no space left on device; give another path"),
        (OSError(30, "Read-only file system"), "cannot be written: read-only file system; give another path"),
        (PermissionError(13, "Permission denied"), "cannot be written: permission denied; give another path"),
        (FileNotFoundError(2, "No such file"), "cannot be written: there is no such folder; make it first"),
        (OSError(), "cannot be written: oserror; give another path"),
    ],
)
def test_what_the_system_refuses_is_one_line_and_the_old_file_stays(
    error: OSError, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("run.toml").write_text("name = 'old'\n")

    def refuse(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", refuse)
        with pytest.raises(ConfigError) as caught:
            save_run(Path("run.toml"), RunConfig())

    assert str(caught.value) == f"'run.toml' {told}"
    assert Path("run.toml").read_text() == "name = 'old'\n"
    assert sorted(path.name for path in Path().iterdir()) == ["rows.csv", "run.toml"]


def test_text_that_no_file_can_hold_is_told_and_nothing_is_written() -> None:
    for run in (RunConfig(name="\udcff"), run_on("\udcff.csv")):
        with pytest.raises(ConfigError, match="is not UTF-8; rename it"):
            save_run(Path("run.toml"), run)

    assert not Path("run.toml").exists()


def test_the_message_about_a_path_is_harmless() -> None:
    path = Path("\x1b[31m" + "x" * 300)
    with pytest.raises(ConfigError) as loading:
        load_run(path)
    with pytest.raises(ConfigError) as saving:
        save_run(path, RunConfig())

    for caught in (loading, saving):
        assert str(caught.value).isprintable()
        assert len(str(caught.value)) < 200
