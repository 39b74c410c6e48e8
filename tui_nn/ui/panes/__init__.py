"""Panes: each renders values and posts requests; none knows the engine or another pane."""
