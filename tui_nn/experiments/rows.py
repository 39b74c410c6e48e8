"""The rows that an experiment learns from: those of the run's source, or those that a person has edited."""

from __future__ import annotations

from tui_nn.config.run import RunConfig
from tui_nn.data.catalog import load_data
from tui_nn.data.dataset import Dataset
from tui_nn.data.preparation import prepare
from tui_nn.data.table import Table


def rows_of(run: RunConfig, table: Table | None) -> Dataset:
    """Return the run's rows, prepared as it says.

    Args:
        run: whose data options say where the rows are and how they become numbers.
        table: edited rows in place of those that the source holds.

    Raises:
        DataError: as `load_data` and `prepare` do.
    """
    return load_data(run.data) if table is None else prepare(table, run.data)
