"""Other shapes of the same elements, and products of arrays."""

import builtins

from numpy._array import array, matmul, ndarray, promoted, wrap
from numpy._making import diag
from numpy._statistics import sum

# What the functions of this module and of numpy hide.
min_, sum_ = builtins.min, builtins.sum


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
