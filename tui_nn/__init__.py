"""A neural-network laboratory: draw a small network, watch it learn, understand it.

The public names are resolved on first use, so that `import tui_nn` costs nothing and the command line stays quick.
"""

from __future__ import annotations

TYPE_CHECKING = False  # type checkers know the name; `typing` itself is the slowest import of a quick command
if TYPE_CHECKING:
    from tui_nn.config.data_config import DataConfig
    from tui_nn.config.errors import ConfigError, DataError, NetworkError, UserError
    from tui_nn.config.network_config import NetworkConfig
    from tui_nn.config.run import RunConfig
    from tui_nn.config.training_config import TrainingConfig
    from tui_nn.data.catalog import load_dataset
    from tui_nn.data.dataset import Dataset
    from tui_nn.engine.control import Control
    from tui_nn.engine.network import Network
    from tui_nn.engine.training import fit, train

__version__ = "0.1.0"

_HOMES = {
    "ConfigError": "tui_nn.config.errors",
    "Control": "tui_nn.engine.control",
    "DataConfig": "tui_nn.config.data_config",
    "DataError": "tui_nn.config.errors",
    "Dataset": "tui_nn.data.dataset",
    "Network": "tui_nn.engine.network",
    "NetworkConfig": "tui_nn.config.network_config",
    "NetworkError": "tui_nn.config.errors",
    "RunConfig": "tui_nn.config.run",
    "TrainingConfig": "tui_nn.config.training_config",
    "UserError": "tui_nn.config.errors",
    "fit": "tui_nn.engine.training",
    "load_dataset": "tui_nn.data.catalog",
    "train": "tui_nn.engine.training",
}

__all__ = [
    "ConfigError",
    "Control",
    "DataConfig",
    "DataError",
    "Dataset",
    "Network",
    "NetworkConfig",
    "NetworkError",
    "RunConfig",
    "TrainingConfig",
    "UserError",
    "__version__",
    "fit",
    "load_dataset",
    "train",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'tui_nn' has no attribute '{name}'")
    import importlib

    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
