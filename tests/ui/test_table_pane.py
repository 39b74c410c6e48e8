"""Table: what the engine computed, row by row, whatever the columns are called and however many rows there are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len
from textual.geometry import Region

from tests.ui.laboratory import LARGE, SMALL, Laboratory, opened
from tui_nn.config.data_config import DataConfig
from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.judgement import rows_right
from tui_nn.ui.formatting import difference_text, output_text
from tui_nn.ui.panes.table_columns import NAME_LIMIT, PART_NAMES, Columns, columns_for, fitted
from tui_nn.ui.panes.table_pane import HEADER_LINES, TablePane

HOSTILE_NAMES = [
    "\x1b[2J\x1b[31mred",
    "\x1b]0;title\x07",
    "a\rb\nc\td",
    "[bold red]x[/]",
    "[@click=app.quit]quit[/]",
    "漢字の列",
    "e\u0301\u0302\u0303" * 5,
    "\u202egnp.exe",
    "👩‍👩‍👧‍👦",
    "x" * 100_000,
    "",
    " ",
]


def rows_of(laboratory: Laboratory) -> list[str]:
    """The rows in sight, as they stand on the screen."""
    pane = laboratory.app.main_screen.table_pane
    region = pane.content_region
    return [line[region.x : region.right] for line in laboratory.lines[region.y + HEADER_LINES : region.bottom]]


def drawn(pane: TablePane) -> list[str]:
    return [strip.text for strip in pane.draw_lines()]


def dataset(names: list[str]) -> Dataset:
    values = np.arange(2 * len(names), dtype=float).reshape(2, -1)
    return Dataset(
        name="hostile",
        inputs=values[:, :-1],
        targets=values[:, -1:],
        input_names=tuple(names[:-1]),
        target_names=(names[-1],),
    )


async def test_values_are_those_of_the_engine() -> None:
    async with opened() as laboratory:
        await laboratory.train_to(3000)
        snapshot, started = laboratory.session.snapshot, laboratory.session.started
        assert snapshot is not None
        assert started is not None
        expected = snapshot.network.predict(started.rows.inputs)
        assert snapshot.outputs.tolist() == expected.tolist()

        for row, line in enumerate(rows_of(laboratory)[:4]):
            a, b, output, target, difference, sign = line.split()
            assert [float(a), float(b)] == started.rows.inputs[row].tolist()
            assert output == output_text(expected[row, 0])
            assert float(target) == started.rows.targets[row, 0]
            assert difference == difference_text(expected[row, 0] - started.rows.targets[row, 0])
            assert sign == ("✓" if (expected[row, 0] > 0.5) == bool(float(target)) else "✗")
        right = sum("✓" in line for line in rows_of(laboratory))
        assert f"{right} right of 4 rows" in laboratory.text


async def test_a_row_with_two_outputs_is_right_only_when_both_are() -> None:
    async with opened(RunConfig(data=DataConfig("half-adder"))) as laboratory:
        snapshot, started = laboratory.session.snapshot, laboratory.session.started
        assert snapshot is not None
        assert started is not None
        right = ((snapshot.outputs > 0.5) == (started.rows.targets > 0.5)).all(axis=1)

        assert ["✓" in line for line in rows_of(laboratory)[:4]] == right.tolist()
        assert laboratory.text.count("output     target  difference") == 2
        for name in started.rows.target_names:
            assert name in laboratory.text


async def test_numbers_that_are_no_answers_are_not_judged(tmp_path: Path) -> None:
    path = tmp_path / "surface.csv"
    path.write_text("x,height\n0.25,1.5\n-123456.789,-1e9\n")
    run = RunConfig(data=DataConfig(str(path)), network=NetworkConfig(activations=("linear",)))
    async with opened(run) as laboratory:
        first, second = rows_of(laboratory)[:2]
        assert first.split()[0] == "0.25"
        assert second.split()[0] == "-123457"
        assert "✓" not in laboratory.text
        assert "✗" not in laboratory.text
        assert "2 rows" in laboratory.text
        assert "right of" not in laboratory.text


async def test_only_rows_that_changed_are_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened() as laboratory:
        refreshed: list[Region] = []
        pane = laboratory.app.main_screen.table_pane
        monkeypatch.setattr(pane, "refresh", lambda *regions, **_options: refreshed.extend(regions))
        for _ in range(3):
            laboratory.app.show_session()
        assert refreshed == []

        laboratory.session.step(1)
        await laboratory.settle()
        assert refreshed
        assert {region.y for region in refreshed} <= {HEADER_LINES + row for row in range(4)}
        assert all(region.width < pane.size.width // 2 for region in refreshed)


async def test_the_first_thousand_of_many_rows_are_shown_and_the_rest_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("a,b\n" + "".join(f"{row / 2500},{row % 2}\n" for row in range(2500)))
    async with opened(RunConfig(data=DataConfig(str(path)))) as laboratory:
        pane = laboratory.app.main_screen.table_pane
        assert pane.row_count == 1000
        assert "of first 1,000 of 2,500 rows" in laboratory.text
        assert rows_of(laboratory)[0].split()[0] == "1"

        laboratory.app.main_screen.go_to("table")
        await laboratory.pause()
        await laboratory.press("end")
        await laboratory.pause()
        assert rows_of(laboratory)[-1].strip().startswith("… 1,500 more rows")
        assert rows_of(laboratory)[-2].split()[0] == "1,000"
        await laboratory.train_to(500)
        assert rows_of(laboratory)[-2].split()[0] == "1,000"

        laboratory.session.change({("data", "source"): "xor"})
        await laboratory.settle()
        assert [line.split()[:2] for line in rows_of(laboratory)[:4]] == [
            ["0", "0"],
            ["0", "1"],
            ["1", "0"],
            ["1", "1"],
        ]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_headings_are_one_line_as_wide_as_the_rows_whatever_the_names(name: str) -> None:
    for names in ([name, "y"], ["x", name], [name] * 5):
        columns = columns_for(dataset(names), 2)
        for heading in columns.headings:
            assert heading.isprintable() or heading.replace("\u200d", "").isprintable()
            assert cell_len(heading) == columns.width
        assert columns.width < (NAME_LIMIT + 40) * 5 * 2


async def test_hostile_names_neither_act_nor_move_a_row() -> None:
    rows = dataset(HOSTILE_NAMES)
    async with opened() as laboratory:
        pane = laboratory.app.main_screen.table_pane
        session = laboratory.session
        assert session.started is not None
        assert session.snapshot is not None
        object.__setattr__(session.started, "rows", rows)
        object.__setattr__(session.snapshot, "outputs", np.zeros((2, 1)))
        pane.show(session)
        await laboratory.pause()
        for _ in range(5):
            for line in drawn(pane):
                assert cell_len(line) == pane.size.width
                assert "\x1b" not in line
                assert not any(ord(character) < 32 for character in line)
            pane.scroll_to(x=pane.scroll_offset.x + 37, animate=False)
            await laboratory.pause()
        assert not laboratory.engine.closed


async def test_wide_tables_scroll_sideways_and_headings_go_with_them(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    names = [f"column{number:02}" for number in range(40)]
    path.write_text(",".join(names) + "\n" + ",".join(str(number) for number in range(40)) + "\n")
    async with opened(RunConfig(data=DataConfig(str(path)))) as laboratory:
        pane = laboratory.app.main_screen.table_pane
        assert "column00" in drawn(pane)[1]
        laboratory.app.main_screen.go_to("table")
        await laboratory.pause()
        pane.scroll_to(x=pane.max_scroll_x, animate=False)
        await laboratory.pause()
        assert "column38" in drawn(pane)[1]
        assert "column39" in drawn(pane)[0]
        assert "column00" not in drawn(pane)[1]
        assert drawn(pane)[2].index("38") == drawn(pane)[1].index("column38")


async def test_a_hidden_table_catches_up() -> None:
    async with opened(size=(60, 16)) as laboratory:
        await laboratory.train_to(1000)
        await laboratory.press("left_square_bracket", "left_square_bracket")
        laboratory.app.main_screen.go_to("table")
        await laboratory.pause()
        snapshot = laboratory.session.snapshot
        assert snapshot is not None
        assert output_text(snapshot.outputs[0, 0]) in rows_of(laboratory)[0]
        await laboratory.pilot.resize_terminal(*LARGE)
        await laboratory.pause()
        assert output_text(snapshot.outputs[3, 0]) in rows_of(laboratory)[3]


async def test_of_many_rows_only_those_in_sight_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []
    write = Columns.inputs

    def count(columns: Columns, row: int) -> str:
        written.append(row)
        return write(columns, row)

    monkeypatch.setattr(Columns, "inputs", count)
    async with opened(RunConfig(data=DataConfig("digits"))) as laboratory:
        pane = laboratory.app.main_screen.table_pane
        assert written == list(range(pane.size.height - HEADER_LINES))
        await laboratory.train_to(500)
        assert len(written) == pane.size.height - HEADER_LINES  # inputs stay as they are


async def test_classes_are_judged_as_the_loss_has_it() -> None:
    moons, network = DataConfig("moons", samples=20), NetworkConfig(hidden=(2,), activations=("tanh",))
    async with opened(RunConfig(data=moons, network=network, training=TrainingConfig(loss="hinge"))) as laboratory:
        assert "%" not in "".join(rows_of(laboratory))  # distances, not shares
        session = laboratory.session
        assert session.started is not None
        assert session.snapshot is not None
        chosen = (session.snapshot.outputs[:, 0] >= 0).tolist()
        names = session.started.rows.class_names
        for line, one in zip(rows_of(laboratory), chosen, strict=False):
            if line.strip():
                assert f" {names[one]} " in line


@pytest.mark.parametrize("test_share", [0.0, 0.25])
async def test_what_a_row_is_for_is_said_and_how_many_of_each_are_right(test_share: float) -> None:
    data = DataConfig("iris", validation_share=0.25, test_share=test_share)
    async with opened(RunConfig(data=data)) as laboratory:
        session = laboratory.session
        assert session.started is not None
        assert session.snapshot is not None
        rows = session.started.rows
        right = rows_right(rows, session.snapshot.outputs, 0.5)
        assert right is not None
        assert rows.parts is not None
        parts = {name: rows.parts == part for part, name in PART_NAMES.items() if (rows.parts == part).any()}
        assert len(parts) == (3 if test_share else 2)
        counts = " ".join(f"{name} {right[here].sum()}/{here.sum()}" for name, here in parts.items())
        assert f"✓ {counts}" in laboratory.text
        await laboratory.pilot.resize_terminal(*SMALL)
        await laboratory.pause()
        assert ("%" in str(laboratory.app.main_screen.table_pane.border_subtitle)) == (len(parts) == 3)
        names = [line.split()[1] for line in rows_of(laboratory)[:3]]
        assert names == [PART_NAMES[int(part)] for part in rows.parts[: len(names)]]


def test_what_does_not_fit_is_seen_to_be_cut() -> None:
    assert fitted("virginica", 9) == "virginica"
    assert fitted("virginica", 5) == "virg…"
    assert fitted("漢字の列", 5) == "漢字…"
    assert cell_len(fitted("漢字の列", 4)) == 4
