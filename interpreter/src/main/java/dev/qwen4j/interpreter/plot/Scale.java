package dev.qwen4j.interpreter.plot;

/** From values of an axis to points on the canvas. {@code low} may be the larger value: the axis is then turned round. */
record Scale(double low, double high, boolean log, double from, double to) {
    static Scale of(Node axis, double from, double to) {
        double low = axis.number("lo", 0);
        double high = axis.number("hi", 1);
        return new Scale(low, high == low ? low + 1 : high, axis.is("log"), from, to);
    }

    /** NaN for what has no place on the axis. */
    double at(double value) {
        double part = log
                ? (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))
                : (value - low) / (high - low);
        // Far outside a path is cut off anyway, and numbers beyond what the painter can take would break it.
        return from + Math.clamp(part, -1e4, 1e4) * (to - from);
    }

    boolean shows(double value) {
        double slack = 1e-9 * Math.abs(high - low);
        return value >= Math.min(low, high) - slack && value <= Math.max(low, high) + slack;
    }
}
