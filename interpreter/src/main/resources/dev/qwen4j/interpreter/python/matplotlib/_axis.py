"""One axis: what its values are, its limits, ticks and labels."""

import datetime
import math

EPOCH = datetime.datetime(1970, 1, 1)


def date2num(value):
    if isinstance(value, datetime.datetime):
        value = value.replace(tzinfo=None) - (value.utcoffset() or datetime.timedelta())
    else:
        value = datetime.datetime(value.year, value.month, value.day)
    return (value - EPOCH).total_seconds() / 86400


def num2date(number):
    return EPOCH + datetime.timedelta(days=number)


def plain(values):
    """A list of whatever comes: arrays, series, ranges, one value."""
    if hasattr(values, "tolist"):
        values = values.tolist()
    if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
        return [values]
    return list(values)


def nice_step(span, most):
    rough = span / max(1, most)
    power = 10.0 ** math.floor(math.log10(rough))
    for factor in (1, 2, 2.5, 5, 10):
        if factor * power >= rough * (1 - 1e-9):
            return factor * power
    return 10 * power


class Axis:
    def __init__(self, name):
        self.name = name
        self.label = {"text": ""}
        self.log = False
        self.limits = [None, None]
        self.inverted = False
        self.data = [math.inf, -math.inf]
        self.sticky = []
        self.least = math.inf
        self.ticks = self.tick_labels = self.formatter = self.locator = None
        self.categories = {}
        self.is_date = False
        self.rotation = 0
        self.ha = None
        self.size = self.color = None
        self.side = ""
        self.visible = self.labels_visible = True
        self.minor = False
        self.margin = 0.05
        self.shared = []

    def numbers(self, values):
        """Values as numbers: categories by their place, dates in days; None and what is masked as NaN."""
        return [self.number(value) for value in plain(values)]

    def number(self, value):
        if isinstance(value, bool):
            return int(value)
        if isinstance(value, str):
            return self.categories.setdefault(value, len(self.categories))
        if isinstance(value, datetime.date):
            self.is_date = True
            return date2num(value)
        if value is None:
            return math.nan
        if isinstance(value, (int, float)):
            return value
        return float(value)

    def include(self, values, sticky=()):
        for value in values:
            if value == value and value not in (math.inf, -math.inf):
                if value < self.data[0]:
                    self.data[0] = value
                if value > self.data[1]:
                    self.data[1] = value
                if 0 < value < self.least:
                    self.least = value
        self.sticky += sticky

    def range(self):
        low, high = self._automatic()
        low = low if self.limits[0] is None else self.limits[0]
        high = high if self.limits[1] is None else self.limits[1]
        if self.log and low <= 0:
            low = min(self.least, high / 1000 if high > 0 else 1)
        if low == high:
            low, high = (low / 10, high * 10) if self.log else (low - 0.5, high + 0.5)
        return (high, low) if self.inverted else (low, high)

    def _automatic(self):
        parts = [self, *self.shared]
        low, high = min(part.data[0] for part in parts), max(part.data[1] for part in parts)
        if low > high:
            return (1, 10) if self.log else (0.0, 1.0)
        sticky = [value for part in parts for value in part.sticky]
        if self.log:
            low = low if low > 0 else min(part.least for part in parts)
            if high <= 0 or low == math.inf:
                return 1, 10
            edge = (math.log10(high) - math.log10(low)) * self.margin or 0.3
            return low / 10**edge, high * 10**edge
        if low == high:
            edge = abs(low) * 0.05 or 0.05
            return low - edge, high + edge
        edge = (high - low) * self.margin
        return low if low in sticky else low - edge, high if high in sticky else high + edge

    # Ticks.

    def places(self, inches):
        low, high = sorted(self.range())
        if self.ticks is not None:
            return [tick for tick in self.ticks if low - 1e-9 * (high - low) <= tick <= high + 1e-9 * (high - low)]
        if self.locator is not None:
            return self.locator.places(low, high)
        if self.categories:
            return list(range(len(self.categories)))
        if self.log:
            return self._powers(low, high)
        most = max(2, min(9, int(inches * 2.2 if self.name == "y" else inches * 1.6)))
        if self.is_date:
            return date_places(low, high, most)[0]
        return spaced(low, high, most)

    @staticmethod
    def _powers(low, high):
        first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
        every = max(1, (last - first) // 8 + 1)
        ticks = [10.0**power for power in range(first, last + 1, every)]
        if len(ticks) < 2:
            ticks = [factor * 10.0**power for power in range(first - 1, last + 1) for factor in (1, 2, 5)]
            ticks = [tick for tick in ticks if low <= tick <= high] or [low, high]
        return ticks

    def minor_places(self):
        low, high = sorted(self.range())
        if not self.log or self.ticks is not None:
            return []
        first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
        if last - first > 8:
            return []
        return [f * 10.0**p for p in range(first, last) for f in range(2, 10) if low <= f * 10.0**p <= high]

    def texts(self, ticks):
        if self.tick_labels is not None and self.ticks is not None:
            by_place = dict(zip(self.ticks, self.tick_labels))
            return [str(by_place.get(tick, "")) for tick in ticks]
        if self.formatter is not None:
            return [str(self.formatter(tick, i)) for i, tick in enumerate(ticks)]
        if self.categories:
            names = list(self.categories)
            return [names[int(tick)] if tick == int(tick) and 0 <= tick < len(names) else "" for tick in ticks]
        if self.is_date:
            return date_texts(ticks, *sorted(self.range()))
        if self.log:
            return [power_text(tick) for tick in ticks]
        return number_texts(ticks)

    def spec(self, inches):
        low, high = self.range()
        ticks = self.places(inches) if self.visible else []
        return {
            "lo": low, "hi": high, "log": self.log, "ticks": ticks, "minor": self.minor_places() if self.visible else [],
            "labels": [mathtext(text) for text in self.texts(ticks)] if self.labels_visible else [], "label": self.label,
            "rotation": self.rotation, "ha": self.ha or "center", "side": self.side, "size": self.size, "color": self.color,
        }  # fmt: skip

    # What scripts call on ax.xaxis.

    def set_major_formatter(self, formatter):
        if isinstance(formatter, str):
            form = formatter
            self.formatter = lambda x, pos: form.format(x=x, pos=pos)
        else:
            self.formatter = formatter

    def set_major_locator(self, locator):
        self.locator = locator

    def set_minor_locator(self, locator):
        pass

    set_minor_formatter = set_minor_locator

    def set_ticks(self, ticks, labels=None, minor=False, **options):
        if not minor:
            self.ticks = self.numbers(ticks)
            if labels is not None:
                self.set_ticklabels(labels)

    def set_ticklabels(self, labels, **options):
        labels = [str(label) for label in plain(labels)]
        if self.ticks is None:
            self.ticks = self.places(5)[: len(labels)]
        self.tick_labels = labels

    def set_visible(self, visible):
        self.visible = self.labels_visible = visible

    def set_label_text(self, text):
        self.label["text"] = str(text)

    def tick_right(self):
        self.side = "right"

    def tick_top(self):
        self.side = "top"

    set_label_position = set_ticks_position = lambda self, side: setattr(self, "side", side if side in ("right", "top") else "")  # noqa: E731

    def grid(self, *args, **options):
        pass

    def get_ticklabels(self, **options):
        return [TickLabel(self)]

    def get_major_ticks(self):
        return []

    def set_tick_params(self, **options):
        tick_params(self, options)


class TickLabel:
    """All labels of an axis together: what is set for one holds for all."""

    def __init__(self, axis):
        self.axis = axis

    def set_rotation(self, degrees):
        self.axis.rotation = {"vertical": 90, "horizontal": 0}.get(degrees, degrees)

    def set_fontsize(self, size):
        self.axis.size = font_size(size)

    set_size = set_fontsize

    def set_ha(self, ha):
        self.axis.ha = ha

    set_horizontalalignment = set_ha

    def set_color(self, color):
        from matplotlib.colors import to_hex

        self.axis.color = to_hex(color)

    def set_visible(self, visible):
        self.axis.labels_visible = visible

    def get_text(self):
        return ""

    def set(self, **options):
        for name, value in options.items():
            getattr(self, "set_" + name, lambda value: None)(value)


def tick_params(axis, options):
    label = TickLabel(axis)
    if "rotation" in options or "labelrotation" in options:
        label.set_rotation(options.get("rotation", options.get("labelrotation")))
    if options.get("labelsize") is not None:
        label.set_fontsize(options["labelsize"])
    color = options.get("labelcolor", options.get("colors"))
    if color is not None:
        label.set_color(color)
    for side in ("labelbottom", "labelleft"):
        if side in options and side[5:] == ("bottom" if axis.name == "x" else "left"):
            axis.labels_visible = bool(options[side])
    for side in ("bottom", "left"):
        if options.get(side) is False and side == ("bottom" if axis.name == "x" else "left"):
            axis.ticks, axis.tick_labels = [], []


SIZES = {"xx-small": 5.8, "x-small": 6.9, "small": 8.3, "medium": 10, "large": 12, "x-large": 14.4, "xx-large": 17.3, "larger": 12, "smaller": 8.3}


def font_size(size):
    if size is None:
        return None
    return SIZES[size] if isinstance(size, str) and size in SIZES else float(size)


def spaced(low, high, most):
    step = nice_step(high - low, most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(i * step, 12 - math.floor(math.log10(step))) if step < 1 else i * step for i in range(first, last + 1)]


def number_texts(ticks):
    if not ticks:
        return []
    largest = max(map(abs, ticks))
    if largest >= 1e6 or 0 < largest < 1e-4:
        digits = max(len(f"{tick:.6e}".partition("e")[0].rstrip("0").partition(".")[2]) for tick in ticks)
        texts = [f"{tick:.{digits}e}" for tick in ticks]
        return ["0" if not tick else text.replace("e+0", "e").replace("e-0", "e-").replace("e+", "e") for tick, text in zip(ticks, texts)]
    digits = max(len(f"{tick:.8f}".rstrip("0").partition(".")[2]) for tick in ticks)
    return [f"{tick:.{digits}f}".replace("-", "\u2212") for tick in ticks]


SUPERSCRIPT = str.maketrans("0123456789-+()n=ix", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺⁽⁾ⁿ⁼ⁱˣ")
SUBSCRIPT = str.maketrans("0123456789-+()=aeoxijklmn", "₀₁₂₃₄₅₆₇₈₉₋₊₍₎₌ₐₑₒₓᵢⱼₖₗₘₙ")


def power_text(value):
    power = round(math.log10(value))
    if abs(10.0**power - value) > 1e-9 * value:
        return f"{value:g}"
    return "10" + str(power).translate(SUPERSCRIPT)


GREEK = dict(
    zip(
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega".split(),
        "αβγδεζηθικλμνξπρστυφχψω",
    )
)
GREEK |= dict(zip("Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega".split(), "ΓΔΘΛΞΠΣΦΨΩ"))
GREEK |= {
    "times": "×", "cdot": "·", "pm": "±", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "approx": "≈", "infty": "∞", "sqrt": "√",
    "sum": "∑", "int": "∫", "partial": "∂", "degree": "°", "circ": "°", "rightarrow": "→", "to": "→", "in": "∈", "sin": "sin", "cos": "cos",
    "log": "log", "ln": "ln", "exp": "exp", "hat": "", "bar": "", "quad": " ", "prime": "′", "ldots": "…", "cdots": "…", "left": "", "right": "",
}  # fmt: skip


def mathtext(text):
    """The formulas in a text in plain characters: no typesetting, but readable."""
    import re

    text = str(text)
    if text.count("$") - text.count("\\$") < 2:
        return text.replace("\\$", "$")

    def formula(match):
        body = match.group(1)
        body = re.sub(r"\\(?:mathrm|mathbf|text|mathit|rm|bf|it)\s*", "", body)
        body = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"\1/\2", body)
        body = re.sub(r"\\([A-Za-z]+)", lambda found: GREEK.get(found.group(1), found.group(1)), body)
        body = re.sub(r"\\[,;:! ]", " ", body)
        for mark, table in (("^", SUPERSCRIPT), ("_", SUBSCRIPT)):
            body = re.sub(
                re.escape(mark) + r"(?:\{([^{}]*)\}|(.))",
                lambda found: shifted(found.group(1) or found.group(2) or "", table, mark),
                body,
            )
        return body.replace("{", "").replace("}", "").replace("-", "\u2212")

    return re.sub(r"(?<!\\)\$(.+?)(?<!\\)\$", formula, text).replace("\\$", "$")


def shifted(text, table, mark):
    if all(ord(letter) in table for letter in text):
        return text.translate(table)
    return f"{mark}({text})" if len(text) > 1 else mark + text


MONTHS = (1, 2, 3, 4, 6)


def date_places(low, high, most):
    span = high - low
    if span > 365 * 2.5:
        step = max(1, int(nice_step(span / 365.25, most)))
        years = range(num2date(low).year // step * step, num2date(high).year + 2, step)
        ticks = [date2num(datetime.date(max(1, year), 1, 1)) for year in years]
    elif span > 60:
        step = next((months for months in MONTHS if span / 30.4 / months <= most), 12)
        start = num2date(low)
        months = range(start.year * 12 + (start.month - 1) // step * step, start.year * 12 + start.month + int(span / 28) + 2, step)
        ticks = [date2num(datetime.date(month // 12, month % 12 + 1, 1)) for month in months]
    elif span > 2:
        step = next((days for days in (1, 2, 3, 7, 14) if span / days <= most), 14)
        ticks = [math.floor(low) + i * step for i in range(int(span / step) + 2)]
    else:
        step = next((h for h in (1 / 1440, 5 / 1440, 15 / 1440, 0.5 / 24, 1 / 24, 2 / 24, 3 / 24, 6 / 24, 12 / 24) if span / h <= most), 0.5)
        ticks = [(math.ceil(low / step - 1e-9) + i) * step for i in range(int(span / step) + 2)]
    return [tick for tick in ticks if low <= tick <= high], span


def date_texts(ticks, low, high):
    span = high - low
    form = "%Y" if span > 365 * 2.5 else "%Y-%m" if span > 60 else "%m-%d" if span > 2 else "%H:%M"
    if form == "%m-%d":
        form = "%Y-%m-%d" if span > 20 and len(ticks) <= 5 else form
    return [num2date(tick).strftime(form) for tick in ticks]
