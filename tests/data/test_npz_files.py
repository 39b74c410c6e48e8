"""NumPy's files are read by their headers: what they hold becomes columns, and nothing of them is ever run."""

import io
import zipfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import DataError
from tui_nn.config.plain_text import printable
from tui_nn.data import limits, npz_files
from tui_nn.data.catalog import load_data
from tui_nn.data.files import read_table
from tui_nn.data.table import ByteColumn, Table
from tui_nn.ui.column_choices import config_with, find_columns, present_choices

GRID = np.arange(12.0).reshape(4, 3) / 2


def saved(folder: Path, **arrays: npt.ArrayLike) -> Path:
    np.savez(folder / "x.npz", **arrays)  # type: ignore[arg-type]  # NumPy's own option stands among the names
    return folder / "x.npz"


def table(path: Path, **options: object) -> Table:
    return read_table(path, DataConfig(**options))  # type: ignore[arg-type]  # any option


def refusal(path: Path, **options: object) -> str:
    with pytest.raises(DataError) as caught:
        table(path, **options)
    message = str(caught.value)
    assert printable(message, 1_000) == message
    return message


def written(folder: Path, content: bytes, name: str = "x.npy") -> Path:
    (folder / name).write_bytes(content)
    return folder / name


def header(shape: tuple[int, ...], descr: str = "|u1") -> bytes:
    content = io.BytesIO()
    np.lib.format.write_array_header_1_0(content, {"descr": descr, "fortran_order": False, "shape": shape})
    return content.getvalue()


@pytest.mark.parametrize(
    "names", [("inputs", "targets"), ("x", "y"), ("X", "Y"), ("X", "y"), ("features", "labels"), ("x_train", "y_train")]
)
def test_inputs_and_targets_are_known_by_their_names(tmp_path: Path, names: tuple[str, str]) -> None:
    targets = np.array([[0.5, 1], [2, 3], [4, 5], [6, 7]])
    read = table(saved(tmp_path, **{names[1]: targets, names[0]: np.asfortranarray(GRID)}))
    assert read.names == ("input 1", "input 2", "input 3", "target 1", "target 2")
    assert read.targets == ("target 1", "target 2")
    assert [column.values.tolist() for column in read.columns] == [*GRID.T.tolist(), *targets.T.tolist()]


def test_the_screen_of_the_columns_knows_the_targets_of_the_file(tmp_path: Path) -> None:
    path = saved(tmp_path, x=GRID, y=GRID[:, :2])
    config = DataConfig(str(path))
    found = find_columns(config)
    roles = [choice.role for choice in present_choices(found, config)]
    assert roles == ["input", "input", "input", "target", "target"]
    assert config_with(found, present_choices(found, config), config) == config


def test_test_rows_of_the_file_are_the_test_part(tmp_path: Path) -> None:
    path = saved(tmp_path, x_train=GRID, y_train=GRID[:, 0], x_test=GRID[:2], y_test=GRID[:2, 0])
    dataset = load_data(DataConfig(str(path)))
    assert dataset.parts is not None
    assert dataset.parts.tolist() == [0, 0, 0, 0, 2, 2]
    assert np.shares_memory(dataset.training.inputs, dataset.inputs)
    split = load_data(DataConfig(str(path), validation_share=0.5))
    assert split.parts is not None
    assert sorted(split.parts[:4].tolist()) == [0, 0, 1, 1]
    assert split.parts[4:].tolist() == [2, 2]
    drawn = load_data(DataConfig(str(path), test_share=0.5))
    assert drawn.table is not None
    assert "the rows for testing are drawn anew, not those that the file keeps for it" in drawn.table.remarks


def test_flat_arrays_are_columns(tmp_path: Path) -> None:
    moments = np.array(["2024-01-01", "NaT", "2024-02-01"], "M8[s]")
    path = saved(tmp_path, size=[1, 2, 3], when=moments, kind=["fir", "oak", "fir"])
    read = table(path, kinds=("when=date",), missing="drop")
    assert [(column.name, column.kind) for column in read.columns] == [
        ("size", "number"), ("when", "date"), ("kind", "category"),
    ]  # fmt: skip
    assert [read.cell_text(row, "when") for row in range(3)] == ["2024-01-01", "", "2024-02-01"]


