"""A function that is being chosen in a field, drawn below it, with a line about what it does."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.strip import Strip
from textual.widgets import Static

from tui_nn.ui.drawing.palette import Palette, palette_of
from tui_nn.ui.panes.drawn_lines import DrawnLines
from tui_nn.ui.plain_text import plain
from tui_nn.ui.plots.line_plot import LinePlot, draw_line_plot

PLOT_HEIGHT = 10
LONGEST_TEXT = 300


class _Plot(DrawnLines):
    """The curves."""

    DEFAULT_CSS = f"_Plot {{ height: {PLOT_HEIGHT}; }}"

    def __init__(self, owner: FunctionCurve) -> None:
        super().__init__()
        self._owner = owner

    def draw_lines(self) -> list[Strip]:
        palette = palette_of(self.app, self.background_colors[1])
        plot = self._owner.plot(self._owner.function, palette) if self._owner.function else None
        if plot is None:
            return [Strip.blank(self.size.width, self.rich_style)] * self.size.height
        return draw_line_plot(plot, *self.size, palette.plot_style)


class FunctionCurve(Vertical):
    """Stands below a field while it has the focus."""

    DEFAULT_CSS = """
    FunctionCurve {
        height: auto;
        Static { height: auto; color: $foreground-muted; padding: 0 0 0 1; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.function = ""
        """What is drawn, as a person types it."""

        self._about = Static(markup=False)
        self._plot = _Plot(self)

    def function_at(self, text: str, cursor: int) -> str | None:
        """Return the function that a person means who stands there in the field; None where there is none."""
        raise NotImplementedError

    def words(self, function: str) -> str:
        """Say what it does."""
        raise NotImplementedError

    def plot(self, function: str, palette: Palette) -> LinePlot | None:
        """Return what is drawn; None where it has no curve."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Lay out words and plot."""
        yield self._about
        yield self._plot

    def on_mount(self) -> None:
        """Show what was chosen before there was anything to show it on."""
        self._plot.display = self._has_curve

    def follow(self, text: str, cursor: int) -> None:
        """Show the function that stands there; what cannot be read leaves the one before."""
        function = self.function_at(text, cursor)
        if function is None or function == self.function:
            return
        self.function = function
        self._about.update(plain(self.words(function), LONGEST_TEXT))
        self._plot.display = self._has_curve
        self._plot.redraw()

    @property
    def _has_curve(self) -> bool:
        return (
            bool(self.function)
            and self.plot(self.function, palette_of(self.app, self.background_colors[1])) is not None
        )
