"""Playground sets lie where their names promise, in equal shares, and the same seed draws them again."""

from collections import Counter

import numpy as np
import numpy.typing as npt
import pytest

from tui_nn.config.errors import DataError
from tui_nn.data.shapes import SHAPES, Shape

FloatArray = npt.NDArray[np.float64]

EVERY = pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
OF_CLASSES = [shape for shape in SHAPES.values() if shape.class_names]
EVERY_OF_CLASSES = pytest.mark.parametrize("shape", OF_CLASSES, ids=lambda shape: str(shape.name))
EVERY_SURFACE = pytest.mark.parametrize("name", ["plane", "multi-gauss", "sine", "x-sin-x", "step"])
ROWS = pytest.mark.parametrize("rows", [2, 3, 7, 500])

# How far noise 1 may move a point along each axis.
REACH = {
    "circle": 5,
    "continuous-xor": 5,
    "spiral": 1,
    "three-spirals": 1,
    "moons": 1,
    "checkerboard": 2.5,
    "rings": 1,
}


def draw(name: str, rows: int = 500, noise: float = 0.0, seed: int = 1) -> tuple[FloatArray, FloatArray]:
    return SHAPES[name].make(rows, noise, np.random.default_rng(seed))


def test_these_shapes_are_built_in() -> None:
    classes = ["circle", "continuous-xor", "gauss", "spiral", "moons", "checkerboard", "rings", "three-spirals"]
    blobs = [f"blobs-{count}" for count in range(2, 11)]
    assert list(SHAPES) == [*classes, *blobs, "plane", "multi-gauss", "sine", "x-sin-x", "step"]


@EVERY
def test_every_shape_describes_itself_truly(shape: Shape) -> None:
    inputs, targets = shape.make(shape.default_rows, 0, np.random.default_rng(1))
    assert inputs.shape == (shape.default_rows, len(shape.input_names))
    assert targets.shape == (shape.default_rows,)
    assert shape.input_names in {("x1", "x2"), ("x",)}
    assert shape.target_name == ("class" if shape.class_names else "y")
    assert len(set(shape.class_names)) == len(shape.class_names)
    assert shape.description.isprintable()
    assert 0 < len(shape.description) <= 100


@EVERY
@ROWS
@pytest.mark.parametrize("noise", [0.0, 0.3, 1.0])
def test_every_shape_can_be_drawn_with_any_number_of_rows(shape: Shape, rows: int, noise: float) -> None:
    inputs, targets = shape.make(rows, noise, np.random.default_rng(rows))
    assert inputs.shape == (rows, len(shape.input_names))
    assert targets.shape == (rows,)
    assert inputs.dtype == targets.dtype == np.float64
    assert np.isfinite(inputs).all()
    assert np.isfinite(targets).all()


@EVERY_OF_CLASSES
@ROWS
def test_classes_have_equal_shares_and_the_first_rows_show_them_all(shape: Shape, rows: int) -> None:
    _, targets = shape.make(rows, 0.2, np.random.default_rng(rows))
    classes = len(shape.class_names)
    shares = [Counter(targets.tolist())[number] for number in range(classes)]
    assert sum(shares) == rows
    assert max(shares) - min(shares) <= 1
    assert len(set(targets[:classes])) == min(rows, classes)


@EVERY_OF_CLASSES
def test_classes_do_not_simply_take_turns(shape: Shape) -> None:
    _, targets = shape.make(500, 0, np.random.default_rng(1))
    classes = len(shape.class_names)
    assert (targets[:-classes] != targets[classes:]).any()


