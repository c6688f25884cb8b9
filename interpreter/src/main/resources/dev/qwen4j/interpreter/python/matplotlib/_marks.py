"""Handles to what was drawn, and the words scripts use for how it looks."""

import matplotlib
from matplotlib._axis import plain
from matplotlib.colors import to_hex
from matplotlib.patches import Patch

MARKERS = set(".,ov^<>1234sp*hH+xDd|_8PX")
NO_LINE = (None, "", " ", "None", "none")


def pick(options, *names):
    for name in names:
        if options.get(name) is not None:
            return options[name]
    return None


def format_parts(text):
    """Colour, marker and line of a format such as 'ro--'."""
    color = marker = style = None
    rest = text
    for line in ("--", "-.", ":", "-"):
        if line in rest:
            style, rest = line, rest.replace(line, "", 1)
            break
    if rest[:1] == "C" and rest[1:2].isdigit():
        color, rest = rest[:2], rest[2:]
    for letter in rest:
        if letter in "bgrcmykw" and color is None:
            color = letter
        elif letter in MARKERS:
            marker = letter
        else:
            raise ValueError(f"{text!r} is not a valid format string (unrecognized character {letter!r})")
    return color, marker, style


def is_format(value):
    if not isinstance(value, str) or not value:
        return False
    try:
        format_parts(value)
        return True
    except ValueError:
        return False


def entry(handle):
    """The legend's entry of whatever scripts give as a handle."""
    if isinstance(handle, (list, tuple)):
        handle = handle[0]
    if isinstance(handle, dict):
        return dict(handle)
    if isinstance(handle, Patch):
        return {"kind": "patch", "label": handle.label, "face": to_hex(handle.face, handle.alpha), "edge": to_hex(handle.edge)}
    return dict(handle.legend)


class Mark:
    """Something drawn: its parts for the painter, and its entry in the legend."""

    def __init__(self, axes, parts, legend=None):
        self.axes, self.parts, self.legend = axes, parts, legend or {}

    def get_label(self):
        return self.legend.get("label", "")

    def set_label(self, label):
        self.legend["label"] = label
        if self.legend not in self.axes.handles:
            self.axes.handles.append(self.legend)

    def remove(self):
        for part in self.parts:
            self.axes.artists.remove(part)

    def get_color(self):
        return self.legend.get("color") or self.legend.get("face")

    def set_visible(self, visible):
        if not visible:
            self.remove()

    def set(self, **options):
        for name, value in options.items():
            getattr(self, "set_" + name)(value)

    def _put(self, **values):
        for part in (*self.parts, self.legend):
            part.update(values)

    def set_color(self, color):
        color = to_hex(color)
        self._put(color=color, face=color, faces=[color])

    def set_linewidth(self, width):
        self._put(width=width)

    def set_linestyle(self, style):
        self._put(style=style)

    def set_alpha(self, alpha):
        for part in self.parts:
            for name in ("color", "face"):
                if part.get(name):
                    part[name] = to_hex(part[name][:7], alpha)
            if part.get("faces"):
                part["faces"] = [to_hex(face[:7], alpha) for face in part["faces"] if face]

    def __getattr__(self, name):
        if name.startswith("set_"):
            return lambda *args, **options: None
        raise AttributeError(f"this sandbox's marks have no attribute {name!r}")

    def __iter__(self):
        return iter((self,))


class Line2D(Mark):
    def __init__(self, xdata=(), ydata=(), axes=None, **options):
        line = style_of(options, "C0")
        super().__init__(axes, [{"kind": "line", "x": plain(xdata), "y": plain(ydata), **line}], {"kind": "line", "label": options.get("label", ""), **line})

    def get_data(self):
        return self.parts[0]["x"], self.parts[0]["y"]

    def get_xdata(self):
        return self.parts[0]["x"]

    def get_ydata(self):
        return self.parts[0]["y"]

    def set_data(self, x, y):
        self.parts[0].update(x=plain(x), y=plain(y))


