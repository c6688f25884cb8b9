package dev.qwen4j.tools.mcp;

import dev.qwen4j.tools.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Remembers what each server's tools said of themselves. A server that was harmless when a user chose it can change the
 * words that the model reads.
 */
public final class McpToolPins {
    private final Path folder;

    /** @param folder where the hashes are kept, one file for each server; made when first needed */
    public McpToolPins(Path folder) {
        this.folder = folder;
    }

    /**
     * Whether names, descriptions or parameters of the tools differ from those of the last time; false the first time.
     * From now on these are the known ones.
     */
    public boolean changed(String server, List<Tool> tools) {
        String hash = hash(tools);
        Path file = folder.resolve(server.replaceAll("[^\\p{L}\\p{N}_-]", "_") + ".sha256");
        try {
            boolean changed =
                    Files.exists(file) && !Files.readString(file).strip().equals(hash);
            Files.createDirectories(folder);
            Files.writeString(file, hash + "\n");
            return changed;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remember the tools of '" + server + "' in " + file, e);
        }
    }

    private static String hash(List<Tool> tools) {
        MessageDigest digest = sha256();
        for (Tool tool : tools) {
            String line = tool.spec().name() + "\t" + tool.spec().description() + "\t"
                    + tool.spec().parameters() + "\n";
            digest.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
