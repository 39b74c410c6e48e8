"""Run every measurement and print what came out."""

from __future__ import annotations

import os
import platform

import numpy as np

from tests.benchmarks.engine_speed import measure_engine
from tests.benchmarks.screen_cost import measure_screen


def main() -> None:
    """Measure the engine, then the screen."""
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {os.cpu_count()} cores\n")
    for line in measure_engine():
        print(line, flush=True)
    print()
    for line in measure_screen():
        print(line, flush=True)


if __name__ == "__main__":
    main()
