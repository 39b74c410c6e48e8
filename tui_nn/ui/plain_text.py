"""The one door for text from outside into widgets: never markup, nothing invisible, never too long."""

from __future__ import annotations

from textual.content import Content

from tui_nn.config.plain_text import printable


def plain(text: str, limit: int = 200) -> Content:
    """Return a foreign text for a widget: exactly what it says, on one line, cut to `limit` characters."""
    return Content(printable(text, limit))
