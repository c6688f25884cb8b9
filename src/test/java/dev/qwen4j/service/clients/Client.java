package dev.qwen4j.service.clients;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Map;

/** A client of OpenAI's API under test. */
interface Client {
    /**
     * Plays all scenarios.
     *
     * @param base that ends with {@code /v1}
     * @param model of the service
     * @return by the scenario's name what the client made of it: {@code text}, {@code finish}, {@code calls},
     *     {@code pieces} (whether there were several), {@code completionTokens}, {@code sum} (whether the usage adds up),
     *     {@code object}, {@code cancelled}, {@code status} and {@code code}, where there are any
     */
    Map<String, JsonNode> play(Scenarios scenarios, URI base, String model) throws Exception;
}
