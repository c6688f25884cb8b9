package dev.qwen4j.model.decode;

import dev.qwen4j.model.Completion;
import dev.qwen4j.model.GenerationConfig;
import java.util.function.Consumer;

/** Runs requests one after the other in the caller's thread, without guesses. */
record Alone(ForwardPass model, TokenRules rules) {
    Completion run(int[] prompt, GenerationConfig config, Consumer<String> onText) {
        Generation generation = new Generation(prompt, config, onText, rules);
        generation.begin(new PrefixCache(model, 0));
        while (generation.isOpen()) {
            Step step = generation.next(512, 0);
            generation.accept(step, model.append(step));
        }
        generation.end();
        return generation.finish();
    }
}