def style_of(options, color, marker=None, style=None):
    """How a line looks."""
    given = pick(options, "color", "c")
    color = color if given is None else given
    alpha = options.get("alpha")
    style = pick(options, "linestyle", "ls") if "linestyle" in options or "ls" in options else style
    if isinstance(style, tuple):
        style = "--"
    marker = options.get("marker", marker)
    params = matplotlib.rcParams
    width = pick(options, "linewidth", "lw")
    size = pick(options, "markersize", "ms") or params["lines.markersize"]
    face = pick(options, "markerfacecolor", "mfc")
    edge = pick(options, "markeredgecolor", "mec")
    return {
        "color": to_hex(color, alpha), "width": params["lines.linewidth"] if width is None else width,
        "style": "none" if style in NO_LINE and style is not None else style or "-", "marker": "" if marker in NO_LINE else str(marker),
        "size": size, "face": to_hex(color if face is None else face, alpha), "edge": to_hex(color if edge is None else edge, alpha),
        "edgewidth": pick(options, "markeredgewidth", "mew") or 1, "z": options.get("zorder", 2), "every": options.get("markevery") or 1,
    }  # fmt: skip


class BarContainer(list):
    def __init__(self, mark, bars, orientation):
        super().__init__(bars)
        self.patches, self.mark, self.orientation = bars, mark, orientation
        self.legend = mark.legend
        self.parts = mark.parts

    def get_label(self):
        return self.mark.get_label()


class Bar:
    """One of some bars."""

    def __init__(self, part, place, x, y, width, height):
        self.part, self.place = part, place
        self.x, self.y, self.width, self.height = x, y, width, height

    def get_x(self):
        return self.x

    def get_y(self):
        return self.y

    def get_width(self):
        return self.width

    def get_height(self):
        return self.height

    def get_xy(self):
        return self.x, self.y

    def get_facecolor(self):
        return self.part["faces"][self.place % len(self.part["faces"])]

    def _set(self, name, color):
        count = len(self.part["shapes"])
        colors = self.part[name] or [None]
        self.part[name] = [colors[i % len(colors)] for i in range(count)]
        self.part[name][self.place] = to_hex(color)

    def set_color(self, color):
        self._set("faces", color)

    set_facecolor = set_color

    def set_edgecolor(self, color):
        self._set("edges", color)

    def __getattr__(self, name):
        if name.startswith("set_"):
            return lambda *args, **options: None
        raise AttributeError(name)


def box(x1, y1, x2, y2):
    return {"x": [x1, x2, x2, x1], "y": [y1, y1, y2, y2]}


def many(value, count):
    values = plain(value)
    return values if len(values) == count else [values[i % len(values)] for i in range(count)] if values else [0] * count


class Drawing:
    """What every kind of drawing needs of axes."""

    colors = None

    def next_color(self, area=False):
        """The next of the cycle; lines have one, and areas, bars and points another."""
        colors = self.colors or matplotlib.rcParams["axes.prop_cycle"]
        kind = "areas" if area else "lines"
        self.cycle[kind] += 1
        return colors[(self.cycle[kind] - 1) % len(colors)]

    def keep(self, mark):
        self.artists.extend(mark.parts)
        if mark.legend.get("label") not in (None, ""):
            self.handles.append(mark.legend)
        return mark


def style_words(options, color, marker, style):
    words = {}
    if pick(options, "color", "c") is None:
        words["color"] = color
    if marker is not None and "marker" not in options:
        words["marker"] = marker
    if style is not None and pick(options, "linestyle", "ls") is None:
        words["linestyle"] = style
    return words


def is_parts(color):
    return isinstance(color, tuple) and len(color) in (3, 4) and all(isinstance(part, (int, float)) for part in color)


def array(values):
    """As NumPy's if the script uses it, else a list."""
    import sys

    numpy = sys.modules.get("numpy")
    return numpy.array(values) if numpy else list(values)
