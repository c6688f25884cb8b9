package dev.qwen4j.interpreter.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is drawn inside the axes, by its kind. Remembers where marks are, so that a legend finds a free place. */
final class ArtistPainter {
    private static final int MOST_IMAGE_CELLS = 4_000_000;

    private final Canvas canvas;
    private final Scale across;
    private final Scale up;
    private final Rectangle2D area;
    private final TextPainter texts;
    private final List<Point2D> marks = new ArrayList<>();
    private final List<Rectangle2D> solids = new ArrayList<>();

    ArtistPainter(Canvas canvas, Fonts fonts, Scale across, Scale up, Rectangle2D area, Rectangle2D figure) {
        this.canvas = canvas;
        this.across = across;
        this.up = up;
        this.area = area;
        this.texts = new TextPainter(canvas, fonts, across, up, area, figure, solids::add);
    }

    /** How much a rectangle would cover. */
    double marksIn(Rectangle2D place) {
        long points = marks.stream().filter(place::contains).count();
        return points + 20.0 * solids.stream().filter(place::intersects).count();
    }

    void paint(Node artist) {
        canvas.clip(artist.is("unclipped") ? null : area);
        switch (artist.text("kind", "")) {
            case "line" -> line(artist);
            case "points" -> points(artist);
            case "polygons" -> polygons(artist);
            case "segments" -> segments(artist);
            case "span" -> span(artist);
            case "image" -> image(artist);
            case "text" -> texts.paint(artist);
            default -> throw new IllegalArgumentException("cannot draw a '" + artist.text("kind", "") + "'");
        }
    }

    private void line(Node line) {
        double[] xs = line.numbers("x");
        double[] ys = line.numbers("y");
        Path2D path = new Path2D.Double();
        boolean drawing = false;
        for (int i = 0; i < Math.min(xs.length, ys.length); i++) {
            double x = across.at(xs[i]);
            double y = up.at(ys[i]);
            if (Double.isNaN(x) || Double.isNaN(y)) {
                drawing = false;
                continue;
            }
            marks.add(new Point2D.Double(x, y));
            if (drawing) {
                path.lineTo(x, y);
            } else {
                path.moveTo(x, y);
            }
            drawing = true;
        }
        String style = line.text("style", "-");
        if (!style.equals("none")) {
            canvas.stroke(path, line.color("color"), Strokes.of(line.number("width", 1.5), style));
        }
        String marker = line.text("marker", "");
        if (!marker.isEmpty()) {
            canvas.clip(line.is("unclipped") ? null : grown(area, line.number("size", 6)));
            int every = (int) Math.max(1, line.number("every", 1));
            for (int i = 0; i < Math.min(xs.length, ys.length); i += every) {
                mark(
                        marker,
                        line.number("size", 6),
                        xs[i],
                        ys[i],
                        line.color("face"),
                        line.color("edge"),
                        line.number("edgewidth", 1));
            }
        }
    }

    private static Rectangle2D grown(Rectangle2D area, double by) {
        return new Rectangle2D.Double(
                area.getX() - by, area.getY() - by, area.getWidth() + 2 * by, area.getHeight() + 2 * by);
    }

    private void mark(
            String marker,
            double size,
            double x,
            double y,
            @Nullable Color face,
            @Nullable Color edge,
            double edgeWidth) {
        if (!across.shows(x) || !up.shows(y)) {
            return;
        }
        Shape shape = Markers.of(marker, size, across.at(x), up.at(y));
        if (Markers.isOpen(marker)) {
            canvas.stroke(shape, edge == null ? face : edge, new BasicStroke((float) Math.max(edgeWidth, 1)));
        } else {
            canvas.fill(shape, face);
            canvas.stroke(shape, edge, new BasicStroke((float) edgeWidth));
        }
    }

    private void points(Node points) {
        double[] xs = points.numbers("x");
        double[] ys = points.numbers("y");
        double[] sizes = points.numbers("sizes");
        List<@Nullable Color> faces = points.colors("faces");
        List<@Nullable Color> edges = points.colors("edges");
        canvas.clip(grown(area, 6));
        for (int i = 0; i < Math.min(xs.length, ys.length); i++) {
            marks.add(new Point2D.Double(across.at(xs[i]), up.at(ys[i])));
            mark(
                    points.text("marker", "o"),
                    sizes.length == 0 ? 6 : sizes[i % sizes.length],
                    xs[i],
                    ys[i],
                    faces.isEmpty() ? null : faces.get(i % faces.size()),
                    edges.isEmpty() ? null : edges.get(i % edges.size()),
                    points.number("edgewidth", 1));
        }
    }

