"""What the network pane says in words: help, headings, the numbers of a unit or an edge, the picture read aloud."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tui_nn.config.activation_names import split_activation
from tui_nn.data.dataset import Dataset
from tui_nn.engine.network import Network
from tui_nn.engine.one_pass import OnePass, layer_activations
from tui_nn.ui.drawing.network_edges import Selection
from tui_nn.ui.drawing.network_layout import TARGET_WIDTH, NetworkLayout

TARGET = "target"
"""Stands over the targets."""


HELP = """\
Layers stand from left to right, the inputs first. Each unit shows its activation for the chosen row,

> a = f(w₁x₁ + w₂x₂ + … + b)

x being the activations of the layer before, w the weights, b the bias and f the activation function of the layer.

- **Blue** is positive or high, **orange** negative or low; the stronger the colour, the larger the number. Where f has
  bounds, colours are measured by them (0.5 is the middle of a sigmoid), else by the largest activation of the layer.
- **Lines** are weights: the brighter and thicker, the larger beside the largest of the same layer. Without colours,
  positive ones are solid and negative ones dashed. Weak ones are left out, and of very many only the strongest into
  each unit are drawn; the lower border says how many.
- **▴ and ▾** stand before a bias above and below 0.
- **Small pictures**, where the data have two inputs: what the unit says for all values of both inputs, the first one
  to the right, the second one upward. You see how each layer makes its pictures of those of the layer before.
- Layers with more units than rows are columns of thin cells, two units in a cell, one above the other.
- Beside the outputs stand the targets.

With a unit chosen, its **delta** is the derivative of the error by its pre-activation w₁x₁ + … + b, for this row, and
the **gradient** of a weight or bias is the sum of delta times x over all training rows: training goes against it.
Where words do not fit, a is the activation, z the pre-activation, b the bias, w the weight, ∂ a gradient, δ the delta.

