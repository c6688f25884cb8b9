package dev.qwen4j.interpreter.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One pair of axes: frame, grid, ticks, labels, title, what is drawn inside, legend and colour bar. */
final class AxesPainter {
    private static final double TICK = 3.5;
    private static final double LABEL_GAP = 4;
    private static final double COLOR_BAR_GAP = 10;
    private static final double COLOR_BAR_WIDTH = 12;
    private static final BasicStroke THIN = new BasicStroke(.8f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER);
    private static final BasicStroke MINOR = new BasicStroke(.6f);

    /** What stands around the frame. */
    record Margins(double left, double right, double top, double bottom) {}

    private final Canvas canvas;
    private final Fonts fonts;
    private final Node axes;
    private final Node x;
    private final Node y;

    AxesPainter(Canvas canvas, Fonts fonts, Node axes) {
        this.canvas = canvas;
        this.fonts = fonts;
        this.axes = axes;
        this.x = axes.node("x");
        this.y = axes.node("y");
    }

    Node node() {
        return axes;
    }

    Margins margins() {
        double left = 0;
        double right = 0;
        double bottom = 0;
        double top = 0;
        if (!axes.is("off")) {
            double beside = tickWidth(y) + label(y, 90, TextBlock::width);
            double under = tickHeight(x) + label(x, 0, TextBlock::height);
            boolean toTheRight = y.text("side", "").equals("right");
            boolean onTop = x.text("side", "").equals("top");
            left = toTheRight ? 0 : beside;
            right = toTheRight ? beside : 0;
            bottom = onTop ? 0 : under;
            top = onTop ? under : 0;
            right = Math.max(right, overhang());
        }
        for (Node title : axes.nodes("titles")) {
            top = Math.max(top, TextBlock.of(fonts, title, 12).height() + title.number("pad", 6) + (top > 0 ? top : 0));
        }
        if (axes.has("colorbar")) {
            Node bar = axes.node("colorbar").node("y");
            right += COLOR_BAR_GAP + COLOR_BAR_WIDTH + tickWidth(bar) + label(bar, 90, TextBlock::width);
        }
        Node legend = axes.node("legend");
        if (!legend.nodes("entries").isEmpty()
                && legend.numbers("anchor").length >= 2
                && legend.numbers("anchor")[0] >= 1) {
            right += new LegendPainter(canvas, fonts, legend).width() + 2 * LABEL_GAP;
        }
        return new Margins(left, right, top, bottom);
    }

    /** Half of the last tick's label, which may stand out to the right. */
    private double overhang() {
        List<String> labels = x.texts("labels");
        return labels.isEmpty() || x.number("rotation", 0) != 0
                ? 0
                : tickLabel(x, labels.getLast()).width() / 2 - 2;
    }

    private interface Extent {
        double of(TextBlock block);
    }

    private double label(Node axis, double degrees, Extent extent) {
        TextBlock block = axisLabel(axis, degrees);
        return block.isEmpty() ? 0 : extent.of(block) + LABEL_GAP;
    }

    private TextBlock axisLabel(Node axis, double degrees) {
        Node label = axis.node("label");
        return new TextBlock(
                fonts,
                label.text("text", ""),
                label.number("size", 10),
                label.color("color", Color.BLACK),
                label.number("rotation", degrees),
                label.text("weight", "").equals("bold"),
                false);
    }

    private TextBlock tickLabel(Node axis, String text) {
        return new TextBlock(
                fonts,
                text,
                axis.number("size", 10),
                axis.color("color", Color.BLACK),
                axis.number("rotation", 0),
                false,
                false);
    }

    private double tickWidth(Node axis) {
        double widest = 0;
        for (String text : axis.texts("labels")) {
            widest = Math.max(widest, tickLabel(axis, text).width());
        }
        return axis.texts("labels").isEmpty() ? TICK : TICK + LABEL_GAP + widest;
    }

