"""A process for tests of the cluster: tries to use it, not for long, and prints what is wrong."""

from __future__ import annotations

import sys

from tui_nn.experiments import cluster

if __name__ == "__main__":
    cluster.CONNECT_SECONDS = 1.0
    try:
        with cluster.cluster_executor(sys.argv[1]):
            pass
    except cluster.ClusterError as error:
        print(error)  # noqa: T201  the answer
