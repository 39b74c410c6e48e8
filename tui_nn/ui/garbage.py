"""Python's search for garbage, kept from what stays to the end."""

from __future__ import annotations

import gc

YOUNG = 4_000
"""Objects more than before, after which the youngest are searched: by default 700, which every drawing makes for a
moment. What drawings leave goes by itself, but for little."""

SELDOM = 200
"""Searches of the middle generation for one of everything: by default ten."""


def spare_what_stays() -> None:
    """Take all there is now out of every later search, and search everything seldom.

    To look through modules and widgets takes a tenth of a second, in which no key is answered, and through what the
    pictures keep still 50 ms; by default that happens every few seconds while they are drawn.
    """
    gc.freeze()
    _, middle, _ = gc.get_threshold()
    gc.set_threshold(YOUNG, middle, SELDOM)