    private double tickHeight(Node axis) {
        double highest = 0;
        for (String text : axis.texts("labels")) {
            highest = Math.max(highest, tickLabel(axis, text).height());
        }
        return axis.texts("labels").isEmpty() ? TICK : TICK + LABEL_GAP + highest;
    }

    /** The largest part of an area in which a unit of x is as long as one of y, where that is wanted. */
    Rectangle2D fitted(Rectangle2D area) {
        if (!axes.has("aspect")) {
            return area;
        }
        double wide = Math.abs(x.number("hi", 1) - x.number("lo", 0));
        double high = Math.abs(y.number("hi", 1) - y.number("lo", 0)) * axes.number("aspect", 1);
        if (!(wide > 0 && high > 0)) {
            return area;
        }
        double unit = Math.min(area.getWidth() / wide, area.getHeight() / high);
        return new Rectangle2D.Double(
                area.getCenterX() - unit * wide / 2, area.getCenterY() - unit * high / 2, unit * wide, unit * high);
    }

    void paint(Rectangle2D area, Rectangle2D figure) {
        Scale across = Scale.of(x, area.getMinX(), area.getMaxX());
        Scale up = Scale.of(y, area.getMaxY(), area.getMinY());
        boolean visible = !axes.is("off");
        if (visible) {
            canvas.fill(area, axes.color("face"));
            grid(area, across, up);
        }
        ArtistPainter artists = new ArtistPainter(canvas, fonts, across, up, area, figure);
        for (Node artist : axes.nodes("artists")) {
            artists.paint(artist);
        }
        canvas.clip(null);
        if (visible) {
            frame(area);
            xAxis(area, across);
            yAxis(y, area, up);
        }
        for (Node title : axes.nodes("titles")) {
            String loc = title.text("loc", "center");
            double at = area.getX() + area.getWidth() * (loc.equals("left") ? 0 : loc.equals("right") ? 1 : .5);
            double top = area.getMinY() - title.number("pad", 6);
            if (x.text("side", "").equals("top")) {
                top -= tickHeight(x) + label(x, 0, TextBlock::height);
            }
            TextBlock.of(fonts, title, 12).paint(canvas, at, top, loc, "bottom");
        }
        colorBar(area);
        Node legend = axes.node("legend");
        if (!legend.nodes("entries").isEmpty()) {
            new LegendPainter(canvas, fonts, legend).paint(area, artists::marksIn);
        }
    }

    private void grid(Rectangle2D area, Scale across, Scale up) {
        Node grid = axes.node("grid");
        BasicStroke stroke = Strokes.of(grid.number("width", .8), grid.text("style", "-"));
        Color color = grid.color("color", new Color(0xb0b0b0));
        if (grid.is("x")) {
            for (double tick : x.numbers("ticks")) {
                if (across.shows(tick)) {
                    double at = across.at(tick);
                    canvas.stroke(new Line2D.Double(at, area.getMinY(), at, area.getMaxY()), color, stroke);
                }
            }
        }
        if (grid.is("y")) {
            for (double tick : y.numbers("ticks")) {
                if (up.shows(tick)) {
                    double at = up.at(tick);
                    canvas.stroke(new Line2D.Double(area.getMinX(), at, area.getMaxX(), at), color, stroke);
                }
            }
        }
    }

    private void frame(Rectangle2D area) {
        Color color = axes.color("edge", Color.BLACK);
        for (String side : axes.texts("spines")) {
            canvas.stroke(
                    switch (side) {
                        case "left" -> line(area.getMinX(), area.getMinY(), area.getMinX(), area.getMaxY());
                        case "right" -> line(area.getMaxX(), area.getMinY(), area.getMaxX(), area.getMaxY());
                        case "top" -> line(area.getMinX(), area.getMinY(), area.getMaxX(), area.getMinY());
                        default -> line(area.getMinX(), area.getMaxY(), area.getMaxX(), area.getMaxY());
                    },
                    color,
                    THIN);
        }
    }

