"""Tables for tests: a small one, and any that a person might bring."""

import numpy as np
from hypothesis import strategies as st

from tui_nn.data.table import Column, Table, number_column

WORDS = ("red", "green", "blue")


def small(**changes: object) -> Table:
    """Five rows: a number with a hole, a bit, a category with a hole, and a number to learn."""
    columns = {
        "size": number_column("size", [1.5, np.nan, 3.0, 4.0, 21.5]),
        "bit": number_column("bit", [0, 1, 0, 1, 1]),
        "color": Column("color", "category", np.array([0.0, 1, np.nan, 2, 0]), ("blue", "green", "red")),
        "price": number_column("price", [10, 20, 30, 40, 50]),
    }
    columns.update(changes)  # type: ignore[arg-type]  # columns by their names
    return Table("small", tuple(columns.values()), ("price",))


def whole() -> Table:
    """The same without holes."""
    return small(
        size=number_column("size", [1.5, 2, 3, 4, 21.5]),
        color=Column("color", "category", np.array([0.0, 1, 0, 2, 0]), ("blue", "green", "red")),
    )


NUMBERS = st.one_of(st.floats(-1e3, 1e3), st.floats(allow_nan=False, allow_infinity=False), st.sampled_from([0.0, 1.0]))


@st.composite
def columns(draw: st.DrawFn, name: str, rows: int) -> Column:
    """Any column of so many rows, with or without holes; half of all are constant or nearly so."""
    holes = np.array(draw(st.lists(st.booleans(), min_size=rows, max_size=rows))) & draw(st.booleans())
    if draw(st.booleans()):
        categories = WORDS[: draw(st.integers(2, 3))]
        places = draw(st.lists(st.integers(0, len(categories) - 1), min_size=rows, max_size=rows))
        return Column(name, "category", np.where(holes, np.nan, np.array(places, dtype=np.float64)), categories)
    numbers = st.just(draw(NUMBERS)) if draw(st.booleans()) else NUMBERS
    values = np.array(draw(st.lists(numbers, min_size=rows, max_size=rows)))
    return number_column(name, np.where(holes, np.nan, values))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Any table with one or two targets."""
    rows = draw(st.integers(1, 12))
    names = [f"c{number}" for number in range(draw(st.integers(2, 5)))]
    targets = tuple(names[: draw(st.integers(1, min(2, len(names) - 1)))])
    return Table("any", tuple(draw(columns(name, rows)) for name in names), targets)
