package dev.qwen4j.agent.code;

/** The two ways of Hugging Face's agents. */
public enum CodeMode {
    /** Each question is a task of its own. */
    RUN,
    /** A question may build on those before it and on the variables that their code left. */
    CHAT
}
