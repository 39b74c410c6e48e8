"""What there is to draw of a network: activations with their shares of the scale, maps, names."""

from __future__ import annotations

import numpy as np

from tui_nn.data.dataset import Dataset
from tui_nn.engine.arrays import FloatArray
from tui_nn.engine.layer_values import layer_outputs
from tui_nn.engine.network import Network
from tui_nn.engine.one_pass import activation_shares, layer_activations, value_shares
from tui_nn.engine.plane import Plane
from tui_nn.ui.drawing.network_drawing import NetworkValues
from tui_nn.ui.drawing.network_layout import NetworkLayout
from tui_nn.ui.drawing.text_lines import narrow_text

NAME_LIMIT = 20
"""Cells of a name beside a unit."""


def values_of(
    network: Network,
    rows: Dataset,
    row: int | None,
    layout: NetworkLayout,
    plane: Plane | None,
    names: tuple[list[str], list[str]],
) -> NetworkValues:
    """Take a row, or all rows, through a network, and a grid of the plane for the maps that are in sight."""
    activations = layer_activations(network, rows, row)
    functions = network.activations
    shares = [_input_shares(rows, activations[0])]
    shares += [activation_shares(values, name) for values, name in zip(activations[1:], functions, strict=True)]
    return NetworkValues(
        weights=network.weights,
        activations=activations,
        shares=shares,
        targets=rows.targets[row] if row is not None else rows.targets.mean(axis=0),
        maps=_maps(network, layout, plane) if plane is not None else {},
        input_names=names[0],
        target_names=names[1],
    )


def _input_shares(rows: Dataset, inputs: FloatArray) -> FloatArray:
    """Each input as a share of the largest in its column."""
    largest = np.abs(rows.inputs).max(axis=0)
    return np.asarray(np.divide(inputs, largest, out=np.zeros_like(inputs), where=largest > 0))


def _maps(network: Network, layout: NetworkLayout, plane: Plane) -> dict[int, FloatArray]:
    """What each unit says over the plane, all in one pass."""
    sizes = {place.layer: (place.map_height, place.map_width) for place in layout.layers if place.map_width}
    grids = {size: plane.inputs(size[1], size[0]) for size in set(sizes.values())}
    if not grids:
        return {}
    inputs = np.concatenate(list(grids.values()))
    every = [inputs, *layer_outputs(network, inputs)]
    maps = {}
    for layer, size in sizes.items():
        start = 0
        for other, grid in grids.items():
            if other == size:
                break
            start += len(grid)
        values = every[layer][start : start + size[0] * size[1]]
        name = network.activations[layer - 1] if layer else None
        shares = activation_shares(values, name, axis=0) if name else value_shares(values, axis=0)
        maps[layer] = shares.T.reshape(-1, *size)
    return maps


def end_names(rows: Dataset) -> tuple[list[str], list[str]]:
    """Return the names of inputs and outputs, in characters one cell wide."""
    # One output for two classes says how much speaks for the second one.
    classes = rows.class_names[-rows.outputs :]
    targets = classes if len(classes) == rows.outputs else rows.target_names
    inputs, outputs = ([narrow_text(name, NAME_LIMIT) for name in names] for names in (rows.input_names, targets))
    return inputs, outputs
