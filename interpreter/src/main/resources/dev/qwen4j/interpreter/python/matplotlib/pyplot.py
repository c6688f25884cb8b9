"""matplotlib.pyplot for a sandbox: figures are drawn by Java, shown as images of the cell and saved as PNG or SVG. Figures that
are neither shown nor closed are shown at the end of the cell, as notebooks do it."""

import matplotlib
from matplotlib import cm, rcParams, style  # noqa: F401
from matplotlib.axes import Axes
from matplotlib.cm import get_cmap  # noqa: F401
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec  # noqa: F401
from matplotlib.lines import Line2D  # noqa: F401
from matplotlib.patches import Circle, Polygon, Rectangle  # noqa: F401

rc, rcdefaults = matplotlib.rc, matplotlib.rcdefaults
_figures = {}
_now = None


def figure(num=None, figsize=None, dpi=None, facecolor=None, **options):
    """A new figure, or the one of this number or name."""
    global _now
    if isinstance(num, Figure):
        num = num.number
    if num is None:
        num = max((one for one in _figures if isinstance(one, int)), default=0) + 1
    if num not in _figures:
        _figures[num] = Figure(figsize, dpi, facecolor, num)
    _now = _figures[num]
    return _now


def gcf():
    return _now if _now is not None else figure()


def gca():
    return gcf().gca()


def sca(ax):
    global _now
    _now = ax.figure
    _now.sca(ax)


def subplots(nrows=1, ncols=1, *, sharex=False, sharey=False, squeeze=True, subplot_kw=None, gridspec_kw=None, figsize=None, dpi=None, width_ratios=None, height_ratios=None, **options):
    made = figure(figsize=figsize, dpi=dpi, facecolor=options.get("facecolor"))
    ratios = {name: value for name, value in (("width_ratios", width_ratios), ("height_ratios", height_ratios)) if value is not None}
    return made, made.subplots(nrows, ncols, sharex=sharex, sharey=sharey, squeeze=squeeze, subplot_kw=subplot_kw, gridspec_kw=gridspec_kw, **ratios)


def subplot(*place, **options):
    return gcf().add_subplot(*place, **options)


def subplot2grid(shape, loc, rowspan=1, colspan=1, **options):
    return gcf().add_subplot(GridSpec(*shape)[loc[0] : loc[0] + rowspan, loc[1] : loc[1] + colspan])


def subplot_mosaic(mosaic, figsize=None, **options):
    rows = [list(line.strip()) for line in mosaic.strip().splitlines()] if isinstance(mosaic, str) else mosaic
    made = figure(figsize=figsize)
    grid, axes = GridSpec(len(rows), len(rows[0])), {}
    for name in dict.fromkeys(name for row in rows for name in row if name != "."):
        places = [(r, c) for r, row in enumerate(rows) for c, one in enumerate(row) if one == name]
        (top, left), (bottom, right) = places[0], places[-1]
        axes[name] = made.add_subplot(grid[top : bottom + 1, left : right + 1])
    return made, axes


def axes(arg=None, **options):
    return gcf().add_subplot(1, 1, 1, **options) if arg is None else gcf().add_axes(arg)


def show(*args, **options):
    """Shows the open figures and closes them."""
    for one in list(_figures.values()):
        if one.axes or one.texts or one.title:
            one.show()
    close("all")


def savefig(fname, **options):
    gcf().savefig(fname, **options)
    gcf().saved = True


def close(fig=None):
    global _now
    if fig == "all":
        _figures.clear()
        _now = None
        return
    number = fig.number if isinstance(fig, Figure) else gcf().number if fig is None else fig
    _figures.pop(number, None)
    if _now is not None and _now.number == number:
        _now = list(_figures.values())[-1] if _figures else None


def show_left_over():
    """At the end of a cell: what was drawn and neither shown, saved nor closed."""
    for one in list(_figures.values()):
        if (one.axes or one.texts) and not getattr(one, "saved", False):
            one.show()
    close("all")


