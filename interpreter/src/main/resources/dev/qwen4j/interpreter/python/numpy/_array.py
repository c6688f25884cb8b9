"""Arrays on plain Python lists: a flat list in row order and a shape."""

import builtins
import math
import operator
from math import inf, nan

KINDS = "biufcUO"


class dtype:
    """The kind of the elements. Calling one converts a value or a sequence."""

    def __init__(self, name, kind, convert, size):
        self.name, self.kind, self.type, self.itemsize, self.char = name, kind, convert, size, kind

    def __call__(self, value=0):
        if isinstance(value, (list, tuple, ndarray)):
            return array(value, dtype=self)
        return self.type(value)

    def __eq__(self, other):
        try:
            return self.name == as_dtype(other).name
        except TypeError:
            return False

    def __hash__(self):
        return hash(self.name)

    def __repr__(self):
        return f"dtype('{self.name}')"

    def __str__(self):
        return self.name


def _integer(value):
    if isinstance(value, float) and value != value or value in (inf, -inf):
        raise ValueError("cannot convert float NaN or infinity to integer")
    return int(value)


bool_ = dtype("bool", "b", bool, 1)
int64 = dtype("int64", "i", _integer, 8)
float64 = dtype("float64", "f", float, 8)
complex128 = dtype("complex128", "c", complex, 16)
str_ = dtype("str", "U", str, 4)
object_ = dtype("object", "O", lambda value: value, 8)
NAMES = {
    bool: bool_, "bool": bool_, "?": bool_, int: int64, float: float64, complex: complex128, "complex": complex128,
    str: str_, "str": str_, "U": str_, object: object_, "object": object_, "O": object_, "i": int64, "f": float64,
}
for _name in "int int8 int16 int32 int64 uint8 uint16 uint32 uint64 i4 i8 u1 uint".split():
    NAMES[_name] = int64
for _name in "float float16 float32 float64 f4 f8 d double".split():
    NAMES[_name] = float64
NAMES["complex128"] = NAMES["complex64"] = complex128


def as_dtype(given):
    if isinstance(given, dtype):
        return given
    try:
        return NAMES[given]
    except (KeyError, TypeError):
        raise TypeError(f"this stand-in for NumPy has no dtype {given!r}") from None


def kind_of(values):
    kinds = set(map(type, values))
    if kinds <= {bool}:
        return bool_ if kinds else float64
    if kinds <= {bool, int}:
        return int64
    if kinds <= {bool, int, float}:
        return float64
    if kinds <= {bool, int, float, complex}:
        return complex128
    if kinds == {str}:
        return str_
    for kind, type_ in ((int64, int), (float64, (int, float))):
        if all(isinstance(value, type_) for value in values):
            return kind
    return object_


def promoted(first, second):
    return first if "biufcUO".index(first.kind) >= "biufcUO".index(second.kind) else second


def size_of(shape):
    return math.prod(shape)


def flatten(value, depth=0):
    """A flat list and the shape of nested sequences."""
    if isinstance(value, ndarray):
        return list(value._data), value.shape
    if isinstance(value, (range, set, dict)) or hasattr(value, "__iter__") and not hasattr(value, "__len__"):
        value = list(value)
    if isinstance(value, (list, tuple)):
        if not any(isinstance(item, (list, tuple, ndarray, range)) for item in value):
            return list(value), (len(value),)
        parts = [flatten(item) for item in value]
        shapes = {shape for _, shape in parts}
        if len(shapes) > 1:
            raise ValueError("setting an array element with a sequence: the rows have different lengths")
        return [item for data, _ in parts for item in data], (len(value), *parts[0][1])
    return [value], ()


def array(object, dtype=None, copy=True, ndmin=0):
    """An array of a sequence, of sequences of the same length, or of one value."""
    data, shape = flatten(object)
    if dtype is None:
        kind = object.dtype if isinstance(object, ndarray) else kind_of(data)
    else:
        kind = as_dtype(dtype)
    if kind is float64 or kind is complex128 or dtype is not None:
        data = [None if value is None else kind.type(value) for value in data] if kind is object_ else list(map(kind.type, data))
    while len(shape) < ndmin:
        shape = (1, *shape)
    return ndarray._of(data, shape, kind)


