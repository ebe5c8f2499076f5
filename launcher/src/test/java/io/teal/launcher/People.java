package io.teal.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Forty people who keep asking each gateway, one after the other, and what each was answered, by which server and by which revision.
 * They tell who they are in {@value #FIELD}. Servers are named {@code blue-1} and {@code green-1}.
 */
final class People implements AutoCloseable {
    static final String FIELD = "X-Person";
    static final int COUNT = 40;

    /** Between two requests to one gateway. */
    private static final long EVERY_MILLIS = 10;

    /** An answer to one of them through a gateway; in a queue the ones of a gateway are in the order of their time. */
    private record Seen(String person, int gateway, String colour, long revision) {}

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<Integer, String> addresses = new ConcurrentHashMap<>();
    private final List<ScheduledExecutorService> threads = new ArrayList<>();
    private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    private final Queue<String> failed = new ConcurrentLinkedQueue<>();

    /** From now on they ask this gateway too, at its address such as {@code http://127.0.0.1:8080}. */
    @CanIgnoreReturnValue
    People ask(int gateway, String address) {
        String unused = addresses.put(gateway, address);
        if (threads.size() == gateway) {
            ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
            threads.add(thread);
            int[] turn = {0};
            var unusedTimer = thread.scheduleWithFixedDelay(
                    () -> ask(gateway, turn[0]++ % COUNT), 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }
        return this;
    }

    /** It is about to die, and what becomes of requests to it says nothing. */
    void leave(int gateway) {
        String unused = addresses.remove(gateway);
    }

    private void ask(int gateway, int person) {
        String address = addresses.get(gateway);
        if (address == null) {
            return;
        }
        String name = "person-" + person;
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(address + "/__fake/stats"))
                            .header(FIELD, name)
                            .build(),
                    BodyHandlers.ofString());
            String colour = answer.headers().firstValue("X-Teal-Upstream").orElse("nobody");
            if (answer.statusCode() != 200 || !answer.body().contains(colour + "-1")) {
                failed.add(name + " was answered " + answer.statusCode() + " by " + colour + ": " + answer.body());
                return;
            }
            long revision = answer.headers().firstValueAsLong("X-Teal-Revision").orElse(0);
            seen.add(new Seen(name, gateway, colour, revision));
        } catch (IOException e) {
            if (address.equals(addresses.get(gateway))) {
                failed.add(name + " was not answered: " + e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many answers there have been through a gateway. */
    long answers(int gateway) {
        return seen.stream().filter(one -> one.gateway() == gateway).count();
    }

    /**
     * Nobody saw a failure, and colours were kept: by weights that only grow each goes from blue to green once at most and never back,
     * and is given the same by all gateways for as long as the weights are the same. All gateways were asked by half and half.
     *
     * @param weights percent of green by the number of the revision, from the first that counts to the last
     */
    void keptTheirColours(SortedMap<Long, Integer> weights) {
        assertThat(failed).isEmpty();
        List<Seen> all =
                seen.stream().filter(one -> weights.containsKey(one.revision())).toList();
        Map<String, String> given = new TreeMap<>();
        Map<Integer, Long> newest = new TreeMap<>();
        for (Seen one : all) {
            long before = newest.getOrDefault(one.gateway(), 0L);
            assertThat(one.revision())
                    .as("gateway %d goes back: %s", one.gateway(), one)
                    .isGreaterThanOrEqualTo(before);
            newest.put(one.gateway(), one.revision());
            int weight = weights.get(one.revision());
            String first = given.putIfAbsent(weight + " % " + one.person(), one.colour());
            assertThat(one.colour())
                    .as("%s, by %d %% in all", one, weight)
                    .isEqualTo(first == null ? one.colour() : first);
        }
        for (int person = 0; person < COUNT; person++) {
            String name = "person-" + person;
            List<String> colours = weights.values().stream()
                    .distinct()
                    .map(weight -> given.get(weight + " % " + name))
                    .filter(Objects::nonNull)
                    .toList();
            assertThat(colours).as(name).isSorted().contains("blue", "green");
        }
        assertThat(all.stream()
                        .filter(one -> weights.get(one.revision()) == 50)
                        .map(one -> one.colour() + " through " + one.gateway())
                        .distinct())
                .hasSize(2 * threads.size());
    }

    @Override
    public void close() {
        threads.forEach(ScheduledExecutorService::shutdownNow);
        client.shutdownNow();
    }
}
