"""Polynomials by their coefficients, the highest power first."""

from numpy import linalg
from numpy._array import float64, is_scalar, wrap
from numpy._shapes import column_stack


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
