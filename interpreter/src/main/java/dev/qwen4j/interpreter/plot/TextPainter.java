package dev.qwen4j.interpreter.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.function.Consumer;

/** Texts inside the axes, with the boxes around them and the arrows from them to what they are about. */
final class TextPainter {
    private final Canvas canvas;
    private final Fonts fonts;
    private final Scale across;
    private final Scale up;
    private final Rectangle2D area;
    private final Rectangle2D figure;
    private final Consumer<Rectangle2D> onBox;

    /** @param onBox told of the place that each text takes */
    TextPainter(
            Canvas canvas,
            Fonts fonts,
            Scale across,
            Scale up,
            Rectangle2D area,
            Rectangle2D figure,
            Consumer<Rectangle2D> onBox) {
        this.canvas = canvas;
        this.fonts = fonts;
        this.across = across;
        this.up = up;
        this.area = area;
        this.figure = figure;
        this.onBox = onBox;
    }

    void paint(Node text) {
        Point2D at = place(text.number("x", 0), text.number("y", 0), text.text("coords", "data"));
        double x = at.getX() + text.number("dx", 0);
        double y = at.getY() - text.number("dy", 0);
        if (Double.isNaN(x) || Double.isNaN(y)) {
            return;
        }
        canvas.clip(null);
        TextBlock block = TextBlock.of(fonts, text, 10);
        String ha = text.text("ha", "left");
        String va = text.text("va", "baseline");
        Rectangle2D box = block.placed(x, y, ha, va);
        onBox.accept(box);
        if (text.has("arrow")) {
            Node arrow = text.node("arrow");
            Point2D to = place(arrow.number("x", 0), arrow.number("y", 0), arrow.text("coords", "data"));
            arrow(arrow, box, to);
        }
        if (text.has("box")) {
            TextBlock.paintBox(canvas, text.node("box"), box);
        }
        block.paint(canvas, x, y, ha, va);
    }

    private Point2D place(double x, double y, String coordinates) {
        return switch (coordinates) {
            case "axes" ->
                new Point2D.Double(area.getMinX() + x * area.getWidth(), area.getMaxY() - y * area.getHeight());
            case "figure" -> new Point2D.Double(x * figure.getWidth(), (1 - y) * figure.getHeight());
            default -> new Point2D.Double(across.at(x), up.at(y));
        };
    }

    private void arrow(Node arrow, Rectangle2D box, Point2D to) {
        Point2D from = new Point2D.Double(box.getCenterX(), box.getCenterY());
        double angle = Math.atan2(to.getY() - from.getY(), to.getX() - from.getX());
        double start = leaving(box, angle) + 3;
        double length = from.distance(to) - arrow.number("gap", 3);
        if (Double.isNaN(length) || length <= start) {
            return;
        }
        Color color = arrow.color("color", Color.BLACK);
        double x1 = from.getX() + start * Math.cos(angle);
        double y1 = from.getY() + start * Math.sin(angle);
        double x2 = from.getX() + length * Math.cos(angle);
        double y2 = from.getY() + length * Math.sin(angle);
        double head = arrow.number("head", 6);
        double width = arrow.number("width", 1);
        boolean filled = arrow.is("filled");
        double end = filled ? head * .9 : 0;
        canvas.stroke(
                new Line2D.Double(x1, y1, x2 - end * Math.cos(angle), y2 - end * Math.sin(angle)),
                color,
                Strokes.of(width, arrow.text("style", "-")));
        if (head > 0) {
            Path2D tip = new Path2D.Double();
            tip.moveTo(x2 - head * Math.cos(angle - .4), y2 - head * Math.sin(angle - .4));
            tip.lineTo(x2, y2);
            tip.lineTo(x2 - head * Math.cos(angle + .4), y2 - head * Math.sin(angle + .4));
            if (filled) {
                tip.closePath();
                canvas.fill(tip, color);
            } else {
                canvas.stroke(tip, color, new BasicStroke((float) Math.max(1, width)));
            }
        }
    }

    /** How far from the middle of a box a ray leaves it. */
    private static double leaving(Rectangle2D box, double angle) {
        double across = box.getWidth() / 2 / Math.max(1e-9, Math.abs(Math.cos(angle)));
        double down = box.getHeight() / 2 / Math.max(1e-9, Math.abs(Math.sin(angle)));
        return Math.min(across, down);
    }
}
