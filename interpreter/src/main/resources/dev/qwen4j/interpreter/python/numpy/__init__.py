"""A small stand-in for NumPy in plain Python: one- and many-dimensional arrays, the arithmetic, the statistics and the random
numbers that scripts for plots and statistics use. It is not NumPy: it is slow on large arrays, slices are copies, whole
numbers do not overflow, and every function that is missing says so."""

import math
import sys
from math import e, inf, nan, pi

from numpy import linalg, random
from numpy._array import (
    array, as_dtype, bool_, broadcast_shape, complex128, divide, dtype, elementwise, extreme, float64, int64, is_scalar, kind_of,
    matmul, mean as _mean, ndarray, object_, power as _power, promoted, remainder as _remainder, spread, str_, wrap,
)

__version__ = "2.0.0+qwen4j.stand.in"
newaxis = None
NaN, Inf, infty, euler_gamma = nan, inf, inf, 0.5772156649015329
float_ = double = float16 = float32 = float64
int_ = int8 = int16 = int32 = uint8 = uint16 = uint32 = uint64 = intp = int64
complex64 = complex_ = complex128
dot = matmul
integer, floating, number = int, float, (int, float, complex)

print(
    "numpy: this is a small stand-in for NumPy in plain Python; functions that are missing name themselves", file=sys.stderr
)


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(f"module 'numpy' has no attribute {name!r}")
    raise AttributeError(f"numpy.{name} is not part of this sandbox's small stand-in for NumPy; write it in plain Python")


# Making arrays.


def asarray(a, dtype=None):
    return a if isinstance(a, ndarray) and (dtype is None or a.dtype == as_dtype(dtype)) else array(a, dtype)


def copy(a):
    return array(a)


def _shape(shape):
    return (shape,) if isinstance(shape, int) else tuple(shape)


def full(shape, fill_value, dtype=None):
    shape = _shape(shape)
    kind = as_dtype(dtype) if dtype is not None else kind_of([fill_value])
    return ndarray._of([kind.type(fill_value)] * math.prod(shape), shape, kind)


def zeros(shape, dtype=float64):
    return full(shape, 0, dtype)


def ones(shape, dtype=float64):
    return full(shape, 1, dtype)


def empty(shape, dtype=float64):
    return full(shape, 0, dtype)


def zeros_like(a, dtype=None):
    return full(wrap(a).shape, 0, dtype or wrap(a).dtype)


def ones_like(a, dtype=None):
    return full(wrap(a).shape, 1, dtype or wrap(a).dtype)


def full_like(a, fill_value, dtype=None):
    return full(wrap(a).shape, fill_value, dtype or wrap(a).dtype)


empty_like = zeros_like


def arange(start, stop=None, step=1, dtype=None):
    if stop is None:
        start, stop = 0, start
    if all_whole(start, stop, step):
        data = list(range(start, stop, step))
    else:
        data = [start + i * step for i in range(max_(0, math.ceil((stop - start) / step)))]
    return array(data, dtype) if data or dtype else ndarray._of([], (0,), int64)


def all_whole(*values):
    return all_(isinstance(value, int) for value in values)


def linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None):
    parts = num - 1 if endpoint else num
    step = (stop - start) / parts if parts else nan
    data = [start + i * step for i in range(num)]
    if endpoint and num > 1:
        data[-1] = stop
    made = array(data, dtype or float64)
    return (made, step) if retstep else made


def logspace(start, stop, num=50, endpoint=True, base=10.0):
    return power(base, linspace(start, stop, num, endpoint))


def geomspace(start, stop, num=50):
    return logspace(math.log10(start), math.log10(stop), num)


def eye(N, M=None, dtype=float64):
    columns = N if M is None else M
    return array([1 if i == j else 0 for i in range(N) for j in range(columns)], dtype).reshape(N, columns)


identity = eye


