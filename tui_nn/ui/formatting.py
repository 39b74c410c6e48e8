"""Numbers and times as people read them; pure, shared by the screen and the command line."""

from __future__ import annotations

import math


def error_text(error: float) -> str:
    """Write an error as the tutorial does, with six decimals, where those are neither too few nor too many."""
    if not math.isfinite(error):
        return "not finite"
    if error == 0 or 1e-4 <= error < 100:
        return f"{error:.6f}"
    return f"{error:.2f}" if 100 <= error < 1e6 else f"{error:.3e}"


def short_error_text(error: float) -> str:
    """Write an error that stands beside others in four digits or decimals."""
    if not math.isfinite(error):
        return "not finite"
    if error == 0 or 1e-3 <= error < 100:
        return f"{error:.4f}"
    return f"{error:.2f}" if 100 <= error < 1e4 else f"{error:.2e}"


def score_text(value: float | None, of: int | None = None) -> str:
    """Write a score: a count with what it is of, else four decimals; 1 and 0 stand for exactly these."""
    if value is None or not math.isfinite(value):
        return "–"
    if of is not None:
        return f"{value:,.0f} of {of:,}"
    if value in (0, 1):
        return f"{value:.0f}"
    text = f"{value:.4f}" if 1e-4 <= abs(value) < 100 else f"{value:.2e}"
    return "0.9999" if text == "1.0000" and value < 1 else text


def value_text(value: float) -> str:
    """Write an output: whole numbers short, others with six digits."""
    if value == 0:
        return "0"
    if float(value).is_integer() and abs(value) < 1e7:
        return f"{value:.0f}"
    return f"{value:.6f}" if 1e-3 <= abs(value) < 100 else f"{value:.6g}"


def given_text(value: float) -> str:
    """Write an input or a target as its owner would: 21.5, where an output beside it is 21.498312."""
    return value_text(value) if float(value).is_integer() else f"{value:.6g}"


def output_text(value: float, width: int = 9) -> str:
    """Write an output in so many characters at most, where that can be done."""
    if not math.isfinite(value):
        return "not finite"
    return _fitting(value, "", width)


def difference_text(value: float, width: int = 10) -> str:
    """Write how far an output is from its target in so many characters at most, always with a sign."""
    if 0 < abs(value) < 1e-6:
        return f"{value:+.3e}" if abs(value) >= 1e-99 else f"{value:+.2e}"
    return _fitting(value, "+", width)


def _fitting(value: float, sign: str, width: int) -> str:
    """As many decimals as the width allows, at most six; a number too large for two is written by its power of ten."""
    forms = [f"{sign}.{digits}f" for digits in (6, 5, 4, 3, 2)] if abs(value) < 1e9 else []
    texts = [format(value, form) for form in (*forms, f"{sign}.3e", f"{sign}.2e", f"{sign}.1e")]
    return next((text for text in texts if len(text) <= width), texts[-1])


def speed_text(iterations_per_second: float) -> str:
    """Write a speed with the three digits that mean something, such as 98.2k/s or 5.31M/s."""
    if not math.isfinite(iterations_per_second) or iterations_per_second <= 0:
        return "–"
    for unit, size in (("M", 1e6), ("k", 1e3)):
        if iterations_per_second >= 0.9995 * size:
            scaled = iterations_per_second / size
            return f"{scaled:,.0f}{unit}/s" if scaled >= 99.95 else f"{scaled:.3g}{unit}/s"
    return f"{iterations_per_second:.3g}/s"


def duration_text(seconds: float) -> str:
    """Write a duration with the two units that matter."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def layers_text(layer_sizes: tuple[int, ...], limit: int = 24) -> str:
    """Write layers as 2-2-1, the middle of a long list left out."""
    text = "-".join(map(str, layer_sizes))
    if len(text) <= limit:
        return text
    return f"{layer_sizes[0]}-…-{layer_sizes[-1]} ({len(layer_sizes)} layers)"
