package io.teal.admin.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.admin.contract.Description.Operation;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** A request for an operation, good until something in it is broken. */
final class Asked {
    private static final Map<String, String> VALUES = Map.ofEntries(
            Map.entry("service", "chat"),
            Map.entry("upstream", "spare"),
            Map.entry("release", "latest"),
            Map.entry("server", "127.0.0.1:1"),
            Map.entry("kb", "hr_faq"),
            Map.entry("revision", "1"),
            Map.entry("other", "2"),
            Map.entry("before", "5"),
            Map.entry("id", "days/1"),
            Map.entry("limit", "10"),
            Map.entry("reason", "because"),
            Map.entry("dry_run", "true"),
            Map.entry("question", "how many days?"),
            Map.entry("Accept", "application/json"),
            Map.entry("Idempotency-Key", "k"),
            Map.entry("Last-Event-ID", "00000000-7"),
            Map.entry("wait", "all"),
            Map.entry("timeout", "1s"),
            Map.entry("window", "15m"),
            Map.entry("method", "POST"),
            Map.entry("path", "/chat/kb_chat?a=b"),
            Map.entry("host", "chat.example:8080"),
            Map.entry("header", "Content-Type: application/json"),
            Map.entry("client_ip", "192.0.2.1"),
            Map.entry("body", "{\"query\":\"days\",\"kb_name\":\"hr_faq\"}"),
            Map.entry("If-Match", "*"));

    private static final Map<String, String> BODIES = Map.ofEntries(
            Map.entry("switchTraffic", "{\"split\":{\"blue\":3,\"green\":1},\"reason\":\"r\"}"),
            Map.entry("rollback", "{\"to\":1,\"reason\":\"r\"}"),
            Map.entry("patchRouting", "{\"services\":{\"chat\":{\"traffic\":{\"split\":{\"green\":2}}}}}"),
            Map.entry("startRelease", "{\"to\":\"spare\",\"plan\":{\"schedule\":\"0 3 1 1 *\"},\"reason\":\"r\"}"),
            Map.entry("pauseRelease", "{}"),
            Map.entry("runGate", "{\"upstream\":\"blue\"}"),
            Map.entry("resumeRelease", "{}"),
            Map.entry("promoteRelease", "{}"),
            Map.entry("abortRelease", "{}"),
            Map.entry("drainServer", "{}"),
            Map.entry("resumeServer", "{}"),
            Map.entry("reloadCertificates", "{}"),
            Map.entry("ejectServer", "{\"for\":\"1h\"}"),
            Map.entry("restoreServer", "{}"),
            Map.entry("warmCache", "{\"service\":\"chat\",\"upstream\":\"blue\",\"top\":1}"),
            Map.entry("bumpKnowledge", "{}"));

    private final Operation operation;
    private final SequencedMap<String, String> path = new LinkedHashMap<>();
    private final SequencedMap<String, String> query = new LinkedHashMap<>();
    private final SequencedMap<String, String> headers = new LinkedHashMap<>();
    private byte[] body = new byte[0];

    /** With everything that is needed, and with all that may be there if that is wanted. */
    Asked(Operation operation, Map<String, String> more, boolean all) {
        this.operation = operation;
        for (JsonObject parameter : operation.parameters()) {
            String name = parameter.getString("name");
            String value = more.getOrDefault(name, VALUES.get(name));
            assertThat(value).as("a value for the parameter %s", name).isNotNull();
            if (all || parameter.getBoolean("required", false)) {
                set(parameter, value);
            }
        }
        if (operation.needsBody() || (all && !operation.bodies().isEmpty())) {
            String text = more.getOrDefault(operation.id(), BODIES.get(operation.id()));
            assertThat(text).as("a body for %s", operation.id()).isNotNull();
            body(text);
        }
        if (!operation.bodies().isEmpty()) {
            headers.put(
                    "Content-Type", operation.bodies().fieldNames().iterator().next());
        }
    }

    Asked set(JsonObject parameter, String value) {
        switch (parameter.getString("in")) {
            case "path" -> path.put(parameter.getString("name"), value);
            case "query" -> query.put(parameter.getString("name"), value);
            case "header" -> headers.put(parameter.getString("name"), value);
            default -> throw new AssertionError("no parameters in " + parameter.getString("in"));
        }
        return this;
    }

    Asked query(String name, String value) {
        query.put(name, value);
        return this;
    }

    Asked header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    Asked without(String name) {
        query.remove(name);
        headers.remove(name);
        return this;
    }

    Asked body(String text) {
        return body(text.getBytes(StandardCharsets.UTF_8));
    }

    Asked body(byte[] bytes) {
        body = bytes.clone();
        return this;
    }

    String body() {
        return new String(body, StandardCharsets.UTF_8);
    }

    HttpRequest request(int port, String method, String token) {
        StringBuilder target = new StringBuilder(operation.path());
        path.forEach((name, value) -> {
            int at = target.indexOf("{" + name + "}");
            target.replace(at, at + name.length() + 2, encoded(value));
        });
        char separator = '?';
        for (Map.Entry<String, String> parameter : query.entrySet()) {
            target.append(separator).append(parameter.getKey()).append('=').append(encoded(parameter.getValue()));
            separator = '&';
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
                .timeout(Duration.ofSeconds(20))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return request.build();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
