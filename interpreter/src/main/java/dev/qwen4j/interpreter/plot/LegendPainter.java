package dev.qwen4j.interpreter.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.util.ArrayList;
import java.util.List;

/** A box that says what lines, areas and points mean. */
final class LegendPainter {
    private static final double HANDLE = 20;
    private static final double PAD = 6;
    private static final double GAP = 8;
    private static final List<String> CORNERS = List.of(
            "upper right",
            "upper left",
            "lower left",
            "lower right",
            "center left",
            "center right",
            "lower center",
            "upper center",
            "center");

    interface Cost {
        double of(Rectangle2D place);
    }

    private final Canvas canvas;
    private final Node legend;
    private final List<Node> entries;
    private final List<TextBlock> labels = new ArrayList<>();
    private final TextBlock title;
    private final int columns;
    private final int rows;
    private final double columnWidth;
    private final double rowHeight;

    LegendPainter(Canvas canvas, Fonts fonts, Node legend) {
        this.canvas = canvas;
        this.legend = legend;
        this.entries = legend.nodes("entries");
        double size = legend.number("size", 10);
        Color ink = legend.color("color", Color.BLACK);
        double widest = 0;
        double highest = size * 1.3;
        for (Node entry : entries) {
            TextBlock label = new TextBlock(fonts, entry.text("label", ""), size, ink, 0, false, false);
            labels.add(label);
            widest = Math.max(widest, label.width());
            highest = Math.max(highest, label.height() + 3);
        }
        this.title = new TextBlock(fonts, legend.text("title", ""), size, ink, 0, false, false);
        this.columns = (int) Math.clamp(legend.number("columns", 1), 1, Math.max(1, entries.size()));
        this.rows = (entries.size() + columns - 1) / columns;
        this.columnWidth = HANDLE + GAP + widest;
        this.rowHeight = highest;
    }

    double width() {
        return Math.max(columns * columnWidth + (columns - 1) * 2 * GAP, title.width()) + 2 * PAD;
    }

    private double height() {
        return rows * rowHeight + (title.isEmpty() ? 0 : title.height() + 4) + 2 * PAD - 4;
    }

    void paint(Rectangle2D area, Cost cost) {
        Rectangle2D place = place(area, cost);
        if (!legend.is("bare")) {
            Shape box =
                    new RoundRectangle2D.Double(place.getX(), place.getY(), place.getWidth(), place.getHeight(), 4, 4);
            canvas.fill(box, legend.color("face", new Color(255, 255, 255, 204)));
            canvas.stroke(box, legend.color("edge", new Color(0xcccccc)), new BasicStroke(.8f));
        }
        double top = place.getY() + PAD - 2;
        if (!title.isEmpty()) {
            title.paint(canvas, place.getCenterX(), top, "center", "top");
            top += title.height() + 4;
        }
        for (int i = 0; i < entries.size(); i++) {
            double x = place.getX() + PAD + i / rows * (columnWidth + 2 * GAP);
            double y = top + i % rows * rowHeight + rowHeight / 2;
            handle(entries.get(i), x, y);
            labels.get(i).paint(canvas, x + HANDLE + GAP, y, "left", "center");
        }
    }

    private void handle(Node entry, double x, double y) {
        if (entry.text("kind", "line").equals("patch")) {
            Rectangle2D patch = new Rectangle2D.Double(x, y - 3.5, HANDLE, 7);
            canvas.fill(patch, entry.color("face"));
            canvas.stroke(patch, entry.color("edge"), new BasicStroke((float) entry.number("width", 1)));
            return;
        }
        String style = entry.text("style", "-");
        if (!style.equals("none")) {
            canvas.stroke(
                    new Line2D.Double(x, y, x + HANDLE, y),
                    entry.color("color"),
                    Strokes.of(entry.number("width", 1.5), style));
        }
        String marker = entry.text("marker", "");
        if (!marker.isEmpty()) {
            Shape shape = Markers.of(marker, Math.min(12, entry.number("size", 6)), x + HANDLE / 2, y);
            if (Markers.isOpen(marker)) {
                canvas.stroke(shape, entry.color("edge"), new BasicStroke(1.2f));
            } else {
                canvas.fill(shape, entry.color("face"));
                canvas.stroke(shape, entry.color("edge"), new BasicStroke((float) entry.number("edgewidth", 1)));
            }
        }
    }

    private Rectangle2D place(Rectangle2D area, Cost cost) {
        String loc = legend.text("loc", "best");
        double[] anchor = legend.numbers("anchor");
        if (anchor.length >= 2) {
            double x = area.getMinX() + anchor[0] * area.getWidth();
            double y = area.getMaxY() - anchor[1] * area.getHeight();
            return within(loc.equals("best") ? "upper left" : loc, new Rectangle2D.Double(x, y, 0, 0), true);
        }
        if (!loc.equals("best")) {
            return within(loc, area, false);
        }
        Rectangle2D best = within(CORNERS.getFirst(), area, false);
        for (String corner : CORNERS) {
            Rectangle2D place = within(corner, area, false);
            if (cost.of(place) < cost.of(best)) {
                best = place;
            }
        }
        return best;
    }

    /** At a corner or side of an area; at a point it is the box's own corner that is meant, on that side of it. */
    private Rectangle2D within(String loc, Rectangle2D area, boolean point) {
        double inset = point ? 0 : PAD;
        double x = loc.contains("left")
                ? area.getMinX() + inset + (point ? 2 : 0)
                : loc.contains("right") ? area.getMaxX() - inset - width() : area.getCenterX() - width() / 2;
        double y = loc.startsWith("upper")
                ? area.getMinY() + inset
                : loc.startsWith("lower") ? area.getMaxY() - inset - height() : area.getCenterY() - height() / 2;
        return new Rectangle2D.Double(x, y, width(), height());
    }
}