@EVERY
def test_the_same_seed_draws_the_same_bits_and_another_one_others(shape: Shape) -> None:
    once, again, other = (shape.make(100, 0.3, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert [array.tobytes() for array in once] == [array.tobytes() for array in again]
    assert once[0].tobytes() != other[0].tobytes()


@pytest.mark.parametrize("name", REACH)
def test_noise_moves_points_and_keeps_their_classes(name: str) -> None:
    clean, classes = draw(name)
    noisy, same_classes = draw(name, noise=0.4)
    np.testing.assert_array_equal(classes, same_classes)
    moved = np.abs(noisy - clean)
    assert 0.38 * REACH[name] < moved.max() <= 0.4 * REACH[name] + 1e-12


@EVERY_SURFACE
def test_noise_moves_the_target_of_a_surface_by_a_share_of_half_its_range(name: str) -> None:
    inputs, clean = draw(name, rows=4_000)
    same_inputs, noisy = draw(name, rows=4_000, noise=0.5)
    np.testing.assert_array_equal(inputs, same_inputs)
    assert (noisy - clean).std() == pytest.approx(0.5 * np.ptp(clean) / 2, rel=0.1)


@pytest.mark.parametrize("rows", [1, 0, -5])
def test_fewer_than_two_rows_are_refused(rows: int) -> None:
    with pytest.raises(DataError, match=f"^'circle' needs at least 2 rows, not {rows}$"):
        draw("circle", rows=rows)


@pytest.mark.parametrize("noise", [-0.1, 1.1, float("nan"), float("inf")])
def test_noise_that_is_no_share_is_refused(noise: float) -> None:
    with pytest.raises(DataError, match=r"^'sine': noise must be between 0 and 1, not "):
        draw("sine", noise=noise)


def test_a_clean_circle_has_a_gap_between_inside_and_outside() -> None:
    assert SHAPES["circle"].class_names == ("inside", "outside")
    points, classes = draw("circle")
    radius = np.hypot(*points.T)
    assert radius[classes == 0].max() < 2.5
    assert radius[classes == 1].min() >= 3.5 - 1e-12
    assert 4.9 < radius.max() <= 5


def test_continuous_xor_is_blue_where_both_inputs_have_one_sign() -> None:
    points, classes = draw("continuous-xor")
    np.testing.assert_array_equal(points.prod(axis=1) < 0, classes)
    assert np.abs(points).min() >= 0.3
    assert np.abs(points).max() < 5.3
    assert len(np.unique(np.sign(points), axis=0)) == 4


@pytest.mark.parametrize(("noise", "variance"), [(0.0, 0.5), (0.5, 4.0)])
def test_gauss_has_the_centres_and_variances_of_the_playground(noise: float, variance: float) -> None:
    points, classes = draw("gauss", rows=20_000, noise=noise)
    for number, centre in ((0, 2), (1, -2)):
        cloud = points[classes == number]
        np.testing.assert_allclose(cloud.mean(axis=0), centre, atol=0.1)
        np.testing.assert_allclose(cloud.var(axis=0), variance, rtol=0.05)


@pytest.mark.parametrize(("name", "arms"), [("spiral", 2), ("three-spirals", 3)])
def test_each_arm_of_a_spiral_is_evenly_set_and_turns_with_its_radius(name: str, arms: int) -> None:
    points, classes = draw(name, rows=100 * arms)
    for arm in range(arms):
        own = points[classes == arm]
        share = np.hypot(*own.T) / 5
        np.testing.assert_allclose(np.sort(share), np.arange(100) / 100, atol=1e-12)
        assert (np.diff(share) < 0).any(), "the rows of an arm are shuffled"
        angle = 2 * np.pi * (1.75 * share + arm / arms)
        np.testing.assert_allclose(own, 5 * share[:, np.newaxis] * np.column_stack((np.sin(angle), np.cos(angle))))


def test_moons_are_half_circles_that_reach_into_each_other() -> None:
    points, classes = draw("moons")
    upper, lower = points[classes == 0], points[classes == 1]
    np.testing.assert_allclose(np.hypot(*(upper - (-1.5, -0.75)).T), 3)
    np.testing.assert_allclose(np.hypot(*(lower - (1.5, 0.75)).T), 3)
    assert upper[:, 1].min() == pytest.approx(-0.75)
    assert lower[:, 1].max() == pytest.approx(0.75)


def test_moons_are_those_of_scikit_learn() -> None:
    datasets = pytest.importorskip("sklearn.datasets", reason="compares with scikit-learn where it is installed")
    points, classes = draw("moons", rows=100)
    theirs, their_classes = datasets.make_moons(100, shuffle=False)
    for number in (0, 1):
        ours = points[classes == number] / 3 + (0.5, 0.25)
        same = theirs[their_classes == number]
        np.testing.assert_allclose(ours[ours[:, 0].argsort()], same[same[:, 0].argsort()], atol=1e-12)


def test_a_checkerboard_has_sixteen_fields_and_neighbours_differ() -> None:
    points, classes = draw("checkerboard")
    fields = np.floor((points + 5) / 2.5).astype(int)
    np.testing.assert_array_equal(fields.sum(axis=1) % 2, classes)
    assert {tuple(field) for field in fields.tolist()} == {(x, y) for x in range(4) for y in range(4)}


def test_clean_rings_do_not_touch() -> None:
    points, classes = draw("rings")
    radius = np.hypot(*points.T)
    for number, low in enumerate((0.5, 2.25, 4.0)):
        own = radius[classes == number]
        assert low <= own.min() + 1e-12
        assert own.max() < low + 1 + 1e-12


@pytest.mark.parametrize("count", range(2, 11))
def test_clean_blobs_are_nearest_to_their_own_centre(count: int) -> None:
    points, classes = draw(f"blobs-{count}")
    turn = 2 * np.pi * np.arange(count) / count
    centres = 4 * np.column_stack((np.sin(turn), np.cos(turn)))
    distance = np.linalg.norm(points[:, np.newaxis] - centres, axis=2)
    assert np.mean(distance.argmin(axis=1) == classes) > 0.99
    assert SHAPES[f"blobs-{count}"].class_names == tuple(f"blob {number + 1}" for number in range(count))


def test_blobs_overlap_when_they_are_noisy() -> None:
    deviations = [draw("blobs-2", noise=noise)[0][:, 0].std() for noise in (0.0, 0.5, 1.0)]
    np.testing.assert_allclose(deviations, [1, 2.5, 4], rtol=0.1)


def test_the_plane_rises_from_minus_one_to_one() -> None:
    points, targets = draw("plane", rows=5_000)
    np.testing.assert_allclose(targets, points.sum(axis=1) / 12)
    assert 5.9 < np.abs(points).max() <= 6
    assert 0.9 < np.abs(targets).max() <= 1


def test_multi_gauss_has_three_hills_and_three_pits() -> None:
    points, targets = draw("multi-gauss", rows=5_000)
    for x1, x2, sign in ((-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1)):
        distance = np.hypot(points[:, 0] - x1, points[:, 1] - x2)
        near = distance < 1.9  # closer to this peak than to any other
        np.testing.assert_allclose(targets[near], sign * (1 - distance[near] / 2))
    assert (targets == 0).any()


def test_curves_are_what_they_are_called() -> None:
    for name, limit in (("sine", 2 * np.pi), ("x-sin-x", 5), ("step", 5)):
        inputs, targets = draw(name)
        x = inputs[:, 0]
        expected = {"sine": np.sin(x), "x-sin-x": x * np.sin(x), "step": np.where(x < 0, 0, 1)}[name]
        np.testing.assert_array_equal(targets, expected)
        assert 0.99 * limit < np.abs(x).max() < limit


@ROWS
def test_a_curve_has_one_row_in_each_of_equal_stretches(rows: int) -> None:
    inputs, targets = draw("step", rows=rows)
    stretches = np.floor((inputs[:, 0] + 5) / 10 * rows)
    np.testing.assert_array_equal(np.sort(stretches), np.arange(rows))
    assert set(targets) == {0, 1}
