"""What all pictures have in common: they show a session, are drawn when something is new, and can be read as text."""

from __future__ import annotations

from textual.strip import Strip

from tui_nn.ui.drawing.palette import Palette, palette_of
from tui_nn.ui.panes.drawn_lines import DrawnLines
from tui_nn.ui.plain_text import plain
from tui_nn.ui.session import Session

LONGEST_WORDS = 300
"""Of what is told in a border."""


class Picture(DrawnLines, can_focus=True):
    """A pane that draws what a session shows.

    A subclass says in `sources` what its picture is made of, in `draw_lines` how it looks, and in `reading` what it
    shows in words. It computes nothing while it is hidden: all work belongs into `draw_lines`.
    """

    HELP = ""
    """What the pane shows, in words that a learner has, with the formula: Markdown."""

    DEFAULT_CSS = """
    Picture {
        border: round $foreground-muted;
        border-title-color: $foreground;
        border-subtitle-color: $foreground-muted;
        &:focus { border: round $accent; }
    }
    """

    def __init__(self, id: str) -> None:  # noqa: A002  as Textual calls it
        super().__init__(id=id)
        self.session: Session | None = None
        self._sources: tuple[object, ...] = ()
        self._told = ""

    def show(self, session: Session) -> None:
        """Show where a session stands; nothing is drawn while the sources are the same."""
        self.session = session
        sources = self.sources(session)
        if same_sources(sources, self._sources):
            return
        self._sources = sources
        self.redraw()

    def sources(self, session: Session) -> tuple[object, ...]:
        """Return what the picture is made of: objects, told apart by identity, and numbers and texts by value."""
        return (session.started, session.shown, session.row)

    def reading(self) -> str:
        """Say in about two sentences what the picture shows, with the numbers that matter: plain text."""
        raise NotImplementedError

    @property
    def palette(self) -> Palette:
        """The colours of the theme."""
        return palette_of(self.app, self.background_colors[1])

    def blank_lines(self) -> list[Strip]:
        """Return empty lines, for a picture that there is nothing for yet."""
        return [Strip.blank(self.size.width, self.rich_style)] * self.size.height

    def tell(self, text: str) -> None:
        """Write into the lower border, as plain text; nothing is drawn when it stands there already."""
        if text != self._told:
            self._told = text
            self.border_subtitle = plain(text, LONGEST_WORDS)


def same_sources(some: tuple[object, ...], others: tuple[object, ...]) -> bool:
    """Say whether nothing has changed: objects are told apart by identity, numbers and texts by value."""
    return len(some) == len(others) and all(map(_is_same, some, others))


def _is_same(one: object, other: object) -> bool:
    return one is other or (isinstance(one, int | float | str | bool) and one == other)
