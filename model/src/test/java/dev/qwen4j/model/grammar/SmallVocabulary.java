package dev.qwen4j.model.grammar;

import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A vocabulary of chosen tokens: first those of bytes, then control tokens. Text is split by the longest token first. */
public final class SmallVocabulary implements Tokenizer {
    private final List<byte[]> tokens = new ArrayList<>();
    private final int firstControl;

    private SmallVocabulary(List<byte[]> text, List<String> controls) {
        tokens.addAll(text);
        firstControl = tokens.size();
        controls.forEach(control -> tokens.add(control.getBytes(StandardCharsets.UTF_8)));
    }

    /** Tokens of text by their ISO-8859-1 characters, one for each byte; {@code <|end|>} is the only control token. */
    public static SmallVocabulary of(String... text) {
        return of(List.of("<|end|>"), text);
    }

    static SmallVocabulary of(List<String> controls, String... text) {
        return new SmallVocabulary(
                Stream.of(text)
                        .map(token -> token.getBytes(StandardCharsets.ISO_8859_1))
                        .toList(),
                controls);
    }

    /** Every byte, and these. */
    public static SmallVocabulary withAllBytes(String... text) {
        Stream<byte[]> bytes = IntStream.range(0, 256).mapToObj(value -> new byte[] {(byte) value});
        Stream<byte[]> words = Stream.of(text).map(token -> token.getBytes(StandardCharsets.UTF_8));
        return new SmallVocabulary(Stream.concat(bytes, words).toList(), List.of("<|end|>"));
    }

    @Override
    public int[] encode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        IntStream.Builder ids = IntStream.builder();
        for (int at = 0; at < bytes.length; ) {
            int best = -1;
            for (int id = 0; id < firstControl; id++) {
                byte[] token = tokens.get(id);
                boolean fits = token.length > 0
                        && at + token.length <= bytes.length
                        && Arrays.equals(token, 0, token.length, bytes, at, at + token.length);
                if (fits && (best < 0 || token.length > tokens.get(best).length)) {
                    best = id;
                }
            }
            if (best < 0) {
                throw new IllegalArgumentException("no token for byte " + bytes[at]);
            }
            ids.add(best);
            at += tokens.get(best).length;
        }
        return ids.build().toArray();
    }

    @Override
    public int[] encode(Prompt prompt) {
        return encode(prompt.display());
    }

    @Override
    public String decode(int... ids) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(ids).mapToObj(this::bytes).forEach(all::writeBytes);
        return all.toString(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] bytes(int id) {
        return tokens.get(id).clone();
    }

    @Override
    public boolean isControl(int id) {
        return id >= firstControl;
    }

    @Override
    public boolean isSpecial(int id) {
        return isControl(id);
    }

    @Override
    public int controlId(String token) {
        for (int id = firstControl; id < tokens.size(); id++) {
            if (new String(tokens.get(id), StandardCharsets.UTF_8).equals(token)) {
                return id;
            }
        }
        throw new IllegalArgumentException(token);
    }

    @Override
    public int size() {
        return tokens.size();
    }
}
