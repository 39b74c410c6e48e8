"""`--cluster ADDRESS` of all experiments: the same job, trained on a Dask cluster."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from tui_nn.cli.arguments import OneLineParser

if TYPE_CHECKING:
    from tui_nn.engine.process import Job
    from tui_nn.experiments.cluster import ExecutorJob


def add_cluster(parser: OneLineParser) -> None:
    """Add the option to a parser."""
    parser.add_argument_group("more than one machine").add_argument(
        "--cluster", metavar="ADDRESS",
        help="Train on the Dask cluster whose scheduler is at tcp://HOST:PORT or tls://HOST:PORT. A scheduler runs any "
        "code that it is sent: bind it to loopback or use TLS. (default: this machine's cores)",
    )  # fmt: skip


def on_cluster(job: ExecutorJob, parsed: argparse.Namespace) -> Job | ExecutorJob:
    """Return the job as it is, or as one that is trained where the arguments say."""
    if parsed.cluster is None:
        return job
    from tui_nn.experiments.cluster import ClusterJob

    return ClusterJob(job, parsed.cluster)
