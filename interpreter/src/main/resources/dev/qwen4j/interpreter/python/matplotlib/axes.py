"""Axes: what scripts draw becomes lines, points, areas, images and texts at their places."""

import math

import matplotlib
from matplotlib._axis import Axis, font_size, mathtext, plain, tick_params
from matplotlib._areas import Areas
from matplotlib._bars import Bars
from matplotlib._lines import Lines
from matplotlib._marks import Line2D, entry, format_parts, pick  # noqa: F401
from matplotlib._texts import Texts
from matplotlib.colors import to_hex


def text_spec(text, options, size=None):
    """A text and how it looks, from the words scripts use for it."""
    fonts = options.get("fontdict") or {}
    options = {**fonts, **options}
    properties = options.get("fontproperties") or options.get("prop")
    wanted = pick(options, "fontsize", "size")
    if wanted is None and getattr(properties, "size", None):
        wanted = properties.size
    weight = pick(options, "fontweight", "weight")
    rotation = options.get("rotation") or 0
    spec = {
        "text": mathtext(text), "size": font_size(wanted) or size or matplotlib.rcParams["font.size"],
        "color": to_hex(pick(options, "color", "c") or matplotlib.rcParams["text.color"], options.get("alpha")),
        "rotation": {"vertical": 90, "horizontal": 0}.get(rotation, rotation),
        "weight": "bold" if weight in ("bold", "semibold", "heavy", "black", "demibold", "extra bold") or isinstance(weight, int) and weight > 550 else "",
        "style": pick(options, "fontstyle", "style") or "", "ha": pick(options, "ha", "horizontalalignment") or "left",
        "va": pick(options, "va", "verticalalignment") or "baseline",
    }  # fmt: skip
    box = options.get("bbox")
    if box:
        face = box.get("facecolor", box.get("fc", box.get("color", "C0")))
        edge = box.get("edgecolor", box.get("ec", "black"))
        style = str(box.get("boxstyle", ""))
        spec["box"] = {"face": to_hex(face, box.get("alpha")), "edge": to_hex(edge, box.get("alpha")), "round": "round" in style, "pad": 4}
    return spec


class Spine:
    def __init__(self, axes, side):
        self.axes, self.side = axes, side

    def set_visible(self, visible):
        (self.axes.sides.add if visible else self.axes.sides.discard)(self.side)

    def set_color(self, color):
        if to_hex(color) is None:
            self.set_visible(False)

    def set_linewidth(self, width):
        if not width:
            self.set_visible(False)

    def set_position(self, position):
        pass

    set_bounds = set_edgecolor = set_position


class Spines(dict):
    def __getitem__(self, key):
        if isinstance(key, (list, tuple)):
            return Spines({side: self[side] for side in key})
        if isinstance(key, slice):
            return self
        return super().__getitem__(key)

    def __getattr__(self, name):
        if name in self:
            return self[name]
        return lambda *args: [getattr(spine, name)(*args) for spine in self.values()]


