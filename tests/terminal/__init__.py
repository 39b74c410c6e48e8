"""Real terminals: these tests start a program under a pseudo-terminal, because Textual's pilot has none."""
