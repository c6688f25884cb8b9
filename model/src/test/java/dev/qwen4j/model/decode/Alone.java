package dev.qwen4j.model.decode;

import dev.qwen4j.model.Completion;
import dev.qwen4j.model.GenerationConfig;
import java.util.function.Consumer;

/** Runs requests one after the other in the caller's thread. */
record Alone(ForwardPass model, TokenRules rules, int drafts) {
    Alone(ForwardPass model, TokenRules rules) {
        this(model, rules, 0);
    }

    Completion run(int[] prompt, GenerationConfig config, Consumer<String> onText) {
        Generation generation = new Generation(prompt, config, onText, rules);
        generation.begin(new PrefixCache(model, 0));
        while (generation.isOpen()) {
            Step step = generation.next(512, drafts);
            generation.accept(step, model.append(step));
        }
        generation.end();
        return generation.finish();
    }
}
