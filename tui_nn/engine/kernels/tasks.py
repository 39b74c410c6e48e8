"""What the compiled loops are asked for, in words that can be read without Numba."""

from __future__ import annotations

LANES = 4
"""Numbers side by side: the rows of a truth table with two inputs, and the width of AVX2's registers."""

SIDE = 2 * LANES
"""Networks side by side: two vectors, so that the processor has other work while it waits for the result of one."""

FEWEST_SIDE_BY_SIDE = 4
"""Networks: fewer are done sooner one by one."""

ADVANCE = 0
"""Run whole iterations."""

LEARN = 1
"""Run the mini-batches of some rows."""

MEASURE = 2
"""Add the error of some rows, and their gradient where the batch is all rows."""

UPDATE = 3
"""Do one update with the gradient that is there."""