def test_a_single_table_has_its_target_last(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", GRID.astype(np.float32))
    read = table(tmp_path / "x.npy")
    assert (read.names, read.targets) == (("column 1", "column 2", "column 3"), ("column 3",))
    assert table(saved(tmp_path, whatever=GRID)).names == read.names


def test_whole_numbers_to_learn_are_classes_unless_somebody_says_otherwise(tmp_path: Path) -> None:
    path = saved(tmp_path, x=GRID, y=np.array([2, 0, 1, 0]))
    assert table(path).column("target").categories == ("0", "1", "2")
    assert table(path, kinds=("target=number",)).column("target").kind == "number"
    assert table(saved(tmp_path, x=GRID, y=np.array([2, 0, 7, 0]))).column("target").kind == "number"


def test_pixels_take_a_byte_each_and_are_numbers_all_the_same(tmp_path: Path) -> None:
    pictures = np.arange(4 * 16, dtype=np.uint8).reshape(4, 4, 4)
    dataset = load_data(DataConfig(str(saved(tmp_path, x=pictures, y=[0, 1, 2, 0]))))
    assert dataset.table is not None
    assert isinstance(dataset.table.columns[0], ByteColumn)
    assert dataset.input_names[:5] == ("r0c0", "r0c1", "r0c2", "r0c3", "r1c0")
    assert dataset.inputs.tolist() == pictures.reshape(4, 16).tolist()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_refused_with_its_place(tmp_path: Path, value: float) -> None:
    grid = GRID.copy()
    grid[2, 1] = value
    message = refusal(saved(tmp_path, x=grid, y=GRID[:, 0]), missing="drop" if np.isinf(value) else "refuse")
    assert message.startswith(f"'x.npz', row 3, column 2 ('input 2'): '{value}' is ")


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"a": GRID, "b": GRID[:, 0]}, "'x.npz' holds 2 arrays, 'a' (4, 3), 'b' (4,); call them inputs and targets"),
        ({"x": GRID, "y": GRID[:3, 0]}, "'x.npz': 4 rows of inputs do not fit 3 of targets"),
        ({"x": GRID * 1j, "y": GRID}, "'x.npz': the array 'x' holds complex numbers"),
        ({"x": np.zeros((0, 3)), "y": np.zeros(0)}, "'x.npz' holds no rows"),
        ({"x": np.zeros((4, 0)), "y": np.zeros(4)}, "'x.npz': inputs have no columns"),
        ({"x": np.zeros((2, 20_000)), "y": np.zeros(2)}, "'x.npz': 20,000 columns are more than 10,000"),
        ({"x": np.float64(3), "y": np.float64(3)}, "'x.npz': inputs are a single value"),
        ({"x": np.zeros(3, dtype=[("a", float)]), "y": np.zeros(3)}, "'x.npz': the array 'x' holds values of the type"),
        ({"x_train": GRID, "y_train": GRID, "x_test": GRID, "y_test": GRID[:, 0]}, "'x.npz': the rows for training"),
        ({"a": ["x\0y", "z"], "b": [1, 2]}, "'x.npz': a text holds a NUL"),
    ],
)
def test_arrays_that_are_no_table_are_told_apart(
    tmp_path: Path, arrays: dict[str, npt.ArrayLike], message: str
) -> None:
    assert refusal(saved(tmp_path, **arrays)).startswith(message)


def test_texts_of_no_characters_are_refused(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.array([["fir", "1"], ["oak", "2"]]))
    content = bytearray((tmp_path / "x.npy").read_bytes())
    content[-12 * 4 + 3] = 0xFF
    assert refusal(written(tmp_path, bytes(content))).startswith("'x.npy': a text holds what are no characters")


class Trap:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return exec, ("raise SystemExit('the trap has sprung')",)


def test_objects_are_never_unpickled(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.array([Trap()], dtype=object), allow_pickle=True)
    assert refusal(tmp_path / "x.npy") == (
        "'x.npy': the array holds Python objects, which are never loaded; save it as numbers"
    )


def test_what_is_claimed_is_looked_at_before_there_is_room_for_it(tmp_path: Path) -> None:
    assert "holds 2,199,023,255,552 values" in refusal(written(tmp_path, header((1 << 40, 2))))
    assert "holds 1,000,000,000 values" in refusal(written(tmp_path, header((10**9,), "<U1000000")))
    assert "values" in refusal(written(tmp_path, header((-1, 2))))
    bomb = tmp_path / "x.npz"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("x.npy", "w") as member:
        member.write(header((limits.NUMBER_LIMIT + 1,)))
        member.write(bytes(1 << 20))
    assert "more than the 134,217,728 of one file" in refusal(bomb)


def test_arrays_together_have_one_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(npz_files, "NUMBER_LIMIT", 15)
    assert "the array 'y' holds 4 values, more than" in refusal(saved(tmp_path, x=GRID, y=GRID[:, 0]))


@pytest.mark.parametrize("kept", [3, 7, 20, 100, -1])
def test_what_is_cut_off_is_refused(tmp_path: Path, kept: int) -> None:
    np.save(tmp_path / "y.npy", GRID)
    assert refusal(written(tmp_path, (tmp_path / "y.npy").read_bytes()[:kept])).startswith("'x.npy'")
    saved(tmp_path, x=GRID, y=GRID)
    assert refusal(written(tmp_path, (tmp_path / "x.npz").read_bytes()[:kept], "z.npz")).startswith("'z.npz'")


def test_an_archive_of_other_files_is_none(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.npz", "w") as archive:
        archive.writestr("table.csv", "a,b\n1,2\n")
    assert refusal(tmp_path / "x.npz").startswith("'x.npz' is an archive of other files; unpack it")
