package dev.qwen4j.model.tokenizer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Turns tokens into text as they come, never with half a character: the pieces joined are what
 * {@link Tokenizer#decode} makes of all the tokens at once.
 *
 * <p>One per sequence; not thread-safe.
 */
public final class StreamingDecoder {
    private final Tokenizer tokenizer;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);

    /** The beginning of a character that is not complete yet, at most three bytes. */
    private ByteBuffer pending = ByteBuffer.allocate(0);

    public StreamingDecoder(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * Takes the next token.
     *
     * @return the text that is certain now, often empty; bytes that cannot become a character any more are U+FFFD
     * @throws IllegalArgumentException if the vocabulary has no such id
     */
    public String accept(int id) {
        return decode(tokenizer.bytes(id), false);
    }

    /** The end of the text: U+FFFD if a character remained incomplete, otherwise empty. Then a new text can begin. */
    public String finish() {
        String rest = decode(new byte[0], true);
        utf8.reset();
        return rest;
    }

    /** Whether no character is incomplete. */
    public boolean isBetweenCharacters() {
        return !pending.hasRemaining();
    }

    private String decode(byte[] more, boolean end) {
        ByteBuffer in = ByteBuffer.allocate(pending.remaining() + more.length);
        in.put(pending).put(more).flip();
        CharBuffer out = CharBuffer.allocate(in.remaining()); // UTF-8 never has fewer bytes than UTF-16 has units
        utf8.decode(in, out, end);
        pending = in;
        return out.flip().toString();
    }
}