    private void polygons(Node polygons) {
        List<Node> shapes = polygons.nodes("shapes");
        List<@Nullable Color> faces = polygons.colors("faces");
        List<@Nullable Color> edges = polygons.colors("edges");
        BasicStroke stroke = Strokes.of(polygons.number("width", 1), polygons.text("style", "-"));
        for (int i = 0; i < shapes.size(); i++) {
            double[] xs = shapes.get(i).numbers("x");
            double[] ys = shapes.get(i).numbers("y");
            Path2D path = new Path2D.Double();
            for (int k = 0; k < Math.min(xs.length, ys.length); k++) {
                double x = across.at(xs[k]);
                // The foot of a bar on a logarithmic axis is at 0, which has no place there: below everything.
                double y = Double.isNaN(up.at(ys[k])) ? up.from() + 1e4 : up.at(ys[k]);
                if (Double.isNaN(x)) {
                    x = across.from() - 1e4;
                }
                if (path.getCurrentPoint() == null) {
                    path.moveTo(x, y);
                } else {
                    path.lineTo(x, y);
                }
            }
            if (path.getCurrentPoint() != null) {
                path.closePath();
                canvas.fill(path, faces.isEmpty() ? null : faces.get(i % faces.size()));
                canvas.stroke(path, edges.isEmpty() ? null : edges.get(i % edges.size()), stroke);
                if (xs.length <= 5) {
                    solids.add(path.getBounds2D());
                } else {
                    for (int k = 0; k < Math.min(xs.length, ys.length); k++) {
                        marks.add(new Point2D.Double(across.at(xs[k]), up.at(ys[k])));
                    }
                }
            }
        }
    }

    private void segments(Node segments) {
        double[] ends = segments.numbers("ends");
        List<@Nullable Color> colors = segments.colors("colors");
        BasicStroke stroke = Strokes.of(segments.number("width", 1.5), segments.text("style", "-"));
        double caps = segments.number("caps", 0);
        for (int i = 0; i + 3 < ends.length; i += 4) {
            Color color = colors.isEmpty() ? null : colors.get(i / 4 % colors.size());
            double x1 = across.at(ends[i]);
            double y1 = up.at(ends[i + 1]);
            double x2 = across.at(ends[i + 2]);
            double y2 = up.at(ends[i + 3]);
            if (Double.isNaN(x1 + y1 + x2 + y2)) {
                continue;
            }
            canvas.stroke(new Line2D.Double(x1, y1, x2, y2), color, stroke);
            boolean upright = x1 == x2;
            if (caps > 0) {
                for (double[] end : new double[][] {{x1, y1}, {x2, y2}}) {
                    double dx = upright ? caps : 0;
                    double dy = upright ? 0 : caps;
                    canvas.stroke(
                            new Line2D.Double(end[0] - dx, end[1] - dy, end[0] + dx, end[1] + dy),
                            color,
                            new BasicStroke((float) segments.number("capwidth", 1)));
                }
            }
        }
    }

    /** A line or an area across the whole axes. */
    private void span(Node span) {
        boolean horizontal = span.is("horizontal");
        Scale along = horizontal ? up : across;
        double first = along.at(span.number("at", 0));
        double from = span.number("from", 0);
        double to = span.number("to", 1);
        double low = horizontal ? area.getMinX() + from * area.getWidth() : area.getMaxY() - from * area.getHeight();
        double high = horizontal ? area.getMinX() + to * area.getWidth() : area.getMaxY() - to * area.getHeight();
        if (!span.has("until")) {
            canvas.stroke(
                    horizontal
                            ? new Line2D.Double(low, first, high, first)
                            : new Line2D.Double(first, low, first, high),
                    span.color("color"),
                    Strokes.of(span.number("width", 1.5), span.text("style", "-")));
            return;
        }
        double second = along.at(span.number("until", 0));
        Rectangle2D place = new Rectangle2D.Double();
        place.setFrameFromDiagonal(
                horizontal ? low : first,
                horizontal ? first : low,
                horizontal ? high : second,
                horizontal ? second : high);
        canvas.fill(place, span.color("face"));
        canvas.stroke(place, span.color("color"), new BasicStroke((float) span.number("width", 1)));
    }

    private void image(Node image) {
        int columns = (int) image.number("columns", 0);
        List<@Nullable Color> colors = image.colors("colors");
        double[] extent = image.numbers("extent");
        if (columns <= 0 || colors.size() % columns != 0 || extent.length != 4 || colors.size() > MOST_IMAGE_CELLS) {
            throw new IllegalArgumentException(
                    "an image needs rows of the same length, and four numbers for its place");
        }
        int rows = colors.size() / columns;
        BufferedImage pixels = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < colors.size(); i++) {
            Color color = colors.get(i);
            pixels.setRGB(i % columns, i / columns, color == null ? 0 : color.getRGB());
        }
        Rectangle2D place = new Rectangle2D.Double();
        place.setFrameFromDiagonal(across.at(extent[0]), up.at(extent[2]), across.at(extent[1]), up.at(extent[3]));
        canvas.image(pixels, place);
    }
}
