"""What is drawn inside axes, from the words scripts use for it."""

import math

import matplotlib
from matplotlib._axis import plain
from matplotlib.cm import get_cmap
from matplotlib.colors import to_hex
from matplotlib.patches import Patch, Polygon, wedge

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
    """The part of Axes that draws."""

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

    def plot(self, *args, data=None, **options):
        lines, args = [], list(args)
        if data is not None:
            args = [data[arg] if isinstance(arg, str) and arg in data else arg for arg in args]
        while args:
            xs, ys, form = args.pop(0), None, ""
            if args and not is_format(args[0]):
                ys = args.pop(0)
            if args and is_format(args[0]):
                form = args.pop(0)
            if ys is None:
                xs, ys = range(len(plain(xs))), xs
            columns = list(zip(*plain(ys))) if plain(ys) and hasattr(plain(ys)[0], "__len__") and not isinstance(plain(ys)[0], str) else [ys]
            labels = plain(options.get("label")) if isinstance(options.get("label"), (list, tuple)) else [options.get("label")] * len(columns)
            for column, label in zip(columns, labels):
                lines.append(self._line(xs, column, form, {**options, "label": label}))
        return lines

    def _line(self, xs, ys, form, options):
        color, marker, style = format_parts(form) if form else (None, None, None)
        if marker and not style and not pick(options, "linestyle", "ls"):
            style = "none"
        if color is None and pick(options, "color", "c") is None:
            color = self.next_color()
        xs, ys = self.xaxis.numbers(xs), self.yaxis.numbers(ys)
        if len(xs) != len(ys):
            raise ValueError(f"x and y must have same first dimension, but have shapes ({len(xs)},) and ({len(ys)},)")
        line = Line2D((), (), self, **{**options, **style_words(options, color, marker, style)})
        how = options.get("drawstyle", "")
        if how.startswith("steps"):
            xs, ys = steps(xs, ys, how.partition("-")[2] or "pre")
        line.parts[0].update(x=xs, y=ys)
        self.xaxis.include(xs)
        self.yaxis.include(ys)
        return self.keep(line)

    def step(self, x, y, *args, where="pre", **options):
        return self.plot(x, y, *args, drawstyle=f"steps-{where}", **options)

    def semilogy(self, *args, **options):
        self.yaxis.log = True
        return self.plot(*args, **options)

    def semilogx(self, *args, **options):
        self.xaxis.log = True
        return self.plot(*args, **options)

    def loglog(self, *args, **options):
        self.xaxis.log = self.yaxis.log = True
        return self.plot(*args, **options)

    def plot_date(self, x, y, fmt="o", **options):
        return self.plot(x, y, fmt, **options)

    def scatter(self, x, y, s=None, c=None, marker=None, cmap=None, vmin=None, vmax=None, alpha=None, linewidths=None, edgecolors=None, label="", **options):
        xs, ys = self.xaxis.numbers(x), self.yaxis.numbers(y)
        if len(xs) != len(ys):
            raise ValueError("x and y must be the same size")
        self.xaxis.include(xs)
        self.yaxis.include(ys)
        c = options.get("color", c)
        cmap, limits = get_cmap(cmap or matplotlib.rcParams["image.cmap"]), None
        values = plain(c) if c is not None and not isinstance(c, str) else []
        if values and all(isinstance(value, (int, float)) for value in values) and (len(values) == len(xs)):
            limits = min(values) if vmin is None else vmin, max(values) if vmax is None else vmax
            span = (limits[1] - limits[0]) or 1
            faces = [to_hex(cmap(min(1.0, max(0.0, (value - limits[0]) / span))), alpha) for value in values]
        elif values and not isinstance(values[0], (int, float)):
            faces = [to_hex(value, alpha) for value in values]
        else:
            faces = [to_hex(self.next_color(True) if c is None else c, alpha)]
        sizes = [math.sqrt(max(0, size)) for size in (plain(s) if s is not None else [matplotlib.rcParams["lines.markersize"] ** 2])]
        edges = faces if edgecolors in (None, "face") else [to_hex(edge, alpha) for edge in ([edgecolors] if isinstance(edgecolors, str) else plain(edgecolors))]
        width = pick({"a": linewidths, **options}, "a", "linewidth", "lw")
        part = {
            "kind": "points", "x": xs, "y": ys, "sizes": sizes, "faces": faces, "edges": edges, "marker": marker or "o",
            "edgewidth": 1 if width is None else plain(width)[0], "z": options.get("zorder", 1),
        }  # fmt: skip
        legend = {"kind": "line", "style": "none", "marker": marker or "o", "face": faces[0] if faces else None, "edge": edges[0] if edges else None, "size": sizes[0] if sizes else 6, "label": label}
        mark = self.keep(Mark(self, [part], legend))
        mark.cmap, mark.range = cmap, limits
        self.mappable = mark
        return mark

    def bar(self, x, height, width=0.8, bottom=None, *, align="center", orientation="vertical", **options):
        upright = orientation == "vertical"
        along, across = (self.xaxis, self.yaxis) if upright else (self.yaxis, self.xaxis)
        heights = across.numbers(height)
        places = many(along.numbers(x), len(heights)) if len(plain(x)) == len(heights) else along.numbers(x)
        if len(places) != len(heights):
            heights = many(heights, len(places))
        widths = [span.total_seconds() / 86400 if hasattr(span, "total_seconds") else span for span in many(width, len(places))]
        feet = many([0] if bottom is None else across.numbers(bottom), len(places))
        shapes, bars = [], []
        color = pick(options, "color", "facecolor", "fc")
        face = self.next_color(True) if color is None else color
        faces = [to_hex(one, options.get("alpha")) for one in ([face] if isinstance(face, str) or is_parts(face) else plain(face))]
        edge = pick(options, "edgecolor", "ec")
        edges = [None] if edge is None else [to_hex(one) for one in ([edge] if isinstance(edge, str) else plain(edge))]
        stroke = pick(options, "linewidth", "lw")
        part = {"kind": "polygons", "shapes": shapes, "faces": faces, "edges": edges, "width": 1 if stroke is None else stroke, "z": options.get("zorder", 1)}
        for i, (place, value, span, foot) in enumerate(zip(places, heights, widths, feet)):
            start = place - span / 2 if align == "center" else place
            if upright:
                shapes.append(box(start, foot, start + span, foot + value))
                bars.append(Bar(part, i, start, foot, span, value))
            else:
                shapes.append(box(foot, start, foot + value, start + span))
                bars.append(Bar(part, i, foot, start, value, span))
            along.include((start, start + span))
            across.include((foot, foot + value), sticky=[foot])
        if options.get("log"):
            across.log = True
        labels = options.get("label")
        legend = {"kind": "patch", "face": faces[0] if faces else None, "edge": edges[0] if edges else None, "label": "" if isinstance(labels, (list, tuple)) else labels or ""}
        mark = self.keep(Mark(self, [part], legend))
        if isinstance(labels, (list, tuple)):
            for i, label in enumerate(labels):
                self.handles.append({"kind": "patch", "face": faces[i % len(faces)], "edge": edges[0], "label": label})
        names = options.get("tick_label")
        if names is not None:
            along.set_ticks(places, names)
        for name in ("yerr", "xerr"):
            if options.get(name) is not None:
                tops = [foot + value for foot, value in zip(feet, heights)]
                error = {name: options[name], "fmt": "none", "ecolor": options.get("ecolor", "black"), "capsize": options.get("capsize", 0), **(options.get("error_kw") or {})}
                self.errorbar(*((places, tops) if upright else (tops, places)), **error)
        return BarContainer(mark, bars, orientation)

    def barh(self, y, width, height=0.8, left=None, **options):
        return self.bar(y, width, height, left, orientation="horizontal", **options)

    def bar_label(self, container, labels=None, *, fmt="%g", label_type="edge", padding=0, **options):
        for i, one in enumerate(container.patches):
            upright = container.orientation == "vertical"
            value = one.height if upright else one.width
            text = labels[i] if labels is not None else fmt(value) if callable(fmt) else fmt.format(value) if "{" in fmt else fmt % value
            middle = label_type == "center"
            x, y = (one.x + one.width / 2, one.y + value * (0.5 if middle else 1)) if upright else (one.x + value * (0.5 if middle else 1), one.y + one.height / 2)
            below = value < 0
            self._text(
                x, y, text, "data", dx=0 if upright or middle else (-1 if below else 1) * (padding + 2), dy=(-1 if below else 1) * (padding + 2) if upright and not middle else 0,
                ha="center" if upright or middle else "right" if below else "left", va="center" if middle or not upright else "top" if below else "bottom", **options,
            )  # fmt: skip

    def hist(self, x, bins=None, range=None, density=False, weights=None, cumulative=False, histtype="bar", rwidth=None, stacked=False, orientation="vertical", log=False, bottom=None, align="mid", **options):
        sets = plain(x)
        sets = [plain(one) for one in sets] if sets and hasattr(sets[0], "__len__") and not isinstance(sets[0], str) else [sets]
        axis = self.xaxis if orientation == "vertical" else self.yaxis
        sets = [[value for value in axis.numbers(one) if value == value] for one in sets]
        edges = bin_edges(bins, range, [value for one in sets for value in one])
        weigh = [None] * len(sets) if weights is None else [plain(weights)] if len(sets) == 1 else [plain(one) for one in weights]
        all_counts = [counted(one, edges, some, density, cumulative) for one, some in zip(sets, weigh)]
        if log:
            (self.yaxis if orientation == "vertical" else self.xaxis).log = True
        labels = options.pop("label", None)
        labels = plain(labels) if isinstance(labels, (list, tuple)) else [labels] * len(sets)
        colors = options.pop("color", None)
        colors = plain(colors) if isinstance(colors, (list, tuple)) and not is_parts(colors) else [colors] * len(sets)
        below, made = [0] * (len(edges) - 1), None
        for i, counts in enumerate(all_counts):
            look = {**options, "label": labels[i % len(labels)], "color": colors[i % len(colors)] or self.next_color(not histtype == "step")}
            if histtype.startswith("step"):
                made = self._stairs(edges, counts, look, histtype == "stepfilled", orientation)
            else:
                side = len(sets) > 1 and not stacked
                part = (rwidth or (0.8 if side else 1)) / (len(sets) if side else 1)
                places, widths = [], []
                for low, high in zip(edges, edges[1:]):
                    span = high - low
                    start = low + span * (1 - (rwidth or (0.8 if side else 1))) / 2 + (i * part * span if side else 0)
                    places.append(start)
                    widths.append(part * span)
                made = self.bar(places, counts, widths, below if stacked else bottom, align="edge", orientation=orientation, **look)
                if stacked:
                    below = [a + b for a, b in zip(below, counts)]
        if len(all_counts) == 1:
            return array(all_counts[0]), array(edges), made
        return [array(counts) for counts in all_counts], array(edges), made

    def _stairs(self, edges, counts, look, filled, orientation):
        xs = [edge for edge in edges for _ in (0, 1)]
        ys = [0, *(count for count in counts for _ in (0, 1)), 0]
        xs, ys = (xs, ys) if orientation == "vertical" else (ys, xs)
        if filled:
            return self.fill(xs, ys, **look)
        return self.plot(xs, ys, **look)

    def hist2d(self, x, y, bins=10, cmap=None, **options):
        xs, ys = self.xaxis.numbers(x), self.yaxis.numbers(y)
        columns, rows = (bins, bins) if isinstance(bins, int) else bins
        across, up = bin_edges(columns, None, xs), bin_edges(rows, None, ys)
        table = [[0] * (len(across) - 1) for _ in up[1:]]
        for a, b in zip(xs, ys):
            table[min(int((b - up[0]) / (up[1] - up[0])), len(up) - 2)][min(int((a - across[0]) / (across[1] - across[0])), len(across) - 2)] += 1
        image = self.imshow(table, cmap=cmap, extent=(across[0], across[-1], up[0], up[-1]), origin="lower", aspect="auto")
        return table, across, up, image

    def pie(self, x, explode=None, labels=None, colors=None, autopct=None, pctdistance=0.6, shadow=False, labeldistance=1.1, startangle=0, radius=1, counterclock=True, wedgeprops=None, textprops=None, center=(0, 0), frame=False, normalize=True, **options):
        values = [float(value) for value in plain(x)]
        whole = sum(values)
        labels = [""] * len(values) if labels is None else plain(labels)
        look, texts = wedgeprops or {}, textprops or {}
        colors = plain(colors) if colors is not None else matplotlib.rcParams["axes.prop_cycle"]
        angle, patches, outside, inside = float(startangle), [], [], []
        for i, value in enumerate(values):
            part = value / whole if whole else 0
            end = angle + 360 * part * (1 if counterclock else -1)
            middle = math.radians((angle + end) / 2)
            out = plain(explode)[i] if explode is not None else 0
            origin = (center[0] + out * math.cos(middle), center[1] + out * math.sin(middle))
            points = wedge(origin, radius, angle, end, look.get("width"))
            face = to_hex(colors[i % len(colors)], look.get("alpha"))
            edge = to_hex(pick(look, "edgecolor", "ec"))
            patch = {"kind": "polygons", "shapes": [{"x": [p[0] for p in points], "y": [p[1] for p in points]}], "faces": [face], "edges": [edge], "width": pick(look, "linewidth", "lw") or 1, "unclipped": True}
            patches.append(self.keep(Mark(self, [patch], {"kind": "patch", "face": face, "edge": edge, "label": str(labels[i])})))
            place = lambda distance: (origin[0] + radius * distance * math.cos(middle), origin[1] + radius * distance * math.sin(middle))  # noqa: E731
            if labels[i] and labeldistance is not None:
                ha = "left" if math.cos(middle) > 0 else "right"
                outside.append(self._text(*place(labeldistance), labels[i], "data", **{"ha": ha, "va": "center", **texts}))
            if autopct:
                text = autopct(100 * part) if callable(autopct) else autopct % (100 * part)
                inside.append(self._text(*place(pctdistance), text, "data", **{"ha": "center", "va": "center", **texts}))
            angle = end
        for axis in (self.xaxis, self.yaxis):
            axis.limits[:] = [-1.25 * radius, 1.25 * radius]
            axis.ticks, axis.tick_labels = [], []
        self.aspect = 1
        self.sides = set()
        self.face = None
        return (patches, outside, inside) if autopct else (patches, outside)

    def boxplot(self, x, positions=None, widths=None, vert=True, labels=None, tick_labels=None, patch_artist=False, showmeans=False, showfliers=True, notch=False, whis=1.5, boxprops=None, medianprops=None, flierprops=None, meanprops=None, whiskerprops=None, capprops=None, orientation=None, **options):
        vert = vert if orientation is None else orientation == "vertical"
        if hasattr(x, "columns") or isinstance(x, dict):
            labels, x = labels or list(x), [x[name] for name in x]
        sets = plain(x)
        if sets and not hasattr(sets[0], "__len__"):
            sets = [sets]
        elif hasattr(x, "ndim") and x.ndim == 2:
            sets = list(zip(*sets))
        places = list(range(1, len(sets) + 1)) if positions is None else plain(positions)
        half = [w / 2 for w in many(0.5 if widths is None else widths, len(sets))] if widths is not None else [min(0.25, 0.075 * max(1, len(sets)) if len(sets) < 4 else 0.25)] * len(sets)
        along, across = (self.xaxis, self.yaxis) if vert else (self.yaxis, self.xaxis)
        made = {name: [] for name in ("boxes", "medians", "whiskers", "caps", "fliers", "means")}

        def line(kind, points, props, color="black"):
            xs, ys = zip(*(points if vert else [(b, a) for a, b in points]))
            made[kind].append(self._line(list(xs), list(ys), "", {"color": color, "linewidth": 1, **(props or {})}))

        for values, place, w in zip(sets, places, half):
            values = sorted(value for value in across.numbers(values) if value == value)
            if not values:
                continue
            q1, middle, q3 = (quantile(values, q) for q in (0.25, 0.5, 0.75))
            reach = whis * (q3 - q1)
            low = min((value for value in values if value >= q1 - reach), default=q1)
            high = max((value for value in values if value <= q3 + reach), default=q3)
            frame = [(place - w, q1), (place + w, q1), (place + w, q3), (place - w, q3), (place - w, q1)]
            props = boxprops or {}
            if patch_artist:
                corners = frame if vert else [(b, a) for a, b in frame]
                made["boxes"].append(self.add_patch(Polygon(corners, facecolor=props.get("facecolor", props.get("color", "C0")), edgecolor=props.get("edgecolor", "black"), alpha=props.get("alpha"))))
            else:
                line("boxes", frame, {k: v for k, v in props.items() if k != "facecolor"})
            line("medians", [(place - w, middle), (place + w, middle)], medianprops, "C1")
            for start, end in ((q1, low), (q3, high)):
                line("whiskers", [(place, start), (place, end)], whiskerprops)
                line("caps", [(place - w / 2, end), (place + w / 2, end)], capprops)
            outliers = [value for value in values if value < low or value > high]
            if showfliers and outliers:
                line("fliers", [(place, value) for value in outliers], {"linestyle": "none", "marker": "o", "markerfacecolor": "none", "markeredgecolor": "black", **(flierprops or {})})
            if showmeans:
                line("means", [(place, sum(values) / len(values))], {"linestyle": "none", "marker": "^", "color": "C2", **(meanprops or {})})
            along.include((place - 0.5, place + 0.5), sticky=[place - 0.5, place + 0.5])
        names = tick_labels if tick_labels is not None else labels
        along.set_ticks(places, [str(place) for place in places] if names is None else names)
        return made

    def violinplot(self, dataset, positions=None, showmeans=False, showmedians=False, showextrema=True, widths=0.5, **options):
        sets = plain(dataset)
        sets = [sets] if sets and not hasattr(sets[0], "__len__") else sets
        bodies = []
        for i, values in enumerate(sets):
            place = i + 1 if positions is None else plain(positions)[i]
            values = sorted(self.yaxis.numbers(values))
            middle = sum(values) / len(values)
            spread = math.sqrt(sum((v - middle) ** 2 for v in values) / max(1, len(values) - 1)) or 1
            band = spread * len(values) ** -0.2
            ys = [values[0] + (values[-1] - values[0]) * k / 60 for k in range(61)]
            dense = [sum(math.exp(-(((y - v) / band) ** 2) / 2) for v in values) for y in ys]
            scale = widths / 2 / (max(dense) or 1)
            xs = [place - d * scale for d in dense] + [place + d * scale for d in reversed(dense)]
            bodies += self.fill(xs, ys + ys[::-1], color="C0", alpha=0.3)
            if showextrema:
                self.vlines(place, values[0], values[-1], colors="C0")
                self.hlines([values[0], values[-1]], place - widths / 4, place + widths / 4, colors="C0")
            for shown, at in ((showmeans, middle), (showmedians, quantile(values, 0.5))):
                if shown:
                    self.hlines(at, place - widths / 4, place + widths / 4, colors="C0")
        return {"bodies": bodies}

    def errorbar(self, x, y, yerr=None, xerr=None, fmt="", ecolor=None, elinewidth=None, capsize=0, capthick=None, barsabove=False, label="", **options):
        xs, ys = self.xaxis.numbers(x), self.yaxis.numbers(y)
        line, color = None, ecolor
        if fmt != "none":
            line = self._line(xs, ys, fmt, {**options, "label": label})
            color = ecolor or line.parts[0]["color"]
        color = to_hex(color if color is not None else pick(options, "color") or self.next_color(), options.get("alpha"))
        parts = []
        for errors, upright in ((yerr, True), (xerr, False)):
            if errors is not None:
                low, high = both_ways(errors, len(xs))
                ends = []
                for a, b, down, up in zip(xs, ys, low, high):
                    ends += [a, b - down, a, b + up] if upright else [a - down, b, a + up, b]
                parts.append({"kind": "segments", "ends": ends, "colors": [color], "width": elinewidth or pick(options, "linewidth", "lw") or 1.5, "caps": capsize, "capwidth": capthick or 1})
                self.xaxis.include(ends[0::2])
                self.yaxis.include(ends[1::2])
        return self.keep(Mark(self, parts, {}))

    def fill_between(self, x, y1, y2=0, where=None, interpolate=False, step=None, **options):
        return self._area(x, y1, y2, where, step, options, False)

    def fill_betweenx(self, y, x1, x2=0, where=None, **options):
        return self._area(y, x1, x2, where, None, options, True)

    def _area(self, along, first, second, where, step, options, turned):
        axis, other = (self.yaxis, self.xaxis) if turned else (self.xaxis, self.yaxis)
        xs = axis.numbers(along)
        a, b = (many(other.numbers(values), len(xs)) for values in (first, second))
        chosen = [True] * len(xs) if where is None else [bool(one) for one in plain(where)]
        shapes, run = [], []
        for i in range(len(xs) + 1):
            if i < len(xs) and chosen[i] and a[i] == a[i] and b[i] == b[i]:
                run.append(i)
            elif run:
                top, bottom = ([(xs[k], values[k]) for k in run] for values in (a, b))
                if step:
                    top, bottom = (list(zip(*steps(*map(list, zip(*line)), step))) for line in (top, bottom))
                points = top + bottom[::-1]
                points = [(q, p) for p, q in points] if turned else points
                shapes.append({"x": [p[0] for p in points], "y": [p[1] for p in points]})
                run = []
        axis.include(xs)
        other.include(a)
        other.include(b, sticky=[b[0]] if b and len(set(b)) == 1 else [])
        return self._shapes(shapes, options, 1)

    def stackplot(self, x, *args, labels=(), colors=None, **options):
        below = [0] * len(plain(x))
        sets = [plain(one) for one in (args[0] if len(args) == 1 and plain(args[0]) and hasattr(plain(args[0])[0], "__len__") else args)]
        marks = []
        for i, values in enumerate(sets):
            above = [a + b for a, b in zip(below, self.yaxis.numbers(values))]
            color = plain(colors)[i % len(colors)] if colors is not None else self.next_color(True)
            marks.append(self.fill_between(x, above, below, color=color, label=labels[i] if i < len(labels) else "", **options))
            below = above
        self.yaxis.sticky.append(0)
        return marks

    def fill(self, *args, **options):
        marks, args = [], [arg for arg in args if not is_format(arg)]
        for xs, ys in zip(args[0::2], args[1::2]):
            xs, ys = self.xaxis.numbers(xs), self.yaxis.numbers(ys)
            self.xaxis.include(xs)
            self.yaxis.include(ys)
            marks.append(self._shapes([{"x": xs, "y": ys}], options, 1))
        return marks

    def _shapes(self, shapes, options, z):
        color = pick(options, "color", "facecolor", "fc", "facecolors")
        face = to_hex(self.next_color(True) if color is None else color, options.get("alpha"))
        edge = to_hex(pick(options, "edgecolor", "ec", "edgecolors"), options.get("alpha"))
        if options.get("fill") is False or options.get("hatch") and color is None:
            face, edge = None, edge or face
        width = pick(options, "linewidth", "lw", "linewidths")
        part = {"kind": "polygons", "shapes": shapes, "faces": [face], "edges": [edge], "width": 1 if width is None else width, "style": pick(options, "linestyle", "ls") or "-", "z": options.get("zorder", z)}
        return self.keep(Mark(self, [part], {"kind": "patch", "face": face, "edge": edge, "label": options.get("label") or ""}))

    def add_patch(self, patch):
        xs, ys = map(list, zip(*patch.points())) if patch.points() else ([], [])
        self.xaxis.include(xs)
        self.yaxis.include(ys)
        face = patch.face if patch.fill else "none"
        edge = patch.edge if patch.edge is not None else None if patch.fill else "black"
        mark = self._shapes([{"x": xs, "y": ys}], {"color": face, "edgecolor": edge, "alpha": patch.alpha, "linewidth": patch.width, "linestyle": patch.style, "label": patch.label}, 1)
        if not patch.fill:
            mark.parts[0]["faces"] = [None]
        return mark

    add_artist = add_patch

    def add_line(self, line):
        line.axes = self
        self.xaxis.include(line.parts[0]["x"])
        self.yaxis.include(line.parts[0]["y"])
        return self.keep(line)

    def _span(self, horizontal, at, until, start, end, options, label_kind):
        axis = self.yaxis if horizontal else self.xaxis
        at = axis.number(at)
        color = pick(options, "color", "c", "facecolor", "fc")
        color = to_hex("C0" if color is None else color, options.get("alpha"))
        width = pick(options, "linewidth", "lw")
        part = {"kind": "span", "horizontal": horizontal, "at": at, "from": start, "to": end, "style": pick(options, "linestyle", "ls") or "-", "width": 1.5 if width is None else width, "z": options.get("zorder", 2 if until is None else 1)}
        axis.include((at,))
        if until is None:
            part["color"] = color
        else:
            part["until"] = axis.number(until)
            part["face"] = color
            part["color"] = to_hex(pick(options, "edgecolor", "ec"), options.get("alpha"))
            axis.include((part["until"],))
        legend = {"kind": label_kind, "color": color, "face": color, "style": part["style"], "width": part["width"], "label": options.get("label") or ""}
        return self.keep(Mark(self, [part], legend))

    def axhline(self, y=0, xmin=0, xmax=1, **options):
        return self._span(True, y, None, xmin, xmax, options, "line")

    def axvline(self, x=0, ymin=0, ymax=1, **options):
        return self._span(False, x, None, ymin, ymax, options, "line")

    def axhspan(self, ymin, ymax, xmin=0, xmax=1, **options):
        return self._span(True, ymin, ymax, xmin, xmax, options, "patch")

    def axvspan(self, xmin, xmax, ymin=0, ymax=1, **options):
        return self._span(False, xmin, xmax, ymin, ymax, options, "patch")

    def axline(self, xy1, xy2=None, *, slope=None, **options):
        slope = slope if slope is not None else (xy2[1] - xy1[1]) / (xy2[0] - xy1[0])
        low, high = self.xaxis.range()
        far = (high - low) * 10
        part = Line2D([low - far, high + far], [xy1[1] + (x - xy1[0]) * slope for x in (low - far, high + far)], self, **options)
        return self.keep(part)

    def _lines(self, upright, at, start, end, colors, linestyles, options):
        axis, other = (self.xaxis, self.yaxis) if upright else (self.yaxis, self.xaxis)
        at = axis.numbers(at)
        starts, ends_ = many(other.numbers(start), len(at)), many(other.numbers(end), len(at))
        ends = []
        for place, a, b in zip(at, starts, ends_):
            ends += [place, a, place, b] if upright else [a, place, b, place]
        axis.include(at)
        other.include(starts + ends_)
        color = pick(options, "color") if colors is None else colors
        color = [to_hex(one, options.get("alpha")) for one in (["C0"] if color is None else [color] if isinstance(color, str) else plain(color))]
        width = pick(options, "linewidth", "lw", "linewidths") or 1.5
        part = {"kind": "segments", "ends": ends, "colors": color, "width": width, "style": pick(options, "linestyle", "ls") or linestyles}
        return self.keep(Mark(self, [part], {"kind": "line", "color": color[0], "style": part["style"], "width": width, "label": options.get("label") or ""}))

    def vlines(self, x, ymin, ymax, colors=None, linestyles="-", **options):
        return self._lines(True, x, ymin, ymax, colors, linestyles, options)

    def hlines(self, y, xmin, xmax, colors=None, linestyles="-", **options):
        return self._lines(False, y, xmin, xmax, colors, linestyles, options)

    def stem(self, *args, linefmt="C0-", markerfmt="C0o", basefmt="C3-", bottom=0, label="", **options):
        xs, ys = args if len(args) > 1 else (range(len(plain(args[0]))), args[0])
        self.vlines(xs, bottom, ys, colors=format_parts(linefmt)[0] or "C0")
        self.plot(xs, ys, markerfmt if format_parts(markerfmt)[0] else "C0" + markerfmt, label=label)
        numbers = self.xaxis.numbers(xs)
        return self.plot([min(numbers), max(numbers)], [bottom, bottom], basefmt)

    def imshow(self, X, cmap=None, vmin=None, vmax=None, extent=None, origin="upper", aspect=None, interpolation=None, alpha=None, norm=None, **options):
        rows = [plain(row) for row in plain(X)]
        if not rows or not rows[0]:
            raise TypeError("Invalid shape for image data")
        height, width = len(rows), len(rows[0])
        cmap, limits = get_cmap(cmap or matplotlib.rcParams["image.cmap"]), None
        if hasattr(rows[0][0], "__len__"):
            whole = any(isinstance(part, int) and part > 1 for row in rows for cell in row for part in cell)
            cells = [to_hex([float(part) / (255 if whole else 1) for part in cell], alpha) for row in rows for cell in row]
        else:
            values = [float(value) for row in rows for value in row]
            known = [value for value in values if value == value]
            limits = min(known, default=0) if vmin is None else vmin, max(known, default=1) if vmax is None else vmax
            span = (limits[1] - limits[0]) or 1
            table = [to_hex(cmap(i / 255.0), alpha) for i in range(256)]
            cells = [None if value != value else table[min(255, max(0, int((value - limits[0]) / span * 255.999)))] for value in values]
        low = (-0.5, height - 0.5) if origin == "lower" else (height - 0.5, -0.5)
        place = list(extent) if extent is not None else [-0.5, width - 0.5, *low]
        if origin == "lower":
            cells = [cell for row in reversed(range(height)) for cell in cells[row * width : (row + 1) * width]]
        part = {"kind": "image", "columns": width, "colors": cells, "extent": [place[0], place[1], place[3], place[2]], "z": options.get("zorder", 0)}
        for axis, ends in ((self.xaxis, place[:2]), (self.yaxis, place[2:])):
            axis.include(ends, sticky=ends)
        self.yaxis.inverted = place[2] > place[3]
        self.aspect = None if aspect == "auto" else 1 if aspect in (None, "equal") else float(aspect)
        mark = self.keep(Mark(self, [part]))
        mark.cmap, mark.range = cmap, limits
        self.mappable = mark
        return mark

    def matshow(self, Z, **options):
        return self.imshow(Z, **options)

    def pcolormesh(self, *args, cmap=None, vmin=None, vmax=None, shading=None, **options):
        rows = plain(args[-1])
        extent = None
        if len(args) == 3:
            xs, ys = ([value for row in plain(one) for value in plain(row)] for one in args[:2])
            extent = (min(xs), max(xs), min(ys), max(ys))
        return self.imshow(rows, cmap=cmap, vmin=vmin, vmax=vmax, origin="lower", aspect="auto", extent=extent or (0, len(plain(rows[0])), 0, len(rows)))

    pcolor = pcolormesh

    def contourf(self, *args, levels=8, cmap=None, **options):
        """Areas of about the same height, cell by cell."""
        rows = [plain(row) for row in plain(args[2] if len(args) > 2 else args[0])]
        values = [value for row in rows for value in row]
        low, high = min(values), max(values)
        count = (levels if isinstance(levels, int) else len(plain(levels)) - 1) or 1
        step = (high - low) / count or 1
        flat = [[low + (min(count - 1, int((value - low) / step)) + 0.5) * step for value in row] for row in rows]
        return self.pcolormesh(*(args[:2] if len(args) > 2 else ()), flat, cmap=cmap)

    def contour(self, *args, **options):
        raise NotImplementedError("contour lines are not in this sandbox's matplotlib; use contourf or imshow")

    # Text.

    def text(self, x, y, s, fontdict=None, transform=None, **options):
        coordinates = transform if isinstance(transform, str) else "data"
        if coordinates == "data":
            x, y = self.xaxis.number(x), self.yaxis.number(y)
        return self._text(x, y, s, coordinates, fontdict=fontdict, **options)

    def _text(self, x, y, s, coordinates, dx=0, dy=0, arrow=None, **options):
        from matplotlib.axes import TextHandle, text_spec

        part = {"kind": "text", "x": x, "y": y, "coords": coordinates, "dx": dx, "dy": dy, **text_spec(s, options), "z": options.get("zorder", 5)}
        if arrow:
            part["arrow"] = arrow
        self.artists.append(part)
        return TextHandle(part)

    def annotate(self, text, xy, xytext=None, xycoords="data", textcoords=None, arrowprops=None, **options):
        x, y = (self.xaxis.number(xy[0]), self.yaxis.number(xy[1])) if xycoords == "data" else xy
        kind = {"axes fraction": "axes", "figure fraction": "figure"}
        at, how = (xy if xytext is None else xytext), textcoords or xycoords
        arrow = None
        if arrowprops is not None:
            style = str(arrowprops.get("arrowstyle", ""))
            color = pick(arrowprops, "color", "facecolor", "edgecolor", "ec", "fc") or "black"
            arrow = {
                "x": x, "y": y, "coords": kind.get(xycoords, "data"), "color": to_hex(color, arrowprops.get("alpha")),
                "width": pick(arrowprops, "linewidth", "lw", "width") or 1, "filled": not style or "|>" in style or style in ("fancy", "simple", "wedge"),
                "head": 0 if style == "-" else arrowprops.get("headwidth", 7), "style": pick(arrowprops, "linestyle", "ls") or "-",
            }  # fmt: skip
        if how == "offset points" or how == "offset pixels":
            return self._text(x, y, text, kind.get(xycoords, "data"), dx=at[0], dy=at[1], arrow=arrow, **options)
        if how == "data":
            at = self.xaxis.number(at[0]), self.yaxis.number(at[1])
        return self._text(at[0], at[1], text, kind.get(how, "data"), arrow=arrow, **options)

    def arrow(self, x, y, dx, dy, **options):
        self.xaxis.include((x, x + dx))
        self.yaxis.include((y, y + dy))
        color = pick(options, "color", "fc", "ec") or "C0"
        return self.annotate("", (x + dx, y + dy), (x, y), arrowprops={"color": color, "arrowstyle": "-|>", "lw": options.get("lw", 1)})

    def quiver(self, *args, **options):
        xs, ys, us, vs = ([value for row in plain(one) for value in plain(row)] for one in args[:4])
        longest = max((math.hypot(u, v) for u, v in zip(us, vs)), default=1) or 1
        unit = max(max(xs) - min(xs), max(ys) - min(ys), 1e-9) / max(2, math.sqrt(len(xs))) / longest
        for x, y, u, v in zip(xs, ys, us, vs):
            self.arrow(x, y, u * unit, v * unit, color=options.get("color", "black"))

    def table(self, *args, **options):
        raise NotImplementedError("tables are not in this sandbox's matplotlib; print them")


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


