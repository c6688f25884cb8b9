"""The part of matplotlib that scripts for plots use, drawn by Java. What is missing says so by name."""

__version__ = "3.9.0+qwen4j"

DEFAULTS = {
    "figure.figsize": (6.4, 4.8), "figure.dpi": 100, "savefig.dpi": "figure", "font.size": 10.0, "axes.titlesize": 12.0,
    "axes.labelsize": 10.0, "xtick.labelsize": 10.0, "ytick.labelsize": 10.0, "legend.fontsize": 10.0, "lines.linewidth": 1.5,
    "lines.markersize": 6.0, "axes.grid": False, "axes.facecolor": "white", "figure.facecolor": "white", "axes.edgecolor": "black",
    "grid.color": "#b0b0b0", "grid.linestyle": "-", "grid.linewidth": 0.8, "axes.spines.top": True, "axes.spines.right": True,
    "axes.unicode_minus": True, "text.color": "black", "xtick.color": "black", "image.cmap": "viridis",
    "axes.prop_cycle": ["#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf"],
}  # fmt: skip


class RcParams(dict):
    def __setitem__(self, name, value):
        if name == "axes.prop_cycle" and hasattr(value, "colors"):
            value = value.colors
        super().__setitem__(name, value)

    def update(self, *others, **more):
        for other in (*others, more):
            for name, value in dict(other).items():
                self[name] = value


rcParams = RcParams(DEFAULTS)


def rc(group, **options):
    for name, value in options.items():
        rcParams[f"{group}.{name}"] = value


def rcdefaults():
    rcParams.clear()
    rcParams.update(DEFAULTS)


def use(backend, **options):
    """There is one backend: pictures."""


def get_backend():
    return "agg"


def __getattr__(name):
    if name in ("colormaps", "cm", "colors", "style", "pyplot", "ticker", "patches", "dates", "lines", "gridspec", "figure", "font_manager"):
        import importlib

        if name == "colormaps":
            return importlib.import_module("matplotlib.cm").colormaps
        return importlib.import_module("matplotlib." + name)
    if name.startswith("__"):
        raise AttributeError(f"module 'matplotlib' has no attribute {name!r}")
    raise AttributeError(f"matplotlib.{name} is not in this sandbox's matplotlib.pyplot; draw it with lines, bars, areas and text")
