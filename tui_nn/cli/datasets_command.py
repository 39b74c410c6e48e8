"""`tui-nn datasets`: what is built in."""

from __future__ import annotations

import json

from tui_nn.cli.arguments import OneLineParser
from tui_nn.cli.output import say


def datasets_command(arguments: list[str]) -> int:
    """List the built-in data sets and return the exit status."""
    parser = OneLineParser("tui-nn datasets", "[--json]", "List the data sets that are built in.")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parsed = parser.read(arguments)
    from tui_nn.data.catalog import builtin_datasets

    found = list(builtin_datasets())
    if parsed.json:
        for dataset in found:
            say(
                json.dumps(
                    {
                        "name": dataset.name,
                        "inputs": dataset.inputs,
                        "targets": dataset.targets,
                        "rows": dataset.rows,
                        "description": dataset.description,
                    }
                )
            )
        return 0
    widest = max(len(dataset.name) for dataset in found)
    say(f"{'name':<{widest}}  inputs  targets  rows")
    for dataset in found:
        say(
            f"{dataset.name:<{widest}}  {dataset.inputs:>6}  {dataset.targets:>7}  {dataset.rows:>4}  "
            f"{dataset.description}"
        )
    return 0
