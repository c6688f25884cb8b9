package dev.qwen4j.interpreter.plot;

import java.awt.BasicStroke;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** Marks by matplotlib's letters, around the origin and one unit wide. */
final class Markers {
    private Markers() {}

    static Shape of(String marker, double size, double x, double y) {
        AffineTransform place = AffineTransform.getTranslateInstance(x, y);
        place.scale(size, size);
        return place.createTransformedShape(unit(marker));
    }

    /** Whether the mark is lines without an inside. */
    static boolean isOpen(String marker) {
        return "+x|_1234".contains(marker);
    }

    private static Shape unit(String marker) {
        return switch (marker) {
            case "s" -> new Rectangle2D.Double(-.5, -.5, 1, 1);
            case "^" -> regular(3, 90, .62);
            case "v" -> regular(3, 270, .62);
            case "<" -> regular(3, 180, .62);
            case ">" -> regular(3, 0, .62);
            case "D" -> regular(4, 0, .7);
            case "d" -> AffineTransform.getScaleInstance(.6, 1).createTransformedShape(regular(4, 0, .7));
            case "p" -> regular(5, 90, .55);
            case "h" -> regular(6, 90, .55);
            case "H" -> regular(6, 0, .55);
            case "8" -> regular(8, 22.5, .55);
            case "*" -> star();
            case "+" -> lines(-.5, 0, .5, 0, 0, -.5, 0, .5);
            case "x" -> lines(-.5, -.5, .5, .5, -.5, .5, .5, -.5);
            case "P" -> outlined(lines(-.5, 0, .5, 0, 0, -.5, 0, .5));
            case "X" -> outlined(lines(-.45, -.45, .45, .45, -.45, .45, .45, -.45));
            case "|" -> lines(0, -.5, 0, .5);
            case "_" -> lines(-.5, 0, .5, 0);
            case "1" -> lines(0, 0, 0, .5, 0, 0, -.4, -.25, 0, 0, .4, -.25);
            case "2" -> lines(0, 0, 0, -.5, 0, 0, -.4, .25, 0, 0, .4, .25);
            case "3" -> lines(0, 0, -.5, 0, 0, 0, .25, -.4, 0, 0, .25, .4);
            case "4" -> lines(0, 0, .5, 0, 0, 0, -.25, -.4, 0, 0, -.25, .4);
            case "." -> new Ellipse2D.Double(-.25, -.25, .5, .5);
            case "," -> new Rectangle2D.Double(-.08, -.08, .16, .16);
            default -> new Ellipse2D.Double(-.5, -.5, 1, 1);
        };
    }

    private static Shape regular(int corners, double firstDegrees, double radius) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < corners; i++) {
            corner(path, firstDegrees + 360.0 * i / corners, radius);
        }
        path.closePath();
        return path;
    }

    private static Shape star() {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < 10; i++) {
            corner(path, 90 + 36.0 * i, i % 2 == 0 ? .6 : .23);
        }
        path.closePath();
        return path;
    }

    private static void corner(Path2D path, double degrees, double radius) {
        double x = radius * Math.cos(Math.toRadians(degrees));
        double y = -radius * Math.sin(Math.toRadians(degrees));
        if (path.getCurrentPoint() == null) {
            path.moveTo(x, y);
        } else {
            path.lineTo(x, y);
        }
    }

    private static Shape lines(double... ends) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < ends.length; i += 4) {
            path.moveTo(ends[i], ends[i + 1]);
            path.lineTo(ends[i + 2], ends[i + 3]);
        }
        return path;
    }

    private static Shape outlined(Shape lines) {
        return new BasicStroke(.35f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER).createStrokedShape(lines);
    }
}
