package dev.qwen4j.interpreter.plot;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lays the axes of a figure out, so that nothing overlaps and the frames stand in line, and paints them. */
final class FigurePainter {
    private static final double PAD = 8;
    private static final double GAP = 10;
    private static final int MOST_CELLS = 400;

    private final Canvas canvas;
    private final Fonts fonts;

    FigurePainter(Canvas canvas, Fonts fonts) {
        this.canvas = canvas;
        this.fonts = fonts;
    }

    void paint(Node figure, double width, double height) {
        canvas.fill(new Rectangle2D.Double(0, 0, width, height), figure.color("face", Color.WHITE));
        double top = PAD;
        if (figure.has("suptitle")) {
            TextBlock title = TextBlock.of(fonts, figure.node("suptitle"), 12);
            title.paint(canvas, width / 2, PAD, "center", "top");
            top += title.height() + PAD / 2;
        }
        List<AxesPainter> axes = new ArrayList<>();
        for (Node one : figure.nodes("axes")) {
            axes.add(new AxesPainter(canvas, fonts, one));
        }
        List<Rectangle2D> areas =
                areas(figure, axes, new Rectangle2D.Double(PAD, top, width - 2 * PAD, height - top - PAD));
        for (int i = 0; i < axes.size(); i++) {
            axes.get(i).paint(areas.get(i), new Rectangle2D.Double(0, 0, width, height));
        }
        for (Node text : figure.nodes("texts")) {
            TextBlock.of(fonts, text, 10)
                    .paint(
                            canvas,
                            text.number("x", .5) * width,
                            (1 - text.number("y", .5)) * height,
                            text.text("ha", "left"),
                            text.text("va", "baseline"));
        }
        Node legend = figure.node("legend");
        if (!legend.nodes("entries").isEmpty()) {
            Rectangle2D whole = new Rectangle2D.Double(PAD, PAD, width - 2 * PAD, height - 2 * PAD);
            new LegendPainter(canvas, fonts, legend).paint(whole, place -> 0);
        }
    }

    /** The inside of the frames. */
    private static List<Rectangle2D> areas(Node figure, List<AxesPainter> axes, Rectangle2D inner) {
        int rows = (int) Math.clamp(figure.number("rows", 1), 1, MOST_CELLS);
        int columns = (int) Math.clamp(figure.number("cols", 1), 1, MOST_CELLS);
        double[] before = new double[columns];
        double[] after = new double[columns];
        double[] above = new double[rows];
        double[] below = new double[rows];
        for (AxesPainter one : axes) {
            Cell cell = Cell.of(one.node(), rows, columns);
            if (!one.node().has("rect")) {
                AxesPainter.Margins margins = one.margins();
                before[cell.column()] = Math.max(before[cell.column()], margins.left());
                after[cell.lastColumn()] = Math.max(after[cell.lastColumn()], margins.right());
                above[cell.row()] = Math.max(above[cell.row()], margins.top());
                below[cell.lastRow()] = Math.max(below[cell.lastRow()], margins.bottom());
            }
        }
        double[][] x = tracks(inner.getX(), inner.getWidth(), before, after, figure.numbers("widths"));
        double[][] y = tracks(inner.getY(), inner.getHeight(), above, below, figure.numbers("heights"));
        List<Rectangle2D> areas = new ArrayList<>();
        for (AxesPainter one : axes) {
            Cell cell = Cell.of(one.node(), rows, columns);
            double left = x[0][cell.column()];
            double upper = y[0][cell.row()];
            Rectangle2D area =
                    new Rectangle2D.Double(left, upper, x[1][cell.lastColumn()] - left, y[1][cell.lastRow()] - upper);
            double[] rect = one.node().numbers("rect");
            if (rect.length == 4) {
                double whole = inner.getWidth() + 2 * PAD;
                double high = inner.getMaxY() + PAD;
                area = new Rectangle2D.Double(
                        rect[0] * whole, (1 - rect[1] - rect[3]) * high, rect[2] * whole, rect[3] * high);
            }
            areas.add(one.fitted(area));
        }
        return areas;
    }

    private record Cell(int row, int column, int lastRow, int lastColumn) {
        static Cell of(Node axes, int rows, int columns) {
            double[] cell = axes.numbers("cell");
            if (cell.length != 4) {
                return new Cell(0, 0, rows - 1, columns - 1);
            }
            int row = (int) Math.clamp(cell[0], 0, rows - 1.0);
            int column = (int) Math.clamp(cell[1], 0, columns - 1.0);
            return new Cell(row, column, (int) Math.clamp(row + cell[2] - 1, row, rows - 1.0), (int)
                    Math.clamp(column + cell[3] - 1, column, columns - 1.0));
        }
    }

    /** Starts and ends of columns or rows: what is left beside their margins, shared by the given ratios. */
    private static double[][] tracks(double start, double length, double[] before, double[] after, double[] ratios) {
        int count = before.length;
        double used = GAP * (count - 1)
                + Arrays.stream(before).sum()
                + Arrays.stream(after).sum();
        double free = Math.max(length - used, 4.0 * count);
        boolean shared = ratios.length == count && Arrays.stream(ratios).sum() > 0;
        double whole = shared ? Arrays.stream(ratios).sum() : count;
        double[][] tracks = new double[2][count];
        double at = start;
        for (int i = 0; i < count; i++) {
            tracks[0][i] = at + before[i];
            tracks[1][i] = tracks[0][i] + free * (shared ? ratios[i] : 1) / whole;
            at = tracks[1][i] + after[i] + GAP;
        }
        return tracks;
    }
}
