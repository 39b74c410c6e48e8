"""Widgets drawn line by line that send only the cells that changed, for a terminal may be at the end of a slow line."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from tui_nn.ui.plots.redraw import changed_regions
from tui_nn.ui.textual_painting import BorderText


class DrawnLines(Widget):
    """Keeps the lines that stand on the screen; a subclass says what they should be."""

    border_title = BorderText()
    border_subtitle = BorderText(below=True)

    _drawn: Sequence[Strip] = ()
    """The lines that stand on the screen."""

    def draw_lines(self) -> list[Strip]:
        """Return the lines as they should be: as many as the widget is high, each as wide as it is."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draw, and send what differs; nothing at all while the widget cannot be seen."""
        if not (self.is_attached and self.display and self.size.width and self.size.height):
            self._drawn = ()
            return
        before, self._drawn = self._drawn, self.draw_lines()
        if len(before) != len(self._drawn) or before[0].cell_length != self._drawn[0].cell_length:
            self.refresh()
            return
        regions = changed_regions(before, self._drawn)
        if regions:
            self.refresh(*regions)

    def render_line(self, y: int) -> Strip:
        """Return a line as it was drawn."""
        return self._drawn[y] if y < len(self._drawn) else Strip.blank(self.size.width, self.rich_style)

    def on_mount(self) -> None:
        """Follow the theme."""
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self.call_after_refresh(self.redraw))

    def on_resize(self, _event: events.Resize) -> None:
        """Draw for the new size."""
        self.redraw()

    def on_show(self, _event: events.Show) -> None:
        """Draw what came while the widget was hidden."""
        self.redraw()


# ScrollView comes first: Textual takes style sheets from the first base alone, and its own makes the pane scroll.
class ScrolledLines(ScrollView, DrawnLines):
    """Drawn lines of which only a window is seen."""

    def draw_line(self, y: int) -> Strip:
        """Return what stands on a line of the window."""
        raise NotImplementedError

    def draw_lines(self) -> list[Strip]:
        """Return the lines in sight."""
        return [self.draw_line(y) for y in range(self.size.height)]

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        """Draw what came into sight."""
        super().watch_scroll_x(old_value, new_value)
        self.redraw()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Draw what came into sight."""
        super().watch_scroll_y(old_value, new_value)
        self.redraw()
