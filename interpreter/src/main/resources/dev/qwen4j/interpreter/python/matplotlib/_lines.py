"""Lines, points and what is measured along them."""

import math

import matplotlib
from matplotlib._axis import plain
from matplotlib._marks import Drawing, Line2D, Mark, format_parts, is_format, many, pick, style_words
from matplotlib.cm import get_cmap
from matplotlib.colors import to_hex


class Lines(Drawing):
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
