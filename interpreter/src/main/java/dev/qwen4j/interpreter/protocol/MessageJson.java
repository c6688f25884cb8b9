package dev.qwen4j.interpreter.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A message as JSON and back. Written on the streaming parser alone: data binding would triple the classes a worker
 * loads before its first cell.
 */
final class MessageJson {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(MessageWriter.MAX_BYTES)
                    .maxNestingDepth(2)
                    .build())
            .configure(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS, false)
            .build();

    private MessageJson() {}

    static byte[] encode(Message message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            switch (message) {
                case Message.Start m -> {
                    text(json, "type", "start");
                    text(json, "folder", m.folder());
                    texts(json, "libraries", m.libraries());
                    json.writeNumberField("outputBytes", m.outputBytes());
                    json.writeNumberField("diskBytes", m.diskBytes());
                    json.writeNumberField("files", m.files());
                }
                case Message.Execute m -> {
                    about(json, "execute", m.cell());
                    text(json, "code", m.code());
                }
                case Message.Interrupt m -> about(json, "interrupt", m.cell());
                case Message.Answer m -> {
                    text(json, "type", "answer");
                    json.writeNumberField("call", m.call());
                    json.writeBooleanField("failed", m.failed());
                    text(json, "text", m.text());
                }
                case Message.Ready m -> text(json, "type", "ready");
                case Message.Output m -> {
                    about(json, "output", m.cell());
                    json.writeBooleanField("error", m.error());
                    text(json, "text", m.text());
                }
                case Message.Shown m -> {
                    about(json, "shown", m.cell());
                    text(json, "mimeType", m.mimeType());
                    text(json, "data", m.data());
                }
                case Message.Call m -> {
                    about(json, "call", m.cell());
                    json.writeNumberField("call", m.call());
                    text(json, "function", m.function());
                    text(json, "argument", m.argument());
                }
                case Message.Names m -> {
                    about(json, "names", m.cell());
                    texts(json, "names", m.names());
                }
                case Message.Completed m -> {
                    end(json, "completed", m);
                    text(json, "value", m.value());
                }
                case Message.Raised m -> {
                    end(json, "raised", m);
                    text(json, "traceback", m.traceback());
                }
                case Message.Interrupted m -> end(json, "interrupted", m);
            }
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void about(JsonGenerator json, String type, long cell) throws IOException {
        text(json, "type", type);
        json.writeNumberField("cell", cell);
    }

    private static void end(JsonGenerator json, String type, Message.CellEnd end) throws IOException {
        about(json, type, end.cell());
        json.writeNumberField("droppedBytes", end.droppedBytes());
    }

    private static void texts(JsonGenerator json, String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(whole(value));
        }
        json.writeEndArray();
    }

    private static void text(JsonGenerator json, String name, String value) throws IOException {
        json.writeStringField(name, whole(value));
    }

    /** Half a surrogate pair, which both Java and Python strings may hold, is no UTF-8: it becomes a question mark. */
    private static String whole(String value) {
        return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    static Message decode(byte[] bytes) throws ProtocolException {
        Fields fields = new Fields(read(bytes));
        String type = fields.text("type");
        return switch (type) {
            case "start" ->
                new Message.Start(
                        fields.text("folder"),
                        fields.texts("libraries"),
                        fields.number("outputBytes"),
                        fields.number("diskBytes"),
                        fields.number("files"));
            case "execute" -> new Message.Execute(fields.number("cell"), fields.text("code"));
            case "interrupt" -> new Message.Interrupt(fields.number("cell"));
            case "answer" -> new Message.Answer(fields.number("call"), fields.flag("failed"), fields.text("text"));
            case "ready" -> new Message.Ready();
            case "output" -> new Message.Output(fields.number("cell"), fields.flag("error"), fields.text("text"));
            case "shown" -> new Message.Shown(fields.number("cell"), fields.text("mimeType"), fields.text("data"));
            case "call" ->
                new Message.Call(
                        fields.number("cell"), fields.number("call"), fields.text("function"), fields.text("argument"));
            case "names" -> new Message.Names(fields.number("cell"), fields.texts("names"));
            case "completed" ->
                new Message.Completed(fields.number("cell"), fields.text("value"), fields.number("droppedBytes"));
            case "raised" ->
                new Message.Raised(fields.number("cell"), fields.text("traceback"), fields.number("droppedBytes"));
            case "interrupted" -> new Message.Interrupted(fields.number("cell"), fields.number("droppedBytes"));
            default -> throw new ProtocolException("unknown message type '" + type + "'");
        };
    }

    private static Map<String, Object> read(byte[] bytes) throws ProtocolException {
        Map<String, Object> fields = new HashMap<>();
        try (JsonParser json = JSON.createParser(bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new ProtocolException("a message must be a JSON object");
            }
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                Object value = switch (json.nextToken()) {
                    case VALUE_STRING -> json.getText();
                    case VALUE_NUMBER_INT -> json.getLongValue();
                    case VALUE_TRUE, VALUE_FALSE -> json.getBooleanValue();
                    case START_ARRAY -> readTexts(json, name);
                    default ->
                        throw new ProtocolException("'" + name + "' must be a string, a whole number, true or false,"
                                + " or a list of strings");
                };
                fields.put(name, value);
            }
            if (json.nextToken() != null) {
                throw new ProtocolException("a frame must hold one JSON object");
            }
        } catch (ProtocolException e) {
            throw e;
        } catch (IOException e) {
            throw new ProtocolException("a frame does not hold valid JSON", e);
        }
        return fields;
    }

    private static List<String> readTexts(JsonParser json, String name) throws IOException {
        List<String> texts = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                throw new ProtocolException("'" + name + "' must hold strings only");
            }
            texts.add(json.getText());
        }
        return texts;
    }

    private record Fields(Map<String, Object> values) {
        String text(String name) throws ProtocolException {
            if (values.get(name) instanceof String text) {
                return text;
            }
            throw new ProtocolException("'" + name + "' must be a string");
        }

        List<String> texts(String name) throws ProtocolException {
            List<String> texts = new ArrayList<>();
            if (!(values.get(name) instanceof List<?> list)) {
                throw new ProtocolException("'" + name + "' must be a list of strings");
            }
            list.forEach(text -> texts.add((String) text));
            return texts;
        }

        boolean flag(String name) throws ProtocolException {
            if (values.get(name) instanceof Boolean flag) {
                return flag;
            }
            throw new ProtocolException("'" + name + "' must be true or false");
        }

        long number(String name) throws ProtocolException {
            if (values.get(name) instanceof Long number) {
                return number;
            }
            throw new ProtocolException("'" + name + "' must be a whole number");
        }
    }
}
