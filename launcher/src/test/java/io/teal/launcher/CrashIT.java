package io.teal.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.teal.launcher.client.AdminClient;
import io.teal.launcher.client.AdminFailure;
import io.teal.launcher.client.Writing;
import io.teal.launcher.client.reply.RevisionReply;
import io.teal.launcher.demo.Question;
import io.teal.simulator.Fleet;
import io.teal.simulator.Instance;
import io.teal.simulator.Timing;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever was acknowledged before a SIGKILL serves after it. */
class CrashIT {
    /** More of them: {@code -Dcrash.rounds=200}. */
    private static final int ROUNDS = Integer.getInteger("crash.rounds", 10);

    private static final int LATEST_MILLIS = 40;

    @Test
    void aKillDuringSwitchesKeepsTheLastAcknowledgedRevision(@TempDir Path directory) throws Exception {
        try (Fleet fleet = Fleet.start(
                Instance.named("blue-1").withTiming(Timing.instant()),
                Instance.named("green-1").withTiming(Timing.instant()))) {
            Path conf = TestConf.write(
                    directory,
                    fleet.server("blue-1").address(),
                    fleet.server("green-1").address());
            Acknowledged last = new Acknowledged(1, "blue");
            for (int round = 1; round <= ROUNDS; round++) {
                last = round(conf, last);
            }
            assertThat(last.revision()).isGreaterThan(ROUNDS);
        }
    }

    /** Checks what serves after the last kill, then switches, and kills at any moment after the first switch. */
    private static Acknowledged round(Path conf, Acknowledged before) throws Exception {
        try (TealProcess teal = TealProcess.start(Map.of(), "run", "--conf", conf.toString())) {
            String gateway = teal.find("on (http://[^,]+), admin API");
            AdminClient admin = new AdminClient(URI.create(teal.find("admin API on (http://[^,]+),")), "", null);

            Acknowledged serving = serving(admin);
            // A change may have reached the disk without its answer reaching the caller: one more than was heard of.
            assertThat(serving.revision()).isBetween(before.revision(), before.revision() + 1);
            if (serving.revision() == before.revision()) {
                assertThat(serving).isEqualTo(before);
            }
            assertThat(Question.ask(gateway, "如何申请年假？")).contains(serving.upstream() + "-1");

            AtomicReference<Acknowledged> heard = new AtomicReference<>(serving);
            CompletableFuture<Void> switching = CompletableFuture.runAsync(() -> switchUntilItDies(admin, heard));
            await().pollInterval(Duration.ofMillis(1)).until(() -> heard.get().revision() > serving.revision());
            await().pollDelay(Duration.ofMillis(ThreadLocalRandom.current().nextInt(LATEST_MILLIS)))
                    .until(() -> true);
            teal.kill();
            switching.join();
            return heard.get();
        }
    }

    private static void switchUntilItDies(AdminClient admin, AtomicReference<Acknowledged> heard) {
        while (true) {
            Acknowledged now = heard.get();
            String other = now.upstream().equals("blue") ? "green" : "blue";
            try {
                RevisionReply made = admin.switchTo("chat", other, Writing.of(now.revision(), ""))
                        .value();
                heard.set(new Acknowledged(made.revision(), other));
            } catch (AdminFailure e) {
                assertThat(e.kind()).isIn(AdminFailure.Kind.UNREACHABLE, AdminFailure.Kind.BROKEN_OFF);
                return;
            }
        }
    }

    private static Acknowledged serving(AdminClient admin) throws AdminFailure, IOException {
        RevisionReply.History history = admin.history(1).value();
        RevisionReply current = history.revisions().getFirst();
        assertThat(current.revision()).isEqualTo(history.current());
        Map<String, Integer> split = current.traffic().getOrDefault("chat", Map.of());
        return new Acknowledged(current.revision(), split.getOrDefault("blue", 0) > 0 ? "blue" : "green");
    }

    /** A revision somebody was told of, and where it sends everything. */
    private record Acknowledged(long revision, String upstream) {}
}
