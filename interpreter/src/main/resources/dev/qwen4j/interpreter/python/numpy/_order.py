"""Order and sets of elements."""

from numpy._array import array, bool_, int64, ndarray, wrap
from numpy._shapes import stack


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
