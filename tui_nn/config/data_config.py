"""What a person may choose about the data: which rows, which columns, and how they are prepared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tui_nn.config.kinds import Choice, Integer, Number, Text
from tui_nn.config.list_kinds import Names, Several
from tui_nn.config.options import Section, option

EXTRA_INPUT_NAMES = ("squares", "products", "sines", "cosines")
SCALING_NAMES = ("none", "standard", "min_max", "robust")
MISSING_NAMES = ("refuse", "drop", "mean", "median", "category")
COLUMN_KIND_NAMES = ("number", "category", "binary", "text", "date")
DELIMITER_NAMES = ("auto", "comma", "tab", "semicolon", "pipe", "blank")
HEADER_NAMES = ("auto", "yes", "no")
DECIMAL_NAMES = ("auto", "point", "comma")
DATE_PART_NAMES = ("days", "season", "weekday", "hour")
DATE_ORDER_NAMES = ("auto", "day_first", "month_first")

FEWEST_ROWS, MOST_ROWS = 2, 1_000_000
"""Of a generated data set."""


@dataclass(frozen=True)
class DataConfig(Section):
    """Which rows to learn."""

    section: ClassVar[str] = "data"

    source: str = option(
        "xor", Text("a built-in name (see tui-nn datasets), the path of a file, or - for standard input"),
        "Data set",
        "A built-in data set, the path of a table (CSV, TSV, JSON, JSON lines, NPZ, Parquet, Excel, or a folder of IDX "
        "files), or - for a table on standard input.", flag="",
    )  # fmt: skip
    targets: tuple[str, ...] = option(
        (), Names("column names between commas"), "Targets",
        "Columns of a file to learn; the last one unless given.",
    )  # fmt: skip
    label: str = option(
        "", Text(), "Label", "What the data are called on the screen; the file's name unless given.", flag="data-label",
        live=True,
    )  # fmt: skip
    ignored: tuple[str, ...] = option(
        (), Names("column names between commas"), "Ignored", "Columns of a file to leave out.", flag="ignore",
    )  # fmt: skip
    kinds: tuple[str, ...] = option(
        (), Names("column=kind between commas, a kind being one of " + ", ".join(COLUMN_KIND_NAMES)), "Column kinds",
        "What a column holds, as in zip=category, where it is not what its cells look like.",
    )  # fmt: skip
    header: str = option(
        "auto", Choice(HEADER_NAMES), "Header", "Whether a file's first line holds the names of its columns.",
    )  # fmt: skip
    delimiter: str = option("auto", Choice(DELIMITER_NAMES), "Delimiter", "What stands between two cells of a file.")
    decimal: str = option("auto", Choice(DECIMAL_NAMES), "Decimal sign", "How a file writes one half: 0.5 or 0,5.")
    dates: tuple[str, ...] = option(
        (), Several(DATE_PART_NAMES, empty="ignore"), "Dates",
        "What becomes of columns of dates, which are left out unless it is said: days since the first, and the sine "
        "and cosine of the time of year (season), of the week or of the day.",
    )  # fmt: skip
    date_order: str = option(
        "auto", Choice(DATE_ORDER_NAMES), "Date order",
        "Whether 3/4/2024 is the third of April or the fourth of March.",
    )  # fmt: skip
    missing: str = option(
        "refuse", Choice(MISSING_NAMES), "Missing values",
        "What to do about cells without a value: refuse them, drop their rows, or fill in the column's mean or median "
        "of the training rows; 'category' gives missing words a category of their own (numbers get the mean).",
    )  # fmt: skip
    scaling: str = option(
        "none", Choice(SCALING_NAMES), "Scale inputs",
        "How numbers are scaled before they go in: to mean 0 and deviation 1, to 0..1, or by median and quartiles; "
        "measured on the training rows.",
    )  # fmt: skip
    target_scaling: str = option(
        "none", Choice(SCALING_NAMES), "Scale targets", "How numbers to learn are scaled; the screen undoes it.",
    )  # fmt: skip
    extra_inputs: tuple[str, ...] = option(
        (), Several(EXTRA_INPUT_NAMES), "Extra inputs", "Inputs made of the given ones, such as their squares.",
    )  # fmt: skip
    samples: int | None = option(
        None, Integer(minimum=FEWEST_ROWS, maximum=MOST_ROWS, absent="auto"), "Rows",
        "How many rows to generate of a playground data set.",
    )  # fmt: skip
    noise: float = option(
        0.0, Number(minimum=0, maximum=1), "Noise", "How far generated rows stray from their place, 0 to 1.",
    )  # fmt: skip
    seed: int = option(0, Integer(), "Data seed", "Seed of generated rows.", flag="data-seed")
    validation_share: float = option(
        0.0, Number(minimum=0, below=1), "Validation share", "Share of the rows that are kept to judge when to stop.",
        flag="validation",
    )  # fmt: skip
    test_share: float = option(
        0.0, Number(minimum=0, below=1), "Test share", "Share of the rows that are kept to judge the result.",
        flag="test",
    )  # fmt: skip
    split_seed: int = option(0, Integer(), "Split seed", "Seed by which rows are kept for validation and test.")
