"""Playground sets by name: points of two and more classes in the plane, curves and surfaces, declared as data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from tui_nn.config.errors import DataError
from tui_nn.data import class_shapes, surfaces

FloatArray = npt.NDArray[np.float64]
Draw = Callable[[int, float, np.random.Generator], tuple[FloatArray, FloatArray]]

MIN_ROWS = 2
BLOBS_PREFIX = "blobs"
BLOB_COUNTS = range(2, 11)

CLASS_ROWS = 500
SURFACE_ROWS = 1_200
CURVE_ROWS = 200


@dataclass(frozen=True, slots=True)
class Shape:
    """A set of points that is drawn anew for each number of rows, noise and generator."""

    name: str
    input_names: tuple[str, ...]
    target_name: str
    class_names: tuple[str, ...]
    """The name of class 0, 1 ...; empty when the target is a number."""

    default_rows: int
    description: str
    draw: Draw
    """What `make` calls once it has checked what it was given."""

    def make(self, rows: int, noise: float, generator: np.random.Generator) -> tuple[FloatArray, FloatArray]:
        """Draw inputs (rows, features) and targets (rows,): class numbers 0, 1 ... or numbers.

        Classes have equal shares and are shuffled; the first rows show every class. The noise is a share from 0 to 1;
        the function that draws says what it is a share of. The same seed gives the same bits.

        Raises:
            DataError: there are fewer than two rows, or the noise is not between 0 and 1.
        """
        if rows < MIN_ROWS:
            raise DataError(f"'{self.name}' needs at least {MIN_ROWS} rows, not {rows}")
        if not 0 <= noise <= 1:
            raise DataError(f"'{self.name}': noise must be between 0 and 1, not {noise}")
        return self.draw(rows, noise, generator)


# Outputs near 0 are drawn orange and those near 1 blue, as in the playground; so the classes are called.
COLOURS = ("orange", "blue")
ARMS = ("arm 1", "arm 2", "arm 3")

TWO_CLASSES = (
    ("circle", class_shapes.circle, ("inside", "outside"), "a disc inside a ring"),
    ("continuous-xor", class_shapes.continuous_xor, COLOURS, "four quadrants, opposite ones alike: xor on a plane"),
    ("gauss", class_shapes.gauss, COLOURS, "two round clouds; one line parts them"),
    ("spiral", partial(class_shapes.spirals, 2), COLOURS, "two arms wound around each other; hard to part"),
    ("moons", class_shapes.moons, ("upper", "lower"), "two half moons that reach into each other"),
    ("checkerboard", class_shapes.checkerboard, ("dark", "light"), "four by four fields in two colours"),
)

THREE_CLASSES = (
    ("rings", class_shapes.rings, ("ring 1", "ring 2", "ring 3"), "three rings around one centre"),
    ("three-spirals", partial(class_shapes.spirals, 3), ARMS, "three arms wound around each other"),
)

SURFACES = (
    ("plane", surfaces.PLANE, SURFACE_ROWS, "a slope: the sum of both inputs, from -1 to 1"),
    ("multi-gauss", surfaces.MULTI_GAUSS, SURFACE_ROWS, "three hills and three pits between -1 and 1"),
    ("sine", surfaces.SINE, CURVE_ROWS, "two waves of sin x"),
    ("x-sin-x", surfaces.X_SIN_X, CURVE_ROWS, "x times sin x: waves that grow"),
    ("step", surfaces.STEP, CURVE_ROWS, "0 below 0 and 1 above: a jump for a smooth network"),
)


def _class_shape(name: str, place: class_shapes.PlacePoints, class_names: tuple[str, ...], description: str) -> Shape:
    draw = partial(class_shapes.draw_classes, place, len(class_names))
    return Shape(name, ("x1", "x2"), "class", class_names, CLASS_ROWS, description, draw)


def _all_shapes() -> dict[str, Shape]:
    shapes = [_class_shape(*declared) for declared in TWO_CLASSES + THREE_CLASSES]
    for count in BLOB_COUNTS:
        class_names = tuple(f"blob {number}" for number in range(1, count + 1))
        place = partial(class_shapes.blobs, count)
        shapes.append(_class_shape(f"{BLOBS_PREFIX}-{count}", place, class_names, f"{count} round clouds on a circle"))
    for name, surface, rows, description in SURFACES:
        input_names = ("x",) if surface.inputs == 1 else ("x1", "x2")
        shapes.append(Shape(name, input_names, "y", (), rows, description, surface.draw))
    return {shape.name: shape for shape in shapes}


SHAPES = MappingProxyType(_all_shapes())
"""Every shape by its name, in the order in which a list shows them."""
