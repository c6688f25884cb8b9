package dev.qwen4j.interpreter.plot;

import dev.qwen4j.interpreter.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A figure as a picture.
 *
 * @param bytes of a PNG or, as UTF-8, of an SVG
 * @param withoutFont texts that no font of this machine has all letters for; they show empty boxes
 */
public record Plot(byte[] bytes, List<String> withoutFont) {
    static final double POINTS_PER_INCH = 72;
    private static final double MOST_PIXELS = 25e6;

    public Plot {
        withoutFont = List.copyOf(withoutFont);
    }

    /**
     * Draws a figure.
     *
     * @param json the figure: its size in inches, its axes, and in each the lines, areas, points, images and texts
     * @param format {@code png} or {@code svg}
     * @throws IllegalArgumentException if it is not a figure or too large
     * @throws IllegalStateException if this machine has no fonts
     */
    public static Plot draw(String json, String format) {
        Node figure = Node.of(JsonTree.read(json));
        double width = figure.number("width", 6.4) * POINTS_PER_INCH;
        double height = figure.number("height", 4.8) * POINTS_PER_INCH;
        double dpi = figure.number("dpi", 100);
        double pixels = width * height * dpi * dpi / (POINTS_PER_INCH * POINTS_PER_INCH);
        if (!(width >= 1 && height >= 1 && dpi >= 1 && pixels <= MOST_PIXELS)) {
            throw new IllegalArgumentException(
                    String.format("a figure of %.0f pixels cannot be drawn, the limit is %.0f", pixels, MOST_PIXELS));
        }
        Fonts fonts = new Fonts();
        if (format.equals("svg")) {
            SvgCanvas canvas = new SvgCanvas(width, height);
            new FigurePainter(canvas, fonts).paint(figure, width, height);
            return new Plot(canvas.svg().getBytes(StandardCharsets.UTF_8), fonts.withoutFont());
        }
        ImageCanvas canvas = new ImageCanvas(width, height, dpi);
        new FigurePainter(canvas, fonts).paint(figure, width, height);
        return new Plot(canvas.png(), fonts.withoutFont());
    }
}
