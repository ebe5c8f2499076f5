package io.teal.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.cache.CacheStats;
import io.teal.gateway.cache.Entry;
import io.teal.gateway.event.Event;
import io.teal.gateway.explain.CacheFate;
import io.teal.gateway.explain.Explanation;
import io.teal.gateway.explain.Fate;
import io.teal.gateway.stats.Snapshot;
import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.PlainClient.Answer;
import io.teal.gateway.testing.TestGateway;
import io.teal.gateway.upstream.ServerStatus;
import io.teal.simulator.SimulatedServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of kept answers holds, and saying so leaves no trace. */
class ExplainCacheIT extends Explaining {
    @Test
    void whatIsKeptIsTold() throws IOException {
        try (TestGateway gateway = gateway("round_robin", "");
                PlainClient client = new PlainClient(gateway.port())) {
            String body = "{\"query\":\"how many days off?\",\"kb_name\":\"samples\",\"stream\":false}";
            String[] fields = {"Content-Type: application/json", "Cookie: canary=1", "Authorization: Bearer me"};

            CacheFate.Consulted before = consulted(gateway, body, fields);
            assertThat(before.kept()).isNull();
            assertThat(before.remote()).isFalse();
            assertThat(before.underWay()).isFalse();
            assertThat(before.parts())
                    .isEqualTo(new CacheFate.Parts("chat", "chat", "blue", List.of(0L, 0L, 0L, 0L), true));
            assertThat(client.ask("POST", KB_CHAT, body, fields).field("X-Teal-Cache"))
                    .isEqualTo("miss");

            await().until(() -> consulted(gateway, body, fields).kept() != null);
            CacheFate.Consulted after = consulted(gateway, body, fields);
            assertThat(after.key()).isEqualTo(before.key());
            assertThat(Objects.requireNonNull(after.kept()).use()).isEqualTo(Entry.Use.FRESH);
            assertThat(client.ask("POST", KB_CHAT, body, fields).field("X-Teal-Cache"))
                    .isEqualTo("hit");

            // Others have answers of their own, and so has who asks after a change.
            assertThat(consulted(gateway, body, "Cookie: canary=1", "Authorization: Bearer you")
                            .key())
                    .isNotEqualTo(before.key());
            gateway.gateway().cache().knowledgeChanged("chat", "samples");
            assertThat(consulted(gateway, body, fields).key()).isNotEqualTo(before.key());
            assertThat(consulted(gateway, body, fields).parts().epochs())
                    .isNotEqualTo(before.parts().epochs());
            assertThat(client.ask("POST", KB_CHAT, body, fields).field("X-Teal-Cache"))
                    .isEqualTo("miss");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"query":"q","kb_name":"samples"}                   | Cache-Control: no-store
            {"query":"q","kb_name":"samples"}                   | Content-Encoding: gzip
            {"query":"q","kb_name":"samples"}                   | Content-Type: text/plain
            {"query":"q","kb_name":"samples"}                   | Range: bytes=0-1
            {"query":"q","kb_name":"a%b"}                       | X-A: b
            {"query":"q","kb_name":"samples","temperature":1.5} | X-A: b
            not json                                            | X-A: b
            """)
    void whatPassesTheCacheByIsTold(String body, String field) throws IOException {
        try (TestGateway gateway = gateway("round_robin", "");
                PlainClient client = new PlainClient(gateway.port())) {
            CacheFate said = forwarded(gateway, "POST", KB_CHAT, body, field, "Cookie: canary=1")
                    .cache();
            Answer answer = client.ask("POST", KB_CHAT, body, field, "Cookie: canary=1");

            assertThat(said).isInstanceOf(CacheFate.Bypassed.class);
            assertThat(answer.field("X-Teal-Cache"))
                    .isEqualTo("bypass; reason=" + ((CacheFate.Bypassed) said).reason());
            assertThat(small(gateway).cache()).isEqualTo(new CacheFate.Off());
            assertThat(forwarded(gateway, "GET", KB_CHAT, "").cache()).isEqualTo(new CacheFate.NoQuestion());
        }
    }

    @Test
    void aThousandExplanationsLeaveNoTrace() throws Exception {
        try (TestGateway gateway = gateway("round_robin", "");
                PlainClient client = new PlainClient(gateway.port())) {
            String body = "{\"query\":\"kept\",\"kb_name\":\"samples\",\"stream\":false}";
            String canary = "Cookie: canary=1";
            assertThat(client.ask("POST", KB_CHAT, body, canary).status()).isEqualTo(200);
            await().until(() -> consulted(gateway, body, canary).kept() != null && gateway.leases() == 0);
            await().until(() -> gateway.gateway().stats().total() == 1);
            Snapshot stats = gateway.gateway().stats();
            CacheStats cache = gateway.gateway().cache().stats();
            List<ServerStatus> servers = gateway.gateway().upstreams().status();
            var top = gateway.gateway().cache().top(null, 100);
            Queue<Event> events = new ConcurrentLinkedQueue<>();
            long unusedNewest = gateway.gateway().events().listen(events::add);
            long asked = asked();

            // When
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < 250; i++) {
                        Fate.Forwarded unusedSmall = small(gateway, canary, "X-Limited: 1");
                        CacheFate.Consulted unusedKept = consulted(gateway, body, canary);
                        Explanation unusedNone = explain(gateway, "GET", "/elsewhere", "");
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }

            // Then
            assertThat(gateway.gateway().stats())
                    .usingRecursiveComparison()
                    .ignoringFields("loops")
                    .isEqualTo(stats);
            assertThat(gateway.gateway().cache().stats()).isEqualTo(cache);
            assertThat(gateway.gateway().upstreams().status()).isEqualTo(servers);
            assertThat(gateway.gateway().cache().top(null, 100)).isEqualTo(top);
            assertThat(events).isEmpty();
            assertThat(asked()).isEqualTo(asked);
            // blue-1 had the question above, and they take turns.
            List<String> turns = new ArrayList<>();
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Answer answer = client.get(SMALL, canary, "X-Limited: 1");
                statuses.add(answer.status());
                if (answer.status() == 200) {
                    turns.add(answer.instance());
                }
            }
            assertThat(statuses).isEqualTo(Arrays.asList(200, 200, 200, 429));
            assertThat(turns).containsExactly("blue-2", "blue-1", "blue-2");
        }
    }

    private long asked() {
        long requests = 0;
        for (SimulatedServer server : fleet.servers()) {
            requests += server.stats().requests();
        }
        return requests;
    }
}
