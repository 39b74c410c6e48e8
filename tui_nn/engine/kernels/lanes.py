"""Four float64 side by side, as one value in compiled code: Numba's own vectoriser needs loops longer than ours.

A `lanes` value is LLVM's vector of four doubles, which every processor has instructions for or which LLVM splits.
Arithmetic, comparison and the functions of NumPy that formulas use are taught to Numba below, so that one formula,
such as `1.0 / (1.0 + np.exp(-x))`, is run by NumPy on whole arrays and compiled here for four samples at a time.

Memory is spoken of by pointer and place, and nothing is checked: `address`, `load`, `store`, `at`, `put`.
This is the only file that knows llvmlite.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.core.typing.templates import AbstractTemplate, infer_global
from numba.extending import intrinsic, lower_builtin, models, overload, register_model

from tui_nn.engine.kernels.tasks import LANES

_DOUBLES = ir.VectorType(ir.DoubleType(), LANES)
_INTEGERS = ir.VectorType(ir.IntType(64), LANES)
_BITS = ir.VectorType(ir.IntType(1), LANES)
_INDEX = ir.IntType(32)
_ANY = ir.Constant(_DOUBLES, ir.Undefined)

Emit = Callable[..., ir.Value]
"""Writes instructions: takes LLVM's builder and the operands, returns the result."""


class Lanes(types.Type):  # type: ignore[misc]  # Numba ships no types
    """Numba's type of four float64."""

    def __init__(self) -> None:
        super().__init__(name="lanes")


class Mask(types.Type):  # type: ignore[misc]  # Numba ships no types
    """Numba's type of four truth values, which a comparison of lanes gives."""

    def __init__(self) -> None:
        super().__init__(name="mask")


lanes = Lanes()
mask = Mask()


@register_model(Lanes)
class _LanesModel(models.PrimitiveModel):  # type: ignore[misc]  # Numba ships no types
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _DOUBLES)


@register_model(Mask)
class _MaskModel(models.PrimitiveModel):  # type: ignore[misc]  # Numba ships no types
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _BITS)


def _spread(builder: ir.IRBuilder, scalar: ir.Value) -> ir.Value:
    kind = ir.VectorType(scalar.type, LANES)
    undefined = ir.Constant(kind, ir.Undefined)
    first = builder.insert_element(undefined, scalar, ir.Constant(_INDEX, 0))
    return builder.shuffle_vector(first, undefined, _order([0] * LANES))


def _order(places: list[int]) -> ir.Constant:
    return ir.Constant(ir.VectorType(_INDEX, len(places)), places)


def _widened(builder: ir.IRBuilder, kinds: tuple[Any, ...], values: tuple[Any, ...]) -> list[ir.Value]:
    return [
        _spread(builder, value) if kind == types.float64 else value for kind, value in zip(kinds, values, strict=True)
    ]


def _is_wide(kind: object) -> bool:
    return isinstance(kind, Lanes | Mask)


def _wide_or_float(kind: object) -> Any:
    return kind if _is_wide(kind) else types.float64


# Memory


@intrinsic
def address(_typing, array):
    """Return where a contiguous array begins: a pointer costs a call far less than an array with its bookkeeping."""

    def emit(context, builder, signature, arguments):
        return context.make_array(signature.args[0])(context, builder, arguments[0]).data

    return types.CPointer(array.dtype)(array), emit


@intrinsic
def load(_typing, numbers, index):
    """Return the four numbers that begin at a place."""

    def emit(_context, builder, _signature, arguments):
        loaded = builder.load(builder.bitcast(builder.gep(arguments[0], [arguments[1]]), _DOUBLES.as_pointer()))
        loaded.align = 8
        return loaded

    return lanes(numbers, types.intp), emit


@intrinsic
def store(_typing, numbers, index, value):
    """Write the four numbers that begin at a place."""

    def emit(context, builder, _signature, arguments):
        place = builder.bitcast(builder.gep(arguments[0], [arguments[1]]), _DOUBLES.as_pointer())
        builder.store(arguments[2], place).align = 8
        return context.get_dummy_value()

    return types.void(numbers, types.intp, lanes), emit


@intrinsic
def at(_typing, numbers, index):
    """Return the number at a place."""

    def emit(_context, builder, _signature, arguments):
        return builder.load(builder.gep(arguments[0], [arguments[1]]))

    return numbers.dtype(numbers, types.intp), emit


@intrinsic
def put(_typing, numbers, index, value):
    """Write the number at a place."""

    def emit(context, builder, _signature, arguments):
        builder.store(arguments[2], builder.gep(arguments[0], [arguments[1]]))
        return context.get_dummy_value()

    return types.void(numbers, types.intp, numbers.dtype), emit


@intrinsic
def beyond(_typing, numbers, count):
    """Return where the numbers stand that follow so many."""

    def emit(_context, builder, _signature, arguments):
        return builder.gep(arguments[0], [arguments[1]])

    return numbers(numbers, types.intp), emit


# Arithmetic


@intrinsic
def spread(_typing, number):
    """Return four times the same number."""

    def emit(_context, builder, _signature, arguments):
        return _spread(builder, arguments[0])

    return lanes(types.float64), emit


