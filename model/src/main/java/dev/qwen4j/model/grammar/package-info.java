/**
 * Which texts a model may write. A {@link dev.qwen4j.model.grammar.Grammar} is built from parts or from a JSON Schema
 * and read byte by byte ({@link dev.qwen4j.model.grammar.GrammarState}); {@link dev.qwen4j.model.grammar.TokenMasks}
 * turns its states into sets of tokens.
 */
@NullMarked
package dev.qwen4j.model.grammar;

import org.jspecify.annotations.NullMarked;
