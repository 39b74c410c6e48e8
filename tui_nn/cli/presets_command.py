"""`tui-nn presets`: whole runs by name."""

from __future__ import annotations

import json

from tui_nn.cli.arguments import OneLineParser
from tui_nn.cli.output import say


def presets_command(arguments: list[str]) -> int:
    """List the presets and return the exit status."""
    parser = OneLineParser("tui-nn presets", "[--json]", "List the runs that can be begun by name, with --preset NAME.")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line, with all that a preset sets")
    parsed = parser.read(arguments)
    from tui_nn.config.presets import PRESETS

    if parsed.json:
        for preset in PRESETS.values():
            values = {".".join(filter(None, place)): value for place, value in preset.values.items()}
            say(json.dumps({"name": preset.name, "description": preset.description, "values": values}))
        return 0
    widest = max(map(len, PRESETS))
    for preset in PRESETS.values():
        say(f"{preset.name:<{widest}}  {preset.description}")
    return 0
