"""A small stand-in for NumPy in plain Python: one- and many-dimensional arrays, the arithmetic, the statistics and the random
numbers that scripts for plots and statistics use. It is not NumPy: it is slow on large arrays, slices are copies, whole
numbers do not overflow, and every function that is missing says so."""

import sys
from math import e, inf, nan, pi

from numpy import linalg, random
from numpy._array import array, bool_, complex128, dtype, float64, int64, matmul, ndarray, object_, str_
from numpy._elements import (
    abs, absolute, acos, add, allclose, angle, arccos, arccosh, arcsin, arcsinh, arctan, arctan2, arctanh, around,
    array_equal, asin, atan, atan2, cbrt, ceil, clip, conj, conjugate, cos, cosh, deg2rad, degrees, divide, equal, exp,
    exp2, expm1, fabs, floor, floor_divide, fmax, fmin, fmod, gcd, greater, hypot, imag, isclose, isfinite, isinf,
    isnan, lcm, less, log, log10, log1p, log2, logical_and, logical_not, logical_or, logical_xor, maximum, minimum, mod,
    multiply, nan_to_num, negative, not_equal, piecewise, pow, power, rad2deg, radians, real, reciprocal, remainder,
    rint, round, select, sign, sin, sinc, sinh, sqrt, square, subtract, tan, tanh, true_divide, trunc, vectorize, where,
)
from numpy._making import (
    arange, asarray, copy, diag, empty, empty_like, eye, fromfunction, full, full_like, geomspace, identity,
    linspace, logspace, meshgrid, ndindex, ones, ones_like, zeros, zeros_like,
)
from numpy._order import argsort, argwhere, flatnonzero, intersect1d, isin, nonzero, setdiff1d, sort, union1d, unique
from numpy._polynomials import poly1d, polyfit, polyval
from numpy._settings import errstate, isscalar, loadtxt, savetxt, set_printoptions, seterr
from numpy._shapes import (
    append, array_split, atleast_1d, atleast_2d, column_stack, concatenate, cross, delete, expand_dims, flip, hstack,
    inner, insert, ndim, outer, ravel, repeat, reshape, roll, shape, size, split, squeeze, stack, tile, trace,
    transpose, tril, triu, vdot, vstack,
)
from numpy._statistics import (
    all, amax, amin, any, argmax, argmin, average, bincount, convolve, corrcoef, count_nonzero, cov, cumprod, cumsum,
    diff, digitize, gradient, histogram, interp, max, mean, median, min, nanmax, nanmean, nanmedian, nanmin, nanstd,
    nansum, nanvar, percentile, prod, ptp, quantile, searchsorted, std, sum, trapezoid, trapz, var,
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
