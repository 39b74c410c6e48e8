"""What is too large is refused from its sizes alone, before a byte of it is allocated."""

from __future__ import annotations

import resource
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from tui_nn.config.errors import NetworkError
from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine import memory
from tui_nn.engine.memory import available_bytes, parameter_count, require_memory, size_text, training_bytes
from tui_nn.engine.network import Network
from tui_nn.engine.training import fit, train

MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    ("sizes", "count"),
    [
        # Each unit has one weight for each unit before it, and a bias.
        ((2, 2, 1), 2 * 3 + 1 * 3),
        ((1, 1), 2),
        ((3, 5, 4, 2), 5 * 4 + 4 * 6 + 2 * 5),
        ((2, 10**9, 1), 10**9 * 3 + (10**9 + 1)),
    ],
)
def test_the_number_of_parameters_is_that_of_all_weights_and_biases(sizes: tuple[int, ...], count: int) -> None:
    assert parameter_count(sizes) == count


@pytest.mark.parametrize(
    ("sizes", "samples"),
    [
        ((2, 2, 1), 20_000),
        ((2, 50, 1), 5_000),
        ((30, 30, 30), 3_000),
        ((100, 1, 1), 2_000),
        ((2, 8, 8, 1), 10_000),
        ((300, 300, 10), 4),
        ((2, 300, 300, 1), 10),
    ],
)
def test_the_estimate_is_what_training_with_numpy_really_allocates(sizes: tuple[int, ...], samples: int) -> None:
    generator = np.random.default_rng(0)
    dataset = Dataset.from_arrays(generator.random((samples, sizes[0])), generator.random((samples, sizes[-1])))
    network = Network.create(sizes)
    tracemalloc.start()
    try:
        fit(network, dataset, TrainingConfig(max_iterations=3, kernel="numpy"))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert training_bytes(sizes, samples) == pytest.approx(peak, rel=0.25)


def test_the_estimate_grows_with_rows_and_units() -> None:
    assert training_bytes((2, 2, 1), 8) < training_bytes((2, 2, 1), 9) < training_bytes((2, 3, 1), 9)


@pytest.mark.parametrize("sizes", [(10**9, 10**9, 1), (2, 2**62, 2**62, 1), (2, *((10**9,) * 50), 1)])
def test_billions_of_units_are_refused_with_the_bytes_and_nothing_is_allocated(sizes: tuple[int, ...]) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(NetworkError, match=r"need about [\d,.]+ EB .* [\d,.]+ .?B are free; use fewer") as caught:
            Network.create(sizes)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < MEGABYTE
    assert len(str(caught.value)) < 250
    assert "\n" not in str(caught.value)


def test_a_small_network_on_too_many_rows_is_refused_by_train_itself_and_not_by_its_first_event(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dataset = Dataset.from_arrays(np.zeros((20_000, 2)), np.zeros((20_000, 1)))
    network = Network.create((2, 2, 1))
    monkeypatch.setattr(memory, "available_bytes", lambda: MEGABYTE)

    with pytest.raises(NetworkError, match=r"layers 2,2,1 need about \d.* MB for 20,000 rows, and 1.0 MB are free"):
        train(network, dataset)


def test_what_needs_less_than_the_usable_share_passes_and_what_needs_more_does_not() -> None:
    needed = training_bytes((2, 2, 1), 100)
    require_memory((2, 2, 1), 100, available=int(needed / memory.USABLE_SHARE) + 1)

    with pytest.raises(NetworkError):
        require_memory((2, 2, 1), 100, available=int(needed / memory.USABLE_SHARE) - 1)


def test_nothing_free_refuses_everything() -> None:
    with pytest.raises(NetworkError, match="0 bytes are free"):
        require_memory((1, 1), available=0)


def test_the_free_memory_of_this_machine_is_known_and_positive() -> None:
    free = available_bytes()

    assert free is None or free > MEGABYTE


def test_a_limit_on_the_address_space_counts_as_memory_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1, resource.RLIM_INFINITY))

    assert available_bytes() in (0, None)  # one byte less what is in use already


def test_free_memory_is_what_the_system_calls_available(monkeypatch: pytest.MonkeyPatch) -> None:
    # Free pages alone would leave out what the system gives back on demand.
    table = "MemTotal:  9000000 kB\nMemFree:  1000 kB\nMemAvailable:  2500 kB\n"
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: table)
    monkeypatch.setattr(resource, "getrlimit", lambda _: (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    assert available_bytes() == 2500 * 1024


def test_what_a_limited_process_uses_already_is_taken_off_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"/proc/meminfo": "MemAvailable:  9000000 kB\n", "/proc/self/statm": "300 200 100 1 0 50 0\n"}
    monkeypatch.setattr(Path, "read_text", lambda path, **_: files[str(path)])
    monkeypatch.setattr(resource, "getrlimit", lambda _: (100 * MEGABYTE, resource.RLIM_INFINITY))

    # The first number is the address space in pages: that is what the limit is about.
    assert available_bytes() == 100 * MEGABYTE - 300 * resource.getpagesize()


def test_where_the_system_does_not_tell_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_such_file(*_: object, **__: object) -> str:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_text", no_such_file)

    assert available_bytes() is None
    require_memory((2, 10**15, 1))


def test_many_layers_are_shown_cut_in_a_message() -> None:
    with pytest.raises(NetworkError) as caught:
        require_memory((1000,) * 500, available=1)

    assert "1000,1000" in str(caught.value)
    assert "…" in str(caught.value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (1_549_000_000, "1.5 GB"),
        (999_999, "999.9 kB"),
        (10**18, "1.0 EB"),
        (1234 * 10**18, "1,234.0 EB"),
    ],
)
def test_a_number_of_bytes_is_written_as_people_read_it(size: int, text: str) -> None:
    assert size_text(size) == text


def test_a_number_of_bytes_beyond_every_machine_is_still_written() -> None:
    assert size_text(10**60).endswith(" EB")


def test_five_hundred_layers_of_four_units_train() -> None:
    rows = np.eye(4)
    result = fit(Network.create((4,) * 500), Dataset.from_arrays(rows, rows), TrainingConfig(max_iterations=3))

    assert result.iterations == 3
    assert np.isfinite(result.error)
    assert np.isfinite(result.network.parameters).all()
