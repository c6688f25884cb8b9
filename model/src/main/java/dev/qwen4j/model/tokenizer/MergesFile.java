package dev.qwen4j.model.tokenizer;

import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.checkpoint.JsonFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code vocab.json}, ids of tokens, with {@code merges.txt}: one merge per line, {@code left SPACE right}. */
final class MergesFile {
    /** Stands in the first line. Merges may begin with the same character, so it is no sign of a comment elsewhere. */
    private static final String HEADER = "#version";

    private MergesFile() {}

    /**
     * The vocabulary that the two files hold together.
     *
     * @throws ModelException if one of them is missing, too large or has a fault; the message names the file and the key
     *     or line
     */
    static Vocabulary read(Path vocabularyFile, Path mergesFile) {
        if (!Files.isRegularFile(mergesFile)) {
            throw new ModelException(mergesFile + ": the file is missing, " + vocabularyFile.getFileName()
                    + " cannot be used without it; download the checkpoint again, all its files");
        }
        JsonFile json = JsonFile.read(vocabularyFile);
        List<String> lines = TextFile.lines(mergesFile, StandardCharsets.UTF_8);
        int header = !lines.isEmpty() && lines.getFirst().startsWith(HEADER) ? 1 : 0;
        List<Merge> merges = new ArrayList<>(lines.size());
        for (String line : lines.subList(header, end(lines))) {
            Merge merge = Merge.parse(line);
            if (merge == null) {
                throw new ModelException(place(mergesFile, header, merges.size())
                        + ": must be two tokens with a space between them but is '" + line + "'");
            }
            merges.add(merge);
        }
        return new Vocabulary(
                vocabularyFile,
                MergedVocabulary.tokens(json, "", json.entries(), merges, i -> place(mergesFile, header, i)));
    }

    /** Where the blank lines at the end begin. */
    private static int end(List<String> lines) {
        int end = lines.size();
        while (end > 1 && lines.get(end - 1).isBlank()) {
            end--;
        }
        return end;
    }

    private static String place(Path file, int header, int merge) {
        return file + ": line " + (header + merge + 1);
    }
}
