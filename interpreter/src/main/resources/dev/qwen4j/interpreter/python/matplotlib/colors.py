"""Colours by name, letter, number in the cycle, hex text, grey level or parts."""

import matplotlib

LETTERS = {"b": "#0000ff", "g": "#008000", "r": "#ff0000", "c": "#00bfbf", "m": "#bf00bf", "y": "#bfbf00", "k": "#000000", "w": "#ffffff"}
TABLEAU = dict(
    zip("blue orange green red purple brown pink gray olive cyan".split(), matplotlib.DEFAULTS["axes.prop_cycle"])
)
TABLEAU_COLORS = {f"tab:{name}": value for name, value in TABLEAU.items()}
CSS4_COLORS = dict(
    pair.split(":")
    for pair in """aliceblue:f0f8ff antiquewhite:faebd7 aqua:00ffff aquamarine:7fffd4 azure:f0ffff beige:f5f5dc bisque:ffe4c4
black:000000 blanchedalmond:ffebcd blue:0000ff blueviolet:8a2be2 brown:a52a2a burlywood:deb887 cadetblue:5f9ea0
chartreuse:7fff00 chocolate:d2691e coral:ff7f50 cornflowerblue:6495ed cornsilk:fff8dc crimson:dc143c cyan:00ffff
darkblue:00008b darkcyan:008b8b darkgoldenrod:b8860b darkgray:a9a9a9 darkgreen:006400 darkgrey:a9a9a9 darkkhaki:bdb76b
darkmagenta:8b008b darkolivegreen:556b2f darkorange:ff8c00 darkorchid:9932cc darkred:8b0000 darksalmon:e9967a
darkseagreen:8fbc8f darkslateblue:483d8b darkslategray:2f4f4f darkslategrey:2f4f4f darkturquoise:00ced1 darkviolet:9400d3
deeppink:ff1493 deepskyblue:00bfff dimgray:696969 dimgrey:696969 dodgerblue:1e90ff firebrick:b22222 floralwhite:fffaf0
forestgreen:228b22 fuchsia:ff00ff gainsboro:dcdcdc ghostwhite:f8f8ff gold:ffd700 goldenrod:daa520 gray:808080 green:008000
greenyellow:adff2f grey:808080 honeydew:f0fff0 hotpink:ff69b4 indianred:cd5c5c indigo:4b0082 ivory:fffff0 khaki:f0e68c
lavender:e6e6fa lavenderblush:fff0f5 lawngreen:7cfc00 lemonchiffon:fffacd lightblue:add8e6 lightcoral:f08080 lightcyan:e0ffff
lightgray:d3d3d3 lightgreen:90ee90 lightgrey:d3d3d3 lightpink:ffb6c1 lightsalmon:ffa07a lightseagreen:20b2aa
lightskyblue:87cefa lightslategray:778899 lightsteelblue:b0c4de lightyellow:ffffe0 lime:00ff00 limegreen:32cd32 linen:faf0e6
magenta:ff00ff maroon:800000 mediumaquamarine:66cdaa mediumblue:0000cd mediumorchid:ba55d3 mediumpurple:9370db
mediumseagreen:3cb371 mediumslateblue:7b68ee mediumspringgreen:00fa9a mediumturquoise:48d1cc mediumvioletred:c71585
midnightblue:191970 mintcream:f5fffa mistyrose:ffe4e1 moccasin:ffe4b5 navajowhite:ffdead navy:000080 oldlace:fdf5e6
olive:808000 olivedrab:6b8e23 orange:ffa500 orangered:ff4500 orchid:da70d6 palegoldenrod:eee8aa palegreen:98fb98
paleturquoise:afeeee palevioletred:db7093 papayawhip:ffefd5 peachpuff:ffdab9 peru:cd853f pink:ffc0cb plum:dda0dd
powderblue:b0e0e6 purple:800080 rebeccapurple:663399 red:ff0000 rosybrown:bc8f8f royalblue:4169e1 saddlebrown:8b4513
salmon:fa8072 sandybrown:f4a460 seagreen:2e8b57 seashell:fff5ee sienna:a0522d silver:c0c0c0 skyblue:87ceeb slateblue:6a5acd
slategray:708090 slategrey:708090 snow:fffafa springgreen:00ff7f steelblue:4682b4 tan:d2b48c teal:008080 thistle:d8bfd8
tomato:ff6347 turquoise:40e0d0 violet:ee82ee wheat:f5deb3 white:ffffff whitesmoke:f5f5f5 yellow:ffff00 yellowgreen:9acd32""".split()
)


