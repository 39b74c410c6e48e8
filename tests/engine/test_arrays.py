"""Arrays that cross the engine's border."""

from __future__ import annotations

import numpy as np
import pytest

from tui_nn.engine.arrays import read_only


def test_a_read_only_array_is_a_copy_that_nobody_can_write() -> None:
    original = np.array([1.0, 2.0])
    copy = read_only(original)
    original[0] = 5.0

    assert copy.tolist() == [1.0, 2.0]
    with pytest.raises(ValueError, match="read-only"):
        copy[0] = 3.0
