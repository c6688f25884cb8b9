package dev.qwen4j.model.decode;

import dev.qwen4j.model.grammar.TokenMasks;
import dev.qwen4j.model.tokenizer.Tokenizer;
import java.util.Set;

/**
 * What tokens mean in the text of a model.
 *
 * @param endTokens ids that end the text
 * @param masks of this tokenizer and these end tokens, for requests that have a grammar
 */
public record TokenRules(Tokenizer tokenizer, Set<Integer> endTokens, TokenMasks masks) {}
