"""`tui-nn datasets`: what is built in."""

from __future__ import annotations

import dataclasses
import json

from tui_nn.cli.arguments import OneLineParser
from tui_nn.cli.output import say

HEADINGS = {"truth table": "truth tables", "shape": "playground", "sample": "measured"}


def datasets_command(arguments: list[str]) -> int:
    """List the built-in data sets and return the exit status."""
    parser = OneLineParser("tui-nn datasets", "[--json]", "List the data sets that are built in.")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parsed = parser.read(arguments)
    from tui_nn.data.catalog import builtin_datasets

    found = list(builtin_datasets())
    if parsed.json:
        for dataset in found:
            say(json.dumps(dataclasses.asdict(dataset)))
        return 0
    widest = max(len(dataset.name) for dataset in found)
    kind = ""
    for dataset in found:
        if dataset.kind != kind:
            say(f"{'' if not kind else chr(10)}{HEADINGS[dataset.kind]:<{widest}}  inputs  targets   rows")
            kind = dataset.kind
        say(
            f"{dataset.name:<{widest}}  {dataset.inputs:>6}  {dataset.targets:>7}  {dataset.rows:>5}  "
            f"{dataset.description}"
        )
        if dataset.source:
            say(f"{'':<{widest}}  from {dataset.source}; licence: {dataset.licence}")
    return 0
