"""What a plot shows, and that nothing told by colour is told by colour alone."""

from __future__ import annotations

import ast
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len

import tui_nn
from tui_nn.ui.plots.line_plot import (
    HorizontalLine,
    LinePlot,
    PointMark,
    VerticalLine,
    draw_line_plot,
    plot_frame,
)

from .samples import BLUE, DARK, ORANGE, RED, TARGET, curve_cells, error_plot, series, texts, xor_run

LINE = "╌"


def _drawn(plot: LinePlot, width: int = 78, height: int = 18) -> list[str]:
    return texts(draw_line_plot(plot, width, height, DARK))


def _row_of(label: str, rows: list[str]) -> str:
    return next(row for row in rows if row.lstrip().startswith(f"{label}┤"))


@pytest.mark.parametrize("log_y", [True, False])
@pytest.mark.parametrize(
    ("width", "height"),
    [(0, 0), (1, 1), (15, 5), (16, 4), (16, 5), (17, 7), (20, 8), (42, 10), (78, 18), (150, 40), (300, 6), (16, 90)],
)
def test_every_size_is_filled_exactly(width: int, height: int, log_y: bool) -> None:
    strips = draw_line_plot(error_plot(xor_run(), log_y=log_y), width, height, DARK)
    assert len(strips) == height
    for strip in strips:
        assert strip.cell_length == width == cell_len(strip.text)
        assert all(segment.style and segment.style.bgcolor for segment in strip)
    usable = width >= 16 and height >= 5
    assert bool(curve_cells(strips)) == usable


def test_the_largest_size() -> None:
    strips = draw_line_plot(error_plot(xor_run(points=500)), 1000, 400, DARK)
    assert {strip.cell_length for strip in strips} == {1000}
    assert len(strips) == 400


def test_axes_are_named_and_numbered() -> None:
    rows = _drawn(error_plot(xor_run()))
    assert rows[0].strip() == "error"
    assert rows[-1].strip() == "iteration"
    assert rows[-2].split() == ["0", "20k", "40k", "60k", "80k", "100k"]
    assert [row.split("┤")[0].strip() for row in rows if "┤" in row] == ["1", "0.1", "0.01", "1e-3", "1e-4", "1e-5"]


