package io.teal.simulator.api;

import io.teal.simulator.wire.ResponseHead;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What every server of the line tells about itself: the redirect of the root, configs, prompts, its API document. */
public final class ServerInfo {
    private static final byte[] NOTHING = new byte[0];

    private static final String PROMPT = "【指令】根据已知信息，简洁和专业的来回答问题。";

    private ServerInfo() {}

    /**
     * Adds the routes.
     *
     * @param version that stands in the API document
     * @param connections whether the API document has the paths by which the 2025 main line is told from the images
     */
    public static void add(Router router, String version, boolean connections) {
        String document = document(version, connections);
        router.add(
                "GET",
                "/",
                (exchange, faults) -> exchange.reply(
                        ResponseHead.status(307).with("content-length", "0").with("location", "/docs"), NOTHING));
        router.add("GET", "/openapi.json", (exchange, faults) -> Replies.json(exchange, 200, document));
        router.add(
                "POST",
                "/server/configs",
                (exchange, faults) -> Replies.json(exchange, 200, "{\"api_address\":\"http://127.0.0.1:7861\"}"));
        router.add(
                "POST",
                "/server/get_prompt_template",
                (exchange, faults) -> Bodies.fields(
                        exchange, fields -> Replies.business(exchange, 200, "success", PythonJson.compact(PROMPT))));
    }

    private static String document(String version, boolean connections) {
        Map<String, @Nullable Object> paths = new LinkedHashMap<>();
        paths.put("/chat/kb_chat", Map.of("post", Map.of("summary", "Kb Chat")));
        paths.put("/server/configs", Map.of("post", Map.of("summary", "Get Server Configs")));
        if (connections) {
            paths.put("/api/v1/mcp_connections/", Map.of("get", Map.of("summary", "List Mcp Connections")));
        }
        return PythonJson.compact(PythonJson.object(
                "openapi",
                "3.1.0",
                "info",
                PythonJson.object("title", "Langchain-Chatchat API Server", "version", version),
                "paths",
                paths));
    }
}
