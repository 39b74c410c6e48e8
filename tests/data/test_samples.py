"""The samples are the data sets they are called after, number for number."""

from collections import Counter
from importlib import resources

import numpy as np
import pytest

from tui_nn.data.samples import SAMPLES, Sample, read_sample

EVERY = pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)

CLASS_COUNTS = {
    "iris": [50, 50, 50],
    "wine": [59, 71, 48],
    "breast-cancer": [212, 357],
    "digits": [178, 182, 177, 183, 181, 182, 181, 179, 174, 180],
}


def test_five_samples_are_built_in() -> None:
    sizes = {name: (sample.rows, sample.inputs, len(sample.class_names)) for name, sample in SAMPLES.items()}
    assert sizes == {
        "iris": (150, 4, 3),
        "wine": (178, 13, 3),
        "breast-cancer": (569, 30, 2),
        "diabetes": (442, 10, 0),
        "digits": (1_797, 64, 10),
    }


@EVERY
def test_every_sample_describes_itself_truly(sample: Sample) -> None:
    input_names, inputs, targets = read_sample(sample.name)
    assert inputs.shape == (sample.rows, sample.inputs)
    assert targets.shape == (sample.rows,)
    assert inputs.dtype == targets.dtype == np.float64
    assert np.isfinite(inputs).all()
    assert len(set(input_names)) == len(input_names) == sample.inputs
    assert sample.target_name not in input_names
    assert sample.description.isprintable()
    assert 0 < len(sample.description) <= 100


@pytest.mark.parametrize(("name", "counts"), CLASS_COUNTS.items(), ids=CLASS_COUNTS)
def test_every_class_has_its_known_number_of_rows(name: str, counts: list[int]) -> None:
    _, _, targets = read_sample(name)
    assert Counter(targets.tolist()) == dict(enumerate(counts))


def test_known_rows_are_where_they_should_be() -> None:
    names, iris, species = read_sample("iris")
    assert names == ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")
    assert iris[0].tolist() == [5.1, 3.5, 1.4, 0.2]
    assert iris[34].tolist() == [4.9, 3.1, 1.5, 0.2], "as in Fisher's paper; UCI's own file has 0.1"
    assert SAMPLES["iris"].class_names[int(species[-1])] == "virginica"

    _, cancer, diagnosis = read_sample("breast-cancer")
    assert cancer[0, :4].tolist() == [17.99, 10.38, 122.8, 1001]
    assert SAMPLES["breast-cancer"].class_names[int(diagnosis[0])] == "malignant"

    names, diabetes, progression = read_sample("diabetes")
    assert names[:4] == ("age", "sex", "bmi", "bp")
    assert diabetes[0].tolist() == [59, 2, 32.1, 101, 157, 93.2, 38, 4, 4.8598, 87]
    assert progression[:3].tolist() == [151, 75, 141]


def test_a_digit_is_a_picture_read_row_by_row() -> None:
    names, digits, values = read_sample("digits")
    assert (names[0], names[1], names[8], names[63]) == ("r0c0", "r0c1", "r1c0", "r7c7")
    assert values[0] == 0
    picture = digits[0].reshape(8, 8)
    assert picture[3, 3] == 0, "a zero has a hole"
    assert picture[0].tolist() == [0, 0, 5, 13, 9, 1, 0, 0]
    assert (digits.min(), digits.max()) == (0, 16)


@EVERY
def test_where_a_sample_is_from_stands_beside_it(sample: Sample) -> None:
    text = resources.files("tui_nn.data").joinpath("sample_files", "README.md").read_text("utf-8")
    (line,) = (line for line in text.splitlines() if line.startswith(f"| `{sample.file_name}` |"))
    stated, _, _ = sample.licence.partition(";")
    assert stated in line
    assert sample.source.partition(" and ")[0].partition(" 1936")[0] in line


@pytest.mark.parametrize("name", SAMPLES)
def test_the_numbers_are_those_of_scikit_learn_to_the_bit(name: str) -> None:
    datasets = pytest.importorskip("sklearn.datasets", reason="compares with scikit-learn where it is installed")
    load = getattr(datasets, f"load_{name.replace('-', '_')}")
    theirs = load(scaled=False) if name == "diabetes" else load()
    input_names, inputs, targets = read_sample(name)
    np.testing.assert_array_equal(inputs, theirs.data, strict=True)
    np.testing.assert_array_equal(targets, theirs.target)
    if name != "digits":
        assert input_names == tuple(theirs.feature_names)
