"""Many networks at once: each ends as it ends alone, and nobody waits for those that are no longer wanted."""

from __future__ import annotations

import pickle
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest

from tui_nn.config.training_config import KernelName, TrainingConfig
from tui_nn.data.catalog import load_dataset
from tui_nn.engine.kernels.compilation import CompilationFailed
from tui_nn.engine.kernels.compiled_kernel import CompiledKernel
from tui_nn.engine.network import Network
from tui_nn.engine.training import fit
from tui_nn.experiments import pool
from tui_nn.experiments.pool import Share, train_many, train_share

XOR = load_dataset("xor")


def networks(count: int) -> list[Network]:
    return [Network.create((2, 2, 1), seed=seed, scale=1.0) for seed in range(count)]


def configs(count: int, kernel: KernelName = "auto", batch_size: int | None = None) -> list[TrainingConfig]:
    # Rates of their own: some reach the target, some the limit, and the last one diverges in no time at all.
    return [
        TrainingConfig(
            learning_rate=0.2 * (index + 1), min_error=0.01, max_iterations=3000, kernel=kernel, batch_size=batch_size
        )
        for index in range(count)
    ]


@pytest.mark.parametrize(("kernel", "batch_size"), [("compiled", None), ("compiled", 3), ("numpy", None)])
def test_each_network_ends_as_it_ends_alone(kernel: KernelName, batch_size: int | None) -> None:
    chosen = configs(20, kernel, batch_size)
    outcomes = sorted(train_many(networks(20), XOR, chosen), key=lambda outcome: outcome.index)

    assert [outcome.index for outcome in outcomes] == list(range(20))
    assert len({outcome.stop_reason for outcome in outcomes}) == 2
    for outcome, network, config in zip(outcomes, networks(20), chosen, strict=True):
        alone = fit(network, XOR, config)
        assert (outcome.iterations, outcome.error, outcome.stop_reason) == (
            alone.iterations,
            alone.error,
            alone.stop_reason,
        )
        assert outcome.network.parameters.tobytes() == alone.network.parameters.tobytes()


def test_networks_that_diverge_say_so() -> None:
    linear = [Network.create((2, 2, 1), "linear", seed=seed) for seed in range(3)]
    outcomes = list(train_many(linear, XOR, [TrainingConfig(learning_rate=1e3)] * 3))

    assert [outcome.stop_reason for outcome in outcomes] == ["diverged"] * 3
    assert not any(np.isfinite(outcome.error) for outcome in outcomes)


def test_another_executor_gives_the_same_bits() -> None:
    def trained(executor: Executor | None) -> dict[int, tuple[int, float, bytes]]:
        return {
            outcome.index: (outcome.iterations, outcome.error, outcome.network.parameters.tobytes())
            for outcome in train_many(networks(40), XOR, configs(40), executor)
        }

    here = trained(None)
    with ThreadPoolExecutor(3) as threads:
        assert trained(threads) == here
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        assert trained(processes) == here


def test_a_share_can_be_sent() -> None:
    share = Share(7, tuple(networks(2)), tuple(configs(2)), XOR)
    again = pickle.loads(pickle.dumps(share))

    assert [outcome.index for outcome in train_share(again)] == [7, 8]


def test_whoever_turns_away_ends_what_is_left_at_once() -> None:
    short, endless = TrainingConfig(max_iterations=10), TrainingConfig(max_iterations=10**12, min_error=0)
    outcomes = train_many(networks(64), XOR, [short] * pool.STACK + [endless] * 48)
    first = next(outcomes)
    started = time.perf_counter()
    outcomes.close()  # type: ignore[attr-defined]  # a generator, said to be an iterator

    assert first.iterations == 10
    assert time.perf_counter() - started < 5


def test_a_failure_is_told() -> None:
    class Broken(Executor):
        def submit(self, fn: object, /, *arguments: object, **options: object) -> Future[object]:  # type: ignore[override]
            future: Future[object] = Future()
            future.set_exception(OSError("the worker is gone"))
            return future

    with pytest.raises(OSError, match="gone"):
        list(train_many(networks(2), XOR, configs(2), Broken()))


def test_without_a_compiler_numpy_trains_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def cannot(*_: object) -> None:
        raise CompilationFailed("no compiler")

    monkeypatch.setattr(CompiledKernel, "advance_stack", cannot)
    share = Share(0, tuple(networks(2)), tuple(configs(2)), XOR)
    by_numpy = Share(0, tuple(networks(2)), tuple(configs(2, "numpy")), XOR)

    told = {(each.index, each.iterations, each.error) for each in train_share(share)}
    assert told == {(each.index, each.iterations, each.error) for each in train_share(by_numpy)}
    assert len(told) == 2
