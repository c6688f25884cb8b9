package dev.qwen4j.tools;

/** The worst a tool can do; approval policies look at it. */
public enum Risk {
    /** Looks at things the user already has. */
    READ,
    /** Changes things. */
    WRITE,
    /** Reads what strangers wrote. */
    NETWORK,
    /** Runs code. */
    EXEC
}