def diag(v, k=0):
    v = wrap(v)
    if v.ndim == 2:
        return array([v[i, i + k] for i in range(min_(len(v), v.shape[1] - k)) if i + k >= 0])
    made = zeros((len(v) + abs_(k),) * 2, v.dtype)
    for i, value in enumerate(v._data):
        made[i + max_(0, -k), i + max_(0, k)] = value
    return made


def meshgrid(x, y, indexing="xy"):
    x, y = wrap(x), wrap(y)
    first, second = spread(x._data, x.shape, (y.size, x.size)), [value for value in y._data for _ in range(x.size)]
    grids = ndarray._of(first, (y.size, x.size), x.dtype), ndarray._of(second, (y.size, x.size), y.dtype)
    return grids if indexing == "xy" else tuple(grid.T for grid in grids)


def fromfunction(function, shape, dtype=float64):
    places = ndindex(*shape)
    return array([function(*place) for place in places]).reshape(shape)


def ndindex(*shape):
    import itertools

    return itertools.product(*map(range, _shape(shape[0]) if len(shape) == 1 else shape))


# Element by element.


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


import cmath as _cmath  # noqa: E402

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
    return bool(all(isclose(a, b, rtol, atol)))


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


# Over all elements or along an axis.


def _method(name):
    def applied(a, axis=None, **options):
        return getattr(wrap(a), name)(axis, **options)

    applied.__name__ = name
    return applied


sum, prod, mean = _method("sum"), _method("prod"), _method("mean")
var, std, min, max, ptp = _method("var"), _method("std"), _method("min"), _method("max"), _method("ptp")
argmin, argmax, cumsum, cumprod = _method("argmin"), _method("argmax"), _method("cumsum"), _method("cumprod")
any, all = _method("any"), _method("all")
amin, amax = min, max


def _without_nan(function):
    def applied(a, axis=None, **options):
        return wrap(a)._reduce(lambda values: function(array([v for v in values if v == v], float64), **options), axis)

    return applied


nansum, nanmean, nanstd, nanvar = map(_without_nan, (sum, mean, std, var))
nanmin, nanmax = _without_nan(min), _without_nan(max)
nanmedian = _without_nan(lambda a: median(a))


def average(a, axis=None, weights=None):
    if weights is None:
        return mean(a, axis)
    return sum(wrap(a) * wrap(weights), axis) / sum(weights)


