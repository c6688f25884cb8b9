package dev.qwen4j.examples;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.qwen4j.agent.Agent;
import dev.qwen4j.agent.AgentLimits;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.QwenOptions;
import dev.qwen4j.tools.FunctionTool;
import dev.qwen4j.tools.Parameters;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolRegistry;
import dev.qwen4j.tools.langchain4j.LangChain4jTools;
import java.util.ArrayList;
import java.util.List;

/** Java methods with LangChain4j's annotation, and a function, as the tools of this project's own agent. */
public final class AnnotatedTools {
    /** What the model may call. */
    public static final class WeatherService {
        @Tool(name = "get_weather", value = "Gives the weather forecast for a city.")
        public String forecast(@P("name of the city") String city) {
            return "{\"temperature\": 17, \"condition\": \"light rain\"}";
        }
    }

    private AnnotatedTools() {}

    /** Answers {@code question} with the weather and the population of cities. */
    public static Outcome run(LanguageModel model, String question) {
        List<dev.qwen4j.tools.Tool> tools = new ArrayList<>(LangChain4jTools.of(Risk.NETWORK, new WeatherService()));
        tools.add(FunctionTool.builder("get_population")
                .description("Gives the number of people who live in a city.")
                .parameters(Parameters.create().required("city", "string", "name of the city"))
                .risk(Risk.READ)
                .calls(arguments ->
                        ToolOutput.of(arguments.path("city").asText().equals("Berlin") ? "3,900,000" : "not known")));
        Agent agent = new Agent(model, new ToolRegistry(tools), AgentLimits.DEFAULT);
        return agent.run(Transcript.empty().ask(question), event -> {});
    }

    /** @param args the question; the weather in Berlin if there is none */
    public static void main(String[] args) {
        String question = args.length > 0 ? String.join(" ", args) : "What is the weather in Berlin?";
        try (QwenModel model = QwenModel.openEmbedded(QwenOptions.DEFAULT)) {
            System.out.println(run(model, question).answer());
        }
    }
}
