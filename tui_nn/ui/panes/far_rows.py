"""What the network says about rows beyond the first ones: computed here, for the rows in sight alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.judgement import rows_right
from tui_nn.engine.network import Network

ROWS_AT_ONCE = 64
"""About as many as a window shows."""


class FarRows:
    """Looks at rows of a large data set with one network after the other."""

    def __init__(self) -> None:
        self._network: Network | None = None
        self._rows: Dataset | None = None
        self._judged = False
        self._threshold = 0.5
        self._blocks: dict[int, tuple[FloatArray, npt.NDArray[np.bool_] | None]] = {}

    def show(self, rows: Dataset, network: Network | None, threshold: float, *, judged: bool) -> None:
        """Look at these rows, if they fit the network, from now on; `judged` when rows are right or wrong."""
        fits = network is not None and (network.layer_sizes[0], network.layer_sizes[-1]) == (
            rows.features,
            rows.outputs,
        )
        self._rows, self._network = rows, network if fits else None
        self._threshold, self._judged = threshold, judged
        self._blocks.clear()

    def said(self, row: int) -> tuple[FloatArray, bool | None] | None:
        """Return what the network says about a row, (outputs,), and whether that is right; None where it is unknown."""
        rows, network = self._rows, self._network
        if rows is None or network is None or not 0 <= row < rows.samples:
            return None
        start = row - row % ROWS_AT_ONCE
        if start not in self._blocks:
            block = slice(start, start + ROWS_AT_ONCE)
            outputs = network.predict(rows.inputs[block])
            right = None
            if self._judged:
                few = replace(
                    rows,
                    inputs=rows.inputs[block],
                    targets=rows.targets[block],
                    parts=None,
                    table=None,
                    table_rows=None,
                )
                right = rows_right(few, outputs, self._threshold)
            self._blocks[start] = outputs, right
        outputs, right = self._blocks[start]
        return outputs[row - start], None if right is None else bool(right[row - start])
