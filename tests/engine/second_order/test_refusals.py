"""What does not go with a method of second order is refused in one line that says what to do, and doing it helps."""

from __future__ import annotations

from typing import Any

import pytest

from tui_nn.config.errors import ConfigError, NetworkError
from tui_nn.config.training_config import FIRST_ORDER_NAMES, LOSS_NAMES, SECOND_ORDER_NAMES, TrainingConfig
from tui_nn.data.catalog import load_dataset
from tui_nn.engine.compatibility import LOSSES_WITH_KINKS, optimizer_fault
from tui_nn.engine.memory import require_memory, training_bytes
from tui_nn.engine.network import Network
from tui_nn.engine.second_order.residuals import SUMS_OF_SQUARES
from tui_nn.engine.training import fit

SIZES = (2, 2, 1)
OPTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "mini-batches": ({"batch_size": 2}, "set the batch size to full"),
    "dropout": ({"dropout": 0.1}, "set dropout to 0"),
    "L1": ({"l1": 0.1}, "set L1 to 0"),
    "max norm": ({"max_norm": 1.0}, "set max norm to 0"),
    "clipping": ({"clip_norm": 1.0}, "set clip gradient to 0"),
    "clipping by value": ({"clip_value": 1.0}, "set clip values to 0"),
    "a schedule": ({"schedule": "step"}, "set the schedule to constant"),
    "warm-up": ({"warm_up": 5}, "set warm-up to 0"),
    "single precision": ({"precision": "float32"}, "set the precision to float64"),
    "the compiled kernel": ({"kernel": "compiled"}, "set the kernel to auto"),
}


@pytest.mark.parametrize("name", SECOND_ORDER_NAMES)
@pytest.mark.parametrize(("options", "advice"), OPTIONS.values(), ids=OPTIONS)
def test_an_option_that_does_not_go_with_it_is_refused_in_one_line(
    name: str, options: dict[str, Any], advice: str
) -> None:
    fault = optimizer_fault(SIZES, TrainingConfig(optimizer=name, **options))

    assert fault is not None
    assert fault.startswith(f"{name} ")
    assert advice in fault
    assert "\n" not in fault
    assert optimizer_fault(SIZES, TrainingConfig(optimizer=name)) is None


@pytest.mark.parametrize("name", FIRST_ORDER_NAMES)
def test_first_order_goes_with_everything(name: str) -> None:
    for options, _ in OPTIONS.values():
        assert optimizer_fault((784, 128, 10), TrainingConfig(optimizer=name, **options)) is None


@pytest.mark.parametrize("loss", LOSS_NAMES)
@pytest.mark.parametrize("name", SECOND_ORDER_NAMES)
def test_a_loss_is_refused_where_its_shape_does_not_do(name: str, loss: str) -> None:
    fault = optimizer_fault(SIZES, TrainingConfig(optimizer=name, loss=loss))
    goes = loss in SUMS_OF_SQUARES if name == "levenberg_marquardt" else loss not in LOSSES_WITH_KINKS

    assert (fault is None) == goes


def test_training_refuses_it_before_anything_else() -> None:
    xor = load_dataset("xor")
    with pytest.raises(ConfigError, match="bfgs learns from all rows at once; set the batch size to full"):
        fit(Network.create(SIZES), xor, TrainingConfig(optimizer="bfgs", batch_size=2))
    with pytest.raises(ConfigError, match=r"up to 1,000 parameters, and this one has 3,901"):
        fit(Network.create((2, 60, 60, 1)), xor, TrainingConfig(optimizer="bfgs"))


def test_the_memory_of_a_method_is_counted() -> None:
    sizes = (20, 40, 1)  # 881 parameters, of which BFGS remembers the square
    assert training_bytes(sizes, 10, "bfgs") > training_bytes(sizes, 10) + 4 * 8 * 881**2
    with pytest.raises(NetworkError, match="use fewer units"):
        require_memory(sizes, 10, available=30_000_000, optimizer="bfgs")
    require_memory(sizes, 10, available=30_000_000, optimizer="lbfgs")
