"""Many networks at once: each ends as it ends alone, and nobody waits for those that are no longer wanted."""

from __future__ import annotations

import pickle
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

import numpy as np
import pytest

from tui_nn.config.network_config import NetworkConfig
from tui_nn.config.training_config import SECOND_ORDER_NAMES, KernelName, TrainingConfig
from tui_nn.data.catalog import load_dataset
from tui_nn.engine.kernels.compilation import CompilationFailed
from tui_nn.engine.kernels.compiled_kernel import CompiledKernel
from tui_nn.engine.network import Network
from tui_nn.engine.training import fit
from tui_nn.experiments import pool
from tui_nn.experiments.pool import Share, Start, Wish, WorkersLost, train_many, train_share, train_shares

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


@pytest.mark.parametrize("optimizer", SECOND_ORDER_NAMES)
def test_networks_of_second_order_end_as_they_end_alone_with_or_without_a_step_left(optimizer: str) -> None:
    config = TrainingConfig(optimizer=optimizer, min_error=1e-6)
    outcomes = sorted(train_many(networks(12), XOR, [config] * 12), key=lambda outcome: outcome.index)

    assert {str(outcome.stop_reason) for outcome in outcomes} == {"min_error", "no_step"}
    for outcome, network in zip(outcomes, networks(12), strict=True):
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


class Forgetful(Executor):
    """Loses the worker of every share, so many times each, in another way each time; then trains it at once."""

    def __init__(self, losses: int) -> None:
        self.losses = losses
        self.begun: Counter[int] = Counter()

    def submit(self, fn: Callable[..., object], /, *arguments: object, **options: object) -> Future[object]:  # type: ignore[override]
        share = arguments[0]
        assert isinstance(share, Share)
        self.begun[share.first] += 1
        future: Future[object] = Future()
        turn = self.begun[share.first] - 1
        if turn >= self.losses:
            future.set_result(fn(*arguments))
        elif turn == 0:
            raise BrokenProcessPool("no process is left")
        elif turn == 1:
            future.cancel()
        else:
            future.set_exception(ConnectionResetError("the worker is gone"))
        return future


def trained(executor: Executor | None) -> dict[int, tuple[int, float, bytes]]:
    return {
        outcome.index: (outcome.iterations, outcome.error, outcome.network.parameters.tobytes())
        for outcome in train_many(networks(20), XOR, configs(20), executor)
    }


def test_a_share_whose_worker_was_lost_is_done_again() -> None:
    executor = Forgetful(pool.TRIES - 1)

    assert trained(executor) == trained(None)
    assert set(executor.begun.values()) == {pool.TRIES}


def test_workers_that_are_lost_again_and_again_are_told_of_in_one_line() -> None:
    with pytest.raises(WorkersLost, match=r"8 networks was lost 4 times \(ConnectionResetError: the worker is gone\)"):
        trained(Forgetful(pool.TRIES))


def test_a_pause_holds_back_what_has_not_been_handed_out() -> None:
    wish = Wish()
    shares = [Share(index, tuple(networks(1)), tuple(configs(1)), XOR) for index in range(pool.MOST_UNDER_WAY + 3)]
    executor = Forgetful(0)
    told = train_shares(shares, executor, wish)
    next(told)
    wish.pause()
    for _ in range(pool.MOST_UNDER_WAY - 1):
        next(told)

    assert len(executor.begun) == pool.MOST_UNDER_WAY
    wish.resume()
    assert sum(map(len, told)) == 3
    assert len(executor.begun) == len(shares)


def test_an_end_takes_back_what_has_not_begun_and_does_not_wait_for_the_rest() -> None:
    begun = threading.Event()

    class Slow(Executor):
        def __init__(self) -> None:
            self.futures: list[Future[object]] = []

        def submit(self, fn: object, /, *arguments: object, **options: object) -> Future[object]:  # type: ignore[override]
            self.futures.append(Future())
            if len(self.futures) == 1:
                self.futures[0].set_running_or_notify_cancel()
                begun.set()
            return self.futures[-1]

    executor = Slow()
    shares = [Share(index, tuple(networks(1)), tuple(configs(1)), XOR) for index in range(5)]
    told = train_shares(shares, executor, seconds=0.01)
    assert next(told) == []
    told.close()  # type: ignore[attr-defined]  # a generator, said to be an iterator

    assert begun.is_set()
    assert [future.cancelled() for future in executor.futures] == [False, True, True, True, True]


def test_starts_are_built_where_they_are_trained_to_the_same_bits() -> None:
    chosen = NetworkConfig(scale=1.0)
    starts = [Start(chosen, 2, 1, "xor", seed) for seed in range(20)]
    told = {each.index: each for each in train_many(starts, XOR, configs(20))}

    for index, outcome in enumerate(sorted(train_many(networks(20), XOR, configs(20)), key=lambda each: each.index)):
        assert told[index].network.parameters.tobytes() == outcome.network.parameters.tobytes()


def test_each_network_has_its_part_of_the_time() -> None:
    started = time.perf_counter()
    outcomes = list(train_many(networks(20), XOR, configs(20), Forgetful(0)))
    seconds = time.perf_counter() - started

    assert all(outcome.seconds > 0 for outcome in outcomes)
    assert sum(outcome.seconds for outcome in outcomes) < seconds


def test_without_a_compiler_numpy_trains_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def cannot(*_: object) -> None:
        raise CompilationFailed("no compiler")

    monkeypatch.setattr(CompiledKernel, "advance_stack", cannot)
    share = Share(0, tuple(networks(2)), tuple(configs(2)), XOR)
    by_numpy = Share(0, tuple(networks(2)), tuple(configs(2, "numpy")), XOR)

    told = {(each.index, each.iterations, each.error) for each in train_share(share)}
    assert told == {(each.index, each.iterations, each.error) for each in train_share(by_numpy)}
    assert len(told) == 2