def to_hex(color, alpha=None):
    """#rrggbbaa, or None for no colour."""
    if color is None:
        return None
    if isinstance(color, str):
        text = _named(color)
        if text is None:
            return None
    else:
        parts = [float(part) for part in color]
        if not 3 <= len(parts) <= 4 or not all(0 <= part <= 1 for part in parts):
            raise ValueError(f"{color!r} is not a color: three or four parts from 0 to 1 are needed")
        text = "#" + "".join(f"{round(part * 255):02x}" for part in parts)
    text = text.lower()
    if len(text) in (4, 5):
        text = "#" + "".join(letter * 2 for letter in text[1:])
    if alpha is not None:
        return text[:7] + f"{round(min(1, max(0, float(alpha))) * 255):02x}"
    return text if len(text) == 9 else text + "ff"


def _named(color):
    if color.lower() == "none":
        return None
    if color in LETTERS:
        return LETTERS[color]
    if color[:1] == "C" and color[1:].isdigit():
        cycle = matplotlib.rcParams["axes.prop_cycle"]
        return to_hex(cycle[int(color[1:]) % len(cycle)])[:7]
    if color[:1] == "#" and len(color) in (4, 5, 7, 9) and all(letter in "0123456789abcdefABCDEF" for letter in color[1:]):
        return color
    plain = color.lower().replace(" ", "").removeprefix("xkcd:")
    if plain.startswith("tab:"):
        plain = plain[4:].replace("grey", "gray")
        if plain in TABLEAU:
            return TABLEAU[plain]
    if plain in CSS4_COLORS:
        return "#" + CSS4_COLORS[plain]
    try:
        grey = round(float(color) * 255)
        return f"#{grey:02x}{grey:02x}{grey:02x}"
    except ValueError:
        raise ValueError(f"{color!r} is not a valid value for color") from None


def to_rgba(color, alpha=None):
    text = to_hex(color, alpha) or "#00000000"
    return tuple(int(text[i : i + 2], 16) / 255 for i in (1, 3, 5, 7))


def to_rgb(color):
    return to_rgba(color)[:3]


def is_color_like(color):
    try:
        to_hex(color)
        return True
    except (ValueError, TypeError):
        return False


class Normalize:
    def __init__(self, vmin=None, vmax=None, clip=False):
        self.vmin, self.vmax = vmin, vmax

    def __call__(self, value):
        return (value - self.vmin) / ((self.vmax - self.vmin) or 1)


class ListedColormap:
    def __init__(self, colors, name="from_list", N=None):
        self.name, self._stops = name, [to_rgba(color) for color in colors]
        self.N = len(self._stops)

    def rgba(self, part):
        return self._stops[min(int(part * self.N), self.N - 1)]

    def __call__(self, value, alpha=None):
        if hasattr(value, "__iter__"):
            return [self(one, alpha) for one in value]
        if isinstance(value, int) and not isinstance(value, bool) and self.N <= 20:
            return self._stops[value % self.N]
        part = min(1.0, max(0.0, value / 255 if isinstance(value, int) else float(value)))
        return self.rgba(part)


class LinearSegmentedColormap(ListedColormap):
    @classmethod
    def from_list(cls, name, colors, N=256):
        return cls(colors, name)

    def __init__(self, colors, name="from_list"):
        super().__init__(colors, name)
        self.N = 256

    def rgba(self, part):
        at = part * (len(self._stops) - 1)
        low = min(int(at), len(self._stops) - 2)
        return tuple(a + (b - a) * (at - low) for a, b in zip(self._stops[low], self._stops[low + 1]))
