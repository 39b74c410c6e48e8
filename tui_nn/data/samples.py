"""Small real data sets that come with the installation, where each is from and under which licence."""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

CC_BY = "CC BY 4.0"


@dataclass(frozen=True, slots=True)
class Sample:
    """A table in a file of the package: a header, inputs, and the target in the last column."""

    name: str
    rows: int
    inputs: int
    target_name: str
    class_names: tuple[str, ...]
    """The name of class 0, 1 ..., as the file writes it; empty when the target is a number."""

    description: str
    source: str
    licence: str
    file_name: str


_ALL = (
    Sample(
        "iris",
        150,
        4,
        "species",
        ("setosa", "versicolor", "virginica"),
        "three species of iris, told by the size of their petals and sepals",
        "R. A. Fisher 1936, UCI Machine Learning Repository, doi.org/10.24432/C56C76; two rows corrected after Fisher",
        CC_BY,
        "iris.csv",
    ),
    Sample(
        "wine",
        178,
        13,
        "cultivar",
        ("cultivar 1", "cultivar 2", "cultivar 3"),
        "three cultivars of one Italian region, told by a chemical analysis of their wine",
        "S. Aeberhard and M. Forina 1992, UCI Machine Learning Repository, doi.org/10.24432/C5PC7J",
        CC_BY,
        "wine.csv",
    ),
    Sample(
        "breast-cancer",
        569,
        30,
        "diagnosis",
        ("malignant", "benign"),
        "tumours of the breast, told by the shape of their cell nuclei (Wisconsin, diagnostic)",
        "W. Wolberg, N. Street and O. Mangasarian 1993, UCI Machine Learning Repository, doi.org/10.24432/C5DW2B",
        CC_BY,
        "breast-cancer.csv",
    ),
    Sample(
        "diabetes",
        442,
        10,
        "progression",
        (),
        "how far diabetes went on within a year, from age, sex, body and blood",
        "B. Efron, T. Hastie, I. Johnstone and R. Tibshirani 2004, Least Angle Regression, Annals of Statistics 32",
        "none stated; published by its authors, and distributed with scikit-learn and the R package lars",
        "diabetes.csv",
    ),
    Sample(
        "digits",
        1_797,
        64,
        "digit",
        tuple("0123456789"),
        "handwritten digits, 8 by 8 pixels from 0 to 16",
        "E. Alpaydin and C. Kaynak 1998, UCI Machine Learning Repository, doi.org/10.24432/C50P49; its test part",
        CC_BY,
        "digits.csv.gz",
    ),
)

SAMPLES = MappingProxyType({sample.name: sample for sample in _ALL})
"""Every sample by its name, in the order in which a list shows them."""


def read_sample(name: str) -> tuple[tuple[str, ...], FloatArray, FloatArray]:
    """Read input names, inputs (rows, features) and targets (rows,): class numbers 0, 1 ... or numbers.

    Raises:
        KeyError: there is no such sample.
    """
    sample = SAMPLES[name]
    content = resources.files("tui_nn.data").joinpath("sample_files", sample.file_name).read_bytes()
    if sample.file_name.endswith(".gz"):
        content = gzip.decompress(content)
    header, *rows = csv.reader(content.decode("utf-8").splitlines())
    inputs = np.array([[float(cell) for cell in row[:-1]] for row in rows])
    if sample.class_names:
        number_of = {class_name: float(number) for number, class_name in enumerate(sample.class_names)}
        targets = np.array([number_of[row[-1]] for row in rows])
    else:
        targets = np.array([float(row[-1]) for row in rows])
    return tuple(header[:-1]), inputs, targets
