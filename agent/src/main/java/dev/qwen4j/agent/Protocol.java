package dev.qwen4j.agent;

import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.chat.ChatTemplate;
import dev.qwen4j.model.grammar.Grammar;
import dev.qwen4j.tools.ToolSpec;
import java.util.List;
import java.util.Optional;

/** How a model is told of its tools, and how what it writes is read. Thread-safe; a {@link Reader} is not. */
public interface Protocol {
    /** The prompt whose continuation is the next step of the last turn of {@code transcript}. */
    Prompt render(Transcript transcript, List<ToolSpec> tools, ChatTemplate template);

    /**
     * What the host writes after {@link #render}'s prompt so that the model can only give its answer, with what it knows
     * by then. A {@link Reader} is told it before what the model writes.
     */
    String lastAnswer(Transcript transcript, List<ToolSpec> tools);

    /** The prompt whose continuation is the last answer, after {@link #lastAnswer}. */
    default Prompt renderLast(Transcript transcript, List<ToolSpec> tools, ChatTemplate template) {
        Prompt prompt = render(transcript, tools, template);
        String opening = lastAnswer(transcript, tools);
        return opening.isEmpty() ? prompt : prompt.plus(opening);
    }

    /** Where generation has to end, because what follows is the host's to write. */
    List<String> stopWords(List<ToolSpec> tools);

    /**
     * What the continuations of the prompts for these tools may be. A model that follows grammars is held to it. It is
     * used for other agents with an equal protocol and equal tools too.
     */
    default Constraint constraint(List<ToolSpec> tools) {
        return Constraint.NONE;
    }

    /** Reads the continuation of the prompt that {@link #render} gives for the same arguments. */
    Reader reader(Transcript transcript, List<ToolSpec> tools, Listener listener);

    /** Reads one step piece by piece. The result does not depend on where the text is split. */
    interface Reader {
        void read(String piece);

        /**
         * The step, once all text was read. Called once.
         *
         * @param reason why the text ends; one cut by {@link FinishReason#LENGTH} may not be complete
         */
        Step finish(FinishReason reason);
    }

    /** What a model may write. Thread-safe; may keep what it works out. */
    interface Constraint {
        /** Anything. */
        Constraint NONE = transcript -> Optional.empty();

        /**
         * The texts that can be read as a step without asking for it again, as far as a grammar can tell.
         *
         * @return empty if any text may be written
         */
        Optional<Grammar> of(Transcript transcript);
    }

    /** Receives the parts of a step that are for people to read, as soon as they are certain; markers never. */
    interface Listener {
        void thought(String delta);

        void answer(String delta);

        /** Listens to nothing. */
        Listener NONE = new Listener() {
            @Override
            public void thought(String delta) {}

            @Override
            public void answer(String delta) {}
        };
    }
}
