package dev.qwen4j.model.testing;

import dev.qwen4j.model.decode.ForwardPass;
import dev.qwen4j.model.decode.Sequence;
import dev.qwen4j.model.decode.Step;
import dev.qwen4j.model.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Logits from a script instead of weights: after a prompt the tokens of the reply that the script gives to it are the most
 * probable ones, one after the other, and then the end of the turn. All around it is the real thing: tokenizer, template,
 * sampling, stop words, streaming.
 *
 * <pre>{@code QwenModel.over(folder, tokenizer -> new ScriptedForwardPass(tokenizer, prompt -> "Hello"))}</pre>
 *
 * <p>Whoever samples something else, say under a grammar, is led back: tokens that the rest of the reply begins with are
 * the more probable the longer they are, and after a text that the reply does not begin with comes the end.
 */
public final class ScriptedForwardPass implements ForwardPass {
    /** Far enough from 0 for a draw at any usual temperature to come out as scripted. */
    private static final float CERTAIN = 1000;

    private static final float LIKELY = 100;

    private final Tokenizer tokenizer;
    private final UnaryOperator<String> script;
    private final Pattern controlTokens;
    private final int endOfTurn;

    /**
     * @param script from a prompt, control tokens by their surface forms, to the text of the reply; control tokens of the
     *     vocabulary in it, as {@code <tool_call>}, become the one token they are. Called on the inference thread
     */
    public ScriptedForwardPass(Tokenizer tokenizer, UnaryOperator<String> script) {
        this.tokenizer = tokenizer;
        this.script = script;
        this.controlTokens = Pattern.compile(IntStream.range(0, tokenizer.size())
                .filter(tokenizer::isControl)
                .mapToObj(id -> Pattern.quote(tokenizer.decode(id)))
                .collect(Collectors.joining("|")));
        this.endOfTurn = tokenizer.controlId("<|im_end|>");
    }

    @Override
    public int vocabularyRows() {
        return tokenizer.size();
    }

    @Override
    public Sequence begin(int promptTokens) {
        return new Replay(promptTokens);
    }

    @Override
    public List<float[]> append(List<Step> steps) {
        return steps.stream()
                .map(step -> ((Replay) step.sequence()).append(step))
                .toList();
    }

    @Override
    public void close() {}

    /** The tokens of the reply, the end of the turn included. */
    private int[] tokens(String reply) {
        IntStream.Builder tokens = IntStream.builder();
        Matcher control = controlTokens.matcher(reply);
        int from = 0;
        while (control.find()) {
            Arrays.stream(tokenizer.encode(reply.substring(from, control.start())))
                    .forEach(tokens::add);
            tokens.add(tokenizer.controlId(control.group()));
            from = control.end();
        }
        Arrays.stream(tokenizer.encode(reply.substring(from))).forEach(tokens::add);
        return tokens.add(endOfTurn).build().toArray();
    }

    private byte[] textOf(int[] tokens) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(tokens).mapToObj(tokenizer::bytes).forEach(all::writeBytes);
        return all.toByteArray();
    }

    private final class Replay implements Sequence {
        private int promptTokens;
        private int[] read = {};
        private int[] reply = {};

        Replay(int promptTokens) {
            this.promptTokens = promptTokens;
        }

        @Override
        public int length() {
            return read.length;
        }

        private void read(int[] tokens) {
            int known = read.length;
            read = Arrays.copyOf(read, known + tokens.length);
            System.arraycopy(tokens, 0, read, known, tokens.length);
            if (known < promptTokens && read.length >= promptTokens) {
                reply = tokens(script.apply(tokenizer.decode(Arrays.copyOf(read, promptTokens))));
            }
        }

        float[] append(Step step) {
            int vocabulary = tokenizer.size();
            int begin = step.tokens().length - step.logitRows();
            read(Arrays.copyOf(step.tokens(), begin));
            float[] all = new float[step.logitRows() * vocabulary];
            for (int i = 0; i < step.logitRows(); i++) {
                read(new int[] {step.tokens()[begin + i]});
                System.arraycopy(logits(), 0, all, i * vocabulary, vocabulary);
            }
            return all;
        }

        @Override
        public void truncate(int length) {
            read = Arrays.copyOf(read, length);
        }

        @Override
        public void extend(int promptTokens) {
            this.promptTokens = promptTokens;
            reply = new int[0];
        }

        @Override
        public Sequence fork(int length, int promptTokens) {
            Replay fork = new Replay(promptTokens);
            fork.read = Arrays.copyOf(read, length);
            return fork;
        }

        @Override
        public long bytes() {
            return (long) Integer.BYTES * read.length;
        }

        private float[] logits() {
            float[] logits = new float[tokenizer.size()];
            if (read.length < promptTokens) {
                return logits;
            }
            logits[endOfTurn] = LIKELY;
            int[] written = Arrays.copyOfRange(read, promptTokens, read.length);
            byte[] scripted = textOf(reply);
            byte[] begun = textOf(written);
            if (startsWith(scripted, 0, begun)) {
                for (int id = 0; id < logits.length; id++) {
                    byte[] token = tokenizer.bytes(id);
                    if (startsWith(scripted, begun.length, token)) {
                        logits[id] = LIKELY + token.length;
                    }
                }
            }
            if (written.length < reply.length && Arrays.equals(written, 0, written.length, reply, 0, written.length)) {
                logits[reply[written.length]] = CERTAIN;
            }
            return logits;
        }

        @Override
        public void close() {}
    }

    private static boolean startsWith(byte[] all, int from, byte[] beginning) {
        return beginning.length <= all.length - from
                && Arrays.equals(all, from, from + beginning.length, beginning, 0, beginning.length);
    }
}
