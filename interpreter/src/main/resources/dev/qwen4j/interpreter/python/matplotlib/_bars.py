"""Bars, and the distributions that bars and boxes show."""

import math

from matplotlib._axis import plain
from matplotlib._marks import Bar, BarContainer, Drawing, Mark, array, box, is_parts, many, pick
from matplotlib.colors import to_hex
from matplotlib.patches import Polygon


class Bars(Drawing):
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
