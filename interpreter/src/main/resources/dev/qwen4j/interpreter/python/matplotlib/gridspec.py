"""Cells of a figure's grid."""


class SubplotSpec:
    def __init__(self, grid, cell):
        self.grid, self.cell = grid, cell


class GridSpec:
    def __init__(self, nrows, ncols, figure=None, width_ratios=None, height_ratios=None, **options):
        self.rows, self.columns = nrows, ncols
        self.widths = list(width_ratios) if width_ratios is not None else None
        self.heights = list(height_ratios) if height_ratios is not None else None

    def __getitem__(self, key):
        if not isinstance(key, tuple):
            key = divmod(key % (self.rows * self.columns), self.columns) if isinstance(key, int) else (0, key)
        (row, rows), (column, columns) = self._span(key[0], self.rows), self._span(key[1], self.columns)
        return SubplotSpec(self, [row, column, rows, columns])

    @staticmethod
    def _span(part, count):
        if isinstance(part, slice):
            places = range(count)[part]
            return places[0], len(places)
        return part % count, 1
