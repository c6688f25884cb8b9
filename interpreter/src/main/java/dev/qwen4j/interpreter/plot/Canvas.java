package dev.qwen4j.interpreter.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import org.jspecify.annotations.Nullable;

/** What can be painted on. Lengths are points, 72 to the inch; y grows downwards. */
interface Canvas {
    void fill(Shape shape, @Nullable Color color);

    void stroke(Shape shape, @Nullable Color color, BasicStroke stroke);

    /** @param degrees turns the text counter-clockwise around the start of its base line */
    void text(String text, double x, double y, double degrees, Font font, Color color);

    /** Paints an image without smoothing over the given place. */
    void image(BufferedImage image, Rectangle2D place);

    /** Limits what is painted to a rectangle, until the next call; null for no limit. */
    void clip(@Nullable Rectangle2D area);
}