def test_the_curve_is_where_the_axes_say() -> None:
    rows = _drawn(error_plot(series([0, 50, 100], [1.0, 0.1, 0.01]), target=None), 60, 21)
    # On the rows of its decades: at the left, in the middle (the grid line hides no dot of it) and at the right.
    first = _row_of("1", rows).index("┤") + 1
    for label, column in (("1", first), ("0.1", (first + 60) // 2), ("0.01", 59)):
        assert "\u2800" < _row_of(label, rows)[column] <= "\u28ff"


def test_the_same_arguments_give_the_same_strips() -> None:
    plot = error_plot(xor_run(), series([0, 1e5], [0.5, 0.7], "validation", ORANGE))
    once = draw_line_plot(plot, 78, 18, DARK)
    draw_line_plot(error_plot(series([0], [3]), log_y=False, target=None), 30, 9, DARK)
    assert draw_line_plot(plot, 78, 18, DARK) == once


@pytest.mark.parametrize(("log_y", "label"), [(True, "1e-5"), (False, "0")])
def test_the_target_is_a_dashed_line_with_its_label_in_it(log_y: bool, label: str) -> None:
    row = _row_of(label, _drawn(error_plot(xor_run(), log_y=log_y)))
    assert " target 1e-05 " in row
    assert row.count(LINE) > 10


def test_a_target_above_the_curve_is_in_the_range() -> None:
    for log_y in (True, False):
        rows = _drawn(error_plot(series([0, 9], [1, 0.5]), log_y=log_y, target=HorizontalLine(50, RED, "target 50")))
        assert sum(LINE in row for row in rows) == 1


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan"), float("inf")])
def test_a_target_without_a_place_on_a_logarithmic_axis_is_left_out(value: float) -> None:
    rows = _drawn(error_plot(xor_run(), target=HorizontalLine(value, RED, "target")))
    assert not any(LINE in row or "target" in row for row in rows)


def test_a_target_of_zero_is_drawn_on_a_linear_axis() -> None:
    row = _row_of("0", _drawn(error_plot(xor_run(), log_y=False, target=HorizontalLine(0.0, RED, "target 0"))))
    assert "target 0" in row


def test_the_label_hides_no_part_of_the_curve() -> None:
    with_label = draw_line_plot(error_plot(xor_run(), log_y=False), 78, 18, DARK)
    unlabelled = error_plot(xor_run(), log_y=False, target=HorizontalLine(TARGET.value, RED, ""))
    assert curve_cells(with_label) == curve_cells(draw_line_plot(unlabelled, 78, 18, DARK))


def test_a_label_with_no_free_place_in_the_line_stands_above_the_plot() -> None:
    rows = _drawn(error_plot(series([0, 100], [0.0, 0.0]), log_y=False, target=HorizontalLine(0.0, RED, "target 0")))
    assert rows[0].split() == ["error", LINE * 2, "target", "0"]
    assert not any("target" in row for row in rows[1:])


def test_curves_target_and_grid_differ_without_color() -> None:
    plot = error_plot(xor_run(), series([0, 1e5], [0.5, 0.5], "validation", ORANGE))
    rows = [strip.text for strip in draw_line_plot(plot, 78, 18, replace(DARK, without_colour=True))]
    assert rows[0].split() == ["error", "⠒⠒", "training", "▀▄", "validation"]
    canvas = "".join(row.split("┤")[-1].split("│")[-1] for row in rows[1:-3])
    kinds = {"braille" if "\u2800" < character <= "\u28ff" else character for character in canvas} - set(
        TARGET.label.replace(" ", "")
    )
    assert {"braille", LINE, "·", " "} <= kinds
    assert kinds - {"braille", LINE, "·", " "} <= set("▀▄▘▝▖▗▚▞▛▜▙▟█▌▐")


def test_the_first_curve_lies_over_the_others() -> None:
    both = error_plot(series([0, 10], [0.5, 0.5]), series([0, 10], [0.5, 0.5], "validation", ORANGE), target=None)
    alone = error_plot(series([0, 10], [0.5, 0.5]), target=None)
    assert curve_cells(draw_line_plot(both, 60, 12, DARK)) == curve_cells(draw_line_plot(alone, 60, 12, DARK))


def test_colors_are_those_asked_for() -> None:
    strips = draw_line_plot(error_plot(xor_run()), 78, 18, DARK)
    colors = {
        segment.style.color.triplet
        for strip in strips
        for segment in strip
        if segment.style and segment.style.color and not segment.text.isspace()
    }
    assert colors == {DARK.foreground, DARK.grid, BLUE, RED}


def test_an_error_that_reaches_zero_is_drawn_on_the_edge_labelled_zero() -> None:
    rows = _drawn(error_plot(series(np.arange(100.0), np.where(np.arange(100) < 50, 0.1, 0.0))))
    right_half = _row_of("0", rows)[45:-1]
    assert all("\u2800" < character <= "\u28ff" for character in right_half)


def test_one_point_is_easily_seen_and_no_point_leaves_the_axes() -> None:
    assert any("•" in row for row in _drawn(error_plot(series([0], [1.1]))))
    for log_y in (True, False):
        for plot in (error_plot(log_y=log_y), error_plot(series([], []), log_y=log_y, target=None)):
            rows = _drawn(plot)
            assert any(row.lstrip().startswith("1┤") for row in rows)
            assert rows[-2].split() == ["0", "1"]


def test_unordered_points_are_drawn_in_order() -> None:
    shuffled = np.random.default_rng(1).permutation(1000)
    run = xor_run(points=1000)
    mixed = series(run.x[shuffled], run.y[shuffled])
    assert _drawn(error_plot(mixed)) == _drawn(error_plot(run))


def test_series_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match="equally long"):
        series([1, 2], [1])


@pytest.mark.parametrize("name", ["a\nb\x1b[31m\x07", "日本語" * 10, "e\u0301" * 20, "[red]x[/]", "x" * 500])
def test_foreign_names_cannot_break_the_rows(name: str) -> None:
    curves = xor_run(), series([0, 1e5], [1, 1], name)
    plot = LinePlot(curves, name, name, log_y=True, horizontal_line=HorizontalLine(1e-5, RED, name[:20]))
    for width in (16, 42, 90):
        strips = draw_line_plot(plot, width, 12, DARK)
        assert len(strips) == 12
        assert all(strip.cell_length == width == cell_len(strip.text) for strip in strips)
        assert not any(ord(character) < 32 for strip in strips for character in strip.text)


def test_drawing_neither_prints_nor_asks_for_the_size_of_the_terminal(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(shutil, "get_terminal_size", lambda *arguments: asked.append(arguments))
    for plot in (error_plot(xor_run()), error_plot(), error_plot(series([0], [1]), log_y=False)):
        draw_line_plot(plot, 300, 120, DARK)
    assert (asked, *capfd.readouterr()) == ([], "", "")


def test_one_module_knows_plotext() -> None:
    package = Path(str(tui_nn.__file__)).parent
    importers = set()
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.split(".")[0] == "plotext" for name in names):
                importers.add(path.relative_to(package).as_posix())
    assert importers == {"ui/plots/figure.py"}


# A part of it, and what is marked


def test_a_window_shows_its_part_alone_at_its_own_height() -> None:
    plot = error_plot(series([0, 50, 100], [1.0, 0.5, 0.45]), log_y=False, target=TARGET)
    rows = _drawn(replace(plot, x_range=(50.0, 100.0)), 60, 20)

    assert [row.split("┤")[0].strip() for row in rows if "┤" in row] == ["0.5", "0.49", "0.48", "0.47", "0.46", "0.45"]
    assert rows[-2].split()[0] == "50"
    assert not any("target" in row for row in rows)  # it is not in sight


def test_a_curve_comes_in_from_beyond_the_window() -> None:
    plot = replace(error_plot(series([0, 100], [0.0, 100.0]), log_y=False, target=None), x_range=(40.0, 60.0))
    cells = curve_cells(draw_line_plot(plot, 60, 20, DARK))
    frame = plot_frame(plot, 60, 20)

    assert frame is not None
    assert {column for _, column in cells} == set(range(frame.left, 60))


@pytest.mark.parametrize("window", [(0.0, 0.0), (5.0, 1.0), (float("nan"), 1.0), (0.0, float("inf"))])
def test_a_window_that_is_none_shows_all(window: tuple[float, float]) -> None:
    plot = error_plot(xor_run())
    assert _drawn(replace(plot, x_range=window)) == _drawn(plot)


def test_a_window_without_a_point_leaves_the_axes() -> None:
    plot = replace(error_plot(series([0, 1], [1, 0.5])), x_range=(10.0, 20.0))
    assert not curve_cells(draw_line_plot(plot, 60, 20, DARK))
    assert _drawn(plot, 60, 20)[-2].split()[0] == "10"


def test_vertical_lines_and_marks_stand_where_the_axes_say() -> None:
    plot = error_plot(series([0, 100], [1.0, 0.0]), log_y=False, target=None)
    plot = replace(
        plot,
        vertical_lines=(VerticalLine(50, RED, "shown"), VerticalLine(100, RED, solid=True), VerticalLine(900, RED)),
        marks=(PointMark(25, 0.75, "◆", RED, "best"), PointMark(25, float("nan"), "?", RED)),
    )
    rows = _drawn(plot, 60, 24)
    frame = plot_frame(plot, 60, 24)
    assert frame is not None
    middle = (frame.left + 59) // 2

    assert sum("┊" in row[middle - 1 : middle + 2] for row in rows[1:]) > 15
    assert sum(row[59] == "│" for row in rows[1:]) > 15
    [marked] = [row for row in rows[1:] if "◆" in row]
    assert frame.value_at(marked.index("◆")) == pytest.approx(25, abs=frame.step)
    assert rows[0].split() == ["error", "◆", "best", "┊", "shown"]
    assert not any("?" in row for row in rows)


def test_a_column_and_its_value_lead_to_each_other() -> None:
    plot = error_plot(xor_run())
    frame = plot_frame(plot, 78, 18)
    assert frame is not None
    assert (frame.value_at(0), frame.value_at(frame.left), frame.value_at(77), frame.value_at(999)) == (0, 0, 1e5, 1e5)
    assert frame.left + frame.columns == 78
    assert frame.value_at(frame.left + 3) == pytest.approx(3 * frame.step)
    assert plot_frame(plot, 15, 18) is None


def test_a_curve_may_have_a_mark_of_its_own_and_no_name() -> None:
    flat = replace(series([0, 100], [0.2, 0.2], "run 1", ORANGE), mark="1")
    unnamed = series([0, 100], [0.5, 0.5], "", ORANGE)
    rows = _drawn(error_plot(xor_run(100), flat, unnamed, log_y=False))

    assert rows[0].split() == ["error", "⠒⠒", "training", "11", "run", "1"]
    assert any("1111111111" in row for row in rows)


@pytest.mark.parametrize(
    ("width", "above"),
    [
        (60, " error   ⠒⠒ training   ⠒⠒ validation   ⠒⠒ test"),
        (44, " error  ⠒⠒ training  ⠒⠒ validation  ⠒⠒ test"),
        (36, " ⠒⠒ training ⠒⠒ validation ⠒⠒ test"),
        (30, " ⠒⠒ training ⠒⠒ validation …"),
        (16, " ⠒⠒ training …"),
    ],
)
def test_a_legend_moves_together_before_it_leaves_anything_out(width: int, above: str) -> None:
    plot = error_plot(*(series([0, 1], [1, 1], name) for name in ("training", "validation", "test")), target=None)
    assert _drawn(plot, width, 10)[0].rstrip() == above
