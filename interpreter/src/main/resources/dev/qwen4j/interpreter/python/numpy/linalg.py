"""The linear algebra of small matrices."""

import math

from numpy._array import array, float64, matmul, wrap


class LinAlgError(ValueError):
    pass


def __getattr__(name):
    raise AttributeError(f"numpy.linalg.{name} is not part of this sandbox's small stand-in for NumPy; write it in plain Python")


def norm(x, ord=None, axis=None):
    if ord == 1:
        return wrap(x)._reduce(lambda values: float(sum(map(abs, values))), axis)
    if ord == math.inf:
        return wrap(x)._reduce(lambda values: float(max(map(abs, values))), axis)
    return wrap(x)._reduce(lambda values: math.sqrt(sum(abs(value) ** 2 for value in values)), axis)


def _eliminated(a, columns):
    """Rows of a and of the columns beside it, brought to the unit matrix; the determinant of a."""
    a = wrap(a)
    if a.ndim != 2 or a.shape[0] != a.shape[1]:
        raise LinAlgError("Last 2 dimensions of the array must be square")
    rows = [[float(value) for value in row] + list(more) for row, more in zip(a.tolist(), columns)]
    determinant = 1.0
    for i in range(len(rows)):
        pivot = max(range(i, len(rows)), key=lambda k: abs(rows[k][i]))
        if abs(rows[pivot][i]) < 1e-300:
            return rows, 0.0
        if pivot != i:
            rows[i], rows[pivot] = rows[pivot], rows[i]
            determinant = -determinant
        determinant *= rows[i][i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for k, row in enumerate(rows):
            if k != i and row[i]:
                factor = row[i]
                rows[k] = [value - factor * other for value, other in zip(row, rows[i])]
    return rows, determinant


def det(a):
    return _eliminated(a, [[] for _ in range(len(a))])[1]


def solve(a, b):
    b = wrap(b)
    columns = [[value] for value in b._data] if b.ndim == 1 else b.tolist()
    rows, determinant = _eliminated(a, columns)
    if not determinant:
        raise LinAlgError("Singular matrix")
    made = array([row[len(rows) :] for row in rows], float64)
    return made.ravel() if b.ndim == 1 else made


def inv(a):
    size = len(a)
    return solve(a, array([1.0 if i == j else 0.0 for i in range(size) for j in range(size)]).reshape(size, size))


def lstsq(a, b, rcond=None):
    """The least squares solution, by orthogonal columns; of what NumPy returns besides it, the rank alone."""
    columns = [list(map(float, column)) for column in wrap(a).T.tolist()]
    rest = list(map(float, wrap(b)._data))
    basis, upper, weights = [], [], []
    for column in columns:
        parts = []
        for direction in basis:
            part = sum(x * y for x, y in zip(direction, column))
            parts.append(part)
            column = [x - part * y for x, y in zip(column, direction)]
        length = math.sqrt(sum(x * x for x in column))
        if not length:
            raise LinAlgError("Singular matrix")
        basis.append([x / length for x in column])
        upper.append([*parts, length])
        weights.append(sum(x * y for x, y in zip(basis[-1], rest)))
    solution = [0.0] * len(columns)
    for i in reversed(range(len(columns))):
        known = sum(solution[j] * upper[j][i] for j in range(i + 1, len(columns)))
        solution[i] = (weights[i] - known) / upper[i][i]
    return array(solution), array([]), len(columns), array([])


def matrix_power(a, n):
    result = None
    a = inv(a) if n < 0 else wrap(a)
    for _ in range(abs(n)):
        result = a if result is None else matmul(result, a)
    return array([[1.0 if i == j else 0.0 for j in range(len(a))] for i in range(len(a))]) if result is None else result
