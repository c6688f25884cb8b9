package dev.qwen4j.tools.builtin;

import dev.qwen4j.tools.ToolException;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The one folder in which file tools work. Immutable; safe for use by several runs at once.
 *
 * <p>Covers: absolute paths, {@code ..}, NUL and other control characters, Windows forms (drive letters, backslashes,
 * streams, device names, names that end in a dot or blank), symbolic links anywhere below the root, and names longer
 * than file systems take. All of these are refused, on every operating system alike.
 *
 * <p>A folder that another process swaps for a link between the check and the use is not followed to read or write a file.
 *
 * <p>Does not cover: a folder swapped so while new folders are made, which then are made elsewhere, empty; hard links; mounts
 * inside the folder.
 */
public final class Workspace {
    /** Largest file that is read or written, in bytes. */
    public static final int MAX_FILE_BYTES = 1 << 20;

    private static final Pattern FORBIDDEN = Pattern.compile("[\\p{Cc}\\\\:*?\"<>|]");
    private static final Pattern DEVICE = Pattern.compile("(?i)(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?");
    private static final int MAX_NAME_BYTES = 255;
    private static final int MAX_NAMES = 32;

    private final Path root;

    /** @throws IllegalArgumentException if {@code root} is no existing folder */
    public Workspace(Path root) {
        try {
            this.root = root.toRealPath();
        } catch (IOException e) {
            throw new IllegalArgumentException("root must be an existing folder but is '" + root + "'", e);
        }
        if (!Files.isDirectory(this.root)) {
            throw new IllegalArgumentException("root must be a folder but is '" + root + "'");
        }
    }

    public Path root() {
        return root;
    }

    /**
     * The place that {@code path} names, which need not exist.
     *
     * @param path relative to the root, with {@code /} between the names; {@code .} or empty is the root
     * @throws ToolException if the path is not allowed or leads outside
     */
    public Path resolve(String path) {
        Path place = root;
        for (String name : names(path)) {
            place = child(place, name);
            if (Files.isSymbolicLink(place)) {
                throw new ToolException("'" + path + "' is or passes a link: only files of the workspace can be used");
            }
        }
        requireInside(place, path);
        return place;
    }

    private static List<String> names(String path) {
        if (path.startsWith("/") || path.startsWith("~")) {
            throw new ToolException("'" + path + "' is not allowed: use a path relative to the workspace, such as "
                    + "notes.txt or docs/notes.txt, or . for the workspace itself");
        }
        List<String> names = new ArrayList<>();
        for (String name : path.strip().split("/", -1)) {
            if (name.equals("..")) {
                throw new ToolException("'" + path + "' leads outside the workspace: use a path without '..'");
            }
            if (!name.isEmpty() && !name.equals(".")) {
                requireOrdinary(name);
                names.add(name);
            }
        }
        if (names.size() > MAX_NAMES) {
            throw new ToolException("the path is too deep: use at most " + MAX_NAMES + " names");
        }
        return names;
    }

    private static Path child(Path folder, String name) {
        try {
            return folder.resolve(name);
        } catch (InvalidPathException e) {
            throw new ToolException("this machine takes no file name '" + name + "': use ASCII letters and digits", e);
        }
    }

    private static void requireOrdinary(String name) {
        if (FORBIDDEN.matcher(name).find() || DEVICE.matcher(name).matches()) {
            throw new ToolException("the name '" + FORBIDDEN.matcher(name).replaceAll("?")
                    + "' is not allowed: use letters, digits, '.', '-' and '_', and '/' between folders");
        }
        if (name.endsWith(".") || name.endsWith(" ")) {
            throw new ToolException("the name '" + name + "' is not allowed: it ends with a dot or a blank");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw new ToolException("a name in the path is too long: use at most " + MAX_NAME_BYTES + " bytes");
        }
    }

    /** The parent's real path must lie in the root: what the checks of single names might have overlooked ends here. */
    private void requireInside(Path place, String path) {
        Path existing = place.equals(root) ? root : place.getParent();
        while (existing != null && !Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
            existing = existing.getParent();
        }
        try {
            if (existing == null || !existing.toRealPath().startsWith(root)) {
                throw new ToolException("'" + path + "' leads outside the workspace");
            }
        } catch (IOException e) {
            throw new ToolException("'" + path + "' cannot be reached", e);
        }
    }

    /**
     * Opens a file that {@link #resolve} gave. Goes from folder to folder without following links, so that one that
     * was put there since leads nowhere. (Where the system has no such way, as on Windows, only the last name is
     * looked at again.)
     */
    SeekableByteChannel open(Path place, OpenOption... options) throws IOException {
        Set<OpenOption> all = new HashSet<>(Set.of(options));
        all.add(LinkOption.NOFOLLOW_LINKS);
        Path names = root.relativize(place);
        DirectoryStream<Path> folder = Files.newDirectoryStream(root);
        try {
            for (int i = 0; i < names.getNameCount() - 1 && folder instanceof SecureDirectoryStream<Path> here; i++) {
                folder = here.newDirectoryStream(names.getName(i), LinkOption.NOFOLLOW_LINKS);
                here.close();
            }
            return folder instanceof SecureDirectoryStream<Path> last
                    ? last.newByteChannel(names.getFileName(), all)
                    : Files.newByteChannel(place, all);
        } finally {
            folder.close();
        }
    }

    /** {@code place} as a model names it: relative to the root, with {@code /}. */
    String relative(Path place) {
        return root.relativize(place).toString().replace('\\', '/');
    }
}
