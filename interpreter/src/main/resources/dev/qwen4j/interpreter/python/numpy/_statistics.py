"""Over all elements of an array or along an axis: sums, means, quantiles, differences, histograms."""

import builtins
import math
from math import nan

from numpy._array import array, float64, int64, is_scalar, wrap, mean as _mean
from numpy._elements import sqrt
from numpy._making import diag, linspace

# What the functions of this module and of numpy hide.
max_, min_, sum_ = builtins.max, builtins.min, builtins.sum


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
