"""Where ticks are and what is written at them."""

import math

from matplotlib._axis import spaced


class Locator:
    def places(self, low, high):
        raise NotImplementedError


class MultipleLocator(Locator):
    def __init__(self, base=1.0, offset=0.0):
        self.base = base

    def places(self, low, high):
        first, last = math.ceil(low / self.base - 1e-9), math.floor(high / self.base + 1e-9)
        return [i * self.base for i in range(first, min(last, first + 1000) + 1)]


class MaxNLocator(Locator):
    def __init__(self, nbins=9, integer=False, **options):
        self.nbins, self.integer = 9 if nbins == "auto" else nbins, integer

    def places(self, low, high):
        ticks = spaced(low, high, self.nbins)
        if self.integer and any(tick != int(tick) for tick in ticks):
            ticks = list(range(math.ceil(low), math.floor(high) + 1))
        return ticks


class FixedLocator(Locator):
    def __init__(self, locs):
        self.locs = list(locs)

    def places(self, low, high):
        return [place for place in self.locs if low <= place <= high]


class NullLocator(Locator):
    def places(self, low, high):
        return []


class AutoMinorLocator(Locator):
    def __init__(self, n=None):
        pass


AutoLocator = LinearLocator = MaxNLocator


class FuncFormatter:
    def __init__(self, func):
        self.func = func

    def __call__(self, x, pos=None):
        return self.func(x, pos)


class FormatStrFormatter:
    def __init__(self, fmt):
        self.fmt = fmt

    def __call__(self, x, pos=None):
        return self.fmt % x


class StrMethodFormatter:
    def __init__(self, fmt):
        self.fmt = fmt

    def __call__(self, x, pos=None):
        return self.fmt.format(x=x, pos=pos)


class PercentFormatter:
    def __init__(self, xmax=100, decimals=None, symbol="%", **options):
        self.xmax, self.decimals, self.symbol = xmax, decimals, symbol

    def __call__(self, x, pos=None):
        part = 100 * x / self.xmax
        return (f"{part:g}" if self.decimals is None else f"{part:.{self.decimals}f}") + self.symbol


class ScalarFormatter:
    def __init__(self, **options):
        pass

    def set_scientific(self, flag):
        pass

    set_powerlimits = set_useOffset = set_scientific

    def __call__(self, x, pos=None):
        return f"{x:g}"


class NullFormatter:
    def __call__(self, x, pos=None):
        return ""
