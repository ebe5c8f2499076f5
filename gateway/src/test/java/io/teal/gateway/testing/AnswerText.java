package io.teal.gateway.testing;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What the user reads of an answer, be it streamed, whole, or a string that contains JSON. */
public final class AnswerText {
    private AnswerText() {}

    /** The text of a body as any flavour of a question answering server sends it. */
    public static String of(String body) {
        if (!body.startsWith("data:") && !body.startsWith(":")) {
            Object whole = Json.decodeValue(body);
            return whole instanceof String inner ? content(new JsonObject(inner)) : content((JsonObject) whole);
        }
        StringBuilder text = new StringBuilder();
        for (String line : body.split("\r\n|\n|\r", -1)) {
            if (line.startsWith("data: {")) {
                text.append(token(line.substring(6)));
            }
        }
        return text.toString();
    }

    /** Nothing for an event that was cut in its middle. */
    private static String token(String data) {
        try {
            return content(new JsonObject(data));
        } catch (DecodeException cut) {
            return "";
        }
    }

    private static String content(JsonObject json) {
        for (String key : new String[] {"answer", "text"}) {
            if (json.getValue(key) instanceof String text) {
                return text;
            }
        }
        JsonArray choices = json.getJsonArray("choices", new JsonArray());
        if (choices.isEmpty()) {
            return "";
        }
        JsonObject choice = choices.getJsonObject(0);
        JsonObject message = choice.getJsonObject("delta", choice.getJsonObject("message"));
        return message == null ? "" : message.getString("content", "");
    }
}