def _quantile(values, q):
    values = sorted(values)
    at = q * (len(values) - 1)
    low = math.floor(at)
    high = min_(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (at - low)


def quantile(a, q, axis=None):
    if is_scalar(q):
        return wrap(a)._reduce(lambda values: float(_quantile(values, q)) if values else nan, axis)
    return array([quantile(a, one, axis) for one in wrap(q)._data])


def percentile(a, q, axis=None):
    return quantile(a, q / 100 if is_scalar(q) else wrap(q) / 100, axis)


def median(a, axis=None):
    return quantile(a, 0.5, axis)


def count_nonzero(a, axis=None):
    return wrap(a)._reduce(lambda values: sum_(1 for value in values if value), axis)


def cov(m, y=None, ddof=1):
    rows = [list(wrap(m)._data)] if wrap(m).ndim == 1 else wrap(m).tolist()
    rows += [] if y is None else [list(wrap(y)._data)]
    centred = [[value - _mean(row) for value in row] for row in rows]
    made = array([[sum_(a * b for a, b in zip(r, s)) / (len(r) - ddof) for s in centred] for r in centred], float64)
    return made if len(rows) > 1 else made[0, 0]


def corrcoef(x, y=None):
    c = wrap(cov(x, y))
    d = sqrt(diag(c))
    return c / d.reshape(-1, 1) / d


def diff(a, n=1, axis=-1):
    for _ in range(n):
        a = wrap(a)._along(lambda lane: [second - first for first, second in zip(lane, lane[1:])], axis)
    return a


def gradient(f, *spacing):
    f = [float(value) for value in wrap(f)._data]
    x = wrap(spacing[0]) if spacing else wrap(1)
    x = list(x._data) if x.ndim else [i * x.item() for i in range(len(f))]
    last = len(f) - 1
    return array([(f[min_(i + 1, last)] - f[max_(i - 1, 0)]) / (x[min_(i + 1, last)] - x[max_(i - 1, 0)]) for i in range(len(f))])


def trapezoid(y, x=None, dx=1.0):
    y = wrap(y)._data
    steps = [dx] * (len(y) - 1) if x is None else list(diff(x)._data)
    return sum_((a + b) / 2 * step for a, b, step in zip(y, y[1:], steps))


trapz = trapezoid


def convolve(a, v, mode="full"):
    a, v = wrap(a)._data, wrap(v)._data
    data = [sum_(a[i] * v[n - i] for i in range(max_(0, n - len(v) + 1), min_(n + 1, len(a)))) for n in range(len(a) + len(v) - 1)]
    length = max_(len(a), len(v)) if mode == "same" else max_(len(a), len(v)) - min_(len(a), len(v)) + 1
    start = 0 if mode == "full" else (len(data) - length) // 2
    return array(data if mode == "full" else data[start : start + length])


def interp(x, xp, fp, left=None, right=None):
    import bisect

    xp, fp = wrap(xp)._data, wrap(fp)._data

    def one(value):
        if value <= xp[0]:
            return fp[0] if left is None or value == xp[0] else left
        if value >= xp[-1]:
            return fp[-1] if right is None or value == xp[-1] else right
        i = bisect.bisect_right(xp, value)
        return fp[i - 1] + (fp[i] - fp[i - 1]) * (value - xp[i - 1]) / (xp[i] - xp[i - 1])

    return one(x) if is_scalar(x) else wrap(x)._map(one, float64)


def histogram(a, bins=10, range=None, density=False, weights=None):
    values = [float(value) for value in wrap(a)._data]
    if is_scalar(bins):
        low, high = range or ((min_(values), max_(values)) if values else (0.0, 1.0))
        if low == high:
            low, high = low - 0.5, high + 0.5
        edges = linspace(low, high, int(bins) + 1)._data
    else:
        edges = [float(edge) for edge in wrap(bins)._data]
    import bisect

    counts = [0] * (len(edges) - 1)
    for i, value in enumerate(values):
        if edges[0] <= value <= edges[-1]:
            place = min_(bisect.bisect_right(edges, value) - 1, len(counts) - 1)
            counts[place] += 1 if weights is None else wrap(weights)._data[i]
    if density:
        whole = sum_(counts)
        counts = [count / whole / (edges[i + 1] - edges[i]) for i, count in enumerate(counts)]
    return array(counts), array(edges)


def bincount(x, minlength=0):
    counts = [0] * max_(minlength, max_(wrap(x)._data, default=-1) + 1)
    for value in wrap(x)._data:
        counts[value] += 1
    return array(counts, int64)


def digitize(x, bins):
    import bisect

    return wrap(x)._map(lambda value: bisect.bisect_right(wrap(bins)._data, value), int64)


def searchsorted(a, v, side="left"):
    import bisect

    find = bisect.bisect_left if side == "left" else bisect.bisect_right
    return find(wrap(a)._data, v) if is_scalar(v) else wrap(v)._map(lambda value: find(wrap(a)._data, value), int64)


# Order and sets.


def sort(a, axis=-1):
    return wrap(a)._along(sorted, axis)


def argsort(a, axis=-1, kind=None):
    return wrap(a).argsort(axis)


def unique(ar, return_counts=False, return_index=False, return_inverse=False):
    data = wrap(ar)._data
    values = sorted(set(data))
    result = [ndarray._of(values, (len(values),), wrap(ar).dtype)]
    if return_index:
        result.append(array([data.index(value) for value in values], int64))
    if return_inverse:
        result.append(array([values.index(value) for value in data], int64))
    if return_counts:
        from collections import Counter

        counts = Counter(data)
        result.append(array([counts[value] for value in values], int64))
    return result[0] if len(result) == 1 else tuple(result)


def isin(element, test_elements):
    known = set(wrap(test_elements)._data)
    return wrap(element)._map(lambda value: value in known, bool_)


def intersect1d(a, b):
    return array(sorted(set(wrap(a)._data) & set(wrap(b)._data)))


def union1d(a, b):
    return array(sorted(set(wrap(a)._data) | set(wrap(b)._data)))


def setdiff1d(a, b):
    return array(sorted(set(wrap(a)._data) - set(wrap(b)._data)))


def nonzero(a):
    return wrap(a).nonzero()


def flatnonzero(a):
    return wrap(a).ravel().nonzero()[0]


def argwhere(a):
    return stack(wrap(a).nonzero(), 1)


# Shapes.


def reshape(a, shape):
    return wrap(a).reshape(shape)


def ravel(a):
    return wrap(a).ravel()


def transpose(a, axes=None):
    return wrap(a).transpose(*([axes] if axes is not None else []))


def squeeze(a, axis=None):
    return wrap(a).squeeze(axis)


def expand_dims(a, axis):
    shape = list(wrap(a).shape)
    shape.insert(axis if axis >= 0 else len(shape) + 1 + axis, 1)
    return wrap(a).reshape(shape)


def atleast_1d(a):
    return wrap(a) if wrap(a).ndim else wrap(a).reshape(1)


def shape(a):
    return wrap(a).shape


def ndim(a):
    return wrap(a).ndim


def size(a, axis=None):
    return wrap(a).size if axis is None else wrap(a).shape[axis]


def concatenate(arrays, axis=0):
    arrays = [wrap(one) for one in arrays]
    kind = arrays[0].dtype
    for one in arrays[1:]:
        kind = promoted(kind, one.dtype)
    if axis is None:
        arrays, axis = [one.ravel() for one in arrays], 0
    axis %= arrays[0].ndim
    if axis == 0:
        data = [kind.type(value) for one in arrays for value in one._data]
        if len({one.shape[1:] for one in arrays}) > 1:
            raise ValueError("all the input array dimensions except for the concatenation axis must match exactly")
        return ndarray._of(data, (sum_(len(one) for one in arrays), *arrays[0].shape[1:]), kind)
    order = [axis] + [i for i in range(arrays[0].ndim) if i != axis]
    return concatenate([one.transpose(order) for one in arrays]).transpose([order.index(i) for i in range(len(order))])


def stack(arrays, axis=0):
    return concatenate([expand_dims(one, axis) for one in arrays], axis)


def vstack(arrays):
    return concatenate([wrap(one).reshape(1, -1) if wrap(one).ndim < 2 else one for one in arrays])


def hstack(arrays):
    arrays = [atleast_1d(one) for one in arrays]
    return concatenate(arrays, 0 if arrays[0].ndim == 1 else 1)


def column_stack(arrays):
    return concatenate([wrap(one).reshape(-1, 1) if wrap(one).ndim < 2 else one for one in arrays], 1)


def append(arr, values, axis=None):
    return concatenate([wrap(arr).ravel(), wrap(values).ravel()] if axis is None else [arr, values], axis or 0)


def insert(arr, obj, values):
    data = list(wrap(arr)._data)
    data[obj:obj] = wrap(values)._data
    return array(data)


def delete(arr, obj):
    gone = {place % wrap(arr).size for place in atleast_1d(obj)._data}
    return array([value for i, value in enumerate(wrap(arr)._data) if i not in gone])


def split(ary, sections):
    ary = wrap(ary)
    if isinstance(sections, int):
        if len(ary) % sections:
            raise ValueError("array split does not result in an equal division")
        sections = [len(ary) // sections * i for i in range(1, sections)]
    return [ary[a:b] for a, b in zip([0, *sections], [*sections, len(ary)])]


def array_split(ary, sections):
    small, more = divmod(len(wrap(ary)), sections)
    places = [i * small + min_(i, more) for i in range(1, sections)]
    return split(ary, places)


def tile(A, reps):
    A = wrap(A)
    return concatenate([A] * reps, -1 if A.ndim > 1 else 0) if isinstance(reps, int) else concatenate([tile(atleast_2d(A), reps[1])] * reps[0])


def atleast_2d(a):
    return wrap(a) if wrap(a).ndim > 1 else wrap(a).reshape(1, -1)


def repeat(a, repeats, axis=None):
    return wrap(a).repeat(repeats, axis)


def flip(m, axis=None):
    m = wrap(m)
    return m[tuple(slice(None, None, -1) if axis is None or i == axis % m.ndim else slice(None) for i in range(m.ndim))]


def roll(a, shift):
    a = wrap(a)
    shift %= a.size or 1
    return ndarray._of(a._data[-shift:] + a._data[:-shift] if shift else list(a._data), a.shape, a.dtype)


def outer(a, b):
    return wrap(a).reshape(-1, 1) * wrap(b).reshape(1, -1)


def inner(a, b):
    return sum(wrap(a) * wrap(b)) if wrap(a).ndim == 1 else matmul(a, wrap(b).T)


vdot = inner


def cross(a, b):
    a, b = wrap(a)._data, wrap(b)._data
    return array([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])


def trace(a):
    return sum(diag(a))


def triu(m, k=0):
    m = wrap(m)
    return array([v if i % m.shape[1] - i // m.shape[1] >= k else 0 for i, v in enumerate(m._data)]).reshape(m.shape)


def tril(m, k=0):
    m = wrap(m)
    return array([v if i % m.shape[1] - i // m.shape[1] <= k else 0 for i, v in enumerate(m._data)]).reshape(m.shape)


# Polynomials.


def polyval(p, x):
    result = x * 0
    for coefficient in wrap(p)._data:
        result = result * x + coefficient
    return result


def polyfit(x, y, deg):
    """Coefficients of the polynomial closest to the points, the highest power first."""
    x = wrap(x)
    return linalg.lstsq(column_stack([x.astype(float64) ** k for k in range(deg, -1, -1)]), y)[0]


class poly1d:
    def __init__(self, coefficients):
        self.coeffs = self.coef = self.c = wrap(coefficients).ravel()
        self.order = len(self.coeffs) - 1

    def __call__(self, x):
        return polyval(self.coeffs, x if is_scalar(x) else wrap(x))

    def deriv(self):
        return poly1d([c * (self.order - i) for i, c in enumerate(self.coeffs._data[:-1])] or [0])

    def __repr__(self):
        return f"poly1d({self.coeffs.tolist()})"


# Around it.


def set_printoptions(**options):
    pass


class errstate:
    def __init__(self, **options):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False


def seterr(**options):
    return {}


def isscalar(element):
    return is_scalar(element)


def loadtxt(fname, delimiter=None, skiprows=0, dtype=float64, comments="#"):
    with open(fname) if isinstance(fname, str) else fname as file:
        lines = [line.partition(comments)[0].strip() for line in list(file)[skiprows:]]
    made = array([[as_dtype(dtype).type(field) for field in line.split(delimiter)] for line in lines if line])
    return made.ravel() if 1 in made.shape else made


def savetxt(fname, X, fmt="%.18e", delimiter=" ", header=""):
    with open(fname, "w") as file:
        if header:
            file.write(f"# {header}\n")
        for row in wrap(X).tolist():
            file.write(delimiter.join(fmt % value for value in (row if isinstance(row, list) else [row])) + "\n")


import builtins as _builtins  # noqa: E402

sum_, min_, max_, abs_, round_, all_ = (
    _builtins.sum, _builtins.min, _builtins.max, _builtins.abs, _builtins.round, _builtins.all,
)  # fmt: skip
