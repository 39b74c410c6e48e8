"""Calls the command line in this process."""

from __future__ import annotations

import pytest

from tui_nn.cli.main import main

from .command import Call, Outcome


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    def call_main(*words: str) -> Outcome:
        capsys.readouterr()
        status = main(words)
        return Outcome(status, *capsys.readouterr())

    return call_main
