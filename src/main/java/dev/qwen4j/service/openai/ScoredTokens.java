package dev.qwen4j.service.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.Logprobs;
import dev.qwen4j.model.TokenLogprob;
import dev.qwen4j.model.TokenLogprob.Candidate;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one choice and how probable they were, if the request asks for that: collected as they come, told as JSON
 * whenever some of the text is told.
 */
final class ScoredTokens {
    /** Of a choice whose request does not ask. */
    static final @Nullable Integer NOT_ASKED = null;

    private final @Nullable Integer top;
    private final List<TokenLogprob> collected = new ArrayList<>();
    private int characters;

    /** @param top how many alternatives to name; null if nothing is asked for */
    ScoredTokens(@Nullable Integer top) {
        this.top = top;
    }

    /**
     * Checks what a request asks for.
     *
     * @param most alternatives that the API has
     * @throws InvalidRequestException if it is more, or the model does not tell
     */
    static void require(@Nullable Integer top, int most, String param, LanguageModel model) {
        if (top != null) {
            Sampling.require(top >= 0 && top <= most, param, "from 0 to " + most, top);
            Unsupported.refuse(!model.tellsLogprobs(), param, "this model does not tell probabilities");
        }
    }

    /** What to ask the model for; null for nothing. */
    @Nullable
    Logprobs wanted() {
        return top == null ? null : new Logprobs(top, collected::add);
    }

    private List<TokenLogprob> take() {
        List<TokenLogprob> taken = List.copyOf(collected);
        collected.clear();
        return taken;
    }

    /** Puts those that came since the last time into the chunk of a chat, or those of a whole choice. */
    void addTo(ObjectNode choice) {
        if (top != null && (!collected.isEmpty() || !choice.has("delta"))) {
            choice.putObject("logprobs").putNull("refusal").set("content", list());
        }
    }

    /** Those that came since the last time, as chats and responses tell them; empty if nothing was asked for. */
    ArrayNode list() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (TokenLogprob token : take()) {
            ArrayNode others = put(list.addObject(), token.chosen()).putArray("top_logprobs");
            token.top().forEach(other -> put(others.addObject(), other));
        }
        return list;
    }

    private static ObjectNode put(ObjectNode json, Candidate token) {
        json.put("token", text(token)).put("logprob", token.logprob());
        token.bytes().forEach(json.putArray("bytes")::add);
        return json;
    }

    /**
     * Puts those that came since the last time into a choice of a text completion, which has lists of its own for them.
     */
    void addToText(ObjectNode choice) {
        if (top == null) {
            return;
        }
        ObjectNode json = choice.putObject("logprobs");
        ArrayNode tokens = json.putArray("tokens");
        ArrayNode logprobs = json.putArray("token_logprobs");
        ArrayNode others = top == 0 ? null : json.putArray("top_logprobs");
        ArrayNode offsets = json.putArray("text_offset");
        for (TokenLogprob token : take()) {
            tokens.add(text(token.chosen()));
            logprobs.add(token.chosen().logprob());
            offsets.add(characters);
            characters += begun(token.chosen());
            if (others != null) {
                ObjectNode named = others.addObject();
                token.top().forEach(other -> named.put(text(other), other.logprob()));
                named.put(text(token.chosen()), token.chosen().logprob());
            }
        }
        if (others == null) {
            json.putNull("top_logprobs");
        }
    }

    /** Characters that begin in a token. */
    private static int begun(Candidate token) {
        return (int) token.bytes().stream().filter(b -> (b & 0xc0) != 0x80).count();
    }

    /** A token that is not made of whole characters is told by its bytes, so that no two are told alike. */
    private static String text(Candidate token) {
        byte[] bytes = new byte[token.bytes().size()];
        StringBuilder escaped = new StringBuilder("bytes:");
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = token.bytes().get(i).byteValue();
            escaped.append("\\x%02x".formatted(token.bytes().get(i)));
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return escaped.toString();
        }
    }
}
