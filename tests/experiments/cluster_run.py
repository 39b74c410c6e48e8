"""A process for tests of the cluster: an experiment there, a worker killed in the middle, and the same one here.

Dask stays in processes of its own: its threads and warnings are none of the tests' affair.
"""

from __future__ import annotations

import json
import sys

from tui_nn.config.errors import UserError
from tui_nn.config.run import RunConfig
from tui_nn.engine.control import Control
from tui_nn.engine.events import Event
from tui_nn.experiments.cluster import ClusterJob
from tui_nn.experiments.lab_events import SuccessEvent
from tui_nn.experiments.success_goal import SuccessGoal
from tui_nn.experiments.success_rate import SuccessJob

STARTS = 160
NEVER = SuccessGoal("error", 1e-300)


def main(address: str) -> None:
    """Run on the cluster, wait for the kill once some starts have ended, run here, and print whether both agree."""
    run = RunConfig().with_values({("data", "source"): "xor", ("training", "max_iterations"): 5000})
    job = SuccessJob(run, NEVER, STARTS)
    there: Event | None = None
    waited = False
    try:
        for there in ClusterJob(job, address).run(Control()):
            assert isinstance(there, SuccessEvent)
            if there.done and not waited:
                waited = True
                print(json.dumps({"reached": there.done}), flush=True)  # noqa: T201  whoever reads it kills a worker
                sys.stdin.readline()
    except UserError as error:
        print(json.dumps({"error": str(error)}))  # noqa: T201  the answer
        return
    *_, here = job.run(Control())
    assert isinstance(there, SuccessEvent)
    assert isinstance(here, SuccessEvent)
    same = there.results == here.results
    print(json.dumps({"done": there.done, "same": same}))  # noqa: T201  the answer


if __name__ == "__main__":
    main(*sys.argv[1:])
