package dev.qwen4j.tools;

import java.util.List;

/**
 * Tools that come and go: whoever opens a session asks for those of the moment. Safe for use by several threads.
 *
 * <p>In the service every bean of this type is asked, before each run.
 */
@FunctionalInterface
public interface ToolProvider {
    /** The tools to offer now, in order. */
    List<Tool> tools();
}
