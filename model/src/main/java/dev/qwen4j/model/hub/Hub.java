package dev.qwen4j.model.hub;

/**
 * A place where models are published. A model of the same name at another hub is another model. Settings come from the
 * environment, under the names that the hub's own Python tools give them.
 */
public enum Hub {
    /** Names without a prefix. */
    HUGGING_FACE("", "main", "HF_ENDPOINT", "HF_TOKEN", "HF_HUB_CACHE", "HF_HUB_DOWNLOAD_TIMEOUT"),

    /** Names that begin with {@code modelscope:}. */
    MODELSCOPE(
            "modelscope:",
            "master",
            "MODELSCOPE_ENDPOINT",
            "MODELSCOPE_API_TOKEN",
            "MODELSCOPE_CACHE",
            "MODELSCOPE_DOWNLOAD_TIMEOUT");

    private final String prefix;
    private final String branch;
    private final String endpointVariable;
    private final String tokenVariable;
    private final String cacheVariable;
    private final String timeoutVariable;

    Hub(
            String prefix,
            String branch,
            String endpointVariable,
            String tokenVariable,
            String cacheVariable,
            String timeoutVariable) {
        this.prefix = prefix;
        this.branch = branch;
        this.endpointVariable = endpointVariable;
        this.tokenVariable = tokenVariable;
        this.cacheVariable = cacheVariable;
        this.timeoutVariable = timeoutVariable;
    }

    /** What the names of its models begin with. */
    public String prefix() {
        return prefix;
    }

    /** The branch that is meant where no revision is named. */
    public Revision defaultRevision() {
        return new Revision(branch);
    }

    String endpointVariable() {
        return endpointVariable;
    }

    String tokenVariable() {
        return tokenVariable;
    }

    String cacheVariable() {
        return cacheVariable;
    }

    String timeoutVariable() {
        return timeoutVariable;
    }
}
