package dev.qwen4j.service.cli;

import dev.qwen4j.interpreter.CellListener;

/** What code prints, each stream to where a process of its own would print it. */
record TerminalListener(Terminal terminal) implements CellListener {
    @Override
    public void output(String text) {
        terminal.out().print(text);
        terminal.out().flush();
    }

    @Override
    public void error(String text) {
        terminal.error().print(text);
        terminal.error().flush();
    }
}
