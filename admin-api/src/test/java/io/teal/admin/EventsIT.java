package io.teal.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.teal.admin.testing.AdminRig;
import io.teal.admin.testing.Routings;
import io.teal.gateway.event.Event.Kind;
import io.teal.gateway.event.Event.Subject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listeners of events, over real connections. */
class EventsIT {
    private static final int MOST_STREAMS = 100;

    @TempDir
    Path directory;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Listener> listeners = new ArrayList<>();
    private AdminRig rig;
    private boolean closed;

    @BeforeEach
    void start() throws Exception {
        rig = new AdminRig(directory, Routings.two());
    }

    @AfterEach
    void stop() throws Exception {
        for (Listener listener : listeners) {
            listener.lines.close();
        }
        if (!closed) {
            rig.close();
        }
        client.shutdownNow();
    }

    @Test
    void whatHappensIsToldAsItHappens() throws Exception {
        // Given
        Listener listener = listen(null);
        String begin = listener.next();

        // When
        String drain = "/api/v1/services/chat/upstreams/blue/servers/127.0.0.1:1/drain";
        assertThat(rig.post("/api/v1/services/chat/switch", "*", "{\"to\":\"green\"}")
                        .status())
                .isEqualTo(200);
        assertThat(rig.post(drain, "*", "{}").status()).isEqualTo(200);

        // Then
        String boot = rig.gateway().events().boot();
        assertThat(begin).matches("retry: 1000 id: " + boot + "-\\d+");
        assertThat(listener.next())
                .matches("id: " + boot + "-\\d+ event: revision data: \\{\"at\":\"[^\"]+Z\",\"service\":\"\","
                        + "\"upstream\":\"\",\"server\":\"\",\"reason\":\"[^\"]*\",\"revision\":2}");
        assertThat(listener.next())
                .contains("event: drained")
                .contains("\"service\":\"chat\",\"upstream\":\"blue\",\"server\":\"127.0.0.1:1\"");
    }

    @Test
    void whoComesBackGetsWhatItHasMissedAndNothingTwice() throws Exception {
        // Given
        happen(3, "before");
        Listener first = listen(null);
        String begin = first.next();
        String seen = begin.substring(begin.indexOf("id: ") + 4);
        first.lines.close();
        happen(2, "missed");

        // When
        Listener back = listen(seen);
        happen(1, "new");

        // Then
        assertThat(back.next()).contains("\"reason\":\"missed 0\"").startsWith("retry: 1000 id: " + after(seen, 1));
        assertThat(back.next()).contains("\"reason\":\"missed 1\"").startsWith("id: " + after(seen, 2));
        assertThat(back.next()).contains("\"reason\":\"new 0\"").startsWith("id: " + after(seen, 3));
    }

    @Test
    void whoHasSeenAnotherProcessIsToldThatItMissedSomething() throws Exception {
        // Given
        happen(1, "once");
        String boot = rig.gateway().events().boot();

        for (String foreign : List.of("00000000-1", "no id at all", boot + "-999999", boot + "-")) {
            assertThat(listen(foreign).next()).as(foreign).contains("event: missed data: {}");
        }
    }

    @Test
    void aListenerThatDoesNotReadIsCutOffAndHoldsUpNobody() throws Exception {
        // Given
        Listener deaf = listen(null);
        Listener awake = listen(null);
        var unused = awake.next();
        String reason = "x".repeat(20_000);
        int chunk = 10;

        // When
        for (int i = 0; i < 100; i++) {
            happen(chunk, reason);
            for (int n = 0; n < chunk; n++) {
                assertThat(awake.next()).contains(reason + " " + n);
            }
        }

        // Then
        assertThatThrownBy(() -> {
                    while (true) {
                        String unusedEvent = deaf.next();
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @Test
    void oneListenerTooManyIsRefusedUntilAnotherLeaves() throws Exception {
        for (int i = 0; i < MOST_STREAMS; i++) {
            var unused = listen(null).next();
        }

        assertThat(rig.get("/api/v1/events").problem()).isEqualTo("503 too-many-streams");
        listeners.getFirst().lines.close();
        await().atMost(Duration.ofSeconds(5)).until(() -> open(null).statusCode() == 200);
    }

    @Test
    void theEndOfTheProcessEndsTheStreamInOrder() throws Exception {
        // Given
        Listener listener = listen(null);
        var unused = listener.next();
        long begin = System.nanoTime();

        // When
        rig.close();
        closed = true;

        // Then
        assertThat(listener.lines.readLine()).isNull();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
    }

    private void happen(int times, String reason) {
        for (int i = 0; i < times; i++) {
            rig.gateway().events().add(Kind.EJECTED, new Subject("chat", "blue", "a:1"), reason + " " + i, 0);
        }
    }

    private static String after(String id, int more) {
        int dash = id.lastIndexOf('-');
        return id.substring(0, dash + 1) + (Long.parseLong(id.substring(dash + 1)) + more) + " ";
    }

    private Listener listen(@Nullable String last) throws Exception {
        HttpResponse<InputStream> response = open(last);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
        Listener listener = new Listener(new BufferedReader(new InputStreamReader(response.body(), UTF_8)));
        listeners.add(listener);
        return listener;
    }

    private HttpResponse<InputStream> open(@Nullable String last) throws Exception {
        HttpRequest.Builder request = rig.to("/api/v1/events");
        if (last != null) {
            request.header("Last-Event-ID", last);
        }
        return client.send(request.build(), BodyHandlers.ofInputStream());
    }

    /** One that reads when it is asked to. */
    private record Listener(BufferedReader lines) {
        /** The lines of the next event with spaces between them; comments are left out. */
        String next() throws IOException {
            StringBuilder event = new StringBuilder();
            while (true) {
                String line = lines.readLine();
                if (line == null) {
                    throw new AssertionError("the stream has ended after " + event);
                }
                if (line.isEmpty() && !event.isEmpty()) {
                    return event.toString();
                }
                if (!line.isEmpty() && !line.startsWith(":")) {
                    event.append(event.isEmpty() ? "" : " ").append(line);
                }
            }
        }
    }
}
