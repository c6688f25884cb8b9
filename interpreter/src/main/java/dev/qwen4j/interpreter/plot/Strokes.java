package dev.qwen4j.interpreter.plot;

import java.awt.BasicStroke;

/** Lines by width and matplotlib's style names. */
final class Strokes {
    private Strokes() {}

    static BasicStroke of(double width, String style) {
        float w = (float) Math.max(0, width);
        float[] dashes = switch (style) {
            case "--", "dashed" -> new float[] {3.7f, 1.6f};
            case "-.", "dashdot" -> new float[] {6.4f, 1.6f, 1f, 1.6f};
            case ":", "dotted" -> new float[] {1f, 1.65f};
            default -> new float[0];
        };
        if (dashes.length == 0 || w == 0) {
            return new BasicStroke(w, BasicStroke.CAP_SQUARE, BasicStroke.JOIN_ROUND);
        }
        for (int i = 0; i < dashes.length; i++) {
            dashes[i] *= w;
        }
        return new BasicStroke(w, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dashes, 0);
    }
}
