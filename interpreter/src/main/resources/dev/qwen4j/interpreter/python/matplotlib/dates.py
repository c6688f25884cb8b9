"""Dates on an axis."""

import datetime

from matplotlib._axis import date2num as _number
from matplotlib._axis import date_places, num2date
from matplotlib.ticker import Locator


def date2num(value):
    return [_number(one) for one in value] if hasattr(value, "__iter__") else _number(value)


class DateFormatter:
    def __init__(self, fmt, tz=None):
        self.fmt = fmt

    def __call__(self, x, pos=None):
        return num2date(x).strftime(self.fmt)


class AutoDateLocator(Locator):
    def __init__(self, *args, **options):
        pass

    def places(self, low, high):
        return date_places(low, high, 8)[0]


class AutoDateFormatter(DateFormatter):
    def __init__(self, locator=None, *args, **options):
        super().__init__("%Y-%m-%d")


ConciseDateFormatter = AutoDateFormatter


class _Every(Locator):
    days = 1

    def __init__(self, interval=1, *args, **options):
        self.interval = interval if isinstance(interval, int) else 1
        self.interval = options.get("interval", self.interval)

    def places(self, low, high):
        step = self.days * self.interval
        first = -(-low // step) * step
        return [first + i * step for i in range(min(1000, int((high - first) / step) + 1))]


class DayLocator(_Every):
    pass


class HourLocator(_Every):
    days = 1 / 24


class MinuteLocator(_Every):
    days = 1 / 1440


class WeekdayLocator(_Every):
    days = 7


class MonthLocator(_Every):
    months = 1

    def __init__(self, bymonth=None, bymonthday=1, interval=1, **options):
        self.interval = interval

    def places(self, low, high):
        start = num2date(low)
        months = range(start.year * 12 + start.month - 1, start.year * 12 + start.month + int((high - low) / 28) + 2)
        step = self.months * self.interval
        ticks = [_number(datetime.date(m // 12, m % 12 + 1, 1)) for m in months if m % 12 % step == 0 and (step < 12 or m // 12 % (step // 12) == 0)]
        return [tick for tick in ticks if low <= tick <= high]


class YearLocator(MonthLocator):
    months = 12

    def __init__(self, base=1, **options):
        self.interval = base
