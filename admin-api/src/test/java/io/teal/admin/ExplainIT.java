package io.teal.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.AdminRig.Reply;
import io.teal.admin.testing.Routings;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The admin API tells what would become of a request, and of the request itself no secret. */
class ExplainIT {
    private static final String BODY = "{\"query\":\"年假怎么申请？\",\"kb_name\":\"samples\",\"stream\":false}";

    @TempDir
    Path directory;

    private final HttpClient people = HttpClient.newHttpClient();
    private Fleet fleet;
    private AdminRig rig;

    @BeforeEach
    void start() throws Exception {
        fleet = Fleet.start(
                Instance.named("one").withTiming(Timing.instant()),
                Instance.named("two").withTiming(Timing.instant()),
                Instance.named("three").withTiming(Timing.instant()));
        rig = new AdminRig(directory, Routings.parse("""
                services:
                  chat:
                    upstreams:
                      blue: {servers: [{address: "%s", weight: 2, max_conns: 7}, "%s"], queue: {size: 3, wait: 2s}}
                      green: {servers: ["%s"], balance: "hash(cookie:user)"}
                    traffic:
                      split: {blue: 1, green: 1}
                      identity: [header:Authorization]
                      canary: [{cookie: canary, present: true, to: blue}]
                routes:
                  - name: chat
                    match: {path: /chat/, methods: [POST], headers: {X-Env: prod}}
                    service: chat
                    answers: chatchat
                    cache: {}
                    limits: {rate: {requests: 60, per: 1m, by: client_ip}, concurrency: {requests: 4, by: header:X}}
                    retry: {attempts: 2}
                  - {name: rest, match: {path: /__fake}, service: chat}
                  - {name: closed, match: {path_exact: /closed, hosts: [chat.example]}, respond: {status: 410}}
                  - {name: old, match: {path_regex: "/old.*"}, redirect: {status: 308, path: /new}}
                """.formatted(
                        fleet.server("one").address(),
                        fleet.server("two").address(),
                        fleet.server("three").address())));
    }

    @AfterEach
    void stop() throws Exception {
        people.close();
        rig.close();
        fleet.close();
    }

    /** Names and values of parameters in turn. */
    private Reply asked(String... parameters) throws Exception {
        StringBuilder path = new StringBuilder("/api/v1/explain");
        for (int i = 0; i < parameters.length; i += 2) {
            path.append(i == 0 ? '?' : '&')
                    .append(parameters[i])
                    .append('=')
                    .append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
        }
        return rig.get(path.toString());
    }

