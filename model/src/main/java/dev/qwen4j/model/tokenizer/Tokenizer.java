package dev.qwen4j.model.tokenizer;

import dev.qwen4j.model.Prompt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Text to token ids and back. Thread-safe. */
public interface Tokenizer {
    /** Ids of ordinary text; never a control token, whatever the text says. */
    int[] encode(String text);

    /**
     * Ids of a prompt: each text segment on its own, each control token as its one id, what was generated as it was.
     *
     * @throws IllegalArgumentException if the vocabulary has no such control token
     */
    int[] encode(Prompt prompt);

    /** The text of {@code ids}, control tokens by their surface forms; ill-formed UTF-8 becomes U+FFFD. */
    String decode(int... ids);

    /**
     * The bytes that {@code id} stands for; of a control token the bytes of its surface form.
     *
     * @throws IllegalArgumentException if the vocabulary has no such id
     */
    byte[] bytes(int id);

    /** Whether {@code id} is a control token. */
    boolean isControl(int id);

    /**
     * Whether {@code id} is a control token that never belongs to the text of an answer, as {@code <|im_end|>}. Newer
     * models also have control tokens that do, as {@code <tool_call>} and {@code <think>}.
     */
    boolean isSpecial(int id);

    /**
     * The id of a control token by its surface form, for example {@code <|im_end|>}.
     *
     * @throws IllegalArgumentException if the vocabulary has no such control token
     */
    int controlId(String token);

    /** The surface forms of all control tokens. */
    default Set<String> controlTokens() {
        return IntStream.range(0, size())
                .filter(this::isControl)
                .mapToObj(this::decode)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Number of ids with a meaning; greater ids, up to the rows of the embedding, are padding. */
    int size();
}
