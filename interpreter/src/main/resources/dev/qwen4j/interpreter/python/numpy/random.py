"""Random numbers. After seed() the older functions give the same numbers as NumPy's: uniform, normal, integers, shuffles and
exponential. default_rng() has a generator of its own, whose numbers are not NumPy's."""

import math
import random as _random

from numpy._array import array, float64, int64, ndarray, wrap


def __getattr__(name):
    raise AttributeError(f"numpy.random.{name} is not part of this sandbox's small stand-in for NumPy; use the module random")


class RandomState:
    def __init__(self, seed=None):
        self._random = _random.Random()
        self._spare = None
        if seed is not None:
            self.seed(seed)

    def seed(self, seed=None):
        self._spare = None
        if seed is None:
            self._random.seed()
            return
        state = [int(seed) & 0xFFFFFFFF]
        for i in range(1, 624):
            state.append((1812433253 * (state[-1] ^ (state[-1] >> 30)) + i) & 0xFFFFFFFF)
        self._random.setstate((3, (*state, 624), None))

    def _many(self, make, size, kind=float64):
        if size is None:
            return make()
        shape = (size,) if isinstance(size, int) else tuple(size)
        return ndarray._of([make() for _ in range(math.prod(shape))], shape, kind)

    def _each(self, make, size, *parameters, kind=float64):
        """Of parameters that may be arrays."""
        if all(isinstance(parameter, (int, float)) for parameter in parameters):
            return self._many(lambda: make(*parameters), size, kind)
        arrays = [wrap(parameter) for parameter in parameters]
        length = max(one.size for one in arrays)
        rows = zip(*(one._data * (length if one.size == 1 else 1) for one in arrays))
        shape = next(one.shape for one in arrays if one.size == length)
        return ndarray._of([make(*row) for row in rows], shape, kind)

    def random(self, size=None):
        return self._many(self._random.random, size)

    random_sample = ranf = sample = random

    def rand(self, *shape):
        return self.random(shape or None)

    def uniform(self, low=0.0, high=1.0, size=None):
        return self._each(lambda a, b: a + (b - a) * self._random.random(), size, low, high)

    def _gauss(self):
        if self._spare is not None:
            spare, self._spare = self._spare, None
            return spare
        while True:
            x, y = 2.0 * self._random.random() - 1.0, 2.0 * self._random.random() - 1.0
            square = x * x + y * y
            if 0.0 < square < 1.0:
                factor = math.sqrt(-2.0 * math.log(square) / square)
                self._spare = factor * x
                return factor * y

    def standard_normal(self, size=None):
        return self._many(self._gauss, size)

    def randn(self, *shape):
        return self.standard_normal(shape or None)

    def normal(self, loc=0.0, scale=1.0, size=None):
        return self._each(lambda a, b: a + b * self._gauss(), size, loc, scale)

    def lognormal(self, mean=0.0, sigma=1.0, size=None):
        return self._each(lambda a, b: math.exp(a + b * self._gauss()), size, mean, sigma)

    def exponential(self, scale=1.0, size=None):
        return self._each(lambda a: -a * math.log(1.0 - self._random.random()), size, scale)

    def _below(self, most):
        """A whole number from 0 to most."""
        if not most:
            return 0
        bits = 32 if most <= 0xFFFFFFFF else 64
        mask = (1 << most.bit_length()) - 1
        while True:
            if bits == 32:
                value = self._random.getrandbits(32) & mask
            else:
                value = (self._random.getrandbits(32) << 32 | self._random.getrandbits(32)) & mask
            if value <= most:
                return value

    def randint(self, low, high=None, size=None, dtype=None):
        if high is None:
            low, high = 0, low
        if low >= high:
            raise ValueError("low >= high")
        return self._many(lambda: low + self._below(int(high) - int(low) - 1), size, int64)

    def shuffle(self, x):
        for i in reversed(range(1, len(x))):
            j = self._below(i)
            if i != j:
                x[i], x[j] = x[j], x[i]

    def permutation(self, x):
        made = list(range(x)) if isinstance(x, int) else list(x)
        self.shuffle(made)
        return array(made)

    def choice(self, a, size=None, replace=True, p=None):
        values = list(range(a)) if isinstance(a, int) else list(a)
        if p is not None:
            import bisect
            from itertools import accumulate

            edges = list(accumulate(float(part) for part in p))
            if abs(edges[-1] - 1) > 1e-8:
                raise ValueError("probabilities do not sum to 1")
            chosen = self._many(lambda: bisect.bisect_right(edges, self._random.random() * edges[-1]), size, int64)
        elif replace:
            chosen = self.randint(0, len(values), size)
        else:
            count = 1 if size is None else size if isinstance(size, int) else math.prod(size)
            if count > len(values):
                raise ValueError("Cannot take a larger sample than population when replace is False")
            chosen = self.permutation(len(values))[:count]
            chosen = chosen[0] if size is None else chosen.reshape(size)
        if not isinstance(chosen, ndarray):
            return values[chosen]
        return array([values[i] for i in chosen._data]).reshape(chosen.shape)

    def binomial(self, n, p, size=None):
        return self._each(lambda n, p: sum(self._random.random() < p for _ in range(int(n))), size, n, p, kind=int64)

    def poisson(self, lam=1.0, size=None):
        def one(lam):
            if lam > 500:
                return max(0, round(lam + math.sqrt(lam) * self._gauss()))
            limit, count, product = math.exp(-lam), 0, self._random.random()
            while product > limit:
                count += 1
                product *= self._random.random()
            return count

        return self._each(one, size, lam, kind=int64)

    def beta(self, a, b, size=None):
        return self._each(self._random.betavariate, size, a, b)

    def gamma(self, shape, scale=1.0, size=None):
        return self._each(self._random.gammavariate, size, shape, scale)

    def triangular(self, left, mode, right, size=None):
        return self._each(lambda a, m, b: self._random.triangular(a, b, m), size, left, mode, right)

    def integers(self, low, high=None, size=None, endpoint=False, dtype=None):
        if high is None:
            low, high = 0, low
        return self.randint(low, high + 1 if endpoint else high, size)


Generator = RandomState


def default_rng(seed=None):
    return RandomState(seed)


_state = RandomState()
for _name in (
    "seed random random_sample ranf sample rand uniform standard_normal randn normal lognormal exponential randint shuffle "
    "permutation choice binomial poisson beta gamma triangular"
).split():
    globals()[_name] = getattr(_state, _name)
