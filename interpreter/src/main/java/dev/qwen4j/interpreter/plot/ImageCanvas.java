package dev.qwen4j.interpreter.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** A picture of pixels. */
final class ImageCanvas implements Canvas {
    private final BufferedImage image;
    private final Graphics2D graphics;

    ImageCanvas(double width, double height, double dpi) {
        double scale = dpi / Plot.POINTS_PER_INCH;
        image = new BufferedImage(
                (int) Math.round(width * scale), (int) Math.round(height * scale), BufferedImage.TYPE_INT_ARGB);
        graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        graphics.scale(scale, scale);
    }

    @Override
    public void fill(Shape shape, @Nullable Color color) {
        if (color != null) {
            graphics.setColor(color);
            graphics.fill(shape);
        }
    }

    @Override
    public void stroke(Shape shape, @Nullable Color color, BasicStroke stroke) {
        if (color != null && stroke.getLineWidth() > 0) {
            graphics.setColor(color);
            graphics.setStroke(stroke);
            graphics.draw(shape);
        }
    }

    @Override
    public void text(String text, double x, double y, double degrees, Font font, Color color) {
        AffineTransform before = graphics.getTransform();
        graphics.translate(x, y);
        graphics.rotate(-Math.toRadians(degrees));
        graphics.setFont(font);
        graphics.setColor(color);
        graphics.drawString(text, 0, 0);
        graphics.setTransform(before);
    }

    @Override
    public void image(BufferedImage pixels, Rectangle2D place) {
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        AffineTransform to = AffineTransform.getTranslateInstance(place.getX(), place.getY());
        to.scale(place.getWidth() / pixels.getWidth(), place.getHeight() / pixels.getHeight());
        graphics.drawImage(pixels, to, null);
    }

    @Override
    public void clip(@Nullable Rectangle2D area) {
        graphics.setClip(area);
    }

    byte[] png() {
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.setUseCache(false);
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
