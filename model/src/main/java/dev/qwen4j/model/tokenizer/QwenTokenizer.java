package dev.qwen4j.model.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.GptBytePairEncodingParams;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.Prompt.Segment;
import dev.qwen4j.model.checkpoint.JsonFile;
import dev.qwen4j.model.checkpoint.QwenConfig;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
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

    private static final byte[] NONE = {};

    private static final Pattern FILE_NAME = Pattern.compile("[\\w-][\\w.-]*");
    private static final Pattern UNPAIRED_SURROGATE = Pattern.compile("\\p{Cs}");

    /** Tokens of text that a checkpoint's owner added, with ids after the control tokens. */
    private static final String EXTRA_VOCABULARY = "qwen_extra.tiktoken";

    private final Encoding encoding;
    /** By id; none for ids that no token has. */
    private final byte[][] bytes;

    private final int firstControl;
    private final List<ControlToken> controlTokens;
    private final Map<String, Integer> controlIds;

    private QwenTokenizer(byte[][] known, List<ControlToken> controlTokens, SortedMap<Integer, byte[]> extra) {
        this.bytes = Arrays.copyOf(known, extra.isEmpty() ? known.length : extra.lastKey() + 1);
        Arrays.fill(bytes, known.length, bytes.length, NONE);
        extra.forEach((id, token) -> bytes[id] = token);
        this.firstControl = known.length - controlTokens.size();
        this.controlTokens = controlTokens;
        this.controlIds = new HashMap<>();
        for (int i = 0; i < controlTokens.size(); i++) {
            controlIds.put(controlTokens.get(i).text(), firstControl + i);
        }
        this.encoding = encoding();
    }

    /**
     * Reads the tokenizer of the checkpoint in {@code folder}: the tokens of text from the first of
     * {@code qwen.tiktoken}, {@code tokenizer.json} and {@code vocab.json} with {@code merges.txt} that it has; the
     * control tokens from {@code tokenizer_config.json}, from {@code tokenizer.json} if that one counts, and from
     * {@code added_tokens.json}; the size of the embedding from {@code config.json}. The forms give the same ids. Further
     * tokens of text come from {@code qwen_extra.tiktoken} if there is one, or from the file that
     * {@code tokenizer_config.json} names as {@code extra_vocab_file}.
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
        List<ControlToken> controlTokens = ControlTokens.read(folder, config, vocabulary);
        byte[][] known = Stream.concat(
                        Stream.of(vocabulary.tokens()),
                        controlTokens.stream().map(token -> token.text().getBytes(StandardCharsets.UTF_8)))
                .toArray(byte[][]::new);
        SortedMap<Integer, byte[]> extra = extraFile(folder)
                .map(file -> RankFile.readExtra(file, known, ranks, config.vocabularyRows()))
                .orElseGet(TreeMap::new);
        return new QwenTokenizer(known, controlTokens, extra);
    }

    private static Optional<Path> extraFile(Path folder) {
        JsonFile settings =
                JsonFile.readIfPresent(folder.resolve("tokenizer_config.json")).orElse(null);
        JsonNode named = settings == null ? null : settings.value("extra_vocab_file");
        if (named == null) {
            return Optional.of(folder.resolve(EXTRA_VOCABULARY)).filter(Files::exists);
        }
        if (!FILE_NAME.matcher(named.asText()).matches()) {
            throw new ModelException(
                    settings + ": 'extra_vocab_file' must be the name of a file in this folder but is " + named);
        }
        return Optional.of(folder.resolve(named.asText()));
    }

    private Encoding encoding() {
        Map<byte[], Integer> rankOfToken = new IdentityHashMap<>();
        for (int id = 0; id < bytes.length; id++) {
            if (!isControl(id)) {
                rankOfToken.put(bytes[id], id);
            }
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

    /** An id that no token has is no text either. */
    @Override
    public boolean isControl(int id) {
        return id >= firstControl
                && id < bytes.length
                && (id < firstControl + controlTokens.size() || bytes[id] == NONE);
    }

    @Override
    public boolean isSpecial(int id) {
        return isControl(id)
                && (bytes[id] == NONE || controlTokens.get(id - firstControl).special());
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