@intrinsic
def multiply_add(_typing, left, right, addend):
    """Return left * right + addend, rounded once; `left` may be a single number."""

    def emit(_context, builder, signature, arguments):
        fused = cgutils.get_or_insert_function(
            builder.module, ir.FunctionType(_DOUBLES, [_DOUBLES] * 3), f"llvm.fma.v{LANES}f64"
        )
        return builder.call(fused, _widened(builder, signature.args, arguments))

    return lanes(*map(_wide_or_float, (left, right, addend))), emit


@intrinsic
def total(_typing, value):
    """Return the sum of the four."""

    def emit(_context, builder, _signature, arguments):
        pairs = builder.fadd(arguments[0], builder.shuffle_vector(arguments[0], _ANY, _order([2, 3, 0, 1])))
        both = [builder.extract_element(pairs, ir.Constant(_INDEX, place)) for place in (0, 1)]
        return builder.fadd(*both)

    return types.float64(lanes), emit


@intrinsic
def totals(_typing, first, second, third, fourth):
    """Return the sums of four lanes, as lanes; each is added in the order in which `total` adds."""

    def emit(_context, builder, _signature, arguments):
        def folded(left, right):  # [l0 + l2, l1 + l3, r0 + r2, r1 + r3]
            low = builder.shuffle_vector(left, right, _order([0, 1, 4, 5]))
            return builder.fadd(low, builder.shuffle_vector(left, right, _order([2, 3, 6, 7])))

        left, right = folded(*arguments[:2]), folded(*arguments[2:])
        even = builder.shuffle_vector(left, right, _order([0, 2, 4, 6]))
        return builder.fadd(even, builder.shuffle_vector(left, right, _order([1, 3, 5, 7])))

    return lanes(lanes, lanes, lanes, lanes), emit


@intrinsic
def transposed(_typing, first, second, third, fourth):
    """Return the first numbers of four lanes as lanes, and likewise their second, third and fourth ones."""

    def emit(context, builder, signature, arguments):
        def both(left, right, places):
            return builder.shuffle_vector(left, right, _order(places))

        a, b, c, d = arguments
        even, odd = [0, 4, 2, 6], [1, 5, 3, 7]
        pairs = [(both(a, b, places), both(c, d, places)) for places in (even, odd)]
        columns = [both(left, right, places) for places in ([0, 1, 4, 5], [2, 3, 6, 7]) for left, right in pairs]
        return context.make_tuple(builder, signature.return_type, columns)

    return types.UniTuple(lanes, 4)(lanes, lanes, lanes, lanes), emit


def _teach(function: object, emit: Emit, operands: int, result: types.Type = lanes) -> None:
    """Let Numba compile `function` when its first or second operand is wide; plain numbers beside it are spread.

    Instructions are written where the call stands: a function of its own for every `+` would triple the compilation.
    """

    class Taught(AbstractTemplate):  # type: ignore[misc]  # Numba ships no types
        def generic(self, kinds, _keywords):
            if len(kinds) == operands and any(map(_is_wide, kinds[:2])):
                return result(*map(_wide_or_float, kinds))
            return None

    def write(_context, builder, signature, arguments):
        return emit(builder, *_widened(builder, signature.args, arguments))

    Taught.key = function
    infer_global(function)(Taught)
    first = mask if operands == 3 else lanes
    for kinds in itertools.product((first, types.float64), *[(lanes, types.float64)] * (operands - 1)):
        if any(map(_is_wide, kinds[:2])):
            lower_builtin(function, *kinds)(write)


def _llvm_function(name: str) -> Emit:
    def emit(builder: ir.IRBuilder, value: ir.Value) -> ir.Value:
        kind = ir.FunctionType(_DOUBLES, [_DOUBLES])
        return builder.call(cgutils.get_or_insert_function(builder.module, kind, f"llvm.{name}.v{LANES}f64"), [value])

    return emit


def _one_by_one(name: str) -> Emit:
    """Call the C library's function for each of the four: where vectors are rare, this is fast enough, and right."""

    def emit(builder: ir.IRBuilder, value: ir.Value) -> ir.Value:
        kind = ir.FunctionType(ir.DoubleType(), [ir.DoubleType()])
        function = cgutils.get_or_insert_function(builder.module, kind, name)
        result = _ANY
        for lane in range(LANES):
            place = ir.Constant(_INDEX, lane)
            single = builder.call(function, [builder.extract_element(value, place)])
            result = builder.insert_element(result, single, place)
        return result

    return emit


def _greater(builder: ir.IRBuilder, left: ir.Value, right: ir.Value) -> ir.Value:
    return builder.fcmp_ordered(">", left, right)


def _less(builder: ir.IRBuilder, left: ir.Value, right: ir.Value) -> ir.Value:
    return builder.fcmp_ordered("<", left, right)


def _maximum(builder: ir.IRBuilder, left: ir.Value, right: ir.Value) -> ir.Value:
    # As in NumPy, what is not a number stays so, on whichever side it stands.
    chosen = builder.select(_less(builder, left, right), right, left)
    return builder.select(builder.fcmp_unordered("uno", right, right), right, chosen)


