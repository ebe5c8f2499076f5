package io.teal.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.admin.audit.Audit;
import io.teal.admin.http.contract.Contract;
import io.teal.admin.security.Authentication;
import io.teal.admin.security.BrowserGuard;
import io.teal.admin.testing.AdminRig;
import io.teal.gateway.config.GatewayConfig;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that come before the description of the API has been read. */
class FirstCallIT {
    private static final String CONTRACT = """
            openapi: 3.1.0
            info: {title: first, version: "1"}
            paths:
              /echo: {post: {operationId: echo, x-teal-role: operator, requestBody: {content: {text/plain: {}}}}}
            """;
    private static final int CALLS = 20;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient callers =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path directory;

    private Audit audit;

    @BeforeEach
    void start() throws Exception {
        audit = Audit.open(directory, InstantSource.system(), 0);
    }

    @AfterEach
    void stop() throws Exception {
        callers.close();
        AdminRig.await(vertx.close());
        audit.close();
    }

    @Test
    void theyWaitForItAndLoseNothing() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch readable = new CountDownLatch(1);
        AtomicInteger reads = new AtomicInteger();
        AdminServer server = server(() -> {
            reads.incrementAndGet();
            asked.countDown();
            try {
                readable.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return Contract.of(CONTRACT);
        });
        assertThat(reads).hasValue(0);

        // When: some come while it is read, with bodies, over connections of different event loops
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            answers.add(call(server, body(i)));
        }
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(answers).noneMatch(CompletableFuture::isDone);
        readable.countDown();

        // Then
        for (int i = 0; i < CALLS; i++) {
            HttpResponse<String> answer = answers.get(i).get(10, TimeUnit.SECONDS);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"heard\":\"" + body(i) + "\"}");
        }
        assertThat(call(server, "late").get(10, TimeUnit.SECONDS).body()).isEqualTo("{\"heard\":\"late\"}");
        assertThat(reads).hasValue(1);
        AdminRig.await(server.close());
    }

    @Test
    void oneThatCannotBeReadIsSaid() throws Exception {
        AdminServer server = server(() -> {
            throw new IllegalStateException("not in the jar");
        });

        for (int i = 0; i < 2; i++) {
            HttpResponse<String> answer = call(server, "anything").get(10, TimeUnit.SECONDS);
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        }
        AdminRig.await(server.close());
    }

    /** One that fits into a packet, one that is still coming, and so on. */
    private static String body(int number) {
        return "body " + number + " and so on".repeat(number % 2 * 50_000);
    }

    private AdminServer server(Supplier<Contract> contract) throws Exception {
        AdminServer server = new AdminServer(
                vertx,
                Authentication.of(vertx, GatewayConfig.Admin.DEFAULT),
                BrowserGuard.of("127.0.0.1"),
                audit,
                contract,
                known -> List.of(
                        Endpoint.of("echo", call -> Answer.json(Json.object().put("heard", call.text())))),
                options -> {});
        AdminRig.await(server.listen("127.0.0.1", 0));
        return server;
    }

    private CompletableFuture<HttpResponse<String>> call(AdminServer server, String body) {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + "/echo");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(body))
                .build();
        return callers.sendAsync(request, BodyHandlers.ofString());
    }
}
