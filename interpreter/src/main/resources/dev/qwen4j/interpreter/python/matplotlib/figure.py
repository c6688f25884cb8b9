"""A figure: some axes in a grid, and the pictures made of it."""

import binascii
import json
import os

import matplotlib
from matplotlib._axis import font_size, mathtext
from matplotlib.axes import Axes, text_spec
from matplotlib.colors import to_hex
from matplotlib.gridspec import GridSpec


class Figure:
    def __init__(self, figsize=None, dpi=None, facecolor=None, num=None, **options):
        self.size = list(figsize or matplotlib.rcParams["figure.figsize"])
        self.dpi = dpi or matplotlib.rcParams["figure.dpi"]
        self.face = facecolor or matplotlib.rcParams["figure.facecolor"]
        self.axes = []
        self.number = num
        self.title = self.current = None
        self.texts, self.figure_legend = [], None
        self.rows = self.columns = 1
        self.widths = self.heights = None
        self.canvas = self

    # Axes.

    def add_subplot(self, *place, projection=None, polar=False, **options):
        if polar or projection not in (None, "rectilinear"):
            raise NotImplementedError(f"this sandbox draws axes of x and y only, not {projection or 'polar'!r}; plot the values over x instead")
        if len(place) == 1 and hasattr(place[0], "cell"):
            cell = place[0].cell
            self.use_grid(place[0].grid)
        else:
            if len(place) == 1:
                place = (place[0] // 100, place[0] // 10 % 10, place[0] % 10)
            rows, columns, index = place or (1, 1, 1)
            first, last = index if isinstance(index, (tuple, list)) else (index, index)
            self.rows, self.columns = rows, columns
            (row, column), (last_row, last_column) = divmod(first - 1, columns), divmod(last - 1, columns)
            cell = [row, column, last_row - row + 1, last_column - column + 1]
            for axes in self.axes:
                if axes.cell == cell and axes.grid_size == (rows, columns) and axes.base is None:
                    self.current = axes
                    return axes
        axes = Axes(self, cell=cell, grid=(self.rows, self.columns))
        axes.share(options.pop("sharex", None), options.pop("sharey", None))
        axes.set(**options)
        return self.keep(axes)

    def use_grid(self, grid):
        self.rows, self.columns = grid.rows, grid.columns
        self.widths, self.heights = grid.widths, grid.heights

    def keep(self, axes):
        self.axes.append(axes)
        self.current = axes
        return axes

    def add_axes(self, rect, **options):
        if isinstance(rect, Axes):
            return self.keep(rect)
        return self.keep(Axes(self, rect=list(rect)))

    def add_gridspec(self, nrows=1, ncols=1, **options):
        return GridSpec(nrows, ncols, figure=self, **options)

    def subplots(self, nrows=1, ncols=1, *, sharex=False, sharey=False, squeeze=True, subplot_kw=None, gridspec_kw=None, **options):
        self.use_grid(GridSpec(nrows, ncols, **(gridspec_kw or {}), **options))
        made = []
        for row in range(nrows):
            for column in range(ncols):
                axes = self.add_subplot(nrows, ncols, row * ncols + column + 1, **(subplot_kw or {}))
                if made:
                    axes.share(shared(sharex, made, column, ncols), shared(sharey, made, row * ncols, ncols, True))
                axes.outer(sharex in (True, "all", "col") and row < nrows - 1, sharey in (True, "all", "row") and column > 0)
                made.append(axes)
        if squeeze and nrows == ncols == 1:
            return made[0]
        return Grid([made[i * ncols : (i + 1) * ncols] for i in range(nrows)], squeeze)

    def gca(self):
        return self.current or self.add_subplot(1, 1, 1)

    def sca(self, axes):
        self.current = axes

    def delaxes(self, axes):
        self.axes.remove(axes)
        self.current = self.axes[-1] if self.axes else None

    def get_axes(self):
        return list(self.axes)

    # Around them.

    def suptitle(self, t, **options):
        self.title = text_spec(t, options, size=12)
        return self

    def text(self, x, y, s, **options):
        self.texts.append({"x": x, "y": y, **text_spec(s, options)})

    def supxlabel(self, t, **options):
        self.text(0.5, 0.01, t, ha="center", va="bottom", **options)

    def supylabel(self, t, **options):
        self.text(0.01, 0.5, t, ha="left", va="center", rotation=90, **options)

    def legend(self, *args, **options):
        axes = Axes(self, rect=[0, 0, 1, 1])
        handles, labels = [], []
        for one in self.axes:
            more, names = one.get_legend_handles_labels()
            handles += more
            labels += names
        if not args and "handles" not in options:
            args = (handles, labels)
        axes.legend(*args, **{"loc": "upper right", **options})
        self.figure_legend = axes.legend_spec()

    def colorbar(self, mappable, ax=None, cax=None, label="", **options):
        return (ax[0] if isinstance(ax, (list, tuple)) else ax or self.current).add_colorbar(mappable, label, options.get("ticks"))

    def set_size_inches(self, width, height=None):
        self.size = list(width) if height is None else [width, height]

    def get_size_inches(self):
        return list(self.size)

    def set_figwidth(self, width):
        self.size[0] = width

    def set_figheight(self, height):
        self.size[1] = height

    def set_dpi(self, dpi):
        self.dpi = dpi

    def set_facecolor(self, color):
        self.face = color

    def tight_layout(self, **options):
        """Axes never overlap here: nothing to do."""

    set_tight_layout = set_constrained_layout = subplots_adjust = autofmt_layout = draw = set_layout_engine = (
        lambda self, *args, **options: None  # noqa: E731
    )

    def autofmt_xdate(self, rotation=30, ha="right", **options):
        for axes in self.axes:
            axes.xaxis.rotation, axes.xaxis.ha = rotation, ha

    def clf(self):
        self.axes, self.current, self.title, self.texts = [], None, None, []

    clear = clf

    # Pictures.

    def spec(self, dpi=None, face=None):
        columns, rows = self.size[0] / self.columns, self.size[1] / self.rows
        return {
            "width": self.size[0], "height": self.size[1], "dpi": dpi or self.dpi, "face": to_hex(self.face if face is None else face),
            "suptitle": self.title, "rows": self.rows, "cols": self.columns, "widths": self.widths, "heights": self.heights, "texts": self.texts,
            "legend": self.figure_legend, "axes": [axes.spec(columns, rows) for axes in self.axes if axes.visible],
        }  # fmt: skip

    def drawn(self, form="png", dpi=None, face=None):
        """The picture as bytes."""
        from _qwen4j import library

        answer = library("plot." + form, json.dumps(self.spec(dpi, face)), RuntimeError)
        picture, *without_font = answer.split("\n")
        for text in without_font:
            import sys

            print(f"matplotlib: no font on this machine has all letters of {text!r}; empty boxes are drawn for them", file=sys.stderr)
        return binascii.a2b_base64(picture)

    def savefig(self, fname, *, dpi=None, format=None, facecolor=None, transparent=False, **options):
        name = os.fspath(fname) if isinstance(fname, (str, os.PathLike)) else ""
        form = (format or name.rpartition(".")[2] if "." in os.path.basename(name) or format else "png").lower()
        if form not in ("png", "svg"):
            raise ValueError(f"Format {form!r} is not supported (supported formats: png, svg)")
        dpi = matplotlib.rcParams["savefig.dpi"] if dpi is None else dpi
        face = "none" if transparent else facecolor
        data = self.drawn(form, None if dpi == "figure" else dpi, None if face == "auto" else face)
        if not name:
            fname.write(data)
            return
        with open(name if "." in os.path.basename(name) else f"{name}.{form}", "wb") as file:
            file.write(data)

    def show(self, *args, **options):
        import base64

        from _qwen4j import show

        show("image/png", base64.b64encode(self.drawn()).decode())
        self.shown = True

    def _repr_png_(self):
        """For a cell that ends in a figure, which is then not shown again."""
        from matplotlib import pyplot

        pyplot.close(self)
        return self.drawn()

    def __repr__(self):
        return f"<Figure size {self.size[0] * self.dpi:g}x{self.size[1] * self.dpi:g} with {len(self.axes)} Axes>"


def shared(how, made, start, columns, by_row=False):
    if how in (True, "all"):
        return made[0]
    if how == ("row" if by_row else "col") and start < len(made):
        return made[start]
    return None


class Grid:
    """The axes of subplots(): an array of them, by row and column."""

    def __init__(self, rows, squeeze):
        self.rows = rows
        self.single = rows[0] if squeeze and len(rows) == 1 else [row[0] for row in rows] if squeeze and len(rows[0]) == 1 else None
        self.shape = (len(self.single),) if self.single else (len(rows), len(rows[0]))
        self.ndim = len(self.shape)
        self.size = len(rows) * len(rows[0])

    @property
    def flat(self):
        return iter([axes for row in self.rows for axes in row])

    def ravel(self, order="C"):
        return [axes for row in self.rows for axes in row]

    flatten = tolist_flat = ravel

    def tolist(self):
        return list(self.single or self.rows)

    def reshape(self, *shape):
        return self

    def __len__(self):
        return len(self.single or self.rows)

    def __iter__(self):
        return iter(self.single or [Grid([row], True) if len(row) > 1 else row for row in self.rows])

    def __getitem__(self, key):
        if self.single:
            return self.single[key]
        if isinstance(key, tuple):
            row, column = key
            if isinstance(row, slice):
                return [line[column] for line in self.rows[row]]
            return self.rows[row][column]
        return Grid([self.rows[key]], True) if len(self.rows[key]) > 1 else self.rows[key]
