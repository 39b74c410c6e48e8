"""The machine and the versions that a table was measured with."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from collections.abc import Iterator
from pathlib import Path

PACKAGES = {"numpy": "NumPy", "numba": "Numba", "scikit-learn": "scikit-learn", "torch": "PyTorch", "jax": "JAX"}


def machine() -> Iterator[str]:
    """Say what is needed to judge a number."""
    yield f"{_processor()}, {os.cpu_count()} cores, {platform.system()}"
    versions = [f"Python {platform.python_version()}"]
    for package, name in PACKAGES.items():
        try:
            versions.append(f"{name} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            versions.append(f"{name} missing")
    yield ", ".join(versions)


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass  # not Linux
    return platform.processor() or platform.machine()
