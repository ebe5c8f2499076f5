package io.teal.simulator.modelserver;

import io.teal.simulator.api.PythonJson;
import io.teal.simulator.api.Replies;
import io.teal.simulator.api.Router;
import io.teal.simulator.chat.Desk;
import io.teal.simulator.fault.Fault;
import io.teal.simulator.wire.ResponseHead;
import java.util.List;
import java.util.Map;

/** Which endpoints each model server has. */
public final class ModelRoutes {
    private static final byte[] NOTHING = new byte[0];
    private static final long CREATED = 1_731_132_000;

    private ModelRoutes() {}

    /** The endpoints of vLLM, whose engine is dead once the GPU was full. */
    public static void addVllm(Router router, Desk desk) {
        addChat(router, desk, new Vllm());
        router.add(
                "GET",
                "/health",
                (exchange, faults) -> exchange.reply(
                        ResponseHead.status(faults.has(Fault.OUT_OF_MEMORY) ? 503 : 200)
                                .with("content-length", "0"),
                        NOTHING));
        router.add("GET", "/version", (exchange, faults) -> Replies.json(exchange, 200, "{\"version\":\"0.8.5\"}"));
    }

    /** The endpoints of Xinference. */
    public static void addXinference(Router router, Desk desk) {
        addChat(router, desk, new Xinference());
        String status = PythonJson.compact(PythonJson.object(
                "uptime", 3600, "workers", Map.of("0.0.0.0:45831", Map.of("cpu", Map.of("usage", 0.1)))));
        router.add("GET", "/status", (exchange, faults) -> Replies.json(exchange, 200, status));
    }

    /** The endpoints of Ollama, which knows neither FastAPI's problems nor its redirects. */
    public static void addOllama(Router router, Desk desk) {
        addChat(router, desk, new Ollama());
        for (String method : List.of("GET", "HEAD")) {
            router.add(method, "/", (exchange, faults) -> Replies.text(exchange, 200, "Ollama is running"));
            router.add(
                    method,
                    "/api/version",
                    (exchange, faults) -> Replies.json(exchange, 200, "{\"version\":\"0.5.7\"}"));
        }
        router.add("*", "/*", (exchange, faults) -> Replies.text(exchange, 404, "404 page not found"));
    }

    /** The endpoints of FastChat's OpenAI server. */
    public static void addFastChat(Router router, Desk desk) {
        addChat(router, desk, new FastChat());
    }

    private static void addChat(Router router, Desk desk, Dialect dialect) {
        String models = "{\"object\":\"list\",\"data\":[" + dialect.model("qwen2-instruct", CREATED) + ","
                + dialect.model("glm4-chat", CREATED) + "]}";
        router.add("GET", "/v1/models", (exchange, faults) -> Replies.json(exchange, 200, models));
        router.add("POST", "/v1/chat/completions", new ModelChat(desk, dialect)::handle);
    }
}
