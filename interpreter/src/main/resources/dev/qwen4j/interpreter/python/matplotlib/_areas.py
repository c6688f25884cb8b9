"""Areas: pies, what lies between lines, patches, and the cells of images."""

import math

import matplotlib
from matplotlib._axis import plain
from matplotlib._marks import Drawing, Mark, format_parts, is_format, many, pick
from matplotlib.cm import get_cmap
from matplotlib.colors import to_hex
from matplotlib.patches import wedge


class Areas(Drawing):
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
        marks, args = [], list(args)
        while args:
            xs, ys = self.xaxis.numbers(args.pop(0)), self.yaxis.numbers(args.pop(0))
            color = format_parts(args.pop(0))[0] if args and is_format(args[0]) else None
            self.xaxis.include(xs)
            self.yaxis.include(ys)
            marks.append(self._shapes([{"x": xs, "y": ys}], {"color": color, **options} if color else options, 1))
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
