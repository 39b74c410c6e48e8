"""`python -m tui_nn`: the same as the command `tui-nn`."""

from tui_nn.cli.main import run

if __name__ == "__main__":
    run()
