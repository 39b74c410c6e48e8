"""The error function as a formula, for NumPy has none: it runs on arrays and in the compiled kernel alike."""

from __future__ import annotations

import numpy as np

from tui_nn.engine.arrays import FloatArray

_T = (9.60497373987051638749, 9.00260197203842689217e1, 2.23200534594684319226e3, 7.00332514112805075473e3)
_U = (3.35617141647503099647e1, 5.21357949780152679795e2, 4.59432382970980127987e3, 2.26290000613890934246e4)
_P = (
    *(2.46196981473530512524e-10, 5.64189564831068821977e-1, 7.46321056442269912687, 4.86371970985681366614e1),
    *(1.96520832956077098242e2, 5.26445194995477358631e2, 9.34528527171957607540e2, 1.02755188689515710272e3),
)
_Q = (
    *(1.32281951154744992508e1, 8.67072140885989742329e1, 3.54937778887819891062e2, 9.75708501743205489753e2),
    *(1.82390916687909736289e3, 2.24633760818710981792e3, 1.65666309194161350182e3),
)
_T_END, _U_END = 5.55923013010394962768e4, 4.92673942608635921086e4
_P_END, _Q_END = 5.57535335369399327526e2, 5.57535340817727675546e2


def erf(x: FloatArray) -> FloatArray:
    """Return 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x, to 3 units in the last place.

    Up to 1 it is x T(x^2) / U(x^2), above it 1 - exp(-x^2) P(|x|) / Q(|x|), with the coefficients of Moshier's Cephes
    library; from 6 on it is 1 to the last bit.
    """
    size = np.minimum(np.abs(x), 6.0)
    small = np.minimum(size, 1.0)
    z = small * small
    t, u, p, q = 0.0 * size, np.ones_like(size), 0.0 * size, np.ones_like(size)
    for coefficient in _T:
        t = (t + coefficient) * z
    for coefficient in _U:
        u = u * z + coefficient
    for coefficient in _P:
        p = (p + coefficient) * size
    for coefficient in _Q:
        q = q * size + coefficient
    near = small * (t + _T_END) / (u * z + _U_END)
    far = 1.0 - np.exp(-size * size) * (p + _P_END) / (q * size + _Q_END)
    value = np.where(size < 1.0, near, far)
    signed: FloatArray = np.where(x < 0.0, -value, value)
    return signed
