"""Styles by name: colours, grid and background."""

import contextlib

import matplotlib

_SEABORN = {
    "axes.facecolor": "#eaeaf2", "axes.grid": True, "grid.color": "white", "axes.edgecolor": "white",
    "axes.prop_cycle": ["#4c72b0", "#dd8452", "#55a868", "#c44e52", "#8172b3", "#937860", "#da8bc3", "#8c8c8c"],
}  # fmt: skip
_WHITEGRID = {**_SEABORN, "axes.facecolor": "white", "grid.color": "#cccccc", "axes.edgecolor": "#cccccc"}
library = {
    "default": matplotlib.DEFAULTS,
    "classic": {"axes.prop_cycle": list("bgrcmyk")},
    "ggplot": {
        "axes.facecolor": "#e5e5e5", "axes.grid": True, "grid.color": "white", "axes.edgecolor": "white",
        "axes.prop_cycle": ["#e24a33", "#348abd", "#988ed5", "#777777", "#fbc15e", "#8eba42", "#ffb5b8"],
    },
    "fivethirtyeight": {
        "axes.facecolor": "#f0f0f0", "figure.facecolor": "#f0f0f0", "axes.grid": True, "grid.color": "#cbcbcb", "lines.linewidth": 4.0,
        "axes.edgecolor": "#f0f0f0", "axes.prop_cycle": ["#008fd5", "#fc4f30", "#e5ae38", "#6d904f", "#8b8b8b", "#810f7c"],
    },
    "bmh": {"axes.facecolor": "#eeeeee", "axes.grid": True, "grid.linestyle": "--",
            "axes.prop_cycle": ["#348abd", "#a60628", "#7a68a6", "#467821", "#d55e00", "#cc79a7", "#56b4e9", "#009e73"]},
    "dark_background": {
        "axes.facecolor": "black", "figure.facecolor": "black", "axes.edgecolor": "white", "text.color": "white", "xtick.color": "white",
        "axes.prop_cycle": ["#8dd3c7", "#feffb3", "#bfbbd9", "#fa8174", "#81b1d2", "#fdb462", "#b3de69", "#bc82bd"],
    },
    "grayscale": {"axes.prop_cycle": ["0.00", "0.40", "0.60", "0.70"]},
    "tableau-colorblind10": {"axes.prop_cycle": ["#006ba4", "#ff800e", "#ababab", "#595959", "#5f9ed1", "#c85200", "#898989", "#a2c8ec"]},
    "seaborn": _SEABORN, "seaborn-darkgrid": _SEABORN, "seaborn-whitegrid": _WHITEGRID, "seaborn-white": {**_WHITEGRID, "axes.grid": False},
    "seaborn-ticks": {}, "seaborn-colorblind": {}, "seaborn-muted": {}, "seaborn-deep": {}, "seaborn-pastel": {}, "seaborn-bright": {},
    "seaborn-paper": {}, "seaborn-notebook": {}, "seaborn-talk": {"font.size": 13.0}, "seaborn-poster": {"font.size": 16.0},
}  # fmt: skip
available = sorted(library)


def use(style):
    for one in [style] if isinstance(style, (str, dict)) else style:
        if isinstance(one, str):
            plain = one.replace("seaborn-v0_8", "seaborn")
            if plain not in library:
                raise OSError(f"{one!r} is not a valid style; known are {', '.join(available)}")
            one = library[plain]
        matplotlib.rcParams.update(one)


@contextlib.contextmanager
def context(style):
    before = dict(matplotlib.rcParams)
    use(style)
    try:
        yield
    finally:
        matplotlib.rcParams.update(before)
