"""Shapes, for axes and legends."""

import math


class Patch:
    """A coloured area; alone it stands in a legend for a label."""

    def __init__(self, color=None, facecolor=None, edgecolor=None, label="", alpha=None, fill=True, linewidth=1, lw=None, fc=None, ec=None, **options):
        face = fc if fc is not None else facecolor
        edge = ec if ec is not None else edgecolor
        self.face = color if color is not None else face if face is not None else "C0"
        self.edge = color if color is not None else edge
        self.label, self.alpha, self.fill, self.width = label, alpha, fill, lw if lw is not None else linewidth
        self.style = options.get("linestyle", options.get("ls", "-"))

    def points(self):
        return []

    def get_label(self):
        return self.label


class Polygon(Patch):
    def __init__(self, xy, closed=True, **options):
        super().__init__(**options)
        self.xy = [tuple(point) for point in xy]

    def points(self):
        return self.xy


class Rectangle(Patch):
    def __init__(self, xy, width, height, angle=0.0, **options):
        super().__init__(**options)
        self.xy, self.across, self.up = xy, width, height

    def points(self):
        (x, y), w, h = self.xy, self.across, self.up
        return [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]


class Ellipse(Patch):
    def __init__(self, xy, width, height, angle=0, **options):
        super().__init__(**options)
        self.xy, self.across, self.up, self.angle = xy, width / 2, height / 2, math.radians(angle)

    def points(self):
        made = []
        for i in range(72):
            a, b = self.across * math.cos(i * math.pi / 36), self.up * math.sin(i * math.pi / 36)
            c, s = math.cos(self.angle), math.sin(self.angle)
            made.append((self.xy[0] + a * c - b * s, self.xy[1] + a * s + b * c))
        return made


class Circle(Ellipse):
    def __init__(self, xy, radius=5, **options):
        super().__init__(xy, 2 * radius, 2 * radius, **options)


class Wedge(Patch):
    def __init__(self, center, r, theta1, theta2, width=None, **options):
        super().__init__(**options)
        self.center, self.r, self.start, self.end, self.ring = center, r, theta1, theta2, width

    def points(self):
        return wedge(self.center, self.r, self.start, self.end, self.ring)


def wedge(center, radius, start, end, ring=None):
    steps = max(2, int(abs(end - start) / 2))
    angles = [math.radians(start + (end - start) * i / steps) for i in range(steps + 1)]
    outer = [(center[0] + radius * math.cos(a), center[1] + radius * math.sin(a)) for a in angles]
    if ring is None:
        return [tuple(center), *outer] if abs(end - start) < 359.99 else outer
    inner = radius - ring
    return outer + [(center[0] + inner * math.cos(a), center[1] + inner * math.sin(a)) for a in reversed(angles)]


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    raise AttributeError(f"matplotlib.patches.{name} is not in this sandbox; use Rectangle, Circle, Ellipse, Polygon or Wedge")
