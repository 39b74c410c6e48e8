"""What every test relies on."""

from __future__ import annotations

import gc

import pytest

from tui_nn.engine.kernels.compilation import compilation


@pytest.fixture(scope="session", autouse=True)
def _compiled_loops() -> None:
    """Wait for the compiler once: a test says what it waits for, and it is not that."""
    compilation().wait()
    # What stays to the end, Numba's compiler above all, need not be looked through for garbage again and again.
    gc.collect()
    gc.freeze()