class Axes(Lines, Bars, Areas, Texts):
    def __init__(self, figure, cell=None, rect=None, grid=(1, 1), base=None):
        self.figure, self.cell, self.rect, self.grid_size, self.base = figure, cell, rect, grid, base
        self.xaxis, self.yaxis = Axis("x"), Axis("y")
        self.transAxes, self.transData = "axes", "data"
        self.visible, self.zorder = True, 0
        self.cla()
        params = matplotlib.rcParams
        self.face = None if base else to_hex(params["axes.facecolor"])
        self.sides = {side for side in ("left", "bottom", "top", "right") if params.get(f"axes.spines.{side}", True)}
        self.spines = Spines({side: Spine(self, side) for side in ("left", "bottom", "top", "right")})
        for axis in (self.xaxis, self.yaxis):
            axis.size = font_size(params[f"{axis.name}tick.labelsize"])
            axis.color = to_hex(params["xtick.color"])

    def cla(self):
        self.artists, self.handles, self.titles = [], [], {}
        self.legend_options = self.color_bar = self.aspect = None
        self.is_off, self.inverted_y = False, False
        grid = matplotlib.rcParams["axes.grid"]
        self.grid_options = {"x": grid, "y": grid}
        self.cycle = {"lines": 0, "areas": 0}

    clear = cla

    def share(self, x, y):
        for other, name in ((x, "xaxis"), (y, "yaxis")):
            if isinstance(other, Axes):
                mine, theirs = getattr(self, name), getattr(other, name)
                theirs.shared.append(mine)
                mine.shared = theirs.shared = list({id(axis): axis for axis in [theirs, mine, *theirs.shared]}.values())
                mine.limits, mine.categories = theirs.limits, theirs.categories

    def outer(self, hide_x, hide_y):
        self.xaxis.labels_visible = not hide_x
        self.yaxis.labels_visible = not hide_y

    def twinx(self):
        twin = self.figure.keep(Axes(self.figure, self.cell, self.rect, self.grid_size, base=self))
        twin.share(self, None)
        twin.xaxis.visible = twin.xaxis.labels_visible = False
        twin.yaxis.side, twin.sides, twin.cycle = "right", set(), self.cycle
        twin.grid_options = {"x": False, "y": False}
        return twin

    def twiny(self):
        twin = self.figure.keep(Axes(self.figure, self.cell, self.rect, self.grid_size, base=self))
        twin.share(None, self)
        twin.yaxis.visible = twin.yaxis.labels_visible = False
        twin.xaxis.side, twin.sides, twin.cycle = "top", set(), self.cycle
        twin.grid_options = {"x": False, "y": False}
        return twin

    # Titles and labels.

    def set_title(self, label, fontdict=None, loc="center", pad=None, **options):
        size = font_size(matplotlib.rcParams["axes.titlesize"])
        spec = text_spec(label, {"fontdict": fontdict, **options}, size=size)
        self.titles[loc] = {**spec, "loc": loc, "pad": 6 if pad is None else pad}
        return TextHandle(self.titles[loc])

    def get_title(self, loc="center"):
        return self.titles.get(loc, {}).get("text", "")

    def _label(self, axis, label, options):
        if options.get("rotation") is None:
            options.pop("rotation", None)
        spec = text_spec(label, options, size=font_size(matplotlib.rcParams["axes.labelsize"]))
        if "rotation" not in options:
            spec.pop("rotation")
        axis.label = spec

    def set_xlabel(self, xlabel, fontdict=None, labelpad=None, **options):
        self._label(self.xaxis, xlabel, {"fontdict": fontdict, **options})

    def set_ylabel(self, ylabel, fontdict=None, labelpad=None, **options):
        self._label(self.yaxis, ylabel, {"fontdict": fontdict, **options})

    def get_xlabel(self):
        return self.xaxis.label["text"]

    def get_ylabel(self):
        return self.yaxis.label["text"]

    # Limits and ticks.

    def _limits(self, axis, low, high, given):
        if high is None and isinstance(low, (tuple, list)) or hasattr(low, "tolist"):
            low, high = plain(low)
        for name in ("left", "bottom", "xmin", "ymin"):
            low = given.get(name, low)
        for name in ("right", "top", "xmax", "ymax"):
            high = given.get(name, high)
        low = None if low is None else axis.number(low)
        high = None if high is None else axis.number(high)
        if low is not None and high is not None and low > high:
            low, high, axis.inverted = high, low, True
        elif low is not None and high is not None:
            axis.inverted = False
        axis.limits[:] = [axis.limits[0] if low is None else low, axis.limits[1] if high is None else high]
        return axis.range()

    def set_xlim(self, left=None, right=None, **given):
        return self._limits(self.xaxis, left, right, given)

    def set_ylim(self, bottom=None, top=None, **given):
        return self._limits(self.yaxis, bottom, top, given)

    def get_xlim(self):
        return self.xaxis.range()

    def get_ylim(self):
        return self.yaxis.range()

    set_xbound, set_ybound, get_xbound, get_ybound = set_xlim, set_ylim, get_xlim, get_ylim

    def margins(self, *both, x=None, y=None, tight=None):
        x, y = (both[0], both[-1]) if both else (x, y)
        self.xaxis.margin = self.xaxis.margin if x is None else x
        self.yaxis.margin = self.yaxis.margin if y is None else y

    def autoscale(self, enable=True, axis="both", tight=None):
        if tight:
            self.margins(0)

    def autoscale_view(self, *args, **options):
        pass

    relim = autoscale_view

    def set_xscale(self, value, **options):
        self._scale(self.xaxis, value)

    def set_yscale(self, value, **options):
        self._scale(self.yaxis, value)

    @staticmethod
    def _scale(axis, value):
        if value not in ("linear", "log", "symlog"):
            raise ValueError(f"scale {value!r} is not in this sandbox; use 'linear' or 'log'")
        axis.log = value == "log"

    def get_xscale(self):
        return "log" if self.xaxis.log else "linear"

    def get_yscale(self):
        return "log" if self.yaxis.log else "linear"

    def invert_xaxis(self):
        self.xaxis.inverted = not self.xaxis.inverted

    def invert_yaxis(self):
        self.yaxis.inverted = not self.yaxis.inverted

    def _ticks(self, axis, ticks, labels, minor, options):
        axis.set_ticks(ticks, labels, minor)
        tick_params(axis, text_options(options))
        if options.get("ha") or options.get("horizontalalignment"):
            axis.ha = options.get("ha") or options.get("horizontalalignment")

    def set_xticks(self, ticks, labels=None, *, minor=False, **options):
        self._ticks(self.xaxis, ticks, labels, minor, options)

    def set_yticks(self, ticks, labels=None, *, minor=False, **options):
        self._ticks(self.yaxis, ticks, labels, minor, options)

    def _tick_labels(self, axis, labels, options):
        axis.set_ticklabels([getattr(label, "get_text", lambda label=label: label)() for label in plain(labels)])
        tick_params(axis, text_options(options))
        axis.ha = options.get("ha") or options.get("horizontalalignment") or axis.ha

    def set_xticklabels(self, labels, **options):
        self._tick_labels(self.xaxis, labels, options)

    def set_yticklabels(self, labels, **options):
        self._tick_labels(self.yaxis, labels, options)

    def get_xticks(self, **options):
        return self.xaxis.places(5)

    def get_yticks(self, **options):
        return self.yaxis.places(4)

    def get_xticklabels(self, **options):
        return self.xaxis.get_ticklabels()

    def get_yticklabels(self, **options):
        return self.yaxis.get_ticklabels()

    def tick_params(self, axis="both", **options):
        for one in (self.xaxis, self.yaxis):
            if axis in ("both", one.name):
                tick_params(one, options)

    def ticklabel_format(self, **options):
        if options.get("style") == "plain":
            for axis in (self.xaxis, self.yaxis):
                if options.get("axis", "both") in ("both", axis.name):
                    axis.formatter = lambda value, place: f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}"

    def minorticks_on(self):
        pass

    minorticks_off = minorticks_on

    def set_aspect(self, aspect, *args, **options):
        self.aspect = None if aspect == "auto" else 1 if aspect == "equal" else float(aspect)

    def axis(self, how=None, **given):
        if how in ("off", False):
            self.is_off = True
        elif how in ("on", True):
            self.is_off = False
        elif how in ("equal", "scaled", "image", "square"):
            self.aspect = 1
        elif how == "tight":
            self.margins(0)
        elif isinstance(how, (list, tuple)):
            self.set_xlim(*how[:2])
            self.set_ylim(*how[2:])
        if given:
            self.set_xlim(**{k: v for k, v in given.items() if k in ("xmin", "xmax")})
            self.set_ylim(**{k: v for k, v in given.items() if k in ("ymin", "ymax")})
        return (*self.get_xlim(), *self.get_ylim())

    def set_axis_off(self):
        self.is_off = True

    def set_axis_on(self):
        self.is_off = False

    def set_axisbelow(self, below):
        pass

    def label_outer(self):
        row, column, rows, _ = self.cell or (0, 0, 1, 1)
        self.outer(row + rows < self.grid_size[0], column > 0)

    def grid(self, visible=None, which="major", axis="both", **options):
        on = True if visible is None else bool(visible)
        for name in ("x", "y"):
            if axis in ("both", name):
                self.grid_options[name] = on
        color = pick(options, "color", "c")
        if color is not None or options.get("alpha") is not None:
            self.grid_options["color"] = to_hex(color or matplotlib.rcParams["grid.color"], options.get("alpha"))
        self.grid_options["style"] = pick(options, "linestyle", "ls") or self.grid_options.get("style")
        self.grid_options["width"] = pick(options, "linewidth", "lw") or self.grid_options.get("width")

    def set_facecolor(self, color):
        self.face = to_hex(color)

    def set_visible(self, visible):
        self.visible = visible

    def get_figure(self):
        return self.figure

    def remove(self):
        self.figure.delaxes(self)

    def set_frame_on(self, on):
        self.sides = {"left", "bottom", "top", "right"} if on else set()

    def set(self, **options):
        for name, value in options.items():
            method = getattr(self, "set_" + name)
            method(value)

    def set_zorder(self, level):
        self.zorder = level

    def set_prop_cycle(self, *args, color=None, **options):
        self.colors = plain(color if color is not None else args[-1])

    def get_position(self):
        raise NotImplementedError("places of axes are not known before they are drawn")

    def set_position(self, rect):
        self.rect = list(rect)

    def has_data(self):
        return bool(self.artists)

    # Legend and colour bar.

    def get_legend_handles_labels(self):
        shown = [handle for handle in self.handles if handle.get("label") and not str(handle["label"]).startswith("_")]
        return [Handle(handle) for handle in shown], [handle["label"] for handle in shown]

    def legend(self, *args, **options):
        handles, labels = options.pop("handles", None), options.pop("labels", None)
        if len(args) >= 2:
            handles, labels = args[0], args[1]
        elif len(args) == 1:
            labels = args[0]
        self.legend_options = {"handles": handles, "labels": labels, **options}
        return LegendHandle(self)

    def get_legend(self):
        return LegendHandle(self) if self.legend_options is not None else None

    def legend_spec(self):
        options = self.legend_options
        if options is None:
            return None
        handles = options["handles"]
        if handles is None:
            entries = [handle for handle in self.handles if handle.get("label") and not str(handle["label"]).startswith("_")]
            if options["labels"] is not None:
                entries = [dict(handle) for handle in self.handles]
        else:
            entries = [entry(handle) for handle in plain(handles)]
        if options["labels"] is not None:
            entries = [{**entry, "label": str(label)} for entry, label in zip(entries, plain(options["labels"]))]
        loc = options.get("loc", "best")
        places = "best,upper right,upper left,lower left,lower right,center right,center left,center right,lower center,upper center,center"
        if isinstance(loc, int):
            loc = places.split(",")[loc]
        anchor = options.get("bbox_to_anchor")
        if isinstance(loc, (tuple, list)):
            loc, anchor = "lower left", loc
        params = matplotlib.rcParams
        return {
            "entries": [{**entry, "label": mathtext(entry.get("label", ""))} for entry in entries], "anchor": list(anchor)[:2] if anchor else None,
            "loc": {"right": "center right"}.get(loc, loc), "columns": options.get("ncol", options.get("ncols", 1)),
            "size": font_size(pick(options, "fontsize")) or font_size((options.get("prop") or {}).get("size") if isinstance(options.get("prop"), dict) else None) or font_size(params["legend.fontsize"]),
            "title": mathtext(options.get("title") or ""), "bare": options.get("frameon") is False,
            "face": to_hex(options.get("facecolor") or params["axes.facecolor"], options.get("framealpha", 0.8)), "color": to_hex(params["text.color"]),
        }  # fmt: skip

    def add_colorbar(self, mappable, label, ticks):
        low, high = mappable.range or (0, 1)
        axis = Axis("y")
        axis.limits, axis.side, axis.label = [low, high], "right", {"text": mathtext(label)}
        axis.ticks = None if ticks is None else plain(ticks)
        self.color_bar = {"colors": [to_hex(mappable.cmap(i / 127.0)) for i in range(128)], "axis": axis}
        return ColorBar(axis)

    # What the painter gets.

    def spec(self, column_inches, row_inches):
        cell = self.cell or [0, 0, 1, 1]
        across = column_inches * cell[3] * 0.8 if self.rect is None else self.figure.size[0] * self.rect[2]
        up = row_inches * cell[2] * 0.75 if self.rect is None else self.figure.size[1] * self.rect[3]
        params = matplotlib.rcParams
        grid = {
            "x": bool(self.grid_options["x"]), "y": bool(self.grid_options["y"]),
            "color": self.grid_options.get("color") or to_hex(params["grid.color"]),
            "style": self.grid_options.get("style") or params["grid.linestyle"], "width": self.grid_options.get("width") or params["grid.linewidth"],
        }  # fmt: skip
        bar = self.color_bar and {"colors": self.color_bar["colors"], "y": self.color_bar["axis"].spec(up)}
        order = sorted(range(len(self.artists)), key=lambda i: (self.artists[i].get("z", 2), i))
        return {
            "cell": self.cell, "rect": self.rect, "x": self.xaxis.spec(across), "y": self.yaxis.spec(up), "titles": list(self.titles.values()),
            "face": self.face, "edge": to_hex(params["axes.edgecolor"]), "grid": grid, "spines": sorted(self.sides), "off": self.is_off,
            "aspect": self.aspect, "artists": [self.artists[i] for i in order], "legend": self.legend_spec(), "colorbar": bar,
        }  # fmt: skip

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(f"axes.{name} is not in this sandbox's matplotlib; draw it with plot, bar, fill_between, imshow and text")


