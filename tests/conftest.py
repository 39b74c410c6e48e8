"""What every test relies on."""

from __future__ import annotations

import gc
import os

import pytest

from tui_nn.engine.kernels.compilation import compilation


@pytest.fixture(scope="session", autouse=True)
def _own_preferences(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test, and no program that one starts, may read or change what the app remembers of whoever runs the tests."""
    os.environ["XDG_CONFIG_HOME"] = str(tmp_path_factory.mktemp("configuration"))


@pytest.fixture(scope="session", autouse=True)
def _compiled_loops() -> None:
    """Wait for the compiler once: a test says what it waits for, and it is not that."""
    compilation().wait()
    # What stays to the end, Numba's compiler above all, need not be looked through for garbage again and again.
    gc.collect()
    gc.freeze()
