"""What Numba does that costs us a third of the compilation; the one place that reaches into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from numba.core import codegen


@contextmanager
def optimized_once(name: str) -> Iterator[None]:
    """Let only the function of this name be optimized and made into machine code, with all that it calls.

    Numba does both for every function that is compiled on the way, and then once more for each that calls it. Where a
    later version has other methods, nothing is changed, and compiling takes longer.
    """
    places = ((codegen.CPUCodeLibrary, "_optimize_final_module"), (codegen.JITCodeLibrary, "_finalize_specific"))
    found = [(owner, method, getattr(owner, method, None)) for owner, method in places]
    for owner, method, original in found:
        if original is not None:
            setattr(owner, method, _only_for(name, original))
    try:
        yield
    finally:
        for owner, method, original in found:
            if original is not None:
                setattr(owner, method, original)


def _only_for(name: str, original: Callable[[Any], None]) -> Callable[[Any], None]:
    def method(library: Any) -> None:  # noqa: ANN401  Numba ships no types
        if library.name.startswith(name):
            original(library)

    return method