    private JsonNode explain(String... parameters) throws Exception {
        Reply reply = asked(parameters);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.header("ETag")).isEqualTo("\"1\"");
        return reply.json();
    }

    @Test
    void aQuestionIsToldFromItsRouteToItsKey() throws Exception {
        String[] question = {
            "method",
            "POST",
            "path",
            "/chat/../chat/kb_chat?x=1",
            "host",
            "Chat.example:80",
            "header",
            "X-Env: prod",
            "header",
            "Cookie: canary=hush; a=b",
            "header",
            "Authorization: Bearer hush",
            "client_ip",
            "192.0.2.9",
            "body",
            BODY
        };

        Reply reply = asked(question);
        JsonNode told = reply.json();

        assertThat(reply.text()).doesNotContain("hush").doesNotContain("年假");
        assertThat(told.get("request"))
                .hasToString("{\"method\":\"POST\",\"path\":\"/chat/kb_chat\",\"host\":\"chat.example\","
                        + "\"client_ip\":\"192.0.2.9\",\"headers\":[\"authorization\",\"cookie\",\"x-env\"]}");
        assertThat(told.get("revision").asInt()).isEqualTo(1);
        assertThat(told.get("route"))
                .hasToString("{\"name\":\"chat\",\"match\":\"the path is /chat/ or below, the method is POST, "
                        + "the header X-Env is prod\"}");
        assertThat(told.get("action").asText()).isEqualTo("forward");
        JsonNode forward = told.get("forward");
        assertThat(forward.get("service").asText()).isEqualTo("chat");
        assertThat(forward.get("traffic"))
                .hasToString("{\"upstream\":\"blue\",\"cause\":\"canary\",\"rule\":0,\"by\":\"cookie:canary\","
                        + "\"random\":false,\"split\":{\"blue\":1,\"green\":1}}");
        assertThat(forward.get("balance").asText()).isEqualTo("least_conn");
        String one = fleet.server("one").address();
        assertThat(forward.get("servers").get(0))
                .hasToString(
                        "{\"address\":\"" + one + "\",\"state\":\"up\",\"reason\":\"\",\"usable\":true,\"full\":false,"
                                + "\"weight\":2,\"backup\":false,\"leases\":0,\"elsewhere\":0,\"max_conns\":7}");
        assertThat(forward.get("place"))
                .hasToString("{\"given\":\"now\",\"server\":\"" + one + "\",\"equal\":[\"" + one + "\",\""
                        + fleet.server("two").address() + "\"]}");
        assertThat(forward.get("queue")).hasToString("{\"waiting\":0,\"size\":3,\"wait_ms\":2000}");
        assertThat(forward.get("limits"))
                .hasToString("{\"body\":8388608,\"rate\":{\"requests\":60,\"per_ms\":60000,\"by\":\"client_ip\"},"
                        + "\"concurrency\":{\"requests\":4,\"by\":\"header:X\"}}");
        assertThat(forward.get("retry")).hasToString("{\"attempts\":2,\"budget_percent\":20}");
        assertThat(forward.get("timeouts").get("total_ms").asLong()).isEqualTo(900_000);
        JsonNode cache = forward.get("cache");
        assertThat(cache.get("use").asText()).isEqualTo("asked");
        assertThat(cache.get("key").asText()).matches("[0-9a-f]{64}");
        assertThat(cache.get("parts"))
                .hasToString("{\"route\":\"chat\",\"service\":\"chat\",\"upstream\":\"blue\",\"epochs\":[0,0,0,0],"
                        + "\"personal\":true}");
        assertThat(cache.get("in_memory").asBoolean()).isFalse();

        // And when it was asked
        HttpResponse<String> answer = people.send(
                HttpRequest.newBuilder(URI.create(
                                "http://127.0.0.1:" + rig.gateway().ports().get("public") + "/chat/kb_chat?x=1"))
                        .version(HttpClient.Version.HTTP_1_1)
                        .header("X-Env", "prod")
                        .header("Cookie", "canary=hush; a=b")
                        .header("Authorization", "Bearer hush")
                        .POST(BodyPublishers.ofString(BODY))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        question[5] = "127.0.0.1";
        await().until(() ->
                explain(question).at("/forward/cache/kept/use").asText().equals("fresh"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /closed  | chat.example | closed | {"action":"respond","status":410}
            /old/a   | h            | old    | {"action":"redirect","status":308,"location":"http://h/new"}
            /closed  | other        |        | {"action":"refuse","outcome":"no_route","status":404}
            /../x    | h            |        | {"action":"refuse","outcome":"bad_target","status":400}
            """)
    void whatEndsAtTheGatewayIsTold(String path, String host, String route, String expected) throws Exception {
        JsonNode told = explain("path", path, "host", host);

        assertThat(told.at("/route/name").asText()).isEqualTo(route == null ? "" : route);
        assertThat(told.toString()).endsWith("," + expected.substring(1));
        assertThat(told.at("/request/method").asText()).isEqualTo("GET");
        assertThat(told.at("/request/client_ip").asText()).isEqualTo("127.0.0.1");
    }

    @Test
    void whoIsDividedByChanceAndWhoIsSentAwayIsTold() throws Exception {
        await().until(() -> {
            JsonNode forward = explain("path", "/__fake/small").get("forward");
            assertThat(forward.at("/traffic/random").asBoolean()).isTrue();
            assertThat(forward.at("/traffic").has("by")).isFalse();
            assertThat(forward.at("/cache").toString()).isEqualTo("{\"use\":\"off\"}");
            return forward.get("random_server").asBoolean();
        });
        for (String name : new String[] {"one", "two"}) {
            String path = "/api/v1/services/chat/upstreams/blue/servers/"
                    + fleet.server(name).address() + "/drain";
            assertThat(rig.post(path, "*", "{}").status()).isEqualTo(200);
        }

        JsonNode forward =
                explain("path", "/__fake/small", "header", "Cookie: canary=1").get("forward");

        assertThat(forward.at("/place/given").asText()).isEqualTo("never");
        assertThat(forward.at("/place/outcome").asText()).isEqualTo("no_server");
        assertThat(forward.at("/place/status").asInt()).isEqualTo(503);
        assertThat(forward.at("/servers/0/state").asText()).isEqualTo("draining");
        assertThat(forward.at("/servers/0/usable").asBoolean()).isFalse();
        assertThat(rig.gateway().stats().total()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "path=/&header=hush, 422, 'header: found 4 characters, expected Name: value'",
        "path=/&header=a:b&header=:hush, 422, 'header: found 5 characters, expected Name: value'",
        "path=/&client_ip=here, 422, 'client_ip: found here, expected an IP address'",
        "method=GET, 400, 'path: found nothing, expected a string of 8192 characters at most that is not empty'",
    })
    void whatIsNoRequestIsSaid(String query, int status, String detail) throws Exception {
        Reply reply = rig.get("/api/v1/explain?" + query);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.detail()).isEqualTo(detail);
    }
}
