"""Judgement: what the network gets wrong, how sure it is, how far off it is, and on which rows."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from textual import events
from textual.binding import Binding, BindingType
from textual.strip import Strip

from tui_nn.ui.messages import RowChosen
from tui_nn.ui.panes.judged import VIEW_NAMES, Judged, View, judged
from tui_nn.ui.panes.judgement_readings import reading_of
from tui_nn.ui.panes.judgement_views import draw_view
from tui_nn.ui.panes.picture import Picture
from tui_nn.ui.session import Session

BORDER_ENDS = 4
NOTHING_YET = "There is nothing to judge yet."


class JudgementPane(Picture):
    """Shows one view at a time; the data say which there are."""

    BORDER_TITLE = "Judgement"
    HELP = """\
How good the network is on the rows of one part: **o** goes through training, validation and test, **g** through the
views that make sense for the data.

**Confusion**: a line for each true class, a column for each class that the network chooses. Right ones stand on the
diagonal; a cell is the stronger coloured the greater its share of the line. **recall** is the share of a class that is
found.

**Reliability**: probabilities in ten bins. A bar is as high as the share that came true, the dash is where it would end
if the probabilities kept their word. ECE = sum over the bins of count / all · |came true − said| (Guo et al. 2017). Of
more than two classes it is the probability of the chosen one, of two classes and of bits that of a 1.

**Errors**: how often output − target is how large, in the units of your file; 0 in the middle.

**Predicted over true**: a point for each row, right on the dotted line. R2 = 1 − squares left / squares about the mean;
RMSE is the size of a typical miss. **up** and **down** choose the output where there are several.

**Worst rows**: each row's own term of the loss, worst first, and its share of the part's error. **up**, **down**,
**pageup**, **pagedown**, **home** and **end** move, **Enter** or a click goes to that row in every picture.

