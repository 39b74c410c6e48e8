"""Measurements of speed; `make bench` runs them. Nothing here is asserted: machines differ, and so do their days."""
