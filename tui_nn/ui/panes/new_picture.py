"""Pictures by their names; each is imported and made when it is first shown."""

from __future__ import annotations

from tui_nn.ui.layout import PaneName
from tui_nn.ui.panes.picture import Picture


def picture_class(name: PaneName) -> type[Picture]:
    """Return the class of a picture.

    Raises:
        KeyError: the pane is none of those that are made when they are first shown.
    """
    match name:
        case "error":
            from tui_nn.ui.panes.error_pane import ErrorPane

            return ErrorPane
        case "network":
            from tui_nn.ui.panes.network_pane import NetworkPane

            return NetworkPane
        case "surface":
            from tui_nn.ui.panes.surface_pane import SurfacePane

            return SurfacePane
        case "hidden":
            from tui_nn.ui.panes.hidden_space_pane import HiddenSpacePane

            return HiddenSpacePane
        case "health":
            from tui_nn.ui.panes.health_pane import HealthPane

            return HealthPane
        case "judgement":
            from tui_nn.ui.panes.judgement_pane import JudgementPane

            return JudgementPane
        case "rate":
            from tui_nn.ui.panes.rate_pane import RatePane

            return RatePane
        case _:
            raise KeyError(name)


def new_picture(name: PaneName) -> Picture:
    """Make a picture; raises as `picture_class`."""
    made: Picture = picture_class(name)()  # type: ignore[call-arg]  # each names itself
    return made
