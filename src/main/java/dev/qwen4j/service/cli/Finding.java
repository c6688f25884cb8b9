package dev.qwen4j.service.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * What one check of the {@code doctor} command came to.
 *
 * @param check what was looked at, in a word or two
 * @param message what was found; of a warning or failure also the next step
 */
record Finding(String check, Verdict verdict, String message) {
    /** A warning leaves everything working, if slower or elsewhere; a failure does not. */
    enum Verdict {
        OK,
        WARN,
        FAIL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String check, String message) {
        return new Finding(check, Verdict.OK, message);
    }

    static Finding warn(String check, String message) {
        return new Finding(check, Verdict.WARN, message);
    }

    static Finding fail(String check, String message) {
        return new Finding(check, Verdict.FAIL, message);
    }

    String toText() {
        return String.format(Locale.ROOT, "%-5s %-11s %s", verdict, check, message);
    }

    ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("check", check)
                .put("verdict", verdict.toString())
                .put("message", message);
    }
}
