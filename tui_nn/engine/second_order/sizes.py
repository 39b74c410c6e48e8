"""What each method of second order remembers, what its iteration costs, and up to which size it is offered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

HEADER = 4
"""Numbers at the beginning of every method's memory; the first says whether a step can still be made."""

PAIRS = 10
"""Steps that L-BFGS remembers, with the changes of the gradient along them; SciPy's number."""


@dataclass(frozen=True)
class Size:
    """A method, measured by the number of parameters of the network."""

    memory: Callable[[int], int]
    """Numbers that are remembered from iteration to iteration."""

    work: Callable[[int], int]
    """Numbers that are needed while an iteration runs."""

    cost: Callable[[int], str]
    """What one iteration costs, in words."""

    most_parameters: int | None = None
    why: str = ""
    """What would be too large beyond that."""


def _levenberg_marquardt_cost(parameters: int) -> str:
    return (
        f"an iteration solves {parameters:,} equations for each step that it tries, about "
        f"{_about(2 * parameters**3 / 3)} operations, and makes {parameters:,} derivatives of each output of each row"
    )


def _bfgs_cost(parameters: int) -> str:
    return (
        f"an iteration passes over the rows once or twice, and changes a matrix of {parameters:,} x {parameters:,}: "
        f"about {_about(8 * parameters**2)} operations"
    )


def _lbfgs_cost(parameters: int) -> str:
    return (
        f"an iteration passes over the rows once or twice, and follows {PAIRS} remembered steps: "
        f"about {_about(4 * PAIRS * parameters)} operations"
    )


def _scaled_conjugate_gradient_cost(parameters: int) -> str:
    return (
        "an iteration passes over the rows twice, for the curvature along its direction and for the step; "
        f"beside that about {_about(12 * parameters)} operations"
    )


SIZES = {
    "levenberg_marquardt": Size(
        memory=lambda parameters: HEADER + parameters,
        work=lambda parameters: 4 * parameters**2,
        cost=_levenberg_marquardt_cost,
        most_parameters=3000,
        why="the equations of one iteration",
    ),
    "lbfgs": Size(
        memory=lambda parameters: HEADER + (1 + 2 * PAIRS) * parameters,
        work=lambda parameters: 4 * parameters,
        cost=_lbfgs_cost,
    ),
    "bfgs": Size(
        memory=lambda parameters: HEADER + parameters + parameters**2,
        work=lambda parameters: 3 * parameters**2,
        cost=_bfgs_cost,
        # The matrix is part of the state: it goes to the screen with every snapshot, 8 MB at a time.
        most_parameters=1000,
        why="the matrix that it remembers",
    ),
    "scaled_conjugate_gradient": Size(
        memory=lambda parameters: HEADER + 2 * parameters,
        work=lambda parameters: 4 * parameters,
        cost=_scaled_conjugate_gradient_cost,
    ),
}
"""By the optimizer's name. Every memory begins with the header and the last step, as long as the parameters."""


def iteration_cost(optimizer: str, parameters: int) -> str:
    """Say what one iteration of an optimizer costs; nothing for one of first order, which passes over the rows once."""
    return SIZES[optimizer].cost(parameters) if optimizer in SIZES else ""


def size_fault(optimizer: str, parameters: int) -> str | None:
    """Say why a network has too many parameters for an optimizer, and what would do instead; or None."""
    size = SIZES.get(optimizer)
    if size is None or size.most_parameters is None or parameters <= size.most_parameters:
        return None
    return (
        f"{optimizer} is for networks of up to {size.most_parameters:,} parameters, and this one has {parameters:,}: "
        f"{size.why} would be {parameters:,} x {parameters:,} numbers; use lbfgs, or fewer units"
    )


def _about(operations: float) -> str:
    """Write a large number as people say it."""
    for size, word in ((1e12, "thousand billion"), (1e9, "billion"), (1e6, "million"), (1e3, "thousand")):
        if operations >= size:
            return f"{operations / size:.2g} {word}" if operations < 10 * size else f"{operations / size:,.0f} {word}"
    return f"{operations:.0f}"
