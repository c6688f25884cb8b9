package dev.qwen4j.examples;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.AiServices;
import dev.qwen4j.agent.functions.ReActFormat;
import dev.qwen4j.model.langchain4j.QwenChatModel;

/**
 * A LangChain4j application that was written for a remote model, on a model in this JVM: one line is another. A Java
 * method becomes a tool, {@code AiServices} does the rest.
 */
public final class LangChain4jAgent {
    /** What the application talks to. */
    public interface Assistant {
        String chat(String question);
    }

    /** What the model may call. */
    public static final class WeatherService {
        @Tool(name = "get_weather", value = "Gives the weather forecast for a city.")
        public String forecast(@P("name of the city") String city) {
            return "{\"temperature\": 17, \"condition\": \"light rain\"}";
        }
    }

    private LangChain4jAgent() {}

    /** An assistant that thinks with {@code model}, which may as well be any other {@code ChatModel}. */
    public static Assistant assistant(ChatModel model) {
        return AiServices.builder(Assistant.class)
                .chatModel(model)
                .tools(new WeatherService())
                .build();
    }

    public static void main(String[] args) {
        String question = args.length > 0 ? String.join(" ", args) : "What is the weather in Berlin?";
        // Was: ChatModel model = OpenAiChatModel.builder().apiKey(key).modelName("gpt-4o-mini").build();
        ChatModel model =
                QwenChatModel.builder().functionFormat(ReActFormat::new).build();
        System.out.println(assistant(model).chat(question));
    }
}
