"""Rows kept apart in turn: k folds, over and over if that is asked, or a share drawn anew each time.

Each time is a data set of its own, prepared from the table: what is measured for it, a scale, a mean that fills a hole,
is measured on the rows that it learns from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tui_nn.config.data_config import DataConfig
from tui_nn.config.errors import ConfigError, counted
from tui_nn.data.dataset import Dataset
from tui_nn.data.encoding import IntArray
from tui_nn.data.preparation import classes_of, prepare
from tui_nn.data.splitting import TEST, TRAINING, PartArray, split_rows
from tui_nn.data.table import Table

FOLD_KEY = 3
"""Keeps the random numbers of folds apart from others of the same seed."""

MOST_REPEATS = 1_000
MOST_NETWORKS = 10_000
"""Folds times repeats."""


@dataclass(frozen=True)
class FoldPlan:
    """Which rows are kept apart, and how often.

    Raises:
        ConfigError: the numbers make no sense, whatever the rows are.
    """

    folds: int | None = 5
    """Parts of about the same size, each kept apart once; None for as many as there are rows (leave one out)."""

    repeats: int = 1
    """With other folds, or other rows kept apart, each time."""

    holdout: float | None = None
    """A share of the rows that is kept apart, in place of folds."""

    def __post_init__(self) -> None:
        if self.folds is not None and self.folds < 2:
            raise ConfigError("give 2 folds or more; each is judged by a network that has learned from the others")
        if not 1 <= self.repeats <= MOST_REPEATS:
            raise ConfigError(f"give from 1 to {MOST_REPEATS:,} repeats")
        if self.holdout is not None and not 0 < self.holdout < 1:
            raise ConfigError("the share to hold out must be above 0 and below 1")

    @property
    def words(self) -> str:
        """The plan in words."""
        if self.holdout is not None:
            return f"{100 * self.holdout:g} % of the rows held out, {_times(self.repeats)}"
        folds = "one row left out at a time" if self.folds is None else f"{self.folds:,} folds"
        return folds if self.repeats == 1 else f"{folds}, {_times(self.repeats)}"

    def parts(self, rows: int, seed: int, classes: IntArray | None) -> list[tuple[int, PartArray]]:
        """Return what each row is for, 0 training or 2 kept apart, (rows,) each, beside which repeat it belongs to.

        Args:
            rows: how many there are.
            seed: the same one gives the same parts.
            classes: the class of each row, 0, 1 ...; every part has its share of each, as nearly as rows allow.

        Raises:
            ConfigError: there are too few rows for that.
        """
        if self.holdout is not None:
            drawn = [split_rows(rows, 0.0, self.holdout, seed + repeat, classes) for repeat in range(self.repeats)]
            if any(each is None or not (each == TEST).any() for each in drawn):
                raise ConfigError(f"{100 * self.holdout:g} % of {counted(rows, 'row')} is none; hold out more")
            return [(repeat, each) for repeat, each in enumerate(drawn) if each is not None]
        folds = rows if self.folds is None else self.folds
        if not 2 <= folds <= rows:
            raise ConfigError(f"{counted(rows, 'row')} cannot be parted into {folds:,} folds; give from 2 to {rows:,}")
        if folds * self.repeats > MOST_NETWORKS:
            raise ConfigError(
                f"{folds * self.repeats:,} networks are too many; give folds and repeats for at most {MOST_NETWORKS:,}"
            )
        found = []
        for repeat in range(self.repeats):
            numbers = fold_numbers(rows, folds, seed, repeat, classes)
            found += [(repeat, _kept_apart(numbers == fold)) for fold in range(folds)]
        return found


def fold_numbers(rows: int, folds: int, seed: int, repeat: int = 0, classes: IntArray | None = None) -> IntArray:
    """Give each row its fold, 0 to folds - 1: (rows,).

    The sizes of folds differ by one at most, and so do the numbers of rows that each class has in them.
    """
    generator = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(FOLD_KEY, repeat)))
    order = generator.permutation(rows)
    if classes is not None:
        order = order[np.argsort(classes[order], kind="stable")]
    numbers = np.empty(rows, dtype=np.int64)
    # Neighbours, and so rows of one class, are dealt out to one fold after the other, as cards are.
    numbers[order] = np.arange(rows) % folds
    return numbers


@dataclass(frozen=True, eq=False)
class FoldedRows:
    """The rows that take part, and what each is for each time."""

    table: Table
    config: DataConfig
    parts: list[tuple[int, PartArray]]
    left_out: int
    """Rows that the run keeps for its test: they take no part, so that they can still be one."""

    stratified: bool
    """Whether each part has its share of each class."""

    @classmethod
    def of(cls, dataset: Dataset, config: DataConfig, plan: FoldPlan) -> FoldedRows:
        """Part a run's rows, prepared as the run says; raises ConfigError where there are too few."""
        assert dataset.table is not None
        kept = np.arange(dataset.samples) if dataset.parts is None else np.flatnonzero(dataset.parts != TEST)
        rows = kept if dataset.table_rows is None else dataset.table_rows[kept]
        table = replace(dataset.table, remarks=(), parts=None)
        if len(rows) < table.rows:
            chosen = (column.with_values(column.values[rows]) for column in table.columns if column.kind != "text")
            table = replace(table, columns=tuple(chosen))
        classes = classes_of(table.target_columns)
        parts = plan.parts(len(rows), config.split_seed, classes)
        stratified = classes is not None and (plan.folds is not None or plan.holdout is not None)
        return cls(table, replace(config, test_share=0.0), parts, dataset.samples - len(rows), stratified)

    def dataset(self, number: int) -> Dataset:
        """Return the rows of one time: to learn from, for validation where the run has some, and for the test.

        Raises:
            DataError: as `prepare` does.
        """
        return prepare(replace(self.table, parts=self.parts[number][1]), self.config)


def _kept_apart(chosen: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> PartArray:
    return np.where(chosen, TEST, TRAINING).astype(np.int8)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"
