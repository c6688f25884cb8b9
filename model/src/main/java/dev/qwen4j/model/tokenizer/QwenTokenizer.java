package dev.qwen4j.model.tokenizer;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.GptBytePairEncodingParams;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.Prompt.Segment;
import dev.qwen4j.model.checkpoint.QwenConfig;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Qwen's byte-pair encoding: text is brought into Unicode's NFC form, split by a pattern, and each piece merged by rank.
 *
 * <p>Control tokens are no part of the encoding; only {@link #encode(Prompt)} puts their ids in, so no text can forge one.
 */
public final class QwenTokenizer implements Tokenizer {
    /**
     * As in {@code tokenization_qwen.py}. What {@code \s} and ignoring case mean there needs {@code UNICODE_CASE} and
     * {@code UNICODE_CHARACTER_CLASS} here.
     */
    static final Pattern PIECES = Pattern.compile(
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
                    + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
            Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

    private static final Pattern UNPAIRED_SURROGATE = Pattern.compile("\\p{Cs}");

    private final Encoding encoding;
    private final byte[][] bytes;
    private final int firstControl;
    private final List<ControlToken> controlTokens;
    private final Map<String, Integer> controlIds;

    private QwenTokenizer(byte[][] ranks, List<ControlToken> controlTokens) {
        this.encoding = encoding(ranks);
        this.bytes = Stream.concat(
                        Stream.of(ranks),
                        controlTokens.stream().map(token -> token.text().getBytes(StandardCharsets.UTF_8)))
                .toArray(byte[][]::new);
        this.firstControl = ranks.length;
        this.controlTokens = controlTokens;
        this.controlIds = new HashMap<>();
        for (int i = 0; i < controlTokens.size(); i++) {
            controlIds.put(controlTokens.get(i).text(), firstControl + i);
        }
    }

    /**
     * Reads the tokenizer of the checkpoint in {@code folder}: the tokens of text from the first of
     * {@code qwen.tiktoken}, {@code tokenizer.json} and {@code vocab.json} with {@code merges.txt} that it has; the
     * control tokens from {@code tokenizer_config.json}, from {@code tokenizer.json} if that one counts, and from
     * {@code added_tokens.json}; the size of the embedding from {@code config.json}. The forms give the same ids.
     *
     * @throws ModelException if a file is missing, contradicts another, is not as it should be, or is the tokenizer of
     *     another family of models; the message names the file and the line or key
     */
    public static QwenTokenizer load(Path folder) {
        QwenConfig config = QwenConfig.read(folder);
        Vocabulary vocabulary = Vocabulary.read(folder);
        int ranks = vocabulary.tokens().length;
        if (ranks > config.vocabularyRows()) {
            throw new ModelException(
                    vocabulary.file() + ": has " + ranks + " tokens but config.json gives the embedding only "
                            + config.vocabularyRows() + " rows; the files do not belong together");
        }
        return new QwenTokenizer(vocabulary.tokens(), ControlTokens.read(folder, config, vocabulary));
    }

    private static Encoding encoding(byte[][] ranks) {
        Map<byte[], Integer> rankOfToken = new IdentityHashMap<>();
        for (int rank = 0; rank < ranks.length; rank++) {
            rankOfToken.put(ranks[rank], rank);
        }
        String name = "qwen";
        return Encodings.newLazyEncodingRegistry()
                .registerGptBytePairEncoding(new GptBytePairEncodingParams(name, PIECES, rankOfToken, Map.of()))
                .getEncoding(name)
                .orElseThrow();
    }

    @Override
    public int[] encode(String text) {
        String wellFormed = UNPAIRED_SURROGATE.matcher(text).replaceAll("\uFFFD");
        return encoding.encodeOrdinary(Nfc.normalize(wellFormed)).toArray();
    }

    @Override
    public int[] encode(Prompt prompt) {
        return prompt.segments().stream()
                .flatMapToInt(segment -> switch (segment) {
                    case Segment.Text text -> IntStream.of(encode(text.text()));
                    case Segment.Control control -> IntStream.of(controlId(control.token()));
                    case Segment.Generated generated -> generated.ids().stream().mapToInt(Integer::intValue);
                })
                .toArray();
    }

    @Override
    public String decode(int... ids) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int id : ids) {
            all.writeBytes(bytesOf(id));
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] bytes(int id) {
        return bytesOf(id).clone();
    }

    private byte[] bytesOf(int id) {
        if (id < 0 || id >= bytes.length) {
            throw new IllegalArgumentException("id must be from 0 to " + (bytes.length - 1) + " but is " + id);
        }
        return bytes[id];
    }

    @Override
    public boolean isControl(int id) {
        return id >= firstControl && id < bytes.length;
    }

    @Override
    public boolean isSpecial(int id) {
        return isControl(id) && controlTokens.get(id - firstControl).special();
    }

    @Override
    public int controlId(String token) {
        Integer id = controlIds.get(token);
        if (id == null) {
            throw new IllegalArgumentException(
                    "token must be a control token of this vocabulary but is '" + token + "'");
        }
        return id;
    }

    @Override
    public int size() {
        return bytes.length;
    }

    /**
     * The control tokens with which a chat model can end its turn, whatever {@code generation_config.json} says: the end
     * of a text or of a turn, and the start of the next turn.
     */
    public Set<Integer> endTokens() {
        return Stream.of(ControlTokens.END_OF_TEXT, ControlTokens.IM_START, ControlTokens.IM_END)
                .filter(controlIds::containsKey)
                .map(this::controlId)
                .collect(Collectors.toUnmodifiableSet());
    }
}
