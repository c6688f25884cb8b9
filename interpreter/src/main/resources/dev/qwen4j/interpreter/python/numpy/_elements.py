"""Functions of one element, or of two, applied to whole arrays."""

import builtins
import cmath as _cmath
import math
from math import inf, nan, pi

from numpy._array import (
    bool_, broadcast_shape, complex128, divide, elementwise, float64, is_scalar, kind_of, ndarray, promoted, spread,
    wrap, power as _power, remainder as _remainder,
)

# What the functions of this module and of numpy hide.
abs_, max_, min_, round_ = builtins.abs, builtins.max, builtins.min, builtins.round


def _unary(name, function, kind=float64, complex_function=None):
    def applied(x, out=None, dtype=None):
        if is_scalar(x):
            return (complex_function if complex_function and isinstance(x, complex) else function)(x)
        x = wrap(x)
        if complex_function and x.dtype is complex128:
            return x._map(complex_function, complex128)
        return x._map(function, kind or x.dtype)

    applied.__name__ = name
    return applied


def _guarded(function, outside=nan):
    def applied(value):
        try:
            return function(value)
        except OverflowError:
            return inf
        except ValueError:
            return outside(value) if callable(outside) else outside

    return applied


def _logarithm(function):
    return _guarded(function, lambda value: -inf if value == 0 else nan)


sin = _unary("sin", _guarded(math.sin), complex_function=_cmath.sin)
cos = _unary("cos", _guarded(math.cos), complex_function=_cmath.cos)
tan = _unary("tan", _guarded(math.tan), complex_function=_cmath.tan)
arcsin = asin = _unary("arcsin", _guarded(math.asin))
arccos = acos = _unary("arccos", _guarded(math.acos))
arctan = atan = _unary("arctan", math.atan)
sinh, cosh, tanh = (_unary(f.__name__, _guarded(f)) for f in (math.sinh, math.cosh, math.tanh))
arcsinh, arccosh, arctanh = (_unary("arc" + f.__name__[1:], _guarded(f)) for f in (math.asinh, math.acosh, math.atanh))
exp = _unary("exp", _guarded(math.exp), complex_function=_cmath.exp)
exp2 = _unary("exp2", _guarded(lambda v: 2.0**v))
expm1 = _unary("expm1", _guarded(math.expm1))
log = _unary("log", _logarithm(math.log), complex_function=_cmath.log)
log2, log10, log1p = _unary("log2", _logarithm(math.log2)), _unary("log10", _logarithm(math.log10)), _unary("log1p", _logarithm(math.log1p))
sqrt = _unary("sqrt", _guarded(math.sqrt), complex_function=_cmath.sqrt)
cbrt = _unary("cbrt", lambda v: math.copysign(abs_(v) ** (1 / 3), v))
square = _unary("square", lambda value: value * value, None)
floor, ceil = _unary("floor", lambda v: float(math.floor(v))), _unary("ceil", lambda v: float(math.ceil(v)))
trunc, rint = _unary("trunc", lambda v: float(math.trunc(v))), _unary("rint", lambda v: float(round_(v)))
radians = deg2rad = _unary("radians", math.radians)
degrees = rad2deg = _unary("degrees", math.degrees)
isnan = _unary("isnan", lambda value: value != value, bool_)
isinf = _unary("isinf", lambda value: value in (inf, -inf), bool_)
isfinite = _unary("isfinite", math.isfinite, bool_)
sign = _unary("sign", lambda value: value if value != value else (value > 0) - (value < 0), None)
negative = _unary("negative", lambda value: -value, None)
reciprocal = _unary("reciprocal", lambda value: divide(1, value), None)
logical_not = _unary("logical_not", lambda value: not value, bool_)
real, imag = _unary("real", lambda value: value.real, None), _unary("imag", lambda value: value.imag, None)
conj = conjugate = _unary("conj", lambda value: value.conjugate(), None)
angle = _unary("angle", _cmath.phase)
sinc = _unary("sinc", lambda value: math.sin(pi * value) / (pi * value) if value else 1.0)


