"""Dates are recognised, left out unless somebody wants them, and never guessed where day and month may be exchanged."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import DataError
from tui_nn.data.catalog import load_data
from tui_nn.data.dates import cycles_of, read_dates, text_of_days
from tui_nn.data.editing import to_csv, with_cell
from tui_nn.data.files import read_table
from tui_nn.data.table import Table
from tui_nn.ui.column_choices import find_columns

FIRST = date(1970, 1, 1)
ROWS = "when,y\n2024-01-01,1\n2024-01-31,2\n2024-07-01,3\n"


def table(folder: Path, content: str, **options: object) -> Table:
    path = folder / "x.csv"
    path.write_text(content)
    return read_table(path, DataConfig(**options))  # type: ignore[arg-type]  # any option


@pytest.mark.parametrize(
    ("word", "day", "share"),
    [
        ("2024-02-29", date(2024, 2, 29), 0),
        ("2024/2/9", date(2024, 2, 9), 0),
        ("31.12.1999", date(1999, 12, 31), 0),
        ("13/2/2024", date(2024, 2, 13), 0),
        ("2/13/2024", date(2024, 2, 13), 0),
        ("2024-02-29T12:00", date(2024, 2, 29), 0.5),
        ("2024-02-29 06:00:00.000000", date(2024, 2, 29), 0.25),
        ("2024-02-29T12:00:00Z", date(2024, 2, 29), 0.5),
        ("2024-02-29T12:00:00+06:00", date(2024, 2, 29), 0.25),
        ("2/13/2024 6:00 PM", date(2024, 2, 13), 0.75),
        ("2/13/2024 12:00 am", date(2024, 2, 13), 0),
    ],
)
def test_common_ways_to_write_a_date(word: str, day: date, share: float) -> None:
    found = read_dates([word])
    assert found is not None
    assert found.days == ((day - FIRST).days + share,)
    assert not found.ambiguous


@pytest.mark.parametrize(
    "word", ["", "2024-02-30", "0000-01-01", "1.2.24", "2024", "20240301", "12:30", "2024-02-29 25:00", "1-2/2024", "x"]
)
def test_what_is_no_date(word: str) -> None:
    assert read_dates([word]) is None
    assert read_dates(["2024-01-01", word]) is None


def test_one_text_decides_the_order_for_all_and_without_one_it_is_open() -> None:
    decided = read_dates(["3/4/2024", "13/4/2024"])
    assert decided is not None
    assert (decided.order, text_of_days(decided.days[0])) == ("day_first", "2024-04-03")
    opened = read_dates(["3/4/2024"])
    assert opened is not None
    assert opened.ambiguous == "3/4/2024"
    last_month = read_dates(["12/11/2024", "11/12/2024"])
    assert last_month is not None
    assert (last_month.order, last_month.ambiguous) == ("", "12/11/2024")
    told = read_dates(["3/4/2024"], "month_first")
    assert told is not None
    assert (told.ambiguous, text_of_days(told.days[0])) == ("", "2024-03-04")
    assert read_dates(["13/4/2024", "4/13/2024"]) is None


@given(st.dates(min_value=date(1, 1, 2)), st.integers(0, 86_399))
def test_what_is_written_is_read_again(day: date, second: int) -> None:
    days = (day - FIRST).days + second / 86_400
    text = text_of_days(days)
    assert text is not None
    again = read_dates([text])
    assert again is not None
    assert abs(again.days[0] - days) < 1e-8


@given(st.floats())
def test_any_number_is_a_date_or_none(days: float) -> None:
    text = text_of_days(days)
    assert text is None or read_dates([text]) is not None


def test_cycles_come_round() -> None:
    days = np.array([(date(2023, 1, 1) - FIRST).days, (date(2024, 1, 1) - FIRST).days, np.nan])
    sine, cosine = cycles_of(days, "season")
    np.testing.assert_allclose(sine[:2], 0, atol=1e-12)
    np.testing.assert_allclose(cosine[:2], 1)
    assert np.isnan(sine[2])
    monday = float((date(2024, 1, 1) - FIRST).days)
    week = np.array([monday + day for day in range(8)])
    sine, cosine = cycles_of(week, "weekday")
    assert sine[0] == sine[7] == 0
    assert len({round(angle, 9) for angle in np.arctan2(sine[:7], cosine[:7])}) == 7
    np.testing.assert_allclose(cycles_of(np.array([monday + 0.25]), "hour")[0], 1)


def test_dates_are_left_out_unless_they_are_wanted(tmp_path: Path) -> None:
    read = table(tmp_path, "a," + ROWS.replace("\n", "\n5,", 3))
    assert read.column("when").kind == "text"
    assert [column.name for column in read.inputs] == ["a"]
    assert read.remarks == (
        "column 'when' holds dates and is left out; --dates days, or the kind date, makes numbers of them",
    )


@pytest.mark.parametrize("options", [{"dates": ("days",)}, {"kinds": ("when=date",)}])
def test_days_since_the_first_go_in_and_dates_are_shown(tmp_path: Path, options: dict[str, object]) -> None:
    (tmp_path / "x.csv").write_text(ROWS)
    dataset = load_data(DataConfig(str(tmp_path / "x.csv"), **options))  # type: ignore[arg-type]  # any option
    assert dataset.inputs[:, 0].tolist() == [0, 30, 182]
    assert [dataset.shown_inputs(row) for row in range(2)] == [("2024-01-01",), ("2024-01-31",)]


def test_parts_of_dates_are_columns_of_their_own(tmp_path: Path) -> None:
    read = table(tmp_path, ROWS, dates=("season", "weekday"))
    assert read.column("when").kind == "text"
    assert [column.name for column in read.inputs] == [
        "when season sine", "when season cosine", "when weekday sine", "when weekday cosine",
    ]  # fmt: skip


def test_where_only_dates_could_go_in_it_is_said_how(tmp_path: Path) -> None:
    with pytest.raises(
        DataError, match=r"no column is left as an input, since 'when' holds dates; .* --kinds when=date"
    ):
        table(tmp_path, ROWS)


def test_a_date_may_be_learned(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("y,when\n1,2024-01-01\n2,2024-01-31\n")
    dataset = load_data(DataConfig(str(path), dates=("days", "season")))
    assert dataset.target_names == ("when",)
    assert dataset.shown_outputs(np.array([31.0])) == ("2024-02-01",)


def test_day_and_month_are_not_guessed(tmp_path: Path) -> None:
    content = "when,a,y\n3/4/2024,5,1\n5/6/2024,6,2\n"
    assert table(tmp_path, content).column("when").kind == "text"
    with pytest.raises(DataError, match=r"line 2, column 1 \('when'\): '3/4/2024' may have its day or its month first"):
        table(tmp_path, content, dates=("days",))
    read = table(tmp_path, content, dates=("days",), date_order="day_first")
    assert read.cell_text(0, "when") == "2024-04-03"


def test_who_says_that_a_column_holds_dates_is_told_where_it_does_not(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"line 3, column 1 \('when'\): 'soon' is no date; write one such as"):
        table(tmp_path, "when,y\n20240301,1\nsoon,2\n", kinds=("when=date",))
    assert table(tmp_path, "when,y\n20240301,1\n", kinds=("when=date",)).cell_text(0, 0) == "2024-03-01"


def test_missing_dates_are_filled_by_the_typical_one(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(ROWS + ",4\n")
    dataset = load_data(DataConfig(str(path), dates=("days",), missing="median"))
    assert dataset.shown_inputs(3) == ("2024-01-31",)


def test_dates_are_edited_and_written_as_dates(tmp_path: Path) -> None:
    read = table(tmp_path, ROWS, dates=("days",))
    edited = with_cell(read, 0, "when", "2024-05-01 12:00")
    assert to_csv(edited).splitlines()[1] == "2024-05-01 12:00:00,1"
    with pytest.raises(DataError, match="'soon' is no date; type one such as"):
        with_cell(read, 0, "when", "soon")


def test_the_screen_of_the_columns_finds_dates_and_no_column_made_of_them(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(ROWS)
    found = find_columns(DataConfig(str(tmp_path / "x.csv"), dates=("days", "season")))
    assert [(column.name, column.kind) for column in found.columns] == [("when", "date"), ("y", "number")]
    assert found.columns[0].examples[0] == "2024-01-01"
