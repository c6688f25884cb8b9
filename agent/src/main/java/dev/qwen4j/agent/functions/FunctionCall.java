package dev.qwen4j.agent.functions;

/**
 * A call that the client makes.
 *
 * @param id pairs the call with its result; may be empty, results then belong to calls in order
 * @param arguments a JSON object as text, or what the model wrote if it cannot be read as one
 */
public record FunctionCall(String id, String name, String arguments) {}
