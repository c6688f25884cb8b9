package dev.qwen4j.interpreter.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.font.LineMetrics;
import java.awt.geom.AffineTransform;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/** Lines of text in one font, turned by some degrees; its size is that of the turned block. */
final class TextBlock {
    private static final double LINE_HEIGHT = 1.2;

    private final List<String> lines;
    private final Font font;
    private final Color color;
    private final double degrees;
    private final double[] widths;
    private final double innerWidth;
    private final double innerHeight;
    private final double ascent;

    TextBlock(Fonts fonts, String text, double size, Color color, double degrees, boolean bold, boolean italic) {
        this.lines = text.lines().map(line -> line.replace("\t", "    ")).toList();
        this.font = fonts.font(text, size, bold, italic);
        this.color = color;
        this.degrees = degrees;
        this.widths = lines.stream()
                .mapToDouble(line -> Fonts.bounds(line, font).getWidth())
                .toArray();
        double widest = 0;
        for (double width : widths) {
            widest = Math.max(widest, width);
        }
        this.innerWidth = widest;
        LineMetrics metrics = font.getLineMetrics(text, Fonts.CONTEXT);
        this.ascent = metrics.getAscent() * .85;
        double last = ascent + metrics.getDescent() * .9;
        this.innerHeight = lines.isEmpty() ? 0 : last + (lines.size() - 1) * size * LINE_HEIGHT;
    }

    static TextBlock of(Fonts fonts, Node text, double size) {
        return new TextBlock(
                fonts,
                text.text("text", ""),
                text.number("size", size),
                text.color("color", Color.BLACK),
                text.number("rotation", 0),
                text.text("weight", "").equals("bold"),
                text.text("style", "").equals("italic"));
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    double width() {
        return Math.abs(innerWidth * Math.cos(radians())) + Math.abs(innerHeight * Math.sin(radians()));
    }

    double height() {
        return Math.abs(innerWidth * Math.sin(radians())) + Math.abs(innerHeight * Math.cos(radians()));
    }

    private double radians() {
        return Math.toRadians(degrees);
    }

    /**
     * Where the turned block would be.
     *
     * @param ha which of its sides is at x: left, center or right
     * @param va which of its sides is at y: top, center, bottom or baseline
     */
    Rectangle2D placed(double x, double y, String ha, String va) {
        double left = x - width() * (ha.equals("right") ? 1 : ha.equals("center") ? .5 : 0);
        double top = switch (va) {
            case "top" -> y;
            case "center", "center_baseline" -> y - height() / 2;
            case "baseline" -> degrees == 0 ? y - ascent : y - height();
            default -> y - height();
        };
        return new Rectangle2D.Double(left, top, width(), height());
    }

    void paint(Canvas canvas, double x, double y, String ha, String va) {
        Rectangle2D place = placed(x, y, ha, va);
        AffineTransform turn = AffineTransform.getTranslateInstance(place.getCenterX(), place.getCenterY());
        turn.rotate(-radians());
        for (int i = 0; i < lines.size(); i++) {
            double part = ha.equals("right") ? 1 : ha.equals("center") ? .5 : 0;
            double fromLeft = -innerWidth / 2 + (innerWidth - widths[i]) * (degrees == 0 ? part : .5);
            double down = -innerHeight / 2 + ascent + i * font.getSize2D() * LINE_HEIGHT;
            Point2D start = turn.transform(new Point2D.Double(fromLeft, down), null);
            canvas.text(lines.get(i), start.getX(), start.getY(), degrees, font, color);
        }
    }

    /** The box around a text, where it has one. */
    static void paintBox(Canvas canvas, Node box, Rectangle2D around) {
        double pad = box.number("pad", 4);
        Rectangle2D area = new Rectangle2D.Double(
                around.getX() - pad, around.getY() - pad, around.getWidth() + 2 * pad, around.getHeight() + 2 * pad);
        java.awt.Shape shape = box.is("round")
                ? new java.awt.geom.RoundRectangle2D.Double(
                        area.getX(), area.getY(), area.getWidth(), area.getHeight(), 8, 8)
                : area;
        canvas.fill(shape, box.color("face"));
        canvas.stroke(shape, box.color("edge"), new BasicStroke((float) box.number("width", 1)));
    }
}
