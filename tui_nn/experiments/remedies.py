"""What could help a run: changes of its settings, each allowed with its data, and each different from what it has."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tui_nn.config.activation_names import split_activation
from tui_nn.config.run import RunConfig, find_option
from tui_nn.config.training_config import DEFAULT_RATES, FIRST_ORDER_NAMES, SECOND_ORDER_NAMES
from tui_nn.data.dataset import Dataset
from tui_nn.engine.losses import loss_named
from tui_nn.engine.second_order.residuals import SUMS_OF_SQUARES
from tui_nn.experiments.changes import Values, changed_run, second_order
from tui_nn.experiments.finding import Finding, Illness

BY_HEART_NO_REMEDY = (Illness.RARE_CLASS, Illness.OUTLIERS)
"""What a larger network learns away row by row, and has not understood."""

JOG = 0.5
"""Deviation of what is added to each weight, as a share of their root mean square."""

FEWEST_OF_FIRST_ORDER = 1000
"""Iterations that an optimizer of first order needs to show what it can, where those of second order need a dozen."""

ENOUGH, MOST_HIDDEN = 6, 64
"""Hidden units of a layer: six of tanh learn XOR from 99.9 % of 3,000 starts (four from 98.4 to 99.7 %)."""


@dataclass(frozen=True)
class Remedy:
    """A change of a run, or a jog of its weights."""

    name: str
    values: Values = ()
    jog: float = 0.0
    """Above 0: the run goes on from its weights, each moved by a normal number of this share of their size."""

    def applied(self, run: RunConfig) -> RunConfig:
        """Return the run with this change; raises ConfigError when it is not allowed."""
        return run.with_values(dict(self.values))

    @property
    def flags(self) -> str:
        """What to add to a command line."""
        return flags_text(self.values)


def flags_text(values: Values) -> str:
    """Write values as options of the command line."""
    parts = []
    for place, value in values:
        option = find_option(*place)
        parts += [f"--{option.flag}", option.format(value) or "''"]
    return " ".join(part if part == "''" else shlex.quote(part) for part in parts)


_OPTIMIZER_LBFGS = (("training", "optimizer"), "lbfgs")
ANOTHER_START = Remedy("another start, nothing else")
JOGGED = Remedy("jog the weights and go on", jog=JOG)


def remedies(run: RunConfig, dataset: Dataset, found: Sequence[Finding] = ()) -> tuple[Remedy, ...]:
    """Return what is worth a trial, what the findings call for first.

    Args:
        run: as it is.
        dataset: what it learns, as it is prepared for it.
        found: the findings about it; without any, what helps most runs.
    """
    names = {finding.name for finding in found}
    if found and found[0].name is Illness.OVERFITTING:
        changes = [*_against_overfitting(run, dataset)]
    else:
        changes = [*_called_for(run, dataset, names), *_usual(run, dataset)]
        if not found or found[0].name not in BY_HEART_NO_REMEDY:
            changes += _combined(run)
    kept: list[Remedy] = []
    seen = [run]
    for remedy in changes:
        for how, more in _ways(run, remedy):
            values = (*remedy.values, *more)
            changed = changed_run(run, values, dataset)
            if changed is None:
                continue
            if changed not in seen:
                seen.append(changed)
                kept.append(Remedy(remedy.name + how, values))
            break
    return tuple(kept)


def _ways(run: RunConfig, remedy: Remedy) -> Iterator[tuple[str, Values]]:
    """Yield what a remedy is tried with until it is allowed: alone, or with an optimizer that goes with it."""
    yield "", ()
    keys = {key for (_, key), _ in remedy.values}
    if run.training.optimizer in SECOND_ORDER_NAMES and "optimizer" not in keys:
        if keys & {"loss", "hidden"}:
            yield ", by lbfgs", (_OPTIMIZER_LBFGS,)
        if keys & {"dropout", "l1"}:
            yield ", by adam", ((("training", "optimizer"), "adam"), *_rate_of(0.01))


def _called_for(run: RunConfig, dataset: Dataset, names: set[Illness]) -> Iterator[Remedy]:
    hidden, output = _hidden(run), _activations(run)[-1]
    if names & {Illness.DIVERGING, Illness.OSCILLATING}:
        yield Remedy("a tenth of the learning rate", _rate(run, 0.1))
        yield Remedy("clip the gradient at length 1", ((("training", "clip_norm"), 1.0),))
    if names & {Illness.DIVERGING, Illness.OSCILLATING, Illness.SATURATED}:
        yield from _gentle_start(run)
    if Illness.OSCILLATING in names and run.training.optimizer in ("adam", "adamw", "nadam"):
        yield Remedy("amsgrad, whose steps never grow again", ((("training", "optimizer"), "amsgrad"),))
    if Illness.RARE_CLASS in names:
        yield from _for_rare_classes(run, dataset)
    if Illness.OUTLIERS in names:
        for loss in ("log_cosh", "huber", "mae"):
            yield Remedy(f"{loss}, which outlying rows pull less", ((("training", "loss"), loss),))
    if Illness.TOO_SLOW in names:
        yield Remedy("the optimizer's own learning rate", _rate_of(DEFAULT_RATES[run.training.optimizer]))
        yield Remedy("100 x the learning rate", _rate(run, 100.0))
    if Illness.UNSCALED in names:
        yield from _scaled(dataset)
        yield from _combined(run, (("data", "scaling"), "standard"))
    if Illness.OUT_OF_RANGE in names:
        yield Remedy("a linear output", _output(run, "linear", _plain_loss(run)))
        scaled = (("data", "target_scaling"), "standard")
        yield Remedy("a linear output and scaled targets", (*_output(run, "linear", _plain_loss(run)), scaled))
    if Illness.DEAD in names:
        yield Remedy("leaky_relu in the hidden layers", _hidden_activation(run, "leaky_relu(0.1)"))
    if names & {Illness.TWINS, Illness.SATURATED, Illness.DEAD, Illness.TROUGH}:
        glorot = (("network", "initializer"), "glorot_uniform")
        yield Remedy("start weights by Glorot", (glorot, (("network", "bias_start"), None)))
    if names & {Illness.OUT_OF_REACH, Illness.SADDLE} and output != "linear" and dataset.task == "bits":
        yield Remedy("a linear output", _output(run, "linear", _plain_loss(run)))
        swift = (("training", "momentum"), 0.5)
        yield Remedy("a linear output with momentum 0.5", (*_output(run, "linear", _plain_loss(run)), swift))
    if Illness.MISFIT in names:
        yield from _fitting_loss(run, dataset)
    if not hidden:
        yield Remedy("a hidden layer", _layers((max(2, dataset.features),)))
        wide = max(ENOUGH, 2 * dataset.features)
        yield Remedy("a wide hidden layer of tanh", (*_layers((wide,)), *_named(("tanh", output))))


def _against_overfitting(run: RunConfig, dataset: Dataset) -> Iterator[Remedy]:
    """What keeps a network from learning rows by heart; a better fit of the training rows is no remedy."""
    hidden = _hidden(run)
    if dataset.validation is not None:
        best: Values = (
            (("training", "keep_best"), True),
            (("training", "monitor"), "validation"),
            (("training", "check_every"), 10),
        )
        patient = (("training", "patience"), max(10, run.training.max_iterations // 20))
        yield Remedy("keep the network that was best at the validation rows", best)
        yield Remedy("the same, and stop when it gets no better", (*best, patient))
    for strength in (0.001, 0.01, 0.1):
        yield Remedy(f"L2 of {strength:g}", ((("training", "l2"), strength),))
    if hidden:
        yield Remedy("dropout of a fifth of the hidden units", ((("training", "dropout"), 0.2),))
        yield Remedy("half the hidden units", _layers(tuple(max(1, units // 2) for units in hidden)))
        yield Remedy("a quarter of the hidden units", _layers(tuple(max(1, units // 4) for units in hidden)))
    yield Remedy(
        "a third of the iterations", ((("training", "max_iterations"), max(1, run.training.max_iterations // 3)),)
    )
    yield from _scaled(dataset)


def _usual(run: RunConfig, dataset: Dataset) -> Iterator[Remedy]:
    hidden, training = _hidden(run), run.training
    if training.optimizer == "sgd":
        yield Remedy("momentum 0.9", ((("training", "momentum"), 0.9),))
    yield Remedy("3 x the learning rate", _rate(run, 3.0))
    yield Remedy("a third of the learning rate", _rate(run, 1 / 3))
    if training.optimizer in FIRST_ORDER_NAMES or training.max_iterations >= FEWEST_OF_FIRST_ORDER:
        yield Remedy("adam", ((("training", "optimizer"), "adam"), *_rate_of(0.01)))
        yield Remedy("rprop", ((("training", "optimizer"), "rprop"), *_rate_of(DEFAULT_RATES["rprop"])))
    for name in ("levenberg_marquardt", "lbfgs"):
        yield Remedy(name, second_order(run, name))
    normal = (("network", "initializer"), "normal")
    yield Remedy("start weights of scale 1", (normal, (("network", "scale"), 1.0)))
    yield Remedy("start weights of scale 0.3", (normal, (("network", "scale"), 0.3)))
    yield from _scaled(dataset)
    if dataset.task == "numbers":
        yield Remedy("scaled targets", ((("data", "target_scaling"), "standard"),))
    yield from _fitting_loss(run, dataset)
    if hidden:
        yield Remedy("tanh in the hidden layers", _hidden_activation(run, "tanh"))
        yield Remedy("one hidden unit more", _layers((hidden[0] + 1, *hidden[1:])))
        yield Remedy("twice the hidden units", _layers(tuple(min(2 * units, MOST_HIDDEN) for units in hidden)))


def _combined(run: RunConfig, *more: tuple[tuple[str, str], object]) -> Iterator[Remedy]:
    """What works together where no single change does."""
    hidden = _hidden(run) or (2,)
    wide = _layers(tuple(max(ENOUGH, min(2 * units, MOST_HIDDEN)) for units in hidden))
    tanh = _named((*("tanh" for _ in hidden), _activations(run)[-1]))
    start: Values = ((("network", "initializer"), "normal"), (("network", "scale"), 1.0))
    with_scale = ", scaled inputs" if more else ""
    if run.training.optimizer == "sgd":
        swift = (("training", "momentum"), 0.5)
        yield Remedy(f"more hidden units with tanh, momentum 0.5{with_scale}", (*wide, *tanh, *start, swift, *more))
    solver = "levenberg_marquardt" if run.training.loss in SUMS_OF_SQUARES else "lbfgs"
    # Measured: 2,000 of 2,000 starts of XOR with weights of scale 0.1.
    is_drawn_small = run.network.initializer == "normal" and run.network.scale <= 1.0
    drawn = () if is_drawn_small else start
    yield Remedy(
        f"more hidden units with tanh, {solver}{with_scale}", (*wide, *tanh, *drawn, *second_order(run, solver), *more)
    )
    if run.training.optimizer in SECOND_ORDER_NAMES and run.training.max_iterations < FEWEST_OF_FIRST_ORDER:
        return
    adam = (("training", "optimizer"), "adam")
    yield Remedy(f"more hidden units with tanh, adam{with_scale}", (*wide, *tanh, *start, adam, *_rate_of(0.01), *more))


def _scaled(dataset: Dataset) -> Iterator[Remedy]:
    if dataset.table is not None or dataset.encoding is not None or dataset.task == "bits":
        yield Remedy("scaled inputs", ((("data", "scaling"), "standard"),))


def _gentle_start(run: RunConfig) -> Iterator[Remedy]:
    """What holds back the first updates, which are the ones that break out."""
    iterations = max(1, min(1000, run.training.max_iterations // 10))
    yield Remedy(f"warm-up in {iterations:,} iterations", ((("training", "warm_up"), iterations),))
    yield Remedy("one_cycle of the rate", ((("training", "schedule"), "one_cycle"),))


def _for_rare_classes(run: RunConfig, dataset: Dataset) -> Iterator[Remedy]:
    """What lets few rows count as much as many."""
    balanced: Values = ((("training", "class_weights"), "balanced"),)
    yield Remedy("classes that weigh the same together", balanced)
    softmax = dataset.task == "classes" and dataset.outputs > 1
    output, kind = ("softmax", "categorical") if softmax else ("sigmoid", "binary")
    yield Remedy("the same, with cross-entropy", (*_output(run, output, f"{kind}_crossentropy"), *balanced))
    yield Remedy("a focal loss", _output(run, output, f"{kind}_focal"))
    yield Remedy("a focal loss, and classes that weigh the same", (*_output(run, output, f"{kind}_focal"), *balanced))


def _fitting_loss(run: RunConfig, dataset: Dataset) -> Iterator[Remedy]:
    if dataset.task == "numbers":
        return
    if dataset.task == "classes" and dataset.outputs > 1:
        yield Remedy("softmax with its cross-entropy", _output(run, "softmax", "categorical_crossentropy"))
    else:
        yield Remedy("cross-entropy with a sigmoid output", _output(run, "sigmoid", "binary_crossentropy"))


def _hidden(run: RunConfig) -> tuple[int, ...]:
    return run.network.hidden if run.network.layers is None else run.network.layers[1:-1]


def _activations(run: RunConfig) -> tuple[str, ...]:
    chosen = run.network.activations
    return chosen * (len(_hidden(run)) + 1) if len(chosen) == 1 else chosen


def _layers(hidden: tuple[int, ...]) -> Values:
    return ((("network", "hidden"), hidden),)


def _named(activations: tuple[str, ...]) -> Values:
    return ((("network", "activations"), activations),)


def _hidden_activation(run: RunConfig, name: str) -> Values:
    *hidden, output = _activations(run)
    return _named((*(name for _ in hidden), output))


def _output(run: RunConfig, name: str, loss: str) -> Values:
    *hidden, _ = _activations(run)
    return (*_named((*hidden, name)), (("training", "loss"), loss))


def _plain_loss(run: RunConfig) -> str:
    """A loss for a linear output: the present one where it is for any output."""
    loss = run.training.loss
    made_for_one = loss_named(loss).output_activation is not None
    return "mse" if made_for_one or split_activation(_activations(run)[-1])[0] == "softmax" else loss


def _rate_of(rate: float) -> Values:
    return ((("training", "learning_rate"), float(f"{rate:.3g}")),)


def _rate(run: RunConfig, factor: float) -> Values:
    return _rate_of(run.training.learning_rate * factor)
