"""Texts and arrows beside what is drawn."""

import math

from matplotlib._axis import plain
from matplotlib._marks import Drawing, pick
from matplotlib.colors import to_hex


class Texts(Drawing):
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