def wrap(value):
    return value if isinstance(value, ndarray) else array(value)


def is_scalar(value):
    return not isinstance(value, ndarray) and (not hasattr(value, "__iter__") or isinstance(value, (str, bytes)))


def broadcast_shape(first, second):
    shape = []
    for i in range(1, builtins.max(len(first), len(second)) + 1):
        a = first[-i] if i <= len(first) else 1
        b = second[-i] if i <= len(second) else 1
        if a != b and a != 1 and b != 1:
            raise ValueError(f"operands could not be broadcast together with shapes {first} {second}")
        shape.append(b if a == 1 else a)
    return tuple(reversed(shape))


def spread(data, shape, target):
    """The data of an array repeated to a larger shape."""
    if shape == target:
        return data
    if len(data) == 1:
        return data * size_of(target)
    steps, step = [], 1
    for length in reversed(shape):
        steps.append(0 if length == 1 else step)
        step *= length
    steps += [0] * (len(target) - len(shape))
    offsets = [0]
    for length, step in zip(target, reversed(steps)):
        offsets = [offset + i * step for offset in offsets for i in range(length)]
    return [data[offset] for offset in offsets]


def elementwise(function, first, second, kind=None):
    """Applies a function of two values to arrays that fit each other."""
    if is_scalar(second) and isinstance(first, ndarray):
        other = kind_of([second])
        data, shape = [function(value, second) for value in first._data], first.shape
    elif is_scalar(first) and isinstance(second, ndarray):
        other, first, second = kind_of([first]), second, first
        data, shape = [function(second, value) for value in first._data], first.shape
    else:
        first, second = wrap(first), wrap(second)
        shape = broadcast_shape(first.shape, second.shape)
        data = list(map(function, spread(first._data, first.shape, shape), spread(second._data, second.shape, shape)))
        other = second.dtype
    if kind is None:
        kind = promoted(first.dtype, other)
        if kind is bool_:
            kind = kind_of(data)
    return ndarray._of(data, shape, kind)


def divide(a, b):
    try:
        return a / b
    except ZeroDivisionError:
        return nan if a == 0 or a != a else math.copysign(inf, a) * math.copysign(1, b) if not isinstance(a, complex) else complex(nan)


def floor_divide(a, b):
    try:
        return a // b
    except ZeroDivisionError:
        return divide(a, b) if isinstance(a, float) or isinstance(b, float) else 0


def remainder(a, b):
    try:
        return a % b
    except ZeroDivisionError:
        return nan if isinstance(a, float) or isinstance(b, float) else 0


def power(a, b):
    try:
        result = a**b
        return nan if isinstance(result, complex) and not isinstance(a, complex) else result
    except ZeroDivisionError:
        return inf
    except OverflowError:
        return inf


def compare(function):
    return lambda self, other: elementwise(function, self, other, bool_) if other is not None else False


def binary(function, kind=None):
    return lambda self, other: elementwise(function, self, other, kind)


def reflected(function, kind=None):
    return lambda self, other: elementwise(lambda a, b: function(b, a), self, other, kind)


def quotient(first, second):
    result = elementwise(divide, first, second)
    return result if result.dtype is complex128 or result.dtype is object_ else ndarray._of(result._data, result.shape, float64)


def bitwise(logical, integral):
    def function(a, b):
        return logical(a, b) if isinstance(a, bool) and isinstance(b, bool) else integral(a, b)

    return function


bit_and = bitwise(lambda a, b: a and b, operator.and_)
bit_or = bitwise(lambda a, b: a or b, operator.or_)
bit_xor = bitwise(operator.ne, operator.xor)


