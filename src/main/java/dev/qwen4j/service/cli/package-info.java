/**
 * The command line: {@link dev.qwen4j.service.cli.Main} starts it, and each subcommand is one class.
 *
 * <p>Standard output carries results only; everything else, one-line errors included, goes to standard error. Exit
 * statuses are listed in {@link dev.qwen4j.service.cli.ExitStatus}.
 */
@NullMarked
package dev.qwen4j.service.cli;

import org.jspecify.annotations.NullMarked;
