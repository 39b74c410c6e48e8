"""What a benchmark consists of: some work, everybody who can do it, and how much faster we want to be."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.benchmarks.timing import Contestant


class OtherWork(Exception):  # noqa: N818  the fact it tells, not a kind of error
    """A contestant computes something else, so its speed says nothing."""


class NotYet(Exception):  # noqa: N818  the fact it tells, not a kind of error
    """A contestant cannot do the work, and the message says what it waits for."""


class Agreement:
    """The error that everybody must arrive at, from the same weights by the same updates; the first to come says it."""

    def __init__(self) -> None:
        self._errors: dict[str, tuple[str, float]] = {}

    def require(self, name: str, error: float, *, tolerance: float, task: str = "") -> None:
        """Compare with the first who did the same task.

        Raises:
            OtherWork: when the errors differ by more than this tolerance (relative).
        """
        first, expected = self._errors.setdefault(task, (name, error))
        if not math.isfinite(error) or not math.isclose(error, expected, rel_tol=tolerance):
            raise OtherWork(f"does other work: error {error:.12g}, {first} has {expected:.12g}")


Build = Callable[[Agreement], Contestant]
"""Prepares a contestant once it has agreed; raises ImportError when its library is not installed."""


@dataclass(frozen=True)
class Workload:
    """One row of the issue's table."""

    code: str
    title: str
    unit: str

    ours: str
    """The contestant that the others are compared with."""

    entrants: Sequence[tuple[str, Build]]

    reach: Mapping[str, float] = field(default_factory=dict)
    """How many times faster than these we want to be."""

    remark: str = ""


@dataclass(frozen=True)
class Field:
    """Who came, and why the others did not."""

    contestants: tuple[Contestant, ...]
    absent: Mapping[str, str]


def gather(workload: Workload) -> Field:
    """Prepare everybody who can do the work."""
    agreement = Agreement()
    contestants: list[Contestant] = []
    absent: dict[str, str] = {}
    for name, build in workload.entrants:
        try:
            contestants.append(build(agreement))
        except ImportError as error:
            absent[name] = f"missing ({error.name or error})"
        except (NotYet, OtherWork) as reason:
            absent[name] = str(reason)
    return Field(tuple(contestants), absent)
