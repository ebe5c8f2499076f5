package io.teal.gateway.cached;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.cache.CachedAnswer;
import io.teal.gateway.cache.Purge;
import io.teal.gateway.serve.Warmup;
import io.teal.gateway.testing.AnswerText;
import io.teal.gateway.testing.PlainClient;
import io.teal.simulator.fault.Fault;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators do with the cache: warm a colour up, look answers up, drop them. */
class WarmIT {
    private CachedRig rig;

    @BeforeEach
    void start() {
        rig = CachedRig.start("{}");
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private static <T> T now(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private PlainClient.Answer ask(String query, boolean stream) throws IOException {
        return rig.ask(CachedRig.KB_CHAT, CachedRig.question(query, stream));
    }

    @Test
    void greenIsAskedTheTopQuestionsBeforeTheSwitch() throws Exception {
        for (int i = 0; i < 10; i++) {
            for (int times = 0; times <= i; times++) {
                assertThat(ask("q" + i, times % 2 == 0).status()).isEqualTo(200);
            }
        }
        Warmup.Report report = now(rig.gateway().gateway().cache().warm("chat", "green", 4));
        assertThat(report.asked()).isEqualTo(4);
        assertThat(report.stored()).isEqualTo(4);
        assertThat(report.failed()).isEmpty();
        assertThat(rig.green().stats().maxInFlight()).isLessThanOrEqualTo(2);

        rig.gateway().split("chat", Map.of("blue", 0, "green", 100));
        for (int i = 6; i < 10; i++) {
            PlainClient.Answer answer = ask("q" + i, true);
            assertThat(answer.field("X-Teal-Cache")).isEqualTo("hit");
            assertThat(AnswerText.of(answer.body())).contains("green-1");
        }
        assertThat(ask("q5", true).field("X-Teal-Cache")).isEqualTo("miss");
        assertThat(now(rig.gateway().gateway().cache().warm("chat", "green", 4)).alreadyThere())
                .isEqualTo(4);
    }

    @Test
    void whatFailsIsReported() throws Exception {
        assertThat(ask("leave", true).status()).isEqualTo(200);
        rig.green().faults().set(Fault.DOCS_ONLY);
        Warmup.Report report = now(rig.gateway().gateway().cache().warm("chat", "green", 50));
        assertThat(report.asked()).isEqualTo(1);
        assertThat(report.stored()).isZero();
        assertThat(report.failed()).isEqualTo(Map.of("empty", 1));
    }

    @Test
    void questionsOfOneClientAreNotAskedOnNobodysBehalf() throws Exception {
        assertThat(rig.ask(CachedRig.KB_CHAT, CachedRig.question("mine", true), "Authorization: Bearer alice")
                        .status())
                .isEqualTo(200);
        assertThat(now(rig.gateway().gateway().cache().warm("chat", "green", 50))
                        .asked())
                .isZero();
        assertThat(rig.green().stats().generationsStarted()).isZero();
    }

    @Test
    void anAnswerIsLookedUpAndDropped() throws Exception {
        assertThat(ask("年假怎么申请？", true).status()).isEqualTo(200);
        assertThat(ask("other", true).status()).isEqualTo(200);
        List<CachedAnswer> found = now(rig.gateway().gateway().cache().lookUp("chat", " 年假怎么申请?"));
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().upstream()).isEqualTo("blue");
        assertThat(found.getFirst().base()).isEqualTo("samples");
        assertThat(found.getFirst().beginning()).isNotBlank();

        assertThat(now(rig.gateway().gateway().cache().purge(new Purge.Question("chat", "年假怎么申请"))))
                .isEqualTo(1);
        assertThat(now(rig.gateway().gateway().cache().lookUp("chat", "年假怎么申请")))
                .isEmpty();
        assertThat(ask("年假怎么申请？", true).field("X-Teal-Cache")).isEqualTo("miss");
        assertThat(ask("other", true).field("X-Teal-Cache")).isEqualTo("hit");

        assertThat(now(rig.gateway().gateway().cache().purge(new Purge.Knowledge("chat", "samples"))))
                .isEqualTo(2);
        assertThat(ask("other", true).field("X-Teal-Cache")).isEqualTo("miss");
        assertThat(now(rig.gateway().gateway().cache().purge(new Purge.Service("chat"))))
                .isEqualTo(1);
        assertThat(ask("other", true).field("X-Teal-Cache")).isEqualTo("miss");
        assertThat(now(rig.gateway().gateway().cache().purge(new Purge.All()))).isEqualTo(1);
        assertThat(ask("other", true).field("X-Teal-Cache")).isEqualTo("miss");
    }
}