| key | |
|---|---|
| arrows, home, end, page up, page down | choose a unit; so do the mouse over it and a click |
| j, k | choose an edge into it |
| enter | go to where the edge comes from |
| 0 | choose nothing |
| b, f | the row before, the row after |
| h | the mean over all rows, or one row |
"""


def unit_name(layer_sizes: Sequence[int], layer: int, unit: int) -> str:
    """Return what a unit is called, counted from 1."""
    if layer == 0:
        return f"input {unit + 1}"
    if layer == len(layer_sizes) - 1:
        return f"output {unit + 1}" if layer_sizes[-1] > 1 else "the output"
    return f"hidden {layer}, unit {unit + 1}"


def facts_of(network: Network, found: OnePass, selection: Selection, of_rows: str) -> list[tuple[str, str]]:
    """What is known of a unit or an edge, the most telling first: each in words, and in signs."""
    sizes, layer, unit, source = network.layer_sizes, selection.layer, selection.unit, selection.source
    name = unit_name(sizes, layer, unit)
    if layer == 0:
        text = f"{name}: {_text(found.inputs[unit])}"
        return [(text, text)]
    weight, gradients = network.weights[layer - 1], found.gradients[layer - 1]
    if source is not None:
        before = (found.inputs if layer == 1 else found.activations[layer - 2])[source]
        edge = f"{unit_name(sizes, layer - 1, source)} → {name}"
        size, gradient = _text(weight[unit, source]), _text(gradients[unit, source])
        with np.errstate(all="ignore"):
            brought = _text(before * weight[unit, source])
        return [
            (f"{edge}: weight {size}", f"{edge}: w {size}"),
            (f"gradient {gradient}{of_rows}", f"∂ {gradient}"),
            (f"from activation {_text(before)}", f"a {_text(before)}"),
            (f"brings {brought}", f"w·a {brought}"),
        ]
    activation, pre_activation = found.activations[layer - 1][unit], found.pre_activations[layer - 1][unit]
    bias, gradient, delta = _text(weight[unit, -1]), _text(gradients[unit, -1]), _text(found.deltas[layer - 1][unit])
    return [
        (f"{name}: activation {_text(activation)}", f"{name}: a {_text(activation)}"),
        (f"pre-activation {_text(pre_activation)}", f"z {_text(pre_activation)}"),
        (f"bias {bias} (gradient {gradient}{of_rows})", f"b {bias} (∂ {gradient})"),
        (f"delta {delta}", f"δ {delta}"),
    ]


def _text(value: float) -> str:
    return f"{value:.3g}" if np.isfinite(value) else "–" if np.isnan(value) else "∞" if value > 0 else "-∞"


def in_lines(parts: Sequence[str], width: int) -> list[str]:
    """Join parts by commas in lines of at most `width` cells."""
    lines = [""]
    for part in parts:
        joined = f"{lines[-1]}, {part}" if lines[-1] else part
        if len(joined) <= width or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(part)
    return lines


def headings(layout: NetworkLayout, network: Network, width: int) -> list[tuple[int, str]]:
    """The names of the layers over their columns, as long as there is room for."""
    places = layout.layers
    end = places[-1]
    has_targets = end.numbers and not end.strip and not end.below and not layout.names_targets
    middles = [place.left + place.width / 2 for place in places]
    texts = []
    for place, middle in zip(places, middles, strict=True):
        layer = place.layer
        before = middle - middles[layer - 1] - 1 if layer else 2 * middle
        after = middles[layer + 1] - middle - 1 if place is not end else 2 * (width - middle)
        name = split_activation(network.activations[layer - 1])[0] if layer else "inputs"
        if place is end and has_targets:
            after = before  # it ends where the targets begin
        room = int(min(before, after))
        text = next((text for text in (f"{network.layer_sizes[layer]:,} {name}", name) if len(text) <= room), name)
        text = text[: max(0, room)]
        start = round(middle - len(text) / 2)
        texts.append((min(start, place.right - len(text)) if place is end and has_targets else start, text))
    if has_targets:
        texts.append((end.right + TARGET_WIDTH - len(TARGET), TARGET))
    return texts


def spoken_of(network: Network, rows: Dataset, row: int | None) -> str:
    """Say how a network is built, its strongest weight, and output and target of a row, or their means."""
    sizes = network.layer_sizes
    parts = [_counted(sizes[0], "input")]
    parts += [
        _counted(size, f"{split_activation(name)[0]} unit")
        for size, name in zip(sizes[1:], network.activations[:-1], strict=False)
    ]
    parts = parts[: len(sizes) - 1]
    ending = _counted(sizes[-1], f"{split_activation(network.activations[-1])[0]} output")
    which = "on average over the rows" if row is None else f"for row {row + 1}"
    layer, end, start, weight = _strongest(network)
    outputs = layer_activations(network, rows, row)[-1]
    targets = rows.targets[row] if row is not None else rows.targets.mean(axis=0)
    first = f"A network of {', '.join(parts)} and {ending}, {which}."
    strongest = (
        f"The strongest weight is {weight:.3g} from {unit_name(sizes, layer, start)} "
        f"to {unit_name(sizes, layer + 1, end)}"
    )
    if sizes[-1] == 1:
        return f"{first} {strongest}; the output is {outputs[0]:.3g}, the target {targets[0]:.3g}."
    largest = int(np.argmax(np.nan_to_num(outputs)))
    return (
        f"{first} {strongest}; the largest output is {outputs[largest]:.3g} of output {largest + 1}, "
        f"its target {targets[largest]:.3g}."
    )


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _strongest(network: Network) -> tuple[int, int, int, float]:
    """Layer that it comes from, units at its end and start, and the weight of the largest size."""
    found = []
    for layer, weight in enumerate(network.weights):
        end, start = np.unravel_index(np.argmax(np.abs(weight[:, :-1])), (weight.shape[0], weight.shape[1] - 1))
        found.append((layer, int(end), int(start), float(weight[end, start])))
    return max(found, key=lambda edge: abs(edge[3]))
