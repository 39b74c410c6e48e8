"""Changes of a run's settings: which are allowed with its data and act, and what a method of second order takes."""

from __future__ import annotations

from tui_nn.config.errors import UserError
from tui_nn.config.run import RunConfig, find_option
from tui_nn.data.dataset import Dataset
from tui_nn.engine.activations import layers_fault
from tui_nn.engine.compatibility import (
    NOT_WITH_SECOND_ORDER,
    optimizer_fault,
    rules_fault,
    targets_fault,
    training_fault,
)
from tui_nn.engine.memory import parameter_count

Values = tuple[tuple[tuple[str, str], object], ...]
"""Values by (section, key), as `RunConfig.with_values` takes them."""

ITERATIONS = {"levenberg_marquardt": 200, "lbfgs": 1000}
"""After which a method of second order has done what it can: on XOR it needs a dozen."""

MOST_EQUATIONS = 15_000_000
"""Parameters^2 x (parameters + rows x outputs): what one iteration of Levenberg-Marquardt may take, some ms."""

WANTED_ITSELF = ("dropout", "l1", "max_norm")
"""What somebody has against overfitting: not to be given up for an optimizer."""


def second_order(run: RunConfig, name: str) -> Values:
    """Return what makes a run one of that method: with fewer iterations, and without what only slower ones need."""
    values: list[tuple[tuple[str, str], object]] = [(("training", "optimizer"), name)]
    for key in (*NOT_WITH_SECOND_ORDER, "kernel"):
        usual = find_option("training", key).default
        if key not in WANTED_ITSELF and getattr(run.training, key) != usual:
            values.append((("training", key), usual))
    if run.training.max_iterations > ITERATIONS[name]:
        values.append((("training", "max_iterations"), ITERATIONS[name]))
    return tuple(values)


def changed_run(run: RunConfig, values: Values, dataset: Dataset) -> RunConfig | None:
    """Return the run with these values, or None where it is not allowed, or one of them would not act.

    Args:
        run: as it is.
        values: to change.
        dataset: what it learns, as it is prepared for the run as it is.
    """
    try:
        changed = run.with_values(dict(values))
        sizes = changed.network.layer_sizes(dataset.features, dataset.outputs, dataset.name)
        activations = changed.network.layer_activations(len(sizes) - 1)
    except UserError:
        return None
    training = changed.training
    fault = (
        layers_fault(activations, sizes[-1])
        or training_fault(activations, training.loss)
        or rules_fault(dataset, training)
        or optimizer_fault(sizes, training)
    )
    if changed.data.target_scaling == "none" and dataset.training.task != "numbers":
        fault = fault or targets_fault(dataset.training, training.loss)
    size = parameter_count(sizes)
    equations = size * size * (size + dataset.training.samples * dataset.outputs)
    is_dear = training.optimizer == "levenberg_marquardt" != run.training.optimizer and equations > MOST_EQUATIONS
    return None if fault or is_dear or not _acts(changed, values) else changed


def _acts(run: RunConfig, values: Values) -> bool:
    """Whether the optimizer of the changed run listens to all that is given."""
    for (section, key), value in values:
        chosen = find_option(section, key)
        if chosen.only_with is None or chosen.only_with[0] != "optimizer" or value == chosen.default:
            continue
        if run.training.optimizer not in chosen.only_with[1]:
            return False
    return True
