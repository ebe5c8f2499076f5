package io.teal.simulator.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.teal.simulator.wire.Exchange;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Consumer;

/** Reads JSON bodies as FastAPI does. */
public final class Bodies {
    private static final int LIMIT = 64 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private Bodies() {}

    /** Reads a body whose top-level fields are parameters of the endpoint. */
    public static void fields(Exchange exchange, Consumer<Fields> next) {
        read(exchange, body -> next.accept(new Fields(body, false)));
    }

    /** Reads a body that is one pydantic model. */
    public static void model(Exchange exchange, Consumer<Fields> next) {
        read(exchange, body -> next.accept(new Fields(body, true)));
    }

    /** Reads a body of any JSON; it is missing when empty or of another content type. Broken JSON is answered 422. */
    public static void read(Exchange exchange, Consumer<JsonNode> next) {
        exchange.readBody(LIMIT, bytes -> {
            String type = exchange.head().header("content-type");
            boolean json = type == null || type.toLowerCase(Locale.ROOT).contains("json");
            if (bytes.length == 0 || !json) {
                next.accept(MissingNode.getInstance());
                return;
            }
            JsonNode body;
            try {
                body = JSON.readTree(bytes);
            } catch (JsonProcessingException e) {
                long at = e.getLocation() == null
                        ? 0
                        : Math.max(0, e.getLocation().getCharOffset());
                invalid(exchange, at);
                return;
            } catch (IOException e) {
                invalid(exchange, 0);
                return;
            }
            next.accept(body);
        });
    }

    private static void invalid(Exchange exchange, long at) {
        Replies.json(
                exchange,
                422,
                "{\"detail\":[{\"type\":\"json_invalid\",\"loc\":[\"body\"," + at
                        + "],\"msg\":\"JSON decode error\",\"input\":{},\"ctx\":{\"error\":\"Expecting value\"}}]}");
    }
}
