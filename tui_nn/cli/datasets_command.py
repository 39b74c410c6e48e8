"""`tui-nn datasets`: what is built in."""

from __future__ import annotations

import dataclasses
import json

from tui_nn.cli.arguments import OneLineParser
from tui_nn.cli.output import say
from tui_nn.config.errors import DataError, did_you_mean
from tui_nn.config.plain_text import quoted


def datasets_command(arguments: list[str]) -> int:
    """List the built-in data sets, or tell all about one, and return the exit status."""
    parser = OneLineParser("tui-nn datasets", "[NAME] [--json]", "List the data sets that are built in.")
    parser.add_argument("name", metavar="NAME", nargs="?", help="tell all about this one, its source and licence too")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parsed = parser.read(arguments)
    from tui_nn.data.catalog import builtin_datasets
    from tui_nn.data.formats import FORMATS

    found = list(builtin_datasets())
    if parsed.name is not None:
        names = [dataset.name for dataset in found]
        if parsed.name.lower() not in names:
            raise DataError(f"no data set {quoted(parsed.name)} is built in{did_you_mean(parsed.name[:40], names)}")
        found = [found[names.index(parsed.name.lower())]]
    if parsed.json:
        for dataset in found:
            say(json.dumps(dataclasses.asdict(dataset)))
    elif parsed.name is not None:
        for label, value in dataclasses.asdict(found[0]).items():
            if value != "":
                say(f"{label:<12} {value}")
    else:
        widest = max(len(dataset.name) for dataset in found)
        say(f"{'name':<{widest}}  inputs  targets  rows")
        for dataset in found:
            say(
                f"{dataset.name:<{widest}}  {dataset.inputs:>6}  {dataset.targets:>7}  {dataset.rows:>4}  "
                f"{dataset.description}"
            )
        say("\nThe path of a file of your own stands in place of a name; it may be")
        for known in FORMATS:
            say(f"  {known}")
    return 0
