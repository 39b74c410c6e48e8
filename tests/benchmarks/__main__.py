"""Run the measurements that are asked for, or all of them, and print what came out."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence

from tests.benchmarks import table, timing, w1_xor, w2_spiral, w3_digits, w4_wide, w5_stack, w6_map
from tests.benchmarks.machine import machine
from tests.benchmarks.workload import Workload, gather

WORKLOADS: dict[str, Callable[[], Workload]] = {
    "W1": w1_xor.workload,
    "W2": w2_spiral.workload,
    "W3": w3_digits.workload,
    "W4": w4_wide.workload,
    "W5": w5_stack.workload,
    "W6": w6_map.workload,
}
SCREEN = ("U1", "U2", "U3", "U4", "U5")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the machine, then a block for each measurement."""
    names = (*WORKLOADS, *SCREEN)
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names)}; all unless given")
    parser.add_argument("--rounds", type=int, default=timing.ROUNDS, help="of W1 to W6, in turns (default %(default)s)")
    parser.add_argument("--within", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    wanted = [name.upper() for name in chosen.names] or list(names)
    if unknown := [name for name in wanted if name not in names]:
        parser.error(f"there is no {unknown[0]}; choose from {', '.join(names)}")
    if chosen.rounds < 1:
        parser.error("--rounds takes 1 or more")
    if chosen.within:
        for line in _measured(wanted[0], chosen.rounds):
            print(line, flush=True)
        return
    for line in machine():
        print(line, flush=True)
    for name in wanted:
        print(flush=True)
        # Each in a process of its own: after W1, PyTorch did W2 at less than a third of its speed.
        again = (sys.executable, "-m", "tests.benchmarks", name, "--rounds", str(chosen.rounds), "--within")
        # The app remembers its layout: neither may a measurement change that of whoever measures, nor be changed by it.
        with tempfile.TemporaryDirectory(prefix="tui-nn-") as preferences:
            subprocess.run(again, check=True, env={**os.environ, "XDG_CONFIG_HOME": preferences})


def _measured(name: str, rounds: int) -> Iterator[str]:
    if name in SCREEN:
        # Imported here, for only these need a pseudo-terminal.
        from tests.benchmarks import lab_cost, large_file_cost, pictures_cost, screen_cost

        measure = {
            "U1": screen_cost.measure_keys,
            "U2": screen_cost.measure_rest,
            "U3": pictures_cost.measure_pictures,
            "U4": lab_cost.measure_lab,
            "U5": large_file_cost.measure_large_file,
        }
        yield from measure[name]()
        return
    workload = WORKLOADS[name]()
    present = gather(workload)
    yield from table.lines(workload, present, timing.measure(present.contestants, rounds), rounds)


if __name__ == "__main__":
    main()
