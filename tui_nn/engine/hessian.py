"""The exact curvature of the error of a small network: its Hessian by the parameters, and what its eigenvalues say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tui_nn.config.activation_names import split_activation
from tui_nn.config.formula import is_formula
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.backpropagation import Workspace, backward, forward, weight_views
from tui_nn.engine.losses import chosen_loss
from tui_nn.engine.network import Network

MOST_PARAMETERS = 300
"""One gradient for each of them, and a matrix of their square: more takes too long for somebody who looks on."""

WITH_ABSOLUTE_VALUES = frozenset({"softplus", "softsign", "gelu", "mish"})
"""Activations whose formulas take |x|, which the complex step cannot pass."""

COMPLEX_STEP = 1e-20
REAL_STEP = float(np.cbrt(np.finfo(np.float64).eps))


@dataclass(frozen=True, eq=False)
class Curvature:
    """How the error bends around a network."""

    eigenvalues: FloatArray
    """(parameters,), ascending."""

    @property
    def smallest(self) -> float:
        """Below 0, there is a direction in which the error falls ever faster: the network is not in a minimum."""
        return float(self.eigenvalues[0])

    @property
    def largest(self) -> float:
        """Gradient descent with a rate above 2 / largest leaps ever farther across the valley (LeCun et al. 1998)."""
        return float(self.eigenvalues[-1])


def curvature(network: Network, rows: Dataset, config: TrainingConfig) -> Curvature | None:
    """Return the eigenvalues of the Hessian; None for a network that is too large or has left the finite numbers."""
    if network.parameters.size > MOST_PARAMETERS:
        return None
    matrix = hessian(network, rows, config)
    if not np.isfinite(matrix).all():
        return None
    return Curvature(np.asarray(np.linalg.eigvalsh(matrix), dtype=np.float64))


def hessian(network: Network, rows: Dataset, config: TrainingConfig) -> FloatArray:
    """Return the second derivatives, (parameters, parameters), of what the update goes down; symmetric.

    That is the error without penalties and dropout, and half of it for `sse`, whose update follows the gradient of the
    half. Column j is the derivative of the exact gradient g by the parameter w_j, by the complex step,
    Im g(w + i h e_j) / h, which has no rounding error of a difference (Squire & Trapp 1998; Martins, Sturdza & Alonso
    2003); where a formula takes |x|, by the central difference (g(w + h e_j) - g(w - h e_j)) / 2 h.

    Args:
        network: at whose parameters.
        rows: training rows.
        config: names the loss.
    """
    names = {split_activation(text)[0] for text in network.activations}
    real_alone = names & WITH_ABSOLUTE_VALUES or any(map(is_formula, (config.loss, *names)))
    matrix = None if real_alone else _by_complex_step(network, rows, config)
    if matrix is None or not np.isfinite(matrix).all():  # exp of a huge complex number has no direction
        matrix = _by_central_differences(network, rows, config)
    with np.errstate(all="ignore"):
        symmetric: FloatArray = 0.5 * (matrix + matrix.T)
    return symmetric


def _by_complex_step(network: Network, rows: Dataset, config: TrainingConfig) -> FloatArray:
    at = _Gradient(network, rows, config, np.complex128)
    point = network.parameters.astype(np.complex128)
    columns = np.empty((point.size, point.size))
    for index, value in enumerate(point):
        point[index] = value + 1j * COMPLEX_STEP
        columns[index] = at(point).imag / COMPLEX_STEP
        point[index] = value
    return columns


def _by_central_differences(network: Network, rows: Dataset, config: TrainingConfig) -> FloatArray:
    at = _Gradient(network, rows, config, np.float64)
    point = network.parameters.copy()
    columns = np.empty((point.size, point.size))
    for index, value in enumerate(point.tolist()):
        step = REAL_STEP * max(1.0, abs(value))
        point[index] = value + step
        above = at(point).copy()
        point[index] = value - step
        with np.errstate(all="ignore"):
            columns[index] = (above - at(point)) / (2.0 * step)
        point[index] = value
    return columns


class _Gradient:
    """The gradient over all rows as a function of the parameters, real or complex."""

    def __init__(self, network: Network, rows: Dataset, config: TrainingConfig, dtype: type[np.number]) -> None:
        self._sizes = network.layer_sizes
        self._workspace = Workspace(network.layer_sizes, network.activations, rows.samples, dtype)
        self._workspace.inputs[...] = rows.inputs.T
        self._targets = np.ascontiguousarray(rows.targets.T)
        self._loss = chosen_loss(config, rows)
        self._gradient = np.empty(network.parameters.size, dtype)

    def __call__(self, parameters: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return the gradient, (parameters,): the same array every time."""
        weights = weight_views(self._sizes, parameters)
        with np.errstate(all="ignore"):
            forward(weights, self._workspace)
            views = weight_views(self._sizes, self._gradient)
            backward(weights, views, self._workspace, self._loss, self._targets, self._targets.shape[1])
        return self._gradient
