"""Colour maps by name, from a few of their colours."""

from matplotlib.colors import LinearSegmentedColormap, ListedColormap, Normalize, TABLEAU

STOPS = {
    "viridis": "440154 482878 3e4989 31688e 26828e 1f9e89 35b779 6ece58 b5de2b fde725",
    "plasma": "0d0887 46039f 7201a8 9c179e bd3786 d8576b ed7953 fb9f3a fdca26 f0f921",
    "inferno": "000004 1b0c41 4a0c6b 781c6d a52c60 cf4446 ed6925 fb9b06 f7d13d fcffa4",
    "magma": "000004 180f3d 440f76 721f81 9e2f7f cd4071 f1605d fd9668 feca8d fcfdbf",
    "cividis": "00224e 123570 3b496c 575d6d 707173 8a8678 a59c74 c3b369 e1cc55 fee838",
    "gray": "000000 ffffff", "binary": "ffffff 000000", "hot": "0b0000 ff0000 ffff00 ffffff", "cool": "00ffff ff00ff",
    "Greys": "ffffff d9d9d9 969696 525252 000000", "Blues": "f7fbff c6dbef 6baed6 2171b5 08306b", "Reds": "fff5f0 fcbba1 fb6a4a cb181d 67000d",
    "Greens": "f7fcf5 c7e9c0 74c476 238b45 00441b", "Oranges": "fff5eb fdd0a2 fd8d3c d94801 7f2704", "Purples": "fcfbfd dadaeb 9e9ac8 6a51a3 3f007d",
    "YlOrRd": "ffffcc fed976 fd8d3c e31a1c 800026", "YlGnBu": "ffffd9 c7e9b4 41b6c4 225ea8 081d58", "YlGn": "ffffe5 d9f0a3 78c679 238443 004529",
    "coolwarm": "3b4cc0 8db0fe dddddd f49a7b b40426", "bwr": "0000ff ffffff ff0000", "seismic": "00004c 0000ff ffffff ff0000 7f0000",
    "RdBu": "67001f d6604d f7f7f7 4393c3 053061", "RdYlGn": "a50026 f46d43 ffffbf 66bd63 006837", "RdYlBu": "a50026 f46d43 ffffbf 74add1 313695",
    "Spectral": "9e0142 f46d43 ffffbf 66c2a5 5e4fa2", "PiYG": "8e0152 de77ae f7f7f7 7fbc41 276419", "PuOr": "7f3b08 e08214 f7f7f7 8073ac 2d004b",
    "jet": "000080 0000ff 00ffff ffff00 ff0000 800000", "rainbow": "8000ff 00b5eb 80ffb4 ffb360 ff0000", "hsv": "ff0000 ffff00 00ff00 00ffff 0000ff ff00ff ff0000",
    "turbo": "30123b 4686fb 1ae4b6 a2fc3c faba39 e4460a 7a0403", "terrain": "333399 00cc66 ffff99 805d54 ffffff", "ocean": "008000 000055 0080aa ffffff",
    "spring": "ff00ff ffff00", "summer": "008066 ffff66", "autumn": "ff0000 ffff00", "winter": "0000ff 00ff80", "bone": "000000 545474 a9c8c8 ffffff", "copper": "000000 9e653f ffc77f",
}  # fmt: skip
LISTS = {
    "tab10": [*TABLEAU.values()],
    "Set1": "#e41a1c #377eb8 #4daf4a #984ea3 #ff7f00 #ffff33 #a65628 #f781bf #999999".split(),
    "Set2": "#66c2a5 #fc8d62 #8da0cb #e78ac3 #a6d854 #ffd92f #e5c494 #b3b3b3".split(),
    "Set3": "#8dd3c7 #ffffb3 #bebada #fb8072 #80b1d3 #fdb462 #b3de69 #fccde5 #d9d9d9 #bc80bd #ccebc5 #ffed6f".split(),
    "Pastel1": "#fbb4ae #b3cde3 #ccebc5 #decbe4 #fed9a6 #ffffcc #e5d8bd #fddaec #f2f2f2".split(),
    "Dark2": "#1b9e77 #d95f02 #7570b3 #e7298a #66a61e #e6ab02 #a6761d #666666".split(),
    "Paired": "#a6cee3 #1f78b4 #b2df8a #33a02c #fb9a99 #e31a1c #fdbf6f #ff7f00 #cab2d6 #6a3d9a #ffff99 #b15928".split(),
    "Accent": "#7fc97f #beaed4 #fdc086 #ffff99 #386cb0 #f0027f #bf5b17 #666666".split(),
    "tab20": "#1f77b4 #aec7e8 #ff7f0e #ffbb78 #2ca02c #98df8a #d62728 #ff9896 #9467bd #c5b0d5 #8c564b #c49c94 #e377c2 #f7b6d2 #7f7f7f #c7c7c7 #bcbd22 #dbdb8d #17becf #9edae5".split(),
}  # fmt: skip


def get_cmap(name="viridis", lut=None):
    if not isinstance(name, str):
        return name
    plain = name.removesuffix("_r")
    if plain in STOPS:
        colors = ["#" + stop for stop in STOPS[plain].split()]
        made = LinearSegmentedColormap
    elif plain in LISTS:
        colors, made = LISTS[plain], ListedColormap
    else:
        raise ValueError(f"{name!r} is not a known colormap; known are {', '.join([*STOPS, *LISTS])}")
    return made(colors[::-1] if name.endswith("_r") else colors, name)


class Colormaps(dict):
    def __missing__(self, name):
        return get_cmap(name)

    get_cmap = staticmethod(get_cmap)


colormaps = Colormaps()


class ScalarMappable:
    def __init__(self, norm=None, cmap=None):
        self.norm, self.cmap = norm or Normalize(0, 1), get_cmap(cmap or "viridis")
        self.range = None

    def set_array(self, values):
        pass

    def to_rgba(self, value):
        return self.cmap(float(self.norm(value)))


def __getattr__(name):
    if name in STOPS or name in LISTS or name.removesuffix("_r") in STOPS:
        return get_cmap(name)
    raise AttributeError(f"module 'matplotlib.cm' has no attribute {name!r}")