def steps(xs, ys, where):
    made = []
    for i in range(len(xs)):
        if i and where == "pre":
            made.append((xs[i - 1], ys[i]))
        elif i and where == "mid":
            middle = (xs[i - 1] + xs[i]) / 2
            made += [(middle, ys[i - 1]), (middle, ys[i])]
        elif i:
            made.append((xs[i], ys[i - 1]))
        made.append((xs[i], ys[i]))
    return [point[0] for point in made], [point[1] for point in made]


def both_ways(errors, count):
    errors = plain(errors)
    if len(errors) == 2 and hasattr(errors[0], "__len__"):
        return plain(errors[0]), plain(errors[1])
    return many(errors, count), many(errors, count)


def quantile(values, q):
    at = q * (len(values) - 1)
    low = int(at)
    return values[low] + (values[min(low + 1, len(values) - 1)] - values[low]) * (at - low)


def bin_edges(bins, limits, values):
    if bins is not None and not isinstance(bins, (int, float, str)):
        return [float(edge) for edge in plain(bins)]
    low, high = limits or ((min(values), max(values)) if values else (0, 1))
    if low == high:
        low, high = low - 0.5, high + 0.5
    if isinstance(bins, str):
        count = max(1, math.ceil(math.log2(max(1, len(values)))) + 1)
    else:
        count = int(bins or 10)
    return [low + (high - low) * i / count for i in range(count + 1)]


def counted(values, edges, weights, density, cumulative):
    import bisect

    counts = [0] * (len(edges) - 1)
    for i, value in enumerate(values):
        if edges[0] <= value <= edges[-1]:
            counts[min(bisect.bisect_right(edges, value) - 1, len(counts) - 1)] += 1 if weights is None else weights[i]
    if density:
        whole = sum(counts) or 1
        counts = [count / whole / (edges[i + 1] - edges[i]) for i, count in enumerate(counts)]
    if cumulative:
        running, total = [], 0
        for i, count in enumerate(counts):
            total += count * ((edges[i + 1] - edges[i]) if density else 1)
            running.append(total)
        counts = running
    return counts


def array(values):
    """As NumPy's if the script uses it, else a list."""
    import sys

    numpy = sys.modules.get("numpy")
    return numpy.array(values) if numpy else list(values)
