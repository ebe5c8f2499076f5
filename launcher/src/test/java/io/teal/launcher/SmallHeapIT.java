package io.teal.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import io.teal.simulator.fault.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway with 256 MiB of heap and a cache that was promised 1 GiB is given answers of 1 GiB to keep, and lives on. */
class SmallHeapIT {
    private static final long GIB = 1L << 30;
    private static final int AT_A_TIME = 8;

    /** Documents of one answer. */
    private static final int DOCS = 512 << 10;

    @TempDir
    Path directory;

    private Fleet fleet;
    private TealProcess teal;
    private int port;

    @BeforeEach
    void start() throws IOException {
        fleet = Fleet.start(
                Instance.named("blue-1").withTiming(Timing.instant()),
                Instance.named("green-1").withTiming(Timing.instant()));
        fleet.server("blue-1").faults().set(Fault.BIG_DOCS, 1, Map.of("bytes", Integer.toString(DOCS)));
        Path conf = TestConf.write(
                directory,
                fleet.server("blue-1").address(),
                fleet.server("green-1").address());
        String routing = Files.readString(conf.resolve("routing.yaml"));
        Path unusedRouting = Files.writeString(
                conf.resolve("routing.yaml"),
                routing.replace("service: chat}", "service: chat, answers: chatchat, cache: {max_entry: 2MiB}}"));
        Path gateway = conf.resolve("gateway.yaml");
        Path unusedGateway = Files.writeString(gateway, Files.readString(gateway) + "\ncache: {memory: 1GiB}\n");
        teal = TealProcess.start(
                Map.of("JAVA_TOOL_OPTIONS", "-Xmx256m -XX:+ExitOnOutOfMemoryError"), "run", "--conf", conf.toString());
        port = URI.create(teal.find("on (http://[^,]+), admin API")).getPort();
    }

    @AfterEach
    void stop() {
        teal.close();
        fleet.close();
    }

    @Test
    void itKeepsWhatItHasRoomForAndGoesOn() throws Exception {
        AtomicLong bytes = new AtomicLong();
        AtomicLong failed = new AtomicLong();
        Semaphore free = new Semaphore(AT_A_TIME);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
                HttpClient http = HttpClient.newHttpClient()) {
            for (int n = 0; bytes.get() < GIB && failed.get() == 0; n++) {
                String question = "question " + n;
                free.acquire();
                var unused = clients.submit(() -> {
                    try {
                        HttpResponse<byte[]> answer = ask(http, question);
                        bytes.addAndGet(answer.body().length);
                        failed.addAndGet(answer.statusCode() == 200 && answer.body().length > DOCS ? 0 : 1);
                    } catch (IOException e) {
                        failed.incrementAndGet();
                    } finally {
                        free.release();
                    }
                    return null;
                });
            }
            free.acquire(AT_A_TIME);
            assertThat(failed.get()).isZero();
            assertThat(bytes.get()).isGreaterThan(GIB);
            assertThat(teal.alive()).isTrue();

            HttpResponse<byte[]> first = ask(http, "the last question");
            HttpResponse<byte[]> second = ask(http, "the last question");
            assertThat(first.headers().firstValue("X-Teal-Cache")).contains("miss");
            assertThat(second.headers().firstValue("X-Teal-Cache")).contains("hit");
        }
    }

    private HttpResponse<byte[]> ask(HttpClient http, String question) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/chat/kb_chat"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"query\":\"" + question + "\",\"kb_name\":\"samples\",\"stream\":true}"))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }
}
