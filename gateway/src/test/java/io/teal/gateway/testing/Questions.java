package io.teal.gateway.testing;

import java.nio.charset.StandardCharsets;

/** Questions to a knowledge base, as they are on the wire. Plain ASCII, so that characters are bytes. */
public final class Questions {
    private static final String PATH = "/chat/kb_chat";

    private Questions() {}

    /** The body of a question. */
    public static String body(boolean stream) {
        return "{\"query\":\"leave\",\"kb_name\":\"samples\",\"stream\":" + stream + "}";
    }

    /** A request whose answer is an event stream; fields such as {@code "X-A: 1"}. */
    public static String streamed(String... fields) {
        return post(PATH, body(true), fields);
    }

    /** A request whose answer comes whole. */
    public static String whole(String... fields) {
        return post(PATH, body(false), fields);
    }

    /** A POST of JSON. */
    public static String post(String target, String body, String... fields) {
        StringBuilder request = new StringBuilder("POST ").append(target).append(" HTTP/1.1\r\nHost: gateway.test\r\n");
        for (String field : fields) {
            request.append(field).append("\r\n");
        }
        return request.append("Content-Type: application/json\r\nContent-Length: ")
                .append(body.getBytes(StandardCharsets.UTF_8).length)
                .append("\r\n\r\n")
                .append(body)
                .toString();
    }
}
