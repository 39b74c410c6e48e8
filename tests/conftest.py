"""What every test relies on."""

from __future__ import annotations

import gc
import os

import pytest
from hypothesis import settings

from tui_nn.engine.kernels.compilation import compilation

# The gate answers the same each time it is asked; `HYPOTHESIS_PROFILE=search` looks for what it does not see.
settings.register_profile("gate", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=2_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))


@pytest.fixture(scope="session", autouse=True)
def _own_preferences(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test, and no program that one starts, may read or change what the app remembers of whoever runs the tests."""
    os.environ["XDG_CONFIG_HOME"] = str(tmp_path_factory.mktemp("configuration"))
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))


@pytest.fixture(scope="session", autouse=True)
def _compiled_loops() -> None:
    """Wait for the compiler once: a test says what it waits for, and it is not that."""
    compilation().wait()
    # What stays to the end, Numba's compiler above all, need not be looked through for garbage again and again.
    gc.collect()
    gc.freeze()