**Picture**, where the inputs are pixels: the row that all pictures look at, its outputs, and the weights into a unit of
the first layer: blue (+ #) where a bright pixel strengthens it, orange (- =) where it weakens it. **left** and
**right** choose the row, **up** and **down** the unit.
"""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("g", "next_view(1)", show=False),
        Binding("G", "next_view(-1)", show=False),
        Binding("o", "next_part", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "move_pages(-1)", show=False),
        Binding("pagedown", "move_pages(1)", show=False),
        Binding("home", "go_to_end(0)", show=False),
        Binding("end", "go_to_end(-1)", show=False),
        Binding("left", "choose_neighbour(-1)", show=False),
        Binding("right", "choose_neighbour(1)", show=False),
        Binding("enter", "choose_row", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(id="judgement")
        self._view: View | None = None
        """The one that was asked for; the first that makes sense until then."""

        self._part = "test"
        self._marked: int | None = None
        """Which of the rows the cursor is on in the list of the worst: it goes with its row when the order changes."""

        self._choice: dict[View, int] = {}
        """Which output, or which unit, a view shows."""

    def sources(self, session: Session) -> tuple[object, ...]:
        """The network on its rows, the loss, and the row that everybody looks at."""
        return (session.started, session.shown, session.row, session.run.training)

    @property
    def judged(self) -> Judged | None:
        """What is drawn; None before there is anything to judge."""
        return judged(self.session, self._part) if self.session is not None else None

    @property
    def view(self) -> View | None:
        """Which view is shown; None before there is any."""
        found = self.judged
        return self._view_of(found) if found is not None else None

    def _view_of(self, found: Judged) -> View:
        return self._view if self._view in found.views else found.views[0]

    def reading(self) -> str:
        """Say what the view shows."""
        found = self.judged
        if found is None:
            return NOTHING_YET
        view = self._view_of(found)
        return reading_of(view, found, self._cursor_in(found), self._choice.get(view, 0))

    # Drawing

    def draw_lines(self) -> list[Strip]:
        """Draw the view."""
        found = self.judged
        if found is None:
            self.tell("")
            return self.blank_lines()
        view = self._view_of(found)
        self.tell(self._subtitle(found, view))
        cursor = self._cursor_in(found) if view == "worst" else 0
        return draw_view(view, found, cursor, self._choice.get(view, 0), self.palette, *self.size)

    def _subtitle(self, found: Judged, view: View) -> str:
        """Name the view, the part, and by which key which others come; what does not fit is left out."""
        others = [VIEW_NAMES[other] for other in found.views if other != view]
        keys = {"worst": "↵ row", "picture": "←→ row ↑↓ unit"}.get(view, "")
        part = f"{found.part} rows" if view != "picture" else ""
        which = f"g {found.views.index(view) + 1}/{len(found.views)}"
        named = [VIEW_NAMES[view], part]
        choose = "o part" if len(found.parts) > 1 and part else ""
        forms = (
            [*named, f"g: {', '.join(others)}", choose, keys],
            [*named, which, choose, keys],
            [*named, which, keys],
            [VIEW_NAMES[view], part.removesuffix(" rows"), which],
            [VIEW_NAMES[view], part.removesuffix(" rows")],
        )
        texts = [" · ".join(filter(None, form)) for form in forms]
        return next((text for text in texts if len(text) <= self.size.width - BORDER_ENDS), texts[-1])

    # Keys

    def action_next_view(self, step: int) -> None:
        """Show the next view, or with -1 the one before."""
        found = self.judged
        if found is not None:
            views = found.views
            self._view = views[(views.index(self._view_of(found)) + step) % len(views)]
            self.redraw()

    def action_next_part(self) -> None:
        """Look at the rows of the next part."""
        found = self.judged
        if found is not None:
            self._part = found.parts[(found.parts.index(found.part) + 1) % len(found.parts)]
            self.redraw()

    def action_move(self, step: int) -> None:
        """Go to the next row of the list, or the next output or unit."""
        found = self.judged
        if found is None:
            return
        view = self._view_of(found)
        if view == "worst":
            self._mark(found, self._cursor_in(found) + step)
        elif view in ("predicted", "picture"):
            several = found.rows.outputs if view == "predicted" else found.shown.network.layer_sizes[1]
            self._choice[view] = (self._choice.get(view, 0) + step) % several
            self.redraw()

    def action_move_pages(self, pages: int) -> None:
        """Move in the list by the rows in sight."""
        if self.view == "worst":
            self.action_move(pages * max(1, self.size.height - 2))

    def action_go_to_end(self, place: int) -> None:
        """Go to the worst row, or with -1 to the best."""
        found = self.judged
        if found is not None and self._view_of(found) == "worst":
            self._mark(found, place % max(1, len(found.worst)))

    def action_choose_neighbour(self, step: int) -> None:
        """Ask for the row before or after, of which the picture is shown."""
        found = self.judged
        if found is not None and self._view_of(found) == "picture":
            self.post_message(RowChosen((found.row + step) % found.rows.samples))

    def action_choose_row(self) -> None:
        """Ask every picture to look at the row under the cursor."""
        found = self.judged
        if found is not None and self._view_of(found) == "worst" and len(found.worst):
            self.post_message(RowChosen(int(found.worst[self._cursor_in(found)])))

    def on_click(self, event: events.Click) -> None:
        """Go to the row of the list that was clicked."""
        offset, found = event.get_content_offset(self), self.judged
        if offset is None or found is None or self._view_of(found) != "worst" or offset.y < 1:
            return
        room = max(1, self.size.height - 1)
        first = max(0, min(self._cursor_in(found) - room // 2, len(found.worst) - room))
        if first + offset.y - 1 < len(found.worst):
            self._mark(found, first + offset.y - 1)
            self.action_choose_row()

    def _cursor_in(self, found: Judged) -> int:
        """Where the cursor stands in the list of the worst rows."""
        at: list[int] = np.flatnonzero(found.worst == self._marked).tolist() if self._marked is not None else []
        return at[0] if at else 0

    def _mark(self, found: Judged, place: int) -> None:
        if len(found.worst):
            self._marked = int(found.worst[max(0, min(place, len(found.worst) - 1))])
            self.redraw()