def text_options(options):
    wanted = {"rotation": options["rotation"]} if options.get("rotation") is not None else {}
    if pick(options, "fontsize", "size") is not None:
        wanted["labelsize"] = pick(options, "fontsize", "size")
    if options.get("color") is not None:
        wanted["labelcolor"] = options["color"]
    return wanted


class TextHandle:
    def __init__(self, spec):
        self.spec = spec

    def set_text(self, text):
        self.spec["text"] = mathtext(text)

    def get_text(self):
        return self.spec["text"]

    def set_fontsize(self, size):
        self.spec["size"] = font_size(size)

    def set_color(self, color):
        self.spec["color"] = to_hex(color)

    def set_weight(self, weight):
        self.spec["weight"] = weight

    set_fontweight, set_size = set_weight, set_fontsize

    def set(self, **options):
        for name, value in options.items():
            getattr(self, "set_" + name, lambda value: None)(value)


class Handle(dict):
    """What stands for a mark in a legend."""

    def get_label(self):
        return self.get("label", "")


class LegendHandle:
    def __init__(self, axes):
        self.axes = axes

    def set_title(self, title, **options):
        self.axes.legend_options["title"] = title

    def remove(self):
        self.axes.legend_options = None

    def get_frame(self):
        return self

    def __getattr__(self, name):
        if name.startswith("set_"):
            return lambda *args, **options: None
        raise AttributeError(name)


class ColorBar:
    def __init__(self, axis):
        self.axis, self.ax = axis, self
        self.outline = self

    def set_label(self, label, **options):
        self.axis.label = {"text": mathtext(label)}

    set_ylabel = set_label

    def set_ticks(self, ticks, labels=None, **options):
        self.axis.set_ticks(ticks, labels)

    def set_ticklabels(self, labels):
        self.axis.set_ticklabels(labels)

    set_yticklabels = set_ticklabels

    def set_visible(self, visible):
        pass

    def tick_params(self, **options):
        tick_params(self.axis, options)
