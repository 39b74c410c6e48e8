"""`python -m tui_nn`: the same as the command `tui-nn`."""

import sys

from tui_nn.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
