"""New arrays."""

import builtins
import math
from math import nan

from numpy._array import array, as_dtype, float64, int64, kind_of, ndarray, spread, wrap
from numpy._elements import power

# What the functions of this module and of numpy hide.
abs_, all_, max_, min_ = builtins.abs, builtins.all, builtins.max, builtins.min


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
    if _all_whole(start, stop, step):
        data = list(range(start, stop, step))
    else:
        data = [start + i * step for i in range(max_(0, math.ceil((stop - start) / step)))]
    return array(data, dtype) if data or dtype else ndarray._of([], (0,), int64)


def _all_whole(*values):
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
