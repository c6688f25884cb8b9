package dev.qwen4j.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolRegistry;
import dev.qwen4j.tools.ToolSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Gathers tools that strangers named, under names that no other has. */
final class NewTools {
    private static final int MAX_NAME_CHARS = 64;

    private final Set<String> taken;
    private final Consumer<String> warnings;
    private final List<Tool> tools = new ArrayList<>();

    /** @param taken names that none of them can have */
    NewTools(Collection<String> taken, Consumer<String> warnings) {
        this.taken = new HashSet<>(taken);
        this.warnings = warnings;
    }

    /**
     * Adds those that can be used.
     *
     * @param kind of the place that they come from, for warnings
     * @param owner what the user calls that place; the first part of a name that is taken
     */
    void add(List<Tool> added, String kind, String owner) {
        for (Tool tool : added) {
            usable(tool, kind, owner).ifPresent(tools::add);
        }
    }

    private Optional<Tool> usable(Tool tool, String kind, String owner) {
        try {
            Tool named = taken.contains(tool.spec().name()) ? new Renamed(tool, owner) : tool;
            new ToolRegistry(List.of(named)); // says what is wrong with its parameters
            if (taken.add(named.spec().name())) {
                return Optional.of(named);
            }
            warnings.accept("a tool of the " + kind + " '" + owner + "' is left out: there are two called '"
                    + named.spec().name() + "'");
        } catch (IllegalArgumentException e) {
            warnings.accept("the tool '" + tool.spec().name() + "' of the " + kind + " '" + owner + "' is left out: "
                    + e.getMessage());
        }
        return Optional.empty();
    }

    /** A tool under its owner's name and its own. */
    private record Renamed(ToolSpec spec, Tool tool) implements Tool {
        Renamed(Tool tool, String owner) {
            this(named(tool.spec(), owner), tool);
        }

        private static ToolSpec named(ToolSpec spec, String owner) {
            String name = owner.replaceAll("[^\\p{L}\\p{N}_-]", "_") + "_" + spec.name();
            return new ToolSpec(
                    name.substring(0, Math.min(name.length(), MAX_NAME_CHARS)),
                    spec.humanName(),
                    spec.description(),
                    spec.parameters(),
                    spec.risk());
        }

        @Override
        public ToolOutput call(ObjectNode arguments) throws InterruptedException {
            return tool.call(arguments);
        }
    }

    List<Tool> all() {
        return List.copyOf(tools);
    }
}
