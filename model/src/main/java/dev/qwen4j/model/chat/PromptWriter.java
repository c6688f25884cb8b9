package dev.qwen4j.model.chat;

import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.Prompt.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Builds a prompt in which only what a template itself writes becomes control tokens. Text between two of them is one
 * segment, whoever wrote its parts, because the models were trained on the tokens of the whole.
 */
final class PromptWriter {
    private static final Pattern MARKER =
            Pattern.compile(Markers.ALL.stream().map(Pattern::quote).collect(Collectors.joining("|")));

    private final Set<String> controlTokens;
    private final List<Segment> segments = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    /** @param controlTokens of the vocabulary; a marker that is none is text */
    PromptWriter(Set<String> controlTokens) {
        this.controlTokens = controlTokens;
    }

    /** Text of users, functions and models. */
    PromptWriter text(String others) {
        text.append(others);
        return this;
    }

    PromptWriter control(String token) {
        if (!text.isEmpty()) {
            segments.add(new Segment.Text(text.toString()));
            text.setLength(0);
        }
        segments.add(new Segment.Control(token));
        return this;
    }

    /** Text of the template, in which {@link Markers} count. */
    PromptWriter own(String template) {
        int from = 0;
        Matcher marker = MARKER.matcher(template);
        while (marker.find()) {
            if (controlTokens.contains(marker.group())) {
                text.append(template, from, marker.start());
                control(marker.group());
                from = marker.end();
            }
        }
        text.append(template, from, template.length());
        return this;
    }

    Prompt prompt() {
        List<Segment> all = new ArrayList<>(segments);
        if (!text.isEmpty()) {
            all.add(new Segment.Text(text.toString()));
        }
        return new Prompt(all);
    }
}
