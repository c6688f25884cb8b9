package dev.qwen4j.interpreter.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** A picture of shapes and text, as SVG 1.1. Text stays text: whoever shows it brings the fonts. */
final class SvgCanvas implements Canvas {
    private final StringBuilder svg = new StringBuilder();
    private boolean clipped;
    private int clips;

    SvgCanvas(double width, double height) {
        svg.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"");
        svg.append(" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"")
                .append(shown(width))
                .append("pt\" height=\"");
        svg.append(shown(height))
                .append("pt\" viewBox=\"0 0 ")
                .append(shown(width))
                .append(' ');
        svg.append(shown(height)).append("\">\n");
    }

    @Override
    public void fill(Shape shape, @Nullable Color color) {
        if (color != null) {
            svg.append("<path d=\"")
                    .append(path(shape))
                    .append('"')
                    .append(paint("fill", color))
                    .append("/>\n");
        }
    }

    @Override
    public void stroke(Shape shape, @Nullable Color color, BasicStroke stroke) {
        if (color == null || stroke.getLineWidth() <= 0) {
            return;
        }
        svg.append("<path d=\"").append(path(shape)).append("\" fill=\"none\"").append(paint("stroke", color));
        svg.append(" stroke-width=\"").append(shown(stroke.getLineWidth())).append('"');
        if (stroke.getDashArray() != null) {
            svg.append(" stroke-dasharray=\"");
            for (float dash : stroke.getDashArray()) {
                svg.append(shown(dash)).append(' ');
            }
            svg.append('"');
        }
        svg.append(" stroke-linejoin=\"round\"/>\n");
    }

    @Override
    public void text(String text, double x, double y, double degrees, Font font, Color color) {
        svg.append("<text transform=\"translate(")
                .append(shown(x))
                .append(' ')
                .append(shown(y))
                .append(')');
        svg.append(degrees == 0 ? "" : " rotate(" + shown(-degrees) + ")")
                .append('"')
                .append(paint("fill", color));
        svg.append(" font-family=\"").append(escaped(font.getFamily())).append(", sans-serif\" font-size=\"");
        svg.append(shown(font.getSize2D())).append('"').append(font.isBold() ? " font-weight=\"bold\"" : "");
        svg.append(font.isItalic() ? " font-style=\"italic\"" : "").append(" xml:space=\"preserve\">");
        svg.append(escaped(text)).append("</text>\n");
    }

    @Override
    public void image(BufferedImage image, Rectangle2D place) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.setUseCache(false);
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        svg.append("<image x=\"").append(shown(place.getX())).append("\" y=\"").append(shown(place.getY()));
        svg.append("\" width=\"")
                .append(shown(place.getWidth()))
                .append("\" height=\"")
                .append(shown(place.getHeight()));
        svg.append(
                "\" preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" xlink:href=\"data:image/png;base64,");
        svg.append(Base64.getEncoder().encodeToString(bytes.toByteArray())).append("\"/>\n");
    }

    @Override
    public void clip(@Nullable Rectangle2D area) {
        svg.append(clipped ? "</g>\n" : "");
        clipped = area != null;
        if (area != null) {
            svg.append("<clipPath id=\"clip")
                    .append(++clips)
                    .append("\"><path d=\"")
                    .append(path(area));
            svg.append("\"/></clipPath>\n<g clip-path=\"url(#clip")
                    .append(clips)
                    .append(")\">\n");
        }
    }

    String svg() {
        clip(null);
        return svg + "</svg>\n";
    }

    private static String paint(String what, Color color) {
        String hex = String.format(Locale.ROOT, " %s=\"#%06x\"", what, color.getRGB() & 0xFFFFFF);
        return color.getAlpha() == 255
                ? hex
                : hex + " " + what + "-opacity=\"" + shown(color.getAlpha() / 255.0) + "\"";
    }

    private static String path(Shape shape) {
        StringBuilder path = new StringBuilder();
        double[] at = new double[6];
        for (PathIterator steps = shape.getPathIterator(null); !steps.isDone(); steps.next()) {
            int kind = steps.currentSegment(at);
            path.append("MLQCZ".charAt(kind));
            int numbers = kind == PathIterator.SEG_CLOSE ? 0 : 2 * Math.max(1, kind);
            for (int i = 0; i < numbers; i++) {
                path.append(i == 0 ? "" : " ").append(shown(at[i]));
            }
        }
        return path.toString();
    }

    private static String shown(double number) {
        long hundredths = Math.round(number * 100);
        return hundredths % 100 == 0 ? String.valueOf(hundredths / 100) : String.valueOf(hundredths / 100.0);
    }

    /** Also without the characters that XML does not have. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints()
                .filter(c -> c >= ' ' && (c < 0xD800 || c > 0xDFFF) && c != 0xFFFE && c != 0xFFFF)
                .forEach(c -> {
                    switch (c) {
                        case '&' -> escaped.append("&amp;");
                        case '<' -> escaped.append("&lt;");
                        case '>' -> escaped.append("&gt;");
                        case '"' -> escaped.append("&quot;");
                        default -> escaped.appendCodePoint(c);
                    }
                });
        return escaped.toString();
    }
}
