package io.teal.gateway.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.explain.Question;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Route;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.testing.TestGateway;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a gateway asks itself about a revision, and which answers will do. */
class ProbeTest {
    private static final Routing ROUTING = TestGateway.routing("""
            services:
              chat:
                upstreams: {blue: {servers: ["127.0.0.1:1"]}, green: {servers: ["127.0.0.1:2"]}, test: {servers: ["127.0.0.1:3"]}}
                traffic: {split: {blue: 100, green: 0}, canary: [{header: X-Canary, values: [t], to: test}]}
              docs: {upstreams: {main: {servers: ["127.0.0.1:4"]}}, traffic: {split: {main: 1}}}
            routes:
              - {name: numbers, match: {path_regex: '/chat/[0-9]+'}, service: chat}
              - {name: docs, match: {path: /docs/}, service: docs}
              - {name: chat, match: {path: /chat/}, service: chat}
            """);
    private static final Revision REVISION = TestGateway.revision(7, ROUTING);
    private static final Probe CHAT = new Probe(Specimen.ANY, ROUTING.services().get("chat"));

    private static @Nullable Route byPath(Question question) {
        return ROUTING.routes().stream()
                .filter(route -> question.target().startsWith("/" + route.name()))
                .findFirst()
                .orElse(null);
    }

    private static List<Probe> about(Routing before) {
        return Probe.of(REVISION, before, ProbeTest::byPath);
    }

    @Test
    void atFirstEveryServiceIsAskedForByARouteThatCanBeRead() {
        assertThat(about(Routing.EMPTY))
                .extracting(probe -> probe.request().target())
                .containsExactly("/chat/", "/docs/");
    }

    @Test
    void laterOnlyTheServiceWhoseTrafficChanged() {
        var chat = ROUTING.services().get("chat");
        Routing before = ROUTING.with(chat.withTraffic(chat.traffic().withSplit(Map.of("green", 1))));

        assertThat(about(before)).extracting(Probe::service).containsExactly(chat);
    }

    @Test
    void whereNoTrafficChangedOrNoRequestWillDoTheRevisionIsAskedFor() {
        assertThat(about(ROUTING)).containsExactly(new Probe(Specimen.ANY, null));
        assertThat(Probe.of(REVISION, Routing.EMPTY, question -> null)).containsExactly(new Probe(Specimen.ANY, null));
    }

    @Test
    void onlyTheRevisionWithAnUpstreamThatHasAShareWillDo() {
        assertThat(CHAT.judge(REVISION, SelfAnswer.of("7", "chat", "blue", false)))
                .isEmpty();
        assertThat(CHAT.judge(REVISION, SelfAnswer.of("7", "chat", "test", true)))
                .isEmpty();
        assertThat(CHAT.judge(REVISION, SelfAnswer.of("6", "chat", "blue", false)))
                .contains("revision 6");
        assertThat(CHAT.judge(REVISION, SelfAnswer.of("7", "chat", "green", false)))
                .contains("to green");
        assertThat(CHAT.judge(REVISION, SelfAnswer.of("7", "chat", "test", false)))
                .contains("to test");
        assertThat(CHAT.judge(REVISION, SelfAnswer.of("7", "docs", "main", false)))
                .contains("service docs");
        assertThat(CHAT.judge(REVISION, SelfAnswer.of("7"))).contains("no service");
        assertThat(CHAT.judge(REVISION, new SelfAnswer(200, "", "", "", false))).contains("somebody else");
    }

    @Test
    void nobodyGuessesAKey() {
        ProofKey key = ProofKey.random();

        assertThat(key.opens(key.word())).isTrue();
        assertThat(key.opens(key.word() + "x")).isFalse();
        assertThat(key.opens(ProofKey.random().word())).isFalse();
        assertThat(key.opens("")).isFalse();
        assertThat(key.opens(null)).isFalse();
    }
}
