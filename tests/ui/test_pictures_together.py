"""All pictures at once: they follow one row, one moment and one network, and say the same about it as a run alone."""

from __future__ import annotations

import pytest

from tests.ui.laboratory import Laboratory, opened
from tui_nn.config.presets import find_preset
from tui_nn.config.run import RunConfig
from tui_nn.ui.layout import PANE_NAMES, PaneName
from tui_nn.ui.panes.new_picture import picture_class
from tui_nn.ui.panes.picture import Picture

HUGE = (200, 60)
MOONS = (
    find_preset("playground")
    .run()
    .with_values(
        {
            ("data", "source"): "moons",
            ("data", "samples"): 40,
            ("network", "hidden"): (4,),
            ("network", "activations"): ("tanh", "sigmoid"),
            ("training", "max_iterations"): 60,
        }
    )
)
IRIS = find_preset("iris").run().with_values({("training", "max_iterations"): 20, ("training", "patience"): 0})
OF_THE_MOMENT: tuple[PaneName, ...] = ("network", "surface", "hidden", "health", "judgement")
"""Pictures of one moment; error and rate show the whole run."""

PICTURES = tuple(name for name in PANE_NAMES if name not in ("setup", "log", "table"))


async def learn(laboratory: Laboratory) -> None:
    await laboratory.press("6", "t")
    await laboratory.settle()


def picture(laboratory: Laboratory, name: PaneName) -> Picture:
    pane = laboratory.app.main_screen.panes()[name]
    assert isinstance(pane, Picture)
    return pane


def drawn(laboratory: Laboratory, name: PaneName) -> list[str]:
    return [strip.text for strip in picture(laboratory, name).draw_lines()]


@pytest.mark.parametrize("run", [MOONS, IRIS], ids=["moons", "iris"])
async def test_a_moment_looks_as_a_run_that_ended_there(run: RunConfig) -> None:
    async with opened(run, HUGE) as laboratory:
        await learn(laboratory)
        laboratory.session.look_at(laboratory.session.recording.nearest(12))
        laboratory.app.show_session()
        await laboratory.pause()
        laboratory.app.main_screen.time_bar.display = False  # it takes a line from the pictures
        await laboratory.pause()
        shown = laboratory.session.shown
        assert shown is not None
        then = {name: (drawn(laboratory, name), picture(laboratory, name).reading()) for name in OF_THE_MOMENT}
    async with opened(run.with_values({("training", "max_iterations"): shown.iteration}), HUGE) as laboratory:
        await learn(laboratory)
        for name in OF_THE_MOMENT:
            if name != "hidden":  # which is turned as it was before, so that it does not jump
                assert drawn(laboratory, name) == then[name][0], name
            assert picture(laboratory, name).reading() == then[name][1], name


async def test_every_picture_follows_the_table() -> None:
    async with opened(IRIS, HUGE) as laboratory:
        await learn(laboratory)
        laboratory.app.main_screen.go_to("table")
        before = {name: drawn(laboratory, name) for name in ("network", "surface", "hidden")}
        await laboratory.press("down", "down", "down")
        assert laboratory.session.row == 3
        assert "row 4" in picture(laboratory, "network").reading()
        for name, lines in before.items():
            assert drawn(laboratory, name) != lines, name  # type: ignore[arg-type]  # they are names of panes


async def test_a_row_that_another_picture_chose_is_where_the_table_goes() -> None:
    async with opened(MOONS, HUGE) as laboratory:
        await learn(laboratory)
        laboratory.app.main_screen.go_to("network")
        await laboratory.press("f", "f")
        assert laboratory.session.row == 2
        assert laboratory.app.main_screen.table_pane.cursor.row == 2


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_explains_itself_with_its_keys(name: PaneName) -> None:
    pane = picture_class(name)
    assert len(pane.HELP.split()) > 40
    assert not pane.HELP.lstrip().startswith("#")  # its title stands above it
    for binding in pane.BINDINGS:
        keys = getattr(binding, "key", "").split(",")
        assert not {"t", "s", "r", "n", "u", "l", "z", "m", "e", "d", "v", "p", "comma", "full_stop"} & set(keys)


async def test_pictures_that_are_hidden_draw_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(MOONS, HUGE) as laboratory:
        await laboratory.press("6", "1")
        counts = dict.fromkeys(("hidden", "health", "judgement"), 0)
        for name in counts:
            pane = picture(laboratory, name)  # type: ignore[arg-type]  # they are names of panes
            monkeypatch.setattr(pane, "draw_lines", lambda name=name: counts.update({name: counts[name] + 1}))
        await laboratory.press("t")
        await laboratory.settle()
        await laboratory.press("comma", "less_than_sign", "greater_than_sign")
        assert set(counts.values()) == {0}
