"""What reaches into private parts of Textual (8.2.8) so that pictures are painted in less time, with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.text import Text
from textual._compositor import ChopsUpdate, Compositor
from textual.content import Content, ContentType
from textual.geometry import Region
from textual.screen import Screen, ScreenResultType
from textual.strip import Strip
from textual.widget import Widget, _BorderTitle


class SparingScreen(Screen[ScreenResultType]):
    """A screen that draws, when something is new on it, only the widgets that something is new on."""

    def __init__(self, id: str | None = None) -> None:  # noqa: A002  as Textual calls it
        """Make the screen."""
        super().__init__(id=id)
        self._compositor = SparingCompositor()


class SparingCompositor(Compositor):
    """Textual's own asks all widgets in the rectangle around all that is new, each for all of its lines.

    With a status bar above and an action bar below that is every widget: 5 ms for a row of one picture.
    """

    _new: Sequence[Region] = ()

    def render_partial_update(self) -> ChopsUpdate | None:
        """Render what is new."""
        self._new = tuple(self._dirty_regions)
        try:
            return super().render_partial_update()
        finally:
            self._new = ()

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        if not self._new:
            yield from super()._get_renders(crop)
            return
        places = sorted((new.y, new.bottom, new.x, new.right) for new in self._new)
        for widget, (region, clip) in self.visible_widgets.items():
            left, top, width, height = region.intersection(clip)
            right, bottom = left + width, top + height
            here = [
                place
                for place in places
                if place[0] < bottom and place[1] > top and place[2] < right and place[3] > left
            ]
            if here:
                first, end = max(top, here[0][0]), min(bottom, max(place[1] for place in here))
                part = Region(left, first, width, end - first)
                yield region, part, widget.render_lines(part.translate(-region.offset))


class BorderText(_BorderTitle):
    """A text in the border of a widget; for Textual's own the whole widget is drawn and sent again."""

    def __init__(self, *, below: bool = False) -> None:
        """Make the one in the upper border or in the lower one."""
        self._below = below

    def __set__(self, widget: Widget, text: Text | ContentType | None) -> None:
        """Write a text, or None for none, as Textual would."""
        if not widget.is_mounted or not widget.size:
            super().__set__(widget, text)
            return
        content = Content.from_rich_text(text) if isinstance(text, Text) else text
        if content is not None:
            content = widget.render_str(content).expand_tabs(4).split()[0]
        setattr(widget, self._internal_name, content)
        width, height = widget.outer_size
        border = Region(0, height - 1 if self._below else 0, width, 1)
        widget.refresh(border.translate(-widget.content_offset))  # regions are counted from within the border


_divide = Strip.divide


def _divide_without_cycle(strip: Strip, cuts: Iterable[int]) -> Sequence[Strip]:
    """Divide a strip; what is not cut is the strip itself, and is not kept in it.

    Textual keeps a list of the strip in the strip. So no line that was ever painted goes before Python searches for
    garbage, ten objects and more for each: pictures leave 20,000 a second, and to find them takes 15 ms and more, in
    which no key is answered.
    """
    cuts = list(cuts)
    return [strip] if cuts == [strip.cell_length] else _divide(strip, cuts)


Strip.divide = _divide_without_cycle  # type: ignore[assignment,method-assign]  # it is called by name, all over Textual