class ndarray:
    """An array. Slices are copies, not views: assign through the array itself (a[1:3] = 0)."""

    __array_priority__ = 10

    @classmethod
    def _of(cls, data, shape, kind):
        made = object.__new__(cls)
        made._data, made._shape, made.dtype = data, tuple(shape), kind
        return made

    @property
    def shape(self):
        return self._shape

    @shape.setter
    def shape(self, shape):
        self._shape = self.reshape(shape)._shape

    @property
    def ndim(self):
        return len(self._shape)

    @property
    def size(self):
        return len(self._data)

    @property
    def T(self):
        return self.transpose()

    @property
    def flat(self):
        return iter(self._data)

    @property
    def real(self):
        return self._map(lambda value: value.real, float64 if self.dtype is complex128 else self.dtype)

    @property
    def imag(self):
        return self._map(lambda value: value.imag, float64 if self.dtype is complex128 else self.dtype)

    @property
    def nbytes(self):
        return self.size * self.dtype.itemsize

    itemsize = property(lambda self: self.dtype.itemsize)

    def _map(self, function, kind):
        return ndarray._of(list(map(function, self._data)), self._shape, kind)

    def __len__(self):
        if not self._shape:
            raise TypeError("len() of unsized object")
        return self._shape[0]

    def __iter__(self):
        if self.ndim == 1:
            return iter(self._data)
        return (self[i] for i in range(len(self)))

    def __bool__(self):
        if self.size != 1:
            raise ValueError("The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()")
        return bool(self._data[0])

    def __contains__(self, value):
        return value in self._data

    def __float__(self):
        return float(self.item())

    def __int__(self):
        return int(self.item())

    def __index__(self):
        return operator.index(self.item())

    def __format__(self, form):
        return format(self.item(), form) if form else str(self)

    def __copy__(self):
        return self.copy()

    __hash__ = None

    # Elements.

    def _offsets(self, key):
        """The places in the flat list that an index stands for, and their shape."""
        if isinstance(key, ndarray) and key.dtype is bool_ and key.ndim == self.ndim > 1:
            if key.shape != self.shape:
                raise IndexError(f"boolean index of shape {key.shape} does not match an array of shape {self.shape}")
            places = [i for i, chosen in enumerate(key._data) if chosen]
            return places, (len(places),)
        keys = list(key) if isinstance(key, tuple) else [key]
        if any(item is Ellipsis for item in keys):
            at = next(i for i, item in enumerate(keys) if item is Ellipsis)
            missing = self.ndim - sum_(1 for item in keys if item is not None) + 1
            keys[at : at + 1] = [slice(None)] * missing
        used = sum_(1 for item in keys if item is not None)
        if used > self.ndim:
            raise IndexError(f"too many indices for array: array is {self.ndim}-dimensional, but {used} were indexed")
        keys += [slice(None)] * (self.ndim - used)
        lists = [item for item in keys if isinstance(item, (list, ndarray))]
        offsets, shape, axis, paired = [0], [], 0, None
        step = self.size
        pairs = len(lists) > 1
        for item in keys:
            if item is None:
                shape.append(1)
                continue
            length = self._shape[axis]
            axis += 1
            step = step // length if length else 0
            if isinstance(item, slice):
                places = range(*item.indices(length))
                shape.append(len(places))
            elif isinstance(item, (list, ndarray)):
                chosen = wrap(item)
                if chosen.dtype is bool_:
                    if chosen.size != length:
                        raise IndexError(f"boolean index has {chosen.size} elements, but the axis has {length}")
                    places = [i for i, yes in enumerate(chosen._data) if yes]
                    inner = (len(places),)
                else:
                    places = [self._place(i, length, axis - 1) for i in chosen._data]
                    inner = chosen.shape
                if pairs:
                    if paired is None:
                        paired = places
                        shape.extend(inner)
                        offsets = [offset + i * step for offset in offsets for i in places]
                    else:
                        offsets = [offset + places[i % len(places)] * step for i, offset in enumerate(offsets)]
                    continue
                shape.extend(inner)
            else:
                places = (self._place(item, length, axis - 1),)
            offsets = [offset + i * step for offset in offsets for i in places]
        return offsets, tuple(shape)

    @staticmethod
    def _place(index, length, axis):
        try:
            index = operator.index(index)
        except TypeError:
            raise IndexError("only integers, slices, lists, None, ... and arrays of integers or booleans are valid indices") from None
        if not -length <= index < length:
            raise IndexError(f"index {index} is out of bounds for axis {axis} with size {length}")
        return index % length

    def __getitem__(self, key):
        if type(key) is int and len(self._shape) == 1:
            return self._data[self._place(key, len(self._data), 0)]
        offsets, shape = self._offsets(key)
        if not shape and len(offsets) == 1:
            return self._data[offsets[0]]
        return ndarray._of([self._data[offset] for offset in offsets], shape, self.dtype)

    def __setitem__(self, key, value):
        offsets, shape = self._offsets(key)
        if is_scalar(value):
            values = [value] * len(offsets)
        else:
            value = wrap(value)
            if broadcast_shape(value.shape, shape) != shape:
                raise ValueError(f"could not broadcast input array from shape {value.shape} into shape {shape}")
            values = spread(value._data, value.shape, shape)
        convert = self.dtype.type
        for offset, item in zip(offsets, values):
            self._data[offset] = convert(item)

    def item(self, *index):
        if not index and self.size != 1:
            raise ValueError("can only convert an array of size 1 to a Python scalar")
        return self._data[0] if not index else self[index if len(index) > 1 else index[0]]

    def tolist(self):
        def nested(start, shape, size):
            if not shape:
                return self._data[start]
            step = size // shape[0] if shape[0] else 0
            if len(shape) == 1:
                return self._data[start : start + size]
            return [nested(start + i * step, shape[1:], step) for i in range(shape[0])]

        return nested(0, self._shape, self.size)

    def copy(self, order="C"):
        return ndarray._of(list(self._data), self._shape, self.dtype)

    def astype(self, dtype, copy=True):
        kind = as_dtype(dtype)
        return self._map(kind.type, kind)

    def fill(self, value):
        self[...] = value

    # Shapes.

    def reshape(self, *shape, order="C"):
        shape = list(shape[0]) if len(shape) == 1 and not isinstance(shape[0], int) else list(shape)
        if -1 in shape:
            known = math.prod(length for length in shape if length != -1)
            shape[shape.index(-1)] = self.size // known if known else 0
        if math.prod(shape) != self.size:
            raise ValueError(f"cannot reshape array of size {self.size} into shape {tuple(shape)}")
        return ndarray._of(list(self._data), shape, self.dtype)

    def ravel(self, order="C"):
        return self.reshape(-1)

    flatten = ravel

    def squeeze(self, axis=None):
        return self.reshape([n for i, n in enumerate(self._shape) if n != 1 or axis is not None and i != axis % self.ndim])

    def transpose(self, *axes):
        axes = axes[0] if len(axes) == 1 and axes[0] is not None else axes
        axes = tuple(axes) if axes and axes != (None,) else tuple(reversed(range(self.ndim)))
        steps = [size_of(self._shape[i + 1 :]) for i in range(self.ndim)]
        offsets = [0]
        for axis in axes:
            offsets = [offset + i * steps[axis] for offset in offsets for i in range(self._shape[axis])]
        return ndarray._of([self._data[offset] for offset in offsets], [self._shape[axis] for axis in axes], self.dtype)

    def repeat(self, repeats, axis=None):
        return ndarray._of([value for value in self._data for _ in range(repeats)], (self.size * repeats,), self.dtype)

    # Reductions.

    def _lanes(self, axis):
        """The lists of values along an axis, and the shape that is left."""
        axis = self._place(axis, self.ndim, 0) if self.ndim else 0
        inner = size_of(self._shape[axis + 1 :])
        length = self._shape[axis]
        left = self._shape[:axis] + self._shape[axis + 1 :]
        lanes = [
            self._data[start + i : start + length * inner + i if inner else None : inner][:length]
            for start in range(0, self.size, length * inner or 1)
            for i in range(inner)
        ]
        return lanes, left

    def _reduce(self, function, axis, keepdims=False, kind=None):
        if axis is None:
            result = function(self._data)
            return ndarray._of([result], (1,) * self.ndim, kind or kind_of([result])) if keepdims else result
        if isinstance(axis, tuple):
            result = self
            for one in sorted((a % self.ndim for a in axis), reverse=True):
                result = wrap(result)._reduce(function, one)
            return result
        lanes, left = self._lanes(axis)
        data = [function(lane) for lane in lanes]
        if keepdims:
            left = tuple(1 if i == axis % self.ndim else n for i, n in enumerate(self._shape))
        return ndarray._of(data, left, kind or kind_of(data)) if left else data[0]

    def sum(self, axis=None, dtype=None, keepdims=False):
        return self._reduce(total, axis, keepdims)

    def prod(self, axis=None, keepdims=False):
        return self._reduce(math.prod, axis, keepdims)

    def mean(self, axis=None, keepdims=False):
        return self._reduce(mean, axis, keepdims)

    def var(self, axis=None, ddof=0, keepdims=False):
        return self._reduce(lambda values: variance(values, ddof), axis, keepdims)

    def std(self, axis=None, ddof=0, keepdims=False):
        return self._reduce(lambda values: math.sqrt(variance(values, ddof)), axis, keepdims)

    def min(self, axis=None, keepdims=False):
        return self._reduce(lambda values: extreme(builtins.min, values), axis, keepdims)

    def max(self, axis=None, keepdims=False):
        return self._reduce(lambda values: extreme(builtins.max, values), axis, keepdims)

    def ptp(self, axis=None):
        return self._reduce(lambda values: builtins.max(values) - builtins.min(values), axis)

    def argmin(self, axis=None):
        return self._reduce(lambda values: values.index(builtins.min(values)), axis)

    def argmax(self, axis=None):
        return self._reduce(lambda values: values.index(builtins.max(values)), axis)

    def any(self, axis=None, keepdims=False):
        return self._reduce(builtins.any, axis, keepdims)

    def all(self, axis=None, keepdims=False):
        return self._reduce(builtins.all, axis, keepdims)

    def cumsum(self, axis=None):
        return self._scan(operator.add, axis)

    def cumprod(self, axis=None):
        return self._scan(operator.mul, axis)

    def _scan(self, function, axis):
        from itertools import accumulate

        if axis is None or self.ndim == 1:
            data = list(accumulate(map(int, self._data) if self.dtype is bool_ else self._data, function))
            return ndarray._of(data, (self.size,), kind_of(data))
        if axis % self.ndim == self.ndim - 1:
            lanes, _ = self._lanes(axis)
            return ndarray._of([value for lane in lanes for value in accumulate(lane, function)], self._shape, self.dtype)
        order = [i for i in range(self.ndim) if i != axis % self.ndim] + [axis % self.ndim]
        back = [order.index(i) for i in range(self.ndim)]
        return self.transpose(order)._scan(function, -1).transpose(back)

    def _along(self, function, axis):
        """An array of the same shape whose lanes a function has changed."""
        if self.ndim == 1:
            return array(function(self._data))
        axis %= self.ndim
        order = [i for i in range(self.ndim) if i != axis] + [axis]
        turned = self.transpose(order)
        data = [value for lane in turned._lanes(-1)[0] for value in function(lane)]
        length = len(data) // (size_of(turned._shape[:-1]) or 1)
        return ndarray._of(data, (*turned._shape[:-1], length), kind_of(data)).transpose([order.index(i) for i in range(self.ndim)])

    def sort(self, axis=-1):
        self._data = self._along(sorted, axis)._data

    def argsort(self, axis=-1):
        return self._along(lambda lane: sorted(range(len(lane)), key=lane.__getitem__), axis)

    def round(self, decimals=0):
        return self._map(lambda value: round(value, decimals), self.dtype)

    def clip(self, min=None, max=None):
        low, high = -inf if min is None else min, inf if max is None else max
        return self._map(lambda value: low if value < low else high if value > high else value, self.dtype)

    def conj(self):
        return self._map(lambda value: value.conjugate(), self.dtype)

    def nonzero(self):
        places = [i for i, value in enumerate(self._data) if value]
        result = []
        step = self.size
        for length in self._shape:
            step = step // length if length else 1
            result.append(array([place // step % length for place in places], dtype=int64))
        return tuple(result)

    def dot(self, other):
        return matmul(self, other)

    # Operators.

    __add__, __radd__ = binary(operator.add), reflected(operator.add)
    __sub__, __rsub__ = binary(operator.sub), reflected(operator.sub)
    __mul__, __rmul__ = binary(operator.mul), reflected(operator.mul)
    __truediv__ = quotient
    __rtruediv__ = lambda self, other: quotient(wrap(other), self)  # noqa: E731
    __floordiv__, __rfloordiv__ = binary(floor_divide), reflected(floor_divide)
    __mod__, __rmod__ = binary(remainder), reflected(remainder)
    __pow__, __rpow__ = binary(power), reflected(power)
    __and__ = __rand__ = binary(bit_and)
    __or__ = __ror__ = binary(bit_or)
    __xor__ = __rxor__ = binary(bit_xor)
    __lt__, __le__, __gt__, __ge__ = map(compare, (operator.lt, operator.le, operator.gt, operator.ge))
    __eq__, __ne__ = compare(operator.eq), compare(operator.ne)

    def __matmul__(self, other):
        return matmul(self, other)

    def __rmatmul__(self, other):
        return matmul(other, self)

    def __neg__(self):
        return self._map(operator.neg, self.dtype)

    def __pos__(self):
        return self.copy()

    def __abs__(self):
        return self._map(abs, float64 if self.dtype is complex128 else self.dtype)

    def __invert__(self):
        return self._map(operator.not_ if self.dtype is bool_ else operator.invert, self.dtype)

    def _inplace(self, result):
        if result.shape != self.shape:
            raise ValueError(f"non-broadcastable output operand with shape {self.shape}")
        if result.dtype is float64 and self.dtype is int64:
            raise TypeError("Cannot cast ufunc output from dtype('float64') to dtype('int64')")
        self._data = result._data
        return self

    def __iadd__(self, other):
        return self._inplace(self + other)

    def __isub__(self, other):
        return self._inplace(self - other)

    def __imul__(self, other):
        return self._inplace(self * other)

    def __itruediv__(self, other):
        return self._inplace(self / other)

    def __ipow__(self, other):
        return self._inplace(self**other)

    def __str__(self):
        from numpy._text import shown

        return shown(self, " ")

    def __repr__(self):
        from numpy._text import shown

        suffix = "" if self.dtype in (float64, int64, bool_, complex128, str_) else f", dtype={self.dtype}"
        return f"array({shown(self, ', ', 6)}{suffix})"

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(f"arrays of this stand-in for NumPy have no attribute {name!r}; use plain Python for it")


sum_ = sum


def total(values):
    if values and isinstance(values[0], float):
        return math.fsum(values) if all(map(math.isfinite, values)) else sum_(values)
    return sum_(values)


def mean(values):
    if not values:
        return nan
    return total(values) / len(values)


def variance(values, ddof):
    if len(values) <= ddof:
        return nan
    middle = mean(values)
    return total([abs(value - middle) ** 2 for value in values]) / (len(values) - ddof)


def extreme(function, values):
    if not values:
        raise ValueError("zero-size array to reduction operation which has no identity")
    return nan if any(value != value for value in values) else function(values)


def matmul(first, second):
    first, second = wrap(first), wrap(second)
    if not first.ndim or not second.ndim:
        return first * second
    if first.ndim > 2 or second.ndim > 2:
        raise NotImplementedError("this stand-in for NumPy multiplies matrices and vectors only")
    rows = [first._data] if first.ndim == 1 else first._lanes(-1)[0]
    columns = [second._data] if second.ndim == 1 else second._lanes(0)[0]
    if len(rows[0] if rows else ()) != len(columns[0] if columns else ()):
        raise ValueError(f"shapes {first.shape} and {second.shape} not aligned for a matrix product")
    data = [sum_(map(operator.mul, row, column)) for row in rows for column in columns]
    shape = first.shape[:-1] + (second.shape[1:] if second.ndim == 2 else ())
    return ndarray._of(data, shape, kind_of(data)) if shape else data[0]
