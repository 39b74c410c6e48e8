"""What the commands of all experiments take: lines for programs, and a journal to write results down in."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from tui_nn.cli.arguments import OneLineParser
from tui_nn.config.errors import ConfigError
from tui_nn.config.plain_text import quoted


def add_keeping(parser: OneLineParser) -> None:
    """Add the options to a parser."""
    group = parser.add_argument_group("results")
    group.add_argument("--json", action="store_true", help="print one JSON object a line, the last is the result")
    group.add_argument("--journal", metavar="FILE", type=_path, help="Write results down as they come. (default: none)")
    group.add_argument(
        "--resume", metavar="FILE", type=_path,
        help="Go on with a journal, such as one of a process that was killed. (default: none)",
    )  # fmt: skip


def journal_of(parsed: argparse.Namespace) -> dict[str, Any]:
    """Return what a job is told about its journal; raises ConfigError when two are given."""
    if parsed.journal is not None and parsed.resume is not None:
        raise ConfigError("--journal begins a journal and --resume goes on with one; give one of them")
    return {"journal": parsed.journal or parsed.resume, "resume": parsed.resume is not None}


def _path(text: str) -> Path:
    if not text or "\0" in text:
        raise argparse.ArgumentTypeError(f"{quoted(text)} is not a path; give the path of a journal")
    return Path(text)
