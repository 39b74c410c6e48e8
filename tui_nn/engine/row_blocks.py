"""All rows of a data set in blocks, so that a pass over a million of them needs the memory of a few thousand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.backpropagation import Workspace
from tui_nn.engine.memory import rows_at_once


class RowBlocks:
    """Inputs and targets, columns being samples, and the workspaces in which they are taken through a network."""

    def __init__(
        self,
        layer_sizes: Sequence[int],
        activations: Sequence[str],
        dataset: Dataset,
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        self._layer_sizes = tuple(layer_sizes)
        self._activations = tuple(activations)
        self._dtype = dtype
        # (samples, features) and (samples, outputs): the data set's own arrays, unless another precision is wanted.
        self._inputs = np.ascontiguousarray(dataset.inputs, dtype=dtype)
        self._targets = np.ascontiguousarray(dataset.targets, dtype=dtype)
        self._workspaces: dict[int, tuple[Workspace, FloatArray]] = {}
        self._gathered: tuple[FloatArray, FloatArray] = (self._inputs[:0], self._targets[:0])
        self.samples = dataset.samples
        self.rows = rows_at_once(layer_sizes)
        """Rows of every block but the last."""

        self.starts = range(0, self.samples, self.rows)
        """The first row of each block."""

        self._only: tuple[Workspace, FloatArray] | None = None
        if self.samples <= self.rows:
            self._only = self._take(slice(0, self.samples), self.samples)
            self._workspaces.clear()  # its inputs stay what they are: batches get a workspace of their own

    def block(self, start: int) -> tuple[Workspace, FloatArray]:
        """Return a workspace that holds the inputs of the block that begins at this row, and its targets."""
        if self._only is not None:
            return self._only
        stop = min(start + self.rows, self.samples)
        return self._take(slice(start, stop), stop - start)

    def batch(self, chosen: npt.NDArray[np.int64]) -> tuple[Workspace, FloatArray]:
        """Return a workspace that holds the inputs of these rows, at most `rows` of them, and their targets."""
        workspace, targets = self._workspace(len(chosen))
        if len(self._gathered[0]) < len(chosen):
            self._gathered = (self._inputs[: len(chosen)].copy(), self._targets[: len(chosen)].copy())
        for source, gathered, columns in zip(
            (self._inputs, self._targets), self._gathered, (workspace.inputs, targets), strict=True
        ):
            # mode="clip" lets take write straight into `out`; the indices are in range by construction.
            rows = gathered[: len(chosen)]
            np.take(source, chosen, axis=0, out=rows, mode="clip")
            columns[...] = rows.T
        return workspace, targets

    def _take(self, rows: slice, count: int) -> tuple[Workspace, FloatArray]:
        workspace, targets = self._workspace(count)
        workspace.inputs[...] = self._inputs[rows].T
        targets[...] = self._targets[rows].T
        return workspace, targets

    def _workspace(self, samples: int) -> tuple[Workspace, FloatArray]:
        if samples not in self._workspaces:
            if len(self._workspaces) > 3:  # a batch size that was changed leaves two sizes behind, the last batch's too
                self._workspaces.clear()
            workspace = Workspace(self._layer_sizes, self._activations, samples, self._dtype)
            self._workspaces[samples] = (workspace, np.empty((self._layer_sizes[-1], samples), dtype=self._dtype))
        return self._workspaces[samples]
