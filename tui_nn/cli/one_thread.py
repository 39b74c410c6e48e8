"""NumPy in the screen's process, on one thread: the second core belongs to the engine."""

from __future__ import annotations

import os

THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""Of the libraries that NumPy multiplies matrices with; each is read once, when NumPy is imported."""


def import_numpy() -> None:
    """Import NumPy so that it uses one thread here, and as many as the person wishes in processes begun later.

    A product of 1,000 rows takes 0.2 ms on one thread. On two, one waits for the other while that one's core trains:
    measured, 16 to 40 ms, in which no key is answered.
    """
    chosen = {name: "1" for name in THREADS if name not in os.environ}
    os.environ.update(chosen)
    import numpy  # noqa: F401, ICN001  imported for what it reads meanwhile

    for name in chosen:
        del os.environ[name]
