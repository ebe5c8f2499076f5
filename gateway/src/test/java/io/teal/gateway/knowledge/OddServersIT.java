package io.teal.gateway.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.routing.Address;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.tls.OriginTls;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What real servers seldom do and what the simulated ones cannot: other prompts, HTTP/2, answers that are too long or half. */
class OddServersIT {
    private static final Upstream.Knowledge OFTEN =
            new Upstream.Knowledge(Duration.ofMillis(20), Duration.ofMillis(400));

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong now = new AtomicLong(1000);
    private final Epochs epochs = new Epochs(null, now::get);
    private final KnowledgeWatch watch = new KnowledgeWatch(vertx, epochs, new OriginTls());
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private volatile String bases = "[{\"kb_name\":\"hr faq/1\",\"id\":1},{\"kb_name\":\"policy\",\"id\":2}]";
    private volatile String files = "[{\"file_name\":\"a.md\",\"file_size\":1}]";
    private volatile String prompt = "{\"code\":200,\"data\":\"one\"}";
    private volatile HttpVersion version = HttpVersion.HTTP_1_0;
    private Server server;

    @BeforeEach
    void listen() {
        HttpServer listening = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .await();
        server = Server.at(new Address("127.0.0.1", listening.actualPort()));
    }

    @AfterEach
    void close() {
        watch.close();
        epochs.close();
        vertx.close().await();
    }

    private void answer(HttpServerRequest request) {
        int open = underWay.incrementAndGet();
        most.accumulateAndGet(open, Math::max);
        version = request.version();
        request.body().onComplete(body -> {
            asked.add(request.method() + " " + request.uri() + " " + body.result());
            // Not at once, so that two at a time would be seen.
            long unused = vertx.setTimer(2, id -> {
                underWay.decrementAndGet();
                reply(request);
            });
        });
    }

    private void reply(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (request.path().endsWith("list_knowledge_bases")) {
            rounds.incrementAndGet();
            var unused = response.end("{\"code\":200,\"data\":" + bases + "}");
        } else if (request.path().endsWith("list_files")) {
            String list = files;
            if (list.equals("huge")) {
                response.setChunked(true);
                write(response, 9);
            } else if (list.equals("half")) {
                var unused = response.setChunked(true).write("{\"code\":200,");
            } else {
                var unused = response.end("{\"code\":200,\"data\":" + list + "}");
            }
        } else {
            var unused = response.end(prompt);
        }
    }

    private static void write(HttpServerResponse response, int pieces) {
        if (pieces == 0) {
            var unused = response.end();
        } else {
            var unused =
                    response.write(Buffer.buffer(new byte[1 << 20])).onSuccess(done -> write(response, pieces - 1));
        }
    }

    private void watch(Upstream.Protocol protocol) {
        watch.watch(KnowledgeWatchIT.routing(OFTEN, protocol, List.of(server)));
        rounds();
    }

    private void rounds() {
        int before = rounds.get();
        await().until(() -> rounds.get() >= before + 3);
    }

    private long[] of(String base) {
        return epochs.of("chat", "blue", base);
    }

    @ParameterizedTest
    @EnumSource
    void everythingIsAskedOneAfterTheOther(Upstream.Protocol protocol) {
        watch(protocol);

        assertThat(most).as("under way together, of %s", asked).hasValue(1);
        assertThat(version).isEqualTo(protocol == Upstream.Protocol.HTTP_2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1);
        assertThat(asked)
                .startsWith(
                        "GET /knowledge_base/list_knowledge_bases ",
                        "GET /knowledge_base/list_files?knowledge_base_name=hr+faq%2F1 ",
                        "GET /knowledge_base/list_files?knowledge_base_name=policy ",
                        "POST /server/get_prompt_template {\"type\":\"rag\",\"name\":\"default\"}",
                        "POST /server/get_prompt_template {\"type\":\"rag\",\"name\":\"empty\"}",
                        "GET /knowledge_base/list_knowledge_bases ");
        assertThat(of("hr faq/1")).containsExactly(0, 0, 0, 0);
        files = "[]";
        await().until(() -> of("hr faq/1")[3] > 0 && of("policy")[3] > 0);
    }

    @Test
    void anotherPromptIsAnotherUpstream() {
        watch(Upstream.Protocol.HTTP_1_1);

        prompt = "{\"code\":500,\"msg\":\"error\",\"data\":null}";
        rounds();
        assertThat(of("policy")).containsExactly(0, 0, 0, 0);
        prompt = "{\"code\":200,\"data\":\"two\"}";

        await().until(() -> of("policy")[2] > 0);
        assertThat(of("policy")[3]).isZero();
    }

    @Test
    void oldServersAreAskedForTheirKindOfPrompt() {
        bases = "[\"policy\"]";
        prompt = "\"one\"";
        watch(Upstream.Protocol.HTTP_1_1);
        assertThat(asked)
                .contains("POST /server/get_prompt_template {\"type\":\"knowledge_base_chat\",\"name\":\"default\"}");

        prompt = "\"two\"";

        await().until(() -> of("policy")[2] > 0);
    }

    @Test
    void whatIsTooLongOrHalfChangesNothing() {
        watch(Upstream.Protocol.HTTP_1_1);

        for (String odd : List.of("huge", "half", "[5]", "null")) {
            files = odd;
            rounds();
        }
        files = "[{\"file_name\":\"a.md\",\"file_size\":1}]";
        bases = "{}";
        rounds();
        bases = "[{\"kb_name\":\"hr faq/1\",\"id\":1},{\"kb_name\":\"policy\",\"id\":2}]";
        rounds();
        assertThat(of("policy")).containsExactly(0, 0, 0, 0);

        files = "[{\"file_name\":\"a.md\",\"file_size\":2}]";
        await().until(() -> of("policy")[3] > 0);
    }

    @Test
    void thousandsOfBasesAreNoTrouble() {
        StringBuilder many = new StringBuilder("[\"b0\"");
        for (int i = 1; i < 1000; i++) {
            many.append(",\"b").append(i).append('"');
        }
        bases = many.append(']').toString();
        watch.watch(KnowledgeWatchIT.routing(OFTEN, Upstream.Protocol.HTTP_1_1, List.of(server)));

        await().atMost(Duration.ofSeconds(60)).until(() -> rounds.get() >= 2);

        assertThat(of("b999")).containsExactly(0, 0, 0, 0);
    }
}
