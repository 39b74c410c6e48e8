"""How much memory a network and its training need, estimated before anything is allocated."""

from __future__ import annotations

import os
import resource
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from tui_nn.config.errors import NetworkError
from tui_nn.engine.second_order.sizes import SIZES

BYTES_PER_NUMBER = 8
PARAMETER_COPIES = 11
"""Vectors as long as the parameters: the network in training, the kernel's copy, a snapshot and a safe point, each with
an optimizer's memory, and three gradients."""

MEMORY_COPIES = 4
"""Of what a method of second order remembers: in training, in a part of an iteration, a snapshot, a safe point."""

UNIT_ARRAYS = 4
"""Arrays as large as a layer's units times the rows at once: pre-activations, activations, deltas, slopes."""

ROW_BLOCKS = 2
"""Sets of such arrays: one learns, one looks."""

ROW_NUMBERS = 2
"""Arrays as long as the data set: the row numbers in order, and shuffled."""

NUMBERS_AT_ONCE = 2**18
"""Of the widest layer in a block of rows (2 MB): large enough for BLAS, small enough to be done in milliseconds."""

FEWEST_ROWS = 64

USABLE_SHARE = 0.8
"""Of the memory that is free now; the rest is for the screen, the other process and whatever else runs."""


def parameter_count(layer_sizes: Sequence[int]) -> int:
    """Return the number of weights and biases: the sum of units_out * (units_in + 1)."""
    return _parameter_count(tuple(layer_sizes))


@lru_cache(256)
def _parameter_count(layer_sizes: tuple[int, ...]) -> int:
    # Kept, for every network that is made asks, and an experiment makes thousands of one shape.
    return sum(units_out * (units_in + 1) for units_in, units_out in pairwise(layer_sizes))


ALWAYS_THERE = 1_000_000
"""Bytes that are not asked for: a process that lacks them cannot run at all."""


def rows_at_once(layer_sizes: Sequence[int]) -> int:
    """Return the rows of a block; it depends on the network alone, so that sums are always added in one order."""
    return max(FEWEST_ROWS, NUMBERS_AT_ONCE // max(layer_sizes))


def training_bytes(layer_sizes: Sequence[int], samples: int, optimizer: str = "sgd") -> int:
    """Estimate the bytes that training such a network on so many rows allocates beside the data, from sizes alone."""
    count = parameter_count(layer_sizes)
    parameters = count * PARAMETER_COPIES
    if optimizer in SIZES:
        parameters += SIZES[optimizer].memory(count) * MEMORY_COPIES + SIZES[optimizer].work(count)
    row = layer_sizes[0] + UNIT_ARRAYS * sum(layer_sizes[1:]) + layer_sizes[-1] + len(layer_sizes)
    rows = ROW_BLOCKS * row * min(samples, rows_at_once(layer_sizes))
    return (parameters + rows + ROW_NUMBERS * samples) * BYTES_PER_NUMBER


def available_bytes() -> int | None:
    """Return the memory that this process can still get, or None where the system does not tell."""
    limits = []
    try:
        table = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines())
        if "MemAvailable" in table:
            limits.append(int(table["MemAvailable"].split()[0]) * 1024)
        soft, _ = resource.getrlimit(resource.RLIMIT_AS)
        if soft != resource.RLIM_INFINITY:
            in_use = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
            limits.append(soft - in_use)
    except OSError:  # not Linux: no such files
        pass
    return max(0, min(limits)) if limits else None


def require_memory(
    layer_sizes: Sequence[int], samples: int = 1, available: int | None = None, optimizer: str = "sgd"
) -> None:
    """Refuse a network that does not fit into memory.

    Args:
        layer_sizes: units of every layer.
        samples: rows that are held at once.
        available: bytes that are free; asked of the system unless given.
        optimizer: that is to train it; those of first order need about as much as each other.

    Raises:
        NetworkError: with the bytes needed and those free.
    """
    needed = training_bytes(layer_sizes, samples, optimizer)
    if available is None and needed < ALWAYS_THERE:
        return  # asking the system takes longer than training some networks of an experiment
    free = available_bytes() if available is None else available
    if free is not None and needed > free * USABLE_SHARE:
        rows = "1 row" if samples == 1 else f"{samples:,} rows"
        raise NetworkError(
            f"layers {_shown(layer_sizes)} need about {size_text(needed)} for {rows}, and {size_text(free)} are free; "
            "use fewer units or fewer rows"
        )


def size_text(size: int) -> str:
    """Write a number of bytes as people read it, such as 1.5 GB."""
    units = ("bytes", "kB", "MB", "GB", "TB", "PB", "EB")
    power = min(len(units) - 1, max(0, (len(str(size)) - 1) // 3))
    # Division of integers first: a billion units squared is beyond what a float can hold.
    return f"{size} bytes" if power == 0 else f"{size // 10 ** (3 * power - 1) / 10:,.1f} {units[power]}"


def _shown(layer_sizes: Sequence[int]) -> str:
    text = ",".join(map(str, layer_sizes))
    return text if len(text) <= 60 else f"{text[:30]}…{text[-20:]}"
