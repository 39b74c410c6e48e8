"""The table that a person reads: one block for each workload, one line for each contestant."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.timing import Rates
from tests.benchmarks.workload import Field, Workload


def lines(workload: Workload, present: Field, rates: Rates, rounds: int) -> Iterator[str]:
    """Write down what came of a workload."""
    yield f"{workload.code}  {workload.title}"
    if workload.remark:
        yield f"    {workload.remark}"
    head = f"{workload.unit}, medians of {rounds}"
    yield f"    {head:<44}{'rate':>14}{'ours/it':>10}  {'lowest-highest':<16}reach"
    for name, _ in workload.entrants:
        if name in present.absent:
            yield f"    {name:<44}{present.absent[name]}"
        else:
            yield f"    {name:<44}{rates.rate(name):>14,.0f}{_compared(workload, rates, name)}".rstrip()


def _compared(workload: Workload, rates: Rates, name: str) -> str:
    if name == workload.ours or workload.ours not in rates.by_name:
        return ""
    ratio = rates.ratio(workload.ours, name)
    spread = f"{_short(ratio.lowest)}-{_short(ratio.highest)}"
    return f"{_short(ratio.middle):>10}  {spread:<16}{_reached(workload.reach.get(name), ratio.middle)}"


def _reached(reach: float | None, ratio: float) -> str:
    if reach is None:
        return ""
    return f"{reach:g} x: " + ("met" if ratio >= reach else f"short by {1 - ratio / reach:.0%}")


def _short(ratio: float) -> str:
    return f"{ratio:.0f}" if ratio >= 100 else f"{ratio:.1f}" if ratio >= 10 else f"{ratio:.2f}"
