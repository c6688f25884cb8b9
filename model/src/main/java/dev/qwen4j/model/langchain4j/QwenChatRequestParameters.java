package dev.qwen4j.model.langchain4j;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** LangChain4j's parameters of a request and those that only a model in this JVM has. Null leaves a choice open. */
public final class QwenChatRequestParameters extends DefaultChatRequestParameters {
    /** Parameters that leave everything open. */
    public static final QwenChatRequestParameters EMPTY = builder().build();

    private final @Nullable Long seed;
    private final @Nullable Double repetitionPenalty;
    private final @Nullable Boolean parallelToolCalls;
    private final @Nullable Boolean thinking;
    private final @Nullable Integer thinkingBudget;

    private QwenChatRequestParameters(Builder builder) {
        super(builder);
        seed = builder.seed;
        repetitionPenalty = builder.repetitionPenalty;
        parallelToolCalls = builder.parallelToolCalls;
        thinking = builder.thinking;
        thinkingBudget = builder.thinkingBudget;
    }

    /** Of the sampler: same seed, same request, same reply. */
    public @Nullable Long seed() {
        return seed;
    }

    /** Divides the logits of tokens that occurred; 1 changes nothing. */
    public @Nullable Double repetitionPenalty() {
        return repetitionPenalty;
    }

    /** Whether one reply may ask for several tools; it may if this is null. */
    public @Nullable Boolean parallelToolCalls() {
        return parallelToolCalls;
    }

    /** Whether a model that can think before it replies does so; it does if this is null. */
    public @Nullable Boolean thinking() {
        return thinking;
    }

    /** Upper bound on the tokens of a thought, which is closed when they are spent; none if this is null. */
    public @Nullable Integer thinkingBudget() {
        return thinkingBudget;
    }

    @Override
    public QwenChatRequestParameters overrideWith(ChatRequestParameters that) {
        return builder().overrideWith(this).overrideWith(that).build();
    }

    @Override
    public QwenChatRequestParameters defaultedBy(ChatRequestParameters that) {
        return builder().overrideWith(that).overrideWith(this).build();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return super.equals(other)
                && other instanceof QwenChatRequestParameters that
                && Objects.equals(seed, that.seed)
                && Objects.equals(repetitionPenalty, that.repetitionPenalty)
                && Objects.equals(parallelToolCalls, that.parallelToolCalls)
                && Objects.equals(thinking, that.thinking)
                && Objects.equals(thinkingBudget, that.thinkingBudget);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), seed, repetitionPenalty, parallelToolCalls, thinking, thinkingBudget);
    }

    @Override
    public String toString() {
        return "QwenChatRequestParameters{" + super.toString() + ", seed=" + seed + ", repetitionPenalty="
                + repetitionPenalty + ", parallelToolCalls=" + parallelToolCalls + ", thinking=" + thinking
                + ", thinkingBudget="
                + thinkingBudget + "}";
    }

    /** Parameters with names and types as LangChain4j's. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects {@link QwenChatRequestParameters}. */
    public static final class Builder extends DefaultChatRequestParameters.Builder<Builder> {
        private @Nullable Long seed;
        private @Nullable Double repetitionPenalty;
        private @Nullable Boolean parallelToolCalls;
        private @Nullable Boolean thinking;
        private @Nullable Integer thinkingBudget;

        private Builder() {}

        /** Takes what {@code parameters} decides. */
        @Override
        public Builder overrideWith(ChatRequestParameters parameters) {
            super.overrideWith(parameters);
            if (parameters instanceof QwenChatRequestParameters ours) {
                seed = ours.seed == null ? seed : ours.seed;
                repetitionPenalty = ours.repetitionPenalty == null ? repetitionPenalty : ours.repetitionPenalty;
                parallelToolCalls = ours.parallelToolCalls == null ? parallelToolCalls : ours.parallelToolCalls;
                thinking = ours.thinking == null ? thinking : ours.thinking;
                thinkingBudget = ours.thinkingBudget == null ? thinkingBudget : ours.thinkingBudget;
            }
            return this;
        }

        /** See {@link QwenChatRequestParameters#seed}. */
        public Builder seed(@Nullable Long seed) {
            this.seed = seed;
            return this;
        }

        /** See {@link QwenChatRequestParameters#repetitionPenalty}. */
        public Builder repetitionPenalty(@Nullable Double repetitionPenalty) {
            this.repetitionPenalty = repetitionPenalty;
            return this;
        }

        /** See {@link QwenChatRequestParameters#parallelToolCalls}. */
        public Builder parallelToolCalls(@Nullable Boolean parallelToolCalls) {
            this.parallelToolCalls = parallelToolCalls;
            return this;
        }

        /** See {@link QwenChatRequestParameters#thinking}. */
        public Builder thinking(@Nullable Boolean thinking) {
            this.thinking = thinking;
            return this;
        }

        /** See {@link QwenChatRequestParameters#thinkingBudget}. */
        public Builder thinkingBudget(@Nullable Integer thinkingBudget) {
            this.thinkingBudget = thinkingBudget;
            return this;
        }

        @Override
        public QwenChatRequestParameters build() {
            return new QwenChatRequestParameters(this);
        }
    }
}