def abs(x):
    return abs_(x) if is_scalar(x) else wrap(x).__abs__()


absolute = fabs = abs


def _binary(name, function, kind=None):
    def applied(x1, x2, out=None):
        if is_scalar(x1) and is_scalar(x2):
            return function(x1, x2)
        return elementwise(function, x1, x2, kind)

    applied.__name__ = name
    return applied


add = _binary("add", lambda a, b: a + b)
subtract = _binary("subtract", lambda a, b: a - b)
multiply = _binary("multiply", lambda a, b: a * b)
divide = true_divide = _binary("divide", divide)
floor_divide = _binary("floor_divide", lambda a, b: a // b)
mod = remainder = _binary("mod", _remainder)
fmod = _binary("fmod", math.fmod)
power = pow = _binary("power", _power)
hypot = _binary("hypot", math.hypot, float64)
arctan2 = atan2 = _binary("arctan2", math.atan2, float64)
maximum = fmax = _binary("maximum", lambda a, b: a if a > b or a != a else b)
minimum = fmin = _binary("minimum", lambda a, b: a if a < b or a != a else b)
gcd, lcm = _binary("gcd", math.gcd), _binary("lcm", math.lcm)
logical_and = _binary("logical_and", lambda a, b: bool(a and b), bool_)
logical_or = _binary("logical_or", lambda a, b: bool(a or b), bool_)
logical_xor = _binary("logical_xor", lambda a, b: bool(a) != bool(b), bool_)
equal = _binary("equal", lambda a, b: a == b, bool_)
not_equal = _binary("not_equal", lambda a, b: a != b, bool_)
greater, less = _binary("greater", lambda a, b: a > b, bool_), _binary("less", lambda a, b: a < b, bool_)
isclose = lambda a, b, rtol=1e-05, atol=1e-08: _binary(  # noqa: E731
    "isclose", lambda x, y: x == y or math.isfinite(x) and math.isfinite(y) and abs_(x - y) <= atol + rtol * abs_(y), bool_
)(a, b)


def allclose(a, b, rtol=1e-05, atol=1e-08):
    return bool(wrap(isclose(a, b, rtol, atol)).all())


def array_equal(a, b):
    a, b = wrap(a), wrap(b)
    return a.shape == b.shape and a._data == b._data


def where(condition, x=None, y=None):
    condition = wrap(condition)
    if x is None:
        return condition.nonzero()
    x, y = wrap(x), wrap(y)
    shape = broadcast_shape(broadcast_shape(condition.shape, x.shape), y.shape)
    parts = [spread(part._data, part.shape, shape) for part in (condition, x, y)]
    kind = promoted(x.dtype, y.dtype)
    return ndarray._of([kind.type(a if chosen else b) for chosen, a, b in zip(*parts)], shape, kind)


def select(condlist, choicelist, default=0):
    result = default
    for condition, choice in zip(reversed(condlist), reversed(choicelist)):
        result = where(condition, choice, result)
    return result


def piecewise(x, condlist, funclist):
    return select(condlist, [f(x) if callable(f) else f for f in funclist])


def vectorize(function, otypes=None):
    def applied(*arguments):
        arrays = [wrap(argument) for argument in arguments]
        shape = ()
        for one in arrays:
            shape = broadcast_shape(shape, one.shape)
        data = [function(*values) for values in zip(*(spread(one._data, one.shape, shape) for one in arrays))]
        return ndarray._of(data, shape, kind_of(data)) if shape else data[0]

    return applied


def clip(a, a_min, a_max):
    return wrap(a).clip(a_min, a_max) if not is_scalar(a) else min_(max_(a, a_min), a_max)


def round(a, decimals=0):
    return round_(a, decimals) if is_scalar(a) else wrap(a).round(decimals)


around = round


def nan_to_num(x, nan=0.0, posinf=1.7976931348623157e308, neginf=-1.7976931348623157e308):
    return wrap(x)._map(lambda v: nan if v != v else posinf if v == inf else neginf if v == -inf else v, wrap(x).dtype)
