package io.teal.admin.revision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.teal.admin.revision.WriteRefused.Why;
import io.teal.admin.testing.MemoryStore;
import io.teal.admin.testing.Routings;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Routing;
import io.teal.gateway.routing.release.Plan;
import io.teal.gateway.routing.release.Release;
import io.teal.gateway.routing.release.Release.State;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReleaseMovesTest {
    private static final Author TEAL = new Author("teal", "it went well");
    private static final Author OPS = new Author("ops", "because");
    private static final Instant NOW = Instant.parse("2026-08-01T10:00:00Z");

    private final MemoryStore store = new MemoryStore();
    private Revisions revisions;
    private Writes writes;

    @BeforeEach
    void open() throws Exception {
        revisions = Revisions.open(store, Routings.two(), InstantSource.fixed(NOW));
        writes = new Writes(revisions, new Publisher() {
            @Override
            public void check(Revision revision) {}

            @Override
            public void publish(Revision revision) {}
        });
    }

    @Test
    void stateAndWeightsChangeInOneRevision() throws Exception {
        // Given
        Release begun = begin();

        // When
        Revision made = move(begun, begun.moved(State.SHIFTING, 0, NOW, "teal", "the gate has passed"));

        // Then
        assertThat(split(made, "chat")).isEqualTo(Map.of("blue", 95, "green", 5));
        assertThat(made.releases().get("chat").state()).isEqualTo(State.SHIFTING);
        assertThat(made.provenance().kind()).isEqualTo(Revision.Kind.RELEASE);
        assertThat(made.number()).isEqualTo(3);
        assertThat(split(revisions.find(2), "chat")).isEqualTo(Map.of("blue", 100));
    }

    @Test
    void whatWasDecidedOnAnOldViewIsRefused() throws Exception {
        // Given
        Release begun = begin();
        Release paused = begun.paused(NOW, "ops", "lunch");
        Revision made = move(begun, paused);

        // When
        WriteRefused refused =
                refused(new Change.Move(begun, begun.moved(State.SHIFTING, 0, NOW, "teal", "the gate has passed")));

        // Then
        assertThat(refused.why()).isEqualTo(Why.CONFLICT);
        assertThat(refused).hasMessageContaining("chat-1 has moved meanwhile and is paused");
        assertThat(revisions.current()).isSameAs(made);
    }

    @Test
    void whoHasAnOlderLeaseMovesNothing() throws Exception {
        // Given
        Release driven = begin().drivenBy(7);
        Revision unused = move(revisions.current().releases().get("chat"), driven);

        // When, Then
        Release old =
                driven.moved(State.SHIFTING, 0, NOW, "teal", "gate passed").drivenBy(6);
        assertThat(refused(new Change.Move(driven, old))).hasMessageContaining("lease 6 is older");
    }

    @Test
    void aMoveToWhereItIsMakesNoRevision() throws Exception {
        // Given
        Release begun = begin();
        Revision current = revisions.current();

        // When, Then
        assertThat(move(begun, begun)).isSameAs(current);
    }

    @Test
    void otherTrafficEndsARelease() throws Exception {
        // Given
        Release unused = shift();

        // When
        Revision switched = write(new Change.Split("chat", Map.of("blue", 50, "green", 50)));

        // Then
        Release ended = switched.releases().get("chat");
        assertThat(ended.state()).isEqualTo(State.ABORTED);
        assertThat(ended.story().getLast().reason()).isEqualTo("traffic was changed past it by ops");
        assertThat(split(switched, "chat")).isEqualTo(Map.of("blue", 50, "green", 50));
        assertThat(switched.provenance().kind()).isEqualTo(Revision.Kind.SWITCH);
    }

    @Test
    void aRoutingWithoutItsColourEndsARelease() throws Exception {
        // Given
        begin();
        Routing without = Routings.parse("""
                services:
                  chat:
                    upstreams: {blue: {servers: [a:1]}}
                    traffic: {split: {blue: 100}}
                routes: [{name: chat, match: {path: /chat/}, service: chat}]
                """);

        // When, Then
        assertThat(write(new Change.Apply(without)).releases().get("chat").state())
                .isEqualTo(State.ABORTED);
    }

    @Test
    void otherChangesLeaveAReleaseAsItIs() throws Exception {
        // Given
        Release shifted = shift();

        // When
        Revision docs = write(new Change.Split("docs", Map.of("main", 2)));

        // Then
        assertThat(docs.releases().get("chat")).isEqualTo(shifted);
        assertThat(split(docs, "chat")).isEqualTo(Map.of("blue", 95, "green", 5));
    }

    @Test
    void aRollbackTakesBackTheReleaseThatGoesOn() throws Exception {
        // Given
        Release shifted = shift();
        Revision holding = move(shifted, shifted.moved(State.HOLDING, 0, NOW, "teal", "proven at every gateway"));

        // When
        Revision back = write(new Change.RollbackToBefore());

        // Then
        assertThat(back.number()).isEqualTo(holding.number() + 1);
        assertThat(split(back, "chat")).isEqualTo(Map.of("blue", 100));
        assertThat(back.provenance().kind()).isEqualTo(Revision.Kind.ROLLBACK);
        assertThat(back.provenance().from()).isEqualTo(1);
        assertThat(back.releases().get("chat").state()).isEqualTo(State.ROLLED_BACK);
        assertThat(back.releases().get("chat").story().getLast().reason()).isEqualTo("taken back by ops");
    }

    @Test
    void aRollbackTakesBackAReleaseThatIsDoneAsAWhole() throws Exception {
        // Given
        Release last = shift();
        for (int step = 1; step < 3; step++) {
            Release next = last.moved(State.SHIFTING, step, NOW, "teal", "it went well");
            Revision unused = move(last, next);
            last = next;
        }
        Revision done = move(last, last.moved(State.DONE, 2, NOW, "teal", "it went well"));
        assertThat(split(done, "chat")).isEqualTo(Map.of("blue", 0, "green", 100));

        // When
        Revision back = write(new Change.RollbackToBefore());

        // Then
        assertThat(split(back, "chat")).isEqualTo(Map.of("blue", 100));
        assertThat(back.releases().get("chat").state()).isEqualTo(State.ROLLED_BACK);
    }

    @Test
    void aRollbackOfWhatCameAfterADoneReleaseLeavesItDone() throws Exception {
        // Given
        Release last = shift();
        Revision unused = move(last, last.moved(State.DONE, 0, NOW, "teal", "it went well"));
        Revision docs = write(new Change.Split("docs", Map.of("main", 2)));
        assertThat(split(docs, "docs")).isEqualTo(Map.of("main", 2));

        // When
        Revision back = write(new Change.RollbackToBefore());

        // Then
        assertThat(split(back, "docs")).isEqualTo(Map.of("main", 1));
        assertThat(split(back, "chat")).isEqualTo(Map.of("blue", 95, "green", 5));
        assertThat(back.releases().get("chat").state()).isEqualTo(State.DONE);
    }

    @Test
    void aRollbackPassesRevisionsThatMovedNoTraffic() throws Exception {
        // Given
        Revision green = write(new Change.SwitchTo("docs", "main"));
        assertThat(split(green, "docs")).isEqualTo(Map.of("main", 100));
        begin();

        // When
        Revision back = write(new Change.RollbackToBefore());

        // Then
        assertThat(back.provenance().from()).isEqualTo(1);
        assertThat(split(back, "docs")).isEqualTo(Map.of("main", 1));
        assertThat(back.releases().get("chat").state()).isEqualTo(State.WAKING);
    }

    @Test
    void takenBackByTheGuardTheWeightsAreThoseOfBefore() throws Exception {
        // Given
        Release shifted = shift();

        // When
        Revision back = move(shifted, shifted.moved(State.ROLLED_BACK, 0, NOW, "teal", "5 of 30 failed"));

        // Then
        assertThat(split(back, "chat")).isEqualTo(Map.of("blue", 100));
        assertThat(back.provenance().kind()).isEqualTo(Revision.Kind.RELEASE);
    }

    @CanIgnoreReturnValue
    private Release begin() throws Exception {
        Release begun = new Release(
                "chat-1",
                "chat",
                "blue",
                "green",
                Plan.DEFAULT,
                new LinkedHashMap<>(Map.of("blue", 100)),
                revisions.current().number(),
                State.WAKING,
                -1,
                NOW,
                null,
                0,
                0,
                false,
                List.of(new Release.Transition(NOW, State.WAKING, -1, "ops", "new model")));
        Revision made = writes.write(number -> true, new Change.Move(null, begun), OPS);
        assertThat(made.releases().get("chat")).isEqualTo(begun);
        return begun;
    }

    private Release shift() throws Exception {
        Release begun = begin();
        Release shifted = begun.moved(State.SHIFTING, 0, NOW, "teal", "the gate has passed");
        Revision unused = move(begun, shifted);
        return shifted;
    }

    private Revision move(Release seen, Release next) throws Exception {
        return writes.write(number -> true, new Change.Move(seen, next), TEAL);
    }

    private Revision write(Change change) throws Exception {
        return writes.write(number -> true, change, OPS);
    }

    private WriteRefused refused(Change change) {
        return catchThrowableOfType(WriteRefused.class, () -> writes.write(number -> true, change, TEAL));
    }

    private static Map<String, Integer> split(Revision revision, String service) {
        return revision.routing().services().get(service).traffic().split();
    }
}
