from matplotlib.axes import Line2D  # noqa: F401
