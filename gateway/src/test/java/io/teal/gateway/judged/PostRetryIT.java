package io.teal.gateway.judged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.RawClient;
import io.teal.gateway.testing.Reply;
import io.teal.gateway.testing.ScriptedServer;
import io.teal.gateway.testing.TestGateway;
import java.io.IOException;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that read a POST to its last byte and then break the connection: who asks them again, and how often. */
class PostRetryIT {
    private static final String QUESTION = "{\"query\":\"q\",\"kb_name\":\"samples\"}";

    private final AtomicInteger first = new AtomicInteger();
    private final AtomicInteger second = new AtomicInteger();
    private final Set<String> bodies = Collections.synchronizedSet(new HashSet<>());
    private ScriptedServer one;
    private ScriptedServer other;

    @BeforeEach
    void start() {
        one = resetting(first);
        other = resetting(second);
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
    }

    private ScriptedServer resetting(AtomicInteger asked) {
        return new ScriptedServer((peer, connection) -> {
            String head = peer.head();
            bodies.add(peer.body(Integer.parseInt(RawClient.field(head, "Content-Length"))));
            asked.incrementAndGet();
            peer.reset();
        });
    }

    private TestGateway gateway(String policies) {
        return TestGateway.start("""
                services:
                  chat:
                    upstreams:
                      blue:
                        balance: round_robin
                        servers: [{address: "%s", max_fails: 0}, {address: "%s", max_fails: 0}]
                routes:
                  - {name: all, match: {path: /}, service: chat, %s}
                """.formatted(one.address(), other.address(), policies));
    }

    private static Reply ask(TestGateway gateway, String target) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return Reply.ask(client, "POST", target, QUESTION);
        }
    }

    private int asked() {
        return first.get() + second.get();
    }

    @ParameterizedTest
    @CsvSource({
        // What it may have done once it is not asked to do twice.
        "'answers: none, retry: {attempts: 3, budget: 100%}', /chat/kb_chat, 1",
        "'answers: chatchat, retry: {attempts: 0}', /chat/kb_chat, 1",
        // A question changes nothing: each server once, and none twice, however many attempts are left.
        "'answers: chatchat, retry: {attempts: 1, budget: 100%}', /chat/kb_chat, 2",
        "'answers: chatchat, retry: {attempts: 9, budget: 100%}', /chat/kb_chat, 2",
        "'answers: openai, retry: {attempts: 9, budget: 100%}', /v1/chat/completions, 2",
        // An agent may have run tools, and an upload is no question.
        "'answers: chatchat, retry: {attempts: 3, budget: 100%}', /chat/chat/completions, 1",
        "'answers: chatchat, retry: {attempts: 3, budget: 100%}', /knowledge_base/update_docs, 1"
    })
    void areAskedAsOftenAsThePolicySays(String policies, String target, int times) throws IOException {
        try (TestGateway gateway = gateway(policies)) {
            Reply reply = ask(gateway, target);

            assertThat(reply.status()).isEqualTo(502);
            assertThat(reply.body()).contains("\"type\":\"reset\"");
            assertThat(asked()).isEqualTo(times);
            assertThat(first.get()).isLessThanOrEqualTo(1);
            assertThat(second.get()).isLessThanOrEqualTo(1);
            assertThat(bodies).containsExactly(QUESTION);
            await().until(() -> gateway.leases() == 0);
        }
    }

    /** Three are granted within ten seconds however small the budget is; after them there is no other. */
    @Test
    void areNotAskedAgainWhenTheBudgetIsSpent() throws IOException {
        try (TestGateway gateway = gateway("answers: chatchat, retry: {attempts: 1, budget: 0%}")) {
            long began = System.nanoTime();
            for (int i = 0; i < 3; i++) {
                assertThat(ask(gateway, "/chat/kb_chat").status()).isEqualTo(502);
            }
            assertThat(asked()).isEqualTo(6);

            for (int i = 0; i < 200; i++) {
                assertThat(ask(gateway, "/chat/kb_chat").status()).isEqualTo(502);
            }

            assertThat(System.nanoTime() - began)
                    .as("nanoseconds, within the window")
                    .isLessThan(9_000_000_000L);
            assertThat(asked()).isEqualTo(206);
        }
    }
}