def _minimum(builder: ir.IRBuilder, left: ir.Value, right: ir.Value) -> ir.Value:
    chosen = builder.select(_greater(builder, left, right), right, left)
    return builder.select(builder.fcmp_unordered("uno", right, right), right, chosen)


_teach(operator.add, lambda builder, left, right: builder.fadd(left, right), 2)
_teach(operator.sub, lambda builder, left, right: builder.fsub(left, right), 2)
_teach(operator.mul, lambda builder, left, right: builder.fmul(left, right), 2)
_teach(operator.truediv, lambda builder, left, right: builder.fdiv(left, right), 2)
_teach(operator.neg, lambda builder, value: builder.fneg(value), 1)
_teach(operator.gt, _greater, 2, result=mask)
_teach(operator.lt, _less, 2, result=mask)
_teach(np.maximum, _maximum, 2)
_teach(np.minimum, _minimum, 2)
_teach(np.where, lambda builder, condition, chosen, otherwise: builder.select(condition, chosen, otherwise), 3)
_teach(np.sqrt, _llvm_function("sqrt"), 1)
for _function, _name in ((np.log, "log"), (np.log1p, "log1p"), (np.expm1, "expm1"), (np.sin, "sin"), (np.cos, "cos")):
    _teach(_function, _one_by_one(_name), 1)
_teach(np.abs, _llvm_function("fabs"), 1)
_teach(np.ones_like, lambda _builder, _value: ir.Constant(_DOUBLES, [1.0] * LANES), 1)


# Functions

_ROUNDER = 6755399441055744.0
"""1.5 * 2^52: a number added to it stands, rounded to a whole one, in its lowest bits."""

_LOG2_E = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10  # ln 2; the upper part has 32 bits


@intrinsic
def _times_power_of_two(_typing, value, rounded):
    """Return value * 2^k, k being the whole number in the lowest bits of `rounded`; both results are normal numbers."""

    def emit(_context, builder, _signature, arguments):
        exponent = builder.shl(builder.bitcast(arguments[1], _INTEGERS), ir.Constant(_INTEGERS, [52] * LANES))
        scaled = builder.add(builder.bitcast(arguments[0], _INTEGERS), exponent)
        return builder.bitcast(scaled, _DOUBLES)

    return lanes(lanes, lanes), emit


@njit
def _exp(x):
    """Return e^x to 2 units in the last place; below -708 it is 0 and above 709 infinite, a little before NumPy's.

    e^x = 2^k e^r with k = round(x / ln 2) and |r| <= ln 2 / 2, and for e^r the Taylor polynomial of degree 13, whose
    remainder is under 1e-17 (the argument reduction of Cody & Waite 1980; the sum in Estrin's order).
    """
    # Beyond both ends this is nonsense, which is put right last: bounding x first would take a third longer.
    rounded = multiply_add(x, _LOG2_E, _ROUNDER)
    whole = rounded - _ROUNDER
    r = multiply_add(whole, -_LN2_LOW, multiply_add(whole, -_LN2_HIGH, x))
    r2 = r * r
    r4 = r2 * r2
    low = multiply_add(r2, multiply_add(r, 1 / 6, 0.5), 1.0 + r)
    middle = multiply_add(r2, multiply_add(r, 1 / 5040, 1 / 720), multiply_add(r, 1 / 120, 1 / 24))
    high = multiply_add(r2, multiply_add(r, 1 / 39916800, 1 / 3628800), multiply_add(r, 1 / 362880, 1 / 40320))
    top = multiply_add(r, 1 / 6227020800, 1 / 479001600)
    power = multiply_add(r4 * r4, multiply_add(r4, top, high), multiply_add(r4, middle, low))
    scaled = _times_power_of_two(power, rounded)
    return np.where(x > 709.0, np.inf, np.where(x < -708.0, 0.0, scaled))


@njit
def _tanh(x):
    """Return tanh(x) to 2 units in the last place, near 0 too.

    Up to 0.625 it is x + x^3 P(x^2) / Q(x^2) with the coefficients of Moshier's Cephes library, above it
    1 - 2 / (e^2|x| + 1).
    """
    size = np.abs(x)
    z = x * x
    p = multiply_add(
        z, multiply_add(z, -9.64399179425052238628e-1, -9.92877231001918586564e1), -1.61468768441708447952e3
    )
    q = multiply_add(z, 1.12811678491632931402e2 + z, 2.23548839060100448583e3)
    q = multiply_add(z, q, 4.84406305325125486048e3)
    near = multiply_add(x * z, p / q, x)
    far = 1.0 - 2.0 / (_exp(2.0 * size) + 1.0)
    return np.where(size < 0.625, near, np.where(x < 0.0, -far, far))


@overload(np.exp)
def _exp_of_lanes(x):
    return (lambda x: _exp(x)) if isinstance(x, Lanes) else None


@overload(np.tanh)
def _tanh_of_lanes(x):
    return (lambda x: _tanh(x)) if isinstance(x, Lanes) else None
