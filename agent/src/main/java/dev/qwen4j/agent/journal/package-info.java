/** Where runs are written down as they happen: {@link dev.qwen4j.agent.journal.Journals} and its two simplest forms. */
@NullMarked
package dev.qwen4j.agent.journal;

import org.jspecify.annotations.NullMarked;
