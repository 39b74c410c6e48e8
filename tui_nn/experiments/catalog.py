"""The experiments by name, and what each answers: the command line, the app's keys and its menu read them here."""

from __future__ import annotations

EXPERIMENTS = {
    "success": "how often a configuration succeeds, over many starts",
    "doctor": "what is wrong with a run, and which remedies work",
    "map": "which of two settings' values succeed, as a map",
    "gates": "which truth tables a network learns, over many starts",
    "race": "optimizers or configurations, from the same starts",
    "smallest": "the smallest network that succeeds often enough",
    "rate": "which learning rates let the error fall fastest",
    "validate": "how good it is on unseen rows, and what inputs are worth",
    "search": "the best of many settings, by trying what is promising",
}
"""In the order in which they are listed."""
