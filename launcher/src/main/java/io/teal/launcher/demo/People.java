package io.teal.launcher.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A hundred people who ask twenty questions a second, each known by a cookie, and past the cache. Until closed. */
final class People implements AutoCloseable {
    private static final int PEOPLE = 100;
    private static final long EVERY_MILLIS = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger asked = new AtomicInteger();
    private final URI gateway;

    private People(URI gateway) {
        this.gateway = gateway;
    }

    /** They begin to ask. */
    static People ask(String gateway) {
        People people = new People(URI.create(gateway + "/chat/kb_chat"));
        var unused = people.clock.scheduleAtFixedRate(
                () -> {
                    var unusedAnswer = people.threads.submit(people::one);
                },
                0,
                EVERY_MILLIS,
                TimeUnit.MILLISECONDS);
        return people;
    }

    private void one() {
        int person = asked.incrementAndGet() % PEOPLE;
        HttpRequest request = HttpRequest.newBuilder(gateway)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("Cookie", "teal=person-" + person)
                .header("Cache-Control", "no-store")
                .POST(BodyPublishers.ofString("{\"query\":\"How do I ask for leave, person " + person
                        + "?\",\"kb_name\":\"samples\",\"stream\":true}"))
                .build();
        try {
            var unused = client.send(request, BodyHandlers.discarding());
        } catch (IOException e) {
            // What goes wrong is counted by the gateway.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many questions were asked so far. */
    int asked() {
        return asked.get();
    }

    @Override
    public void close() {
        clock.shutdownNow();
        threads.shutdownNow();
        client.shutdownNow();
    }
}
