package io.teal.gateway.cached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.gateway.testing.PlainClient;
import io.teal.gateway.testing.Questions;
import io.teal.simulator.fault.Fault;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that are older than they should be: in the place of a failure, and while a new one is fetched. */
class StaleIT {
    private CachedRig rig;

    @AfterEach
    void stop() {
        rig.close();
    }

    private PlainClient.Answer ask(boolean stream) throws IOException {
        return rig.ask(CachedRig.KB_CHAT, Questions.body(stream));
    }

    private static void letItGetOld() {
        await().pollDelay(350, TimeUnit.MILLISECONDS).until(() -> true);
    }

    @ParameterizedTest
    @CsvSource({
        "RESET, true",
        "RESET, false",
        "INTERNAL_ERROR, true",
        "DOCS_ONLY, true",
        "DOCS_ONLY, false",
        "ERROR_EVENT, true",
        "ERROR_EVENT, false",
        "TOKENS_THEN_TRUNCATE, false",
    })
    void anOldAnswerStandsInForAFailure(Fault fault, boolean stream) throws IOException {
        rig = CachedRig.start("{ttl: 300ms, stale_if_error: 1h}");
        PlainClient.Answer sound = ask(stream);
        assertThat(sound.field("X-Teal-Cache")).isEqualTo("miss");
        letItGetOld();
        rig.blue().faults().set(fault);
        PlainClient.Answer old = ask(stream);
        assertThat(old.status()).isEqualTo(200);
        assertThat(old.field("X-Teal-Cache")).isEqualTo("stale");
        assertThat(old.body()).hasSameSizeAs(sound.body());
        rig.blue().faults().clear();
        await().untilAsserted(
                        () -> assertThat(ask(stream).field("X-Teal-Cache")).isIn("miss", "hit"));
    }

    @Test
    void withoutLeaveAFailureIsTold() throws IOException {
        rig = CachedRig.start("{ttl: 300ms}");
        assertThat(ask(true).status()).isEqualTo(200);
        letItGetOld();
        rig.blue().faults().set(Fault.INTERNAL_ERROR);
        assertThat(ask(true).status()).isEqualTo(500);
    }

    @Test
    void anOldAnswerIsToldWhileANewOneIsFetched() throws IOException {
        rig = CachedRig.start("{ttl: 300ms, stale_while_revalidate: 1h}");
        assertThat(ask(true).field("X-Teal-Cache")).isEqualTo("miss");
        letItGetOld();
        assertThat(ask(true).field("X-Teal-Cache")).isEqualTo("stale");
        await().until(() -> rig.generations() == 2 && rig.gateway().leases() == 0);
        await().atMost(250, TimeUnit.MILLISECONDS)
                .untilAsserted(() -> assertThat(ask(true).field("X-Teal-Cache")).isEqualTo("hit"));
    }

    @Test
    void whoAsksForSomethingYoungGetsIt() throws IOException {
        rig = CachedRig.start("{ttl: 1h}");
        assertThat(ask(true).field("X-Teal-Cache")).isEqualTo("miss");
        await().pollDelay(1100, TimeUnit.MILLISECONDS).until(() -> true);
        assertThat(rig.ask(CachedRig.KB_CHAT, Questions.body(true), "Cache-Control: max-age=0")
                        .field("X-Teal-Cache"))
                .isEqualTo("miss");
    }
}
