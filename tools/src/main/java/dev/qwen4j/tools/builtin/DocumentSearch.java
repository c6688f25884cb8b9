package dev.qwen4j.tools.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.tools.Parameters;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolException;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolSpec;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Finds passages in the text files of a folder and its subfolders: {@code .txt}, {@code .md}, {@code .html},
 * {@code .csv} and {@code .json}, in English, Chinese and other languages.
 *
 * <p>The index is kept in memory, made at the first search and again when a file has changed. Not looked at are links,
 * hidden files, files over 2 MiB, files that are not UTF-8 and whatever is beyond the first 10,000 files or 64 MiB.
 */
public final class DocumentSearch implements Tool {
    private static final ToolSpec SPEC = new ToolSpec(
            "search_documents",
            "Document Search",
            "Searches the user's documents and returns matching passages.",
            Parameters.create().required("query", "string", "search keywords").schema(),
            Risk.READ);

    private final Path folder;
    private @Nullable DocumentIndex index;

    /** @param folder need not exist yet */
    public DocumentSearch(Path folder) {
        this.folder = folder;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    /** One passage a line, the best first, each after its file in brackets; {@code no results} if there is none. */
    @Override
    public ToolOutput call(ObjectNode arguments) {
        String query = arguments.path("query").asText().strip();
        if (query.isEmpty()) {
            throw new ToolException("the query is empty: write one or more keywords");
        }
        try {
            var found = current().search(query);
            return ToolOutput.of(found.isEmpty() ? "no results" : String.join("\n", found));
        } catch (IOException e) {
            throw new ToolException("the documents cannot be searched", e);
        }
    }

    private synchronized DocumentIndex current() throws IOException {
        DocumentFiles files = DocumentFiles.in(folder);
        DocumentIndex usable = index;
        if (usable == null || !usable.holds(files)) {
            usable = DocumentIndex.of(files);
            index = usable;
        }
        return usable;
    }
}
