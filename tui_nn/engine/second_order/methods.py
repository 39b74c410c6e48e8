"""The methods of second order, by the name that a person chooses each by."""

from __future__ import annotations

from tui_nn.engine.second_order.bfgs import BFGS
from tui_nn.engine.second_order.lbfgs import LBFGS
from tui_nn.engine.second_order.levenberg_marquardt import LEVENBERG_MARQUARDT
from tui_nn.engine.second_order.scaled_conjugate_gradient import SCALED_CONJUGATE_GRADIENT

METHODS = {method.name: method for method in (LEVENBERG_MARQUARDT, LBFGS, BFGS, SCALED_CONJUGATE_GRADIENT)}
