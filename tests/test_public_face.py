"""What `import tui_nn` gives, what it costs, and what the headless packages load."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

import tui_nn

SCREEN = ("textual", "rich", "plotext")
HEADLESS = ("config", "data", "engine", "storage", "experiments")
ROOT = Path(tui_nn.__file__).parent

IMPORT_ALL_OF = """
import importlib, pkgutil
package = importlib.import_module({package!r})
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
"""

FAIL_WHEN_LOADED = """
import sys
loaded = sorted({{name.partition(".")[0] for name in sys.modules}} & set({unwanted!r}))
sys.exit(f"loaded: {{loaded}}" if loaded else 0)
"""


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    """Run a few lines in a fresh process, in which nothing is imported yet and a warning is an error."""
    return subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)


def assert_loads_none_of(unwanted: tuple[str, ...], code: str) -> None:
    """The code runs, prints nothing, and leaves none of these packages loaded."""
    done = run_python(code + FAIL_WHEN_LOADED.format(unwanted=unwanted))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_importing_the_package_loads_no_numpy_and_no_screen() -> None:
    assert_loads_none_of(("numpy", *SCREEN), "import tui_nn")


def test_asking_for_the_version_or_for_the_names_loads_nothing_either() -> None:
    assert_loads_none_of(("numpy", *SCREEN), "import tui_nn; tui_nn.__version__, dir(tui_nn)")


@pytest.mark.parametrize("package", [name for name in HEADLESS if (ROOT / name / "__init__.py").exists()])
def test_a_headless_package_loads_no_screen_and_prints_nothing(package: str) -> None:
    assert_loads_none_of(SCREEN, IMPORT_ALL_OF.format(package=f"tui_nn.{package}"))


def test_the_configuration_does_without_numpy() -> None:
    # So that the command line answers a typing mistake, and --help, at once.
    assert_loads_none_of(("numpy", *SCREEN), IMPORT_ALL_OF.format(package="tui_nn.config"))


@pytest.mark.parametrize("code", ["import rich", "print('hello')", "import warnings; warnings.warn('careful')"])
def test_the_check_itself_notices_what_it_is_there_for(code: str) -> None:
    # Otherwise a slip in it would let everything pass.
    with pytest.raises(AssertionError):
        assert_loads_none_of(SCREEN, code)


@pytest.mark.parametrize("name", tui_nn.__all__)
def test_every_public_name_is_there(name: str) -> None:
    value = getattr(tui_nn, name)

    assert value is getattr(tui_nn, name)
    assert name in dir(tui_nn)
    assert isinstance(value, str) or value.__name__ == name


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'tui_nn' has no attribute 'Netwrok'"):
        _ = tui_nn.Netwrok


def test_public_names_are_sorted_and_told_once() -> None:
    assert tui_nn.__all__ == sorted(set(tui_nn.__all__))


def test_the_version_is_the_one_in_the_project_file() -> None:
    project = ROOT.parent / "pyproject.toml"

    assert tui_nn.__version__ == tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]


def test_the_example_that_everybody_copies_works() -> None:
    dataset = tui_nn.load_dataset("xor")
    network = tui_nn.Network.create((2, 2, 1), activations="sigmoid", initializer="normal", seed=3)
    config = tui_nn.TrainingConfig(
        learning_rate=0.2, max_iterations=200, min_error=1e-5,
        loss="sse", optimizer="sgd", batch_size=None, seed=0, kernel="auto",
    )  # fmt: skip
    result = tui_nn.fit(network, dataset, config)
    events = list(tui_nn.train(network, dataset, config, control=tui_nn.Control()))
    again = tui_nn.Network.from_weights(result.network.weights, activations=["sigmoid", "sigmoid"])

    assert (result.iterations, result.stop_reason) == (200, "max_iterations")
    assert [weight.shape for weight in network.weights] == [(2, 3), (1, 3)]
    assert again.predict(dataset.inputs).shape == (4, 1)
    assert result.error == pytest.approx(float(np.sum((again.predict(dataset.inputs) - dataset.targets) ** 2)))
    assert len(events) >= 3
