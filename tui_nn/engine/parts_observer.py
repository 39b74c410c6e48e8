"""Looking at a network over all parts of a data set: the rows to learn from, and those that are kept apart."""

from __future__ import annotations

from dataclasses import replace

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.network import Network
from tui_nn.engine.observation import Inspection, Observer


class PartsObserver:
    """Looks at networks of one shape, on the training rows and on those for validation and test that there are."""

    def __init__(self, network: Network, dataset: Dataset, config: TrainingConfig) -> None:
        self._training_rows = dataset.training
        self.training = Observer(network, dataset.training, config)
        self.apart = {
            part: Observer(network, rows, config)
            for part, rows in (("validation", dataset.validation), ("test", dataset.test))
            if rows is not None
        }

    def errors_apart(self, network: Network) -> dict[str, float]:
        """Return validation_error and test_error, where there are such rows."""
        return {f"{part}_error": observer.error(network) for part, observer in self.apart.items()}

    def inspect(self, network: Network) -> Inspection:
        """Measure gradient, saturation, and errors and scores of all parts, with one pass over all rows."""
        judgements = tuple(
            (part, observer.judge(network, self._training_rows))
            for part, observer in {"training": self.training, **self.apart}.items()
        )
        return replace(self.training.inspect(network), judgements=judgements, **self.errors_apart(network))
