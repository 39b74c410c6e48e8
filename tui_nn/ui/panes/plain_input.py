"""A text field into which nothing invisible comes, whoever pastes it: what is seen is what stands there."""

from __future__ import annotations

from textual.widgets import Input

from tui_nn.config.plain_text import printable

LONGEST_TEXT = 4000


class PlainInput(Input):
    """An input whose text is printable: an escape character becomes its picture."""

    def validate_value(self, value: str) -> str:
        """Make the text harmless before it is kept."""
        return value if value.isprintable() else printable(value, LONGEST_TEXT)