    private static Line2D line(double x1, double y1, double x2, double y2) {
        return new Line2D.Double(x1, y1, x2, y2);
    }

    private void xAxis(Rectangle2D area, Scale scale) {
        boolean onTop = x.text("side", "").equals("top");
        double edge = onTop ? area.getMinY() : area.getMaxY();
        double out = onTop ? -1 : 1;
        double[] ticks = x.numbers("ticks");
        List<String> labels = x.texts("labels");
        for (int i = 0; i < ticks.length; i++) {
            if (scale.shows(ticks[i])) {
                double at = scale.at(ticks[i]);
                canvas.stroke(line(at, edge, at, edge + out * TICK), x.color("color", Color.BLACK), THIN);
                if (i < labels.size()) {
                    String ha = x.text("ha", "center");
                    tickLabel(x, labels.get(i))
                            .paint(canvas, at, edge + out * (TICK + LABEL_GAP), ha, onTop ? "bottom" : "top");
                }
            }
        }
        for (double tick : x.numbers("minor")) {
            if (scale.shows(tick)) {
                double at = scale.at(tick);
                canvas.stroke(line(at, edge, at, edge + out * TICK / 2), x.color("color", Color.BLACK), MINOR);
            }
        }
        TextBlock label = axisLabel(x, 0);
        double beyond = edge + out * (tickHeight(x) + LABEL_GAP);
        label.paint(canvas, area.getCenterX(), beyond, "center", onTop ? "bottom" : "top");
    }

    private void yAxis(Node axis, Rectangle2D area, Scale scale) {
        boolean toTheRight = axis.text("side", "").equals("right");
        double edge = toTheRight ? area.getMaxX() : area.getMinX();
        double out = toTheRight ? 1 : -1;
        double[] ticks = axis.numbers("ticks");
        List<String> labels = axis.texts("labels");
        for (int i = 0; i < ticks.length; i++) {
            if (scale.shows(ticks[i])) {
                double at = scale.at(ticks[i]);
                canvas.stroke(line(edge, at, edge + out * TICK, at), axis.color("color", Color.BLACK), THIN);
                if (i < labels.size()) {
                    tickLabel(axis, labels.get(i))
                            .paint(
                                    canvas,
                                    edge + out * (TICK + LABEL_GAP),
                                    at,
                                    toTheRight ? "left" : "right",
                                    "center");
                }
            }
        }
        for (double tick : axis.numbers("minor")) {
            if (scale.shows(tick)) {
                double at = scale.at(tick);
                canvas.stroke(line(edge, at, edge + out * TICK / 2, at), axis.color("color", Color.BLACK), MINOR);
            }
        }
        TextBlock label = axisLabel(axis, 90);
        double beyond = edge + out * (tickWidth(axis) + LABEL_GAP);
        label.paint(canvas, beyond, area.getCenterY(), toTheRight ? "left" : "right", "center");
    }

    private void colorBar(Rectangle2D area) {
        if (!axes.has("colorbar")) {
            return;
        }
        Node bar = axes.node("colorbar");
        Rectangle2D place = new Rectangle2D.Double(
                area.getMaxX() + COLOR_BAR_GAP, area.getMinY(), COLOR_BAR_WIDTH, area.getHeight());
        List<@Nullable Color> colors = bar.colors("colors");
        double step = place.getHeight() / Math.max(1, colors.size());
        for (int i = 0; i < colors.size(); i++) {
            double top = place.getMaxY() - (i + 1) * step;
            canvas.fill(new Rectangle2D.Double(place.getX(), top, place.getWidth(), step + .3), colors.get(i));
        }
        canvas.stroke(place, Color.BLACK, THIN);
        yAxis(bar.node("y"), place, Scale.of(bar.node("y"), place.getMaxY(), place.getMinY()));
    }
}
