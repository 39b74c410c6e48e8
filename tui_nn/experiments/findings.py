"""The doctor's diagnosis: what is wrong with a run, in plain words, the most certain first."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tui_nn.config.training_config import TrainingConfig
from tui_nn.data.dataset import Dataset
from tui_nn.engine.recording import Moment
from tui_nn.engine.state import TrainingState
from tui_nn.experiments.finding import Finding, Illness
from tui_nn.experiments.look import Look
from tui_nn.experiments.signs_in_course import signs_in_course
from tui_nn.experiments.signs_in_data import signs_in_data
from tui_nn.experiments.signs_in_ground import signs_in_ground
from tui_nn.experiments.signs_in_network import signs_in_network


def findings(
    state: TrainingState, dataset: Dataset, config: TrainingConfig, moments: Sequence[Moment] = ()
) -> tuple[Finding, ...]:
    """Say what is wrong with a run; at least one finding, which may be that nothing is.

    Args:
        state: the run as it stands; it is left as it is.
        dataset: all rows, with what each is for.
        config: how it learns.
        moments: of its past, from which overfitting is seen as it came.
    """
    look = Look(state, dataset, config, moments)
    found = [*signs_in_data(look), *signs_in_course(look)]
    # Of weights that ran away, or a loss that cannot be followed, no sign in the network is to be trusted.
    if not any(each.name is Illness.DIVERGING or each.certainty == 1.0 for each in found):
        found += [*signs_in_network(look), *signs_in_ground(look)]
    if not found:
        found = [_no_illness(look)]
    return tuple(sorted(found, key=lambda each: -each.certainty))


def _no_illness(look: Look) -> Finding:
    done, target = look.trend.done, look.config.min_error
    if done == 0:
        return Finding(Illness.FALLING, "Not a single iteration has been done yet: let it train.", "0 iterations", 0.9)
    if look.learned:
        reached = target <= 0 or look.error <= target
        ahead = look.trend.iterations_to(target)
        going = f" Going on as lately, it comes to its target error at about iteration {ahead:,.0f}."
        more = "" if reached or not math.isfinite(ahead) else going
        return Finding(
            Illness.NOTHING,
            f"Nothing is wrong: the network has learned.{more}",
            f"an error of {look.error:.3g} after {done:,} iterations; success is {look.goal.words}",
            0.9,
        )
    wanted = look.trend.iterations_to(look.goal.error)
    if look.stalled:
        sentence = "The error falls, but slowly, and nothing that is known to be an illness is seen."
        when, certainty = "at a pace that leads nowhere soon", 0.4
    else:
        sentence = "Nothing is wrong: the error is still falling. It needs more iterations."
        when, certainty = f"going on as lately, it would be learned at about iteration {wanted:,.0f}", 0.8
        if not math.isfinite(wanted):
            when, certainty = "it is too early to say when it would be learned", 0.6
    fell = f"the last fifth of {done:,} iterations took {look.trend.fall:.1%} off the error of {look.error:.3g}"
    return Finding(Illness.FALLING, sentence, f"{fell}; {when}", certainty)
