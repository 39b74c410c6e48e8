"""A program that owns an engine process, for tests that end it: `python -m tests.engine.process_owner WHAT`."""

from __future__ import annotations

import os
import sys

from tui_nn.config.run import RunConfig
from tui_nn.config.training_config import TrainingConfig
from tui_nn.engine.jobs import TrainingJob
from tui_nn.engine.process import EngineProcess, Job

from .process_jobs import Loading, Writing

ENDLESS = RunConfig(training=TrainingConfig(max_iterations=2**62, min_error=0))


def job_called(name: str) -> Job | None:
    jobs: dict[str, Job] = {"training": TrainingJob(ENDLESS, paused=False), "loading": Loading(), "writing": Writing()}
    return jobs.get(name)


def own(name: str) -> None:
    """Have the job done, print the process's number after its first event, and wait for the end of standard input."""
    engine = EngineProcess()
    engine.start()
    job = job_called(name)
    if job is not None:
        engine.begin(job)
        engine.receive()
    os.write(1, f"{engine.pid}\n".encode())
    sys.stdin.read()


if __name__ == "__main__":
    own(sys.argv[1])