def clf():
    gcf().clf()


def cla():
    gca().cla()


def draw():
    pass


def pause(interval):
    pass


def ion():
    pass


ioff = ion


def isinteractive():
    return False


def switch_backend(backend):
    pass


def get_fignums():
    return [one for one in _figures if isinstance(one, int)]


def fignum_exists(num):
    return num in _figures


def tight_layout(**options):
    pass


subplots_adjust = tight_layout


def suptitle(t, **options):
    return gcf().suptitle(t, **options)


def figtext(x, y, s, **options):
    return gcf().text(x, y, s, **options)


def figlegend(*args, **options):
    return gcf().legend(*args, **options)


def colorbar(mappable=None, cax=None, ax=None, **options):
    where = ax or (mappable.axes if getattr(mappable, "axes", None) is not None else gca())
    return gcf().colorbar(mappable if mappable is not None else gca().mappable, ax=where, **options)


def clim(vmin=None, vmax=None):
    gca().mappable.range = (vmin, vmax)


def set_cmap(cmap):
    rcParams["image.cmap"] = cmap


def _limits(name, args, options):
    now = gca()
    if args or options:
        return getattr(now, "set_" + name)(*args, **options)
    return getattr(now, "get_" + name)()


def xlim(*args, **options):
    return _limits("xlim", args, options)


def ylim(*args, **options):
    return _limits("ylim", args, options)


def _ticks(axis, setter, labels_setter, ticks, labels, options):
    if ticks is None and labels is None and not options:
        return axis.places(5), axis.get_ticklabels()
    if ticks is not None:
        setter(ticks, labels, **options)
    elif labels is not None:
        labels_setter(labels, **options)
    else:
        from matplotlib._axis import tick_params
        from matplotlib.axes import text_options

        tick_params(axis, text_options(options))
        axis.ha = options.get("ha") or options.get("horizontalalignment") or axis.ha
    return axis.places(5), axis.get_ticklabels()


def xticks(ticks=None, labels=None, **options):
    now = gca()
    return _ticks(now.xaxis, now.set_xticks, now.set_xticklabels, ticks, labels, options)


def yticks(ticks=None, labels=None, **options):
    now = gca()
    return _ticks(now.yaxis, now.set_yticks, now.set_yticklabels, ticks, labels, options)


def xlabel(xlabel, *args, **options):
    gca().set_xlabel(xlabel, *args, **options)


def ylabel(ylabel, *args, **options):
    gca().set_ylabel(ylabel, *args, **options)


def title(label, *args, **options):
    return gca().set_title(label, *args, **options)


def xscale(value, **options):
    gca().set_xscale(value, **options)


def yscale(value, **options):
    gca().set_yscale(value, **options)


def box(on=None):
    gca().set_frame_on(bool(on))


def delaxes(ax=None):
    gcf().delaxes(ax or gca())


def setp(obj, **options):
    for one in obj if isinstance(obj, (list, tuple)) else [obj]:
        one.set(**options)


def _of_axes(name):
    def call(*args, **options):
        return getattr(gca(), name)(*args, **options)

    call.__name__ = name
    call.__doc__ = getattr(Axes, name).__doc__
    return call


for _name in (
    "plot step semilogx semilogy loglog plot_date scatter bar barh bar_label hist hist2d pie boxplot violinplot errorbar fill_between "
    "fill_betweenx stackplot fill axhline axvline axhspan axvspan axline vlines hlines stem imshow matshow pcolormesh pcolor contourf "
    "contour text annotate arrow quiver legend grid axis margins autoscale tick_params ticklabel_format twinx twiny minorticks_on "
    "minorticks_off table"
).split():
    globals()[_name] = _of_axes(_name)


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    raise AttributeError(f"plt.{name} is not in this sandbox's matplotlib.pyplot; draw it with lines, bars, areas and text")
