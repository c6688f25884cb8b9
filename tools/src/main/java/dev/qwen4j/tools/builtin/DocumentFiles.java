package dev.qwen4j.tools.builtin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;

/**
 * The text files of a folder at one moment. Equal while none has come, gone or changed.
 *
 * @param stamps by path
 */
record DocumentFiles(Path folder, Map<Path, Stamp> stamps) {
    record Stamp(long bytes, FileTime modified) {}

    private static final Pattern TEXT = Pattern.compile(".*\\.(txt|md|markdown|html|htm|csv|json)");
    private static final int MAX_FILES = 10_000;
    private static final long MAX_FILE_BYTES = 2 << 20;
    private static final long MAX_TOTAL_BYTES = 64 << 20;

    static DocumentFiles in(Path folder) throws IOException {
        Map<Path, Stamp> stamps = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            Files.walkFileTree(folder, new Collector(folder, stamps));
        }
        return new DocumentFiles(folder, stamps);
    }

    private static final class Collector extends SimpleFileVisitor<Path> {
        private final Path folder;
        private final Map<Path, Stamp> stamps;
        private long total;

        Collector(Path folder, Map<Path, Stamp> stamps) {
            this.folder = folder;
            this.stamps = stamps;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            boolean hidden = !directory.equals(folder) && isHidden(directory);
            return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            boolean text = TEXT.matcher(file.getFileName().toString().toLowerCase(Locale.ROOT))
                    .matches();
            long bytes = attributes.size();
            if (text && attributes.isRegularFile() && !isHidden(file) && bytes <= MAX_FILE_BYTES) {
                total += bytes;
                if (total > MAX_TOTAL_BYTES || stamps.size() == MAX_FILES) {
                    return FileVisitResult.TERMINATE;
                }
                stamps.put(file, new Stamp(bytes, attributes.lastModifiedTime()));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
            return FileVisitResult.CONTINUE;
        }

        private static boolean isHidden(Path file) {
            return file.getFileName().toString().startsWith(".");
        }
    }

    /** Empty for a file that is gone or is no text. */
    static List<Passage> passages(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (CharacterCodingException e) {
            return List.of();
        }
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) {
            return Passage.ofRows(text);
        }
        return Passage.ofText(name.matches(".*\\.html?") ? HtmlText.of(Jsoup.parse(text)) : text);
    }

    String relative(Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }
}
