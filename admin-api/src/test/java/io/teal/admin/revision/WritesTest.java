package io.teal.admin.revision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.teal.admin.revision.WriteRefused.Why;
import io.teal.admin.store.StoreException;
import io.teal.admin.testing.MemoryStore;
import io.teal.admin.testing.Routings;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.Routing;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WritesTest {
    private static final Author OPS = new Author("ops", "because");
    private static final Routing INITIAL = Routings.two();
    private static final Instant NOW = Instant.parse("2026-08-01T10:00:00Z");

    private final MemoryStore store = new MemoryStore();
    private final List<Revision> published = new ArrayList<>();
    private Revisions revisions;
    private Writes writes;

    @BeforeEach
    void open() throws StoreException {
        revisions = Revisions.open(store, INITIAL, InstantSource.fixed(NOW));
        writes = new Writes(revisions, publisher(next -> {}, next -> {
            assertThat(store.content()).as("stored before it is published").endsWith(next);
            published.add(next);
        }));
    }

    @Test
    void anEmptyStoreBeginsWithTheFileAndAFullOneGoesOn() throws Exception {
        // Given
        Revision first = revisions.current();
        Revision second = write(new Change.SwitchTo("chat", "green"));

        // When
        Revisions again = Revisions.open(store, Routings.two("a:1", "b:1", "c:1"), InstantSource.system());

        // Then
        assertThat(first.routing()).isEqualTo(INITIAL);
        assertThat(first.provenance())
                .isEqualTo(new Revision.Provenance(
                        Revision.Kind.INITIAL,
                        NOW,
                        "teal",
                        "",
                        0,
                        first.provenance().key()));
        assertThat(second.provenance().key()).isNotEqualTo(first.provenance().key());
        assertThat(again.current()).isEqualTo(second);
        assertThat(again.page(Long.MAX_VALUE, 10)).containsExactly(second, first);
        assertThat(again.find(1)).isEqualTo(first);
        assertThat(again.find(0)).isNull();
        assertThat(again.find(3)).isNull();
    }

    @Test
    void aSwitchGivesAllToOneAndNothingToTheOthersNamed() throws Exception {
        // When
        Revision switched = write(new Change.SwitchTo("chat", "green"));

        // Then
        assertThat(split(switched, "chat")).isEqualTo(Map.of("blue", 0, "green", 100));
        assertThat(split(switched, "docs")).isEqualTo(split(revisions.find(1), "docs"));
        assertThat(switched.number()).isEqualTo(2);
        assertThat(switched.provenance())
                .isEqualTo(new Revision.Provenance(
                        Revision.Kind.SWITCH,
                        NOW,
                        "ops",
                        "because",
                        1,
                        switched.provenance().key()));
        assertThat(published).containsExactly(switched);
    }

    @Test
    void aSplitReplacesTheWeights() throws Exception {
        // When
        Revision switched = write(new Change.Split("chat", Map.of("green", 20)));

        // Then
        assertThat(split(switched, "chat")).isEqualTo(Map.of("green", 20));
    }

    @Test
    void whatIsSoAlreadyMakesNoRevision() throws Exception {
        // Given
        Revision green = write(new Change.SwitchTo("chat", "green"));

        // When, Then
        assertThat(write(new Change.SwitchTo("chat", "green"))).isSameAs(green);
        assertThat(write(new Change.Apply(green.routing()))).isSameAs(green);
        assertThat(write(new Change.RollbackTo(2))).isSameAs(green);
        assertThat(store.content()).hasSize(2);
        assertThat(published).hasSize(1);
    }

    @Test
    void impossibleChangesAreRefusedWithWhatIsKnown() {
        assertRefused(new Change.SwitchTo("shop", "green"), Why.UNKNOWN_SERVICE, "known: chat, docs");
        assertRefused(new Change.SwitchTo("chat", "red"), Why.UNKNOWN_UPSTREAM, "known: blue, green");
        assertRefused(new Change.Split("chat", Map.of("red", 1)), Why.UNKNOWN_UPSTREAM, "known: blue, green");
        assertRefused(new Change.Split("chat", Map.of("blue", -1)), Why.BAD_SPLIT, "split.blue: found -1");
        assertRefused(new Change.Split("chat", Map.of("blue", 1_000_001)), Why.BAD_SPLIT, "from 0 to 1000000");
        assertRefused(new Change.Split("chat", Map.of("blue", 0)), Why.BAD_SPLIT, "no weight above 0");
        assertRefused(new Change.Split("chat", Map.of()), Why.BAD_SPLIT, "no weight above 0");
        assertRefused(new Change.RollbackTo(7), Why.UNKNOWN_REVISION, "there are 1 to 1");
        assertRefused(new Change.RollbackToBefore(), Why.NOTHING_BEFORE, "first one");
        assertThat(store.content()).hasSize(1);
        assertThat(published).isEmpty();
    }

    @Test
    void anotherCurrentRevisionIsAConflict() {
        // When
        WriteRefused refused = catchThrowableOfType(
                WriteRefused.class, () -> writes.write(n -> n == 17, new Change.SwitchTo("chat", "green"), OPS));

        // Then
        assertThat(refused.why()).isEqualTo(Why.CONFLICT);
        assertThat(refused.current()).isEqualTo(1);
        assertThat(refused).hasMessageContaining("the current revision is 1");
    }

    @Test
    void rollbacksInARowAlternateBetweenTheLastTwoRoutings() throws Exception {
        // Given
        write(new Change.SwitchTo("chat", "green"));
        Routing blue = write(new Change.Split("chat", Map.of("blue", 1))).routing();
        Routing green = write(new Change.SwitchTo("chat", "green")).routing();

        for (int i = 0; i < 100; i++) {
            // When
            Revision back = write(new Change.RollbackToBefore());

            // Then
            assertThat(back.number()).isEqualTo(5 + i);
            assertThat(back.provenance().kind()).isEqualTo(Revision.Kind.ROLLBACK);
            assertThat(back.provenance().from()).isEqualTo(3 + i);
            assertThat(back.routing()).isEqualTo(i % 2 == 0 ? blue : green);
        }
    }

    @Test
    void aRollbackCanGoAnyNumberOfRevisionsBack() throws Exception {
        // Given
        write(new Change.SwitchTo("chat", "green"));
        write(new Change.Split("chat", Map.of("blue", 1, "green", 1)));

        // When
        Revision back = write(new Change.RollbackTo(1));

        // Then
        assertThat(back.routing()).isEqualTo(INITIAL);
        assertThat(back.number()).isEqualTo(4);
        assertThat(back.provenance().from()).isEqualTo(1);
    }

    @Test
    void aStoreThatCannotBeWrittenChangesNothing() {
        // Given
        store.fill();

        // When, Then
        assertThatThrownBy(() -> write(new Change.SwitchTo("chat", "green"))).isInstanceOf(StoreException.class);
        assertThat(revisions.current().number()).isEqualTo(1);
        assertThat(published).isEmpty();
    }

    private static Publisher publisher(Consumer<Revision> check, Consumer<Revision> publish) {
        return new Publisher() {
            @Override
            public void check(Revision revision) {
                check.accept(revision);
            }

            @Override
            public void publish(Revision revision) {
                publish.accept(revision);
            }
        };
    }

    @Test
    void whatTheGatewayCannotServeIsNeverStored() {
        // Given
        Writes refused = new Writes(
                revisions,
                publisher(
                        next -> {
                            throw new IllegalArgumentException("no such thing");
                        },
                        published::add));

        // When, Then
        assertThatThrownBy(() -> refused.write(n -> true, new Change.SwitchTo("chat", "green"), OPS))
                .isInstanceOf(WriteRefused.class)
                .hasMessage("the gateway cannot serve this routing: no such thing");
        assertThat(store.content()).hasSize(1);
        assertThat(revisions.current().number()).isEqualTo(1);
        assertThat(published).isEmpty();
    }

    @Test
    void whatOthersMadeIsKeptAndServed() throws Exception {
        // Given
        Revision two = Routings.revision(2, Routings.two("a:1", "b:1", "c:1"), "elsewhere");
        Revision five = Routings.revision(5, Routings.two(), "after a gap");

        // When
        String trouble = writes.follow(List.of(two, five));

        // Then
        assertThat(trouble).isEmpty();
        assertThat(store.content()).endsWith(two, five);
        assertThat(published).containsExactly(five);
        assertThat(revisions.current()).isEqualTo(five);
    }

    @Test
    void whatOthersMadeIsServedAlsoWhenTheDiskIsFull() {
        // Given
        store.fill();
        Writes unkept = new Writes(revisions, publisher(next -> {}, published::add));
        Revision two = Routings.revision(2, Routings.two("a:1", "b:1", "c:1"), "elsewhere");

        // When
        String trouble = unkept.follow(List.of(two));

        // Then
        assertThat(trouble).contains("full");
        assertThat(revisions.kept()).isFalse();
        assertThat(published).containsExactly(two);
    }

    @Test
    void aHistoryCanBeginAnew() throws Exception {
        // Given
        Revision seven = Routings.revision(7, Routings.two("a:1", "b:1", "c:1"), "elsewhere");

        // When
        String trouble = writes.begin(List.of(seven));

        // Then
        assertThat(trouble).isEmpty();
        assertThat(store.content()).containsExactly(seven);
        assertThat(revisions.find(1)).isNull();
        assertThat(revisions.kept()).isTrue();
        assertThatThrownBy(() -> write(new Change.RollbackTo(1))).isInstanceOf(WriteRefused.class);
    }

    /** The same request may have come to another gateway, and won there. */
    @Test
    void whoeverIsOvertakenByHisOwnRequestGetsWhatItMade() throws Exception {
        // Given
        Author author = OPS.withKey("who:what");
        Writes[] slow = new Writes[1];
        slow[0] = new Writes(revisions, publisher(next -> {}, published::add), (current, next) -> {
            String unused = slow[0].follow(List.of(next));
            throw Writes.conflict(next.number());
        });

        // When
        Revision made = slow[0].write(number -> number == 1, new Change.SwitchTo("chat", "green"), author);

        // Then
        assertThat(made).isEqualTo(revisions.current());
        assertThat(made.number()).isEqualTo(2);
        assertThat(published).containsExactly(made);
    }

    @Test
    void anotherHistoryTakesThePlaceOfThisOne() throws Exception {
        // Given
        Revision mine = write(new Change.SwitchTo("chat", "green"));
        Revision theirs = Routings.revision(2, Routings.two("a:1", "b:1", "c:1"), "elsewhere");

        // When
        String trouble = writes.follow(List.of(theirs));

        // Then
        assertThat(trouble).isEmpty();
        assertThat(store.content()).endsWith(theirs).doesNotContain(mine);
        assertThat(revisions.find(2)).isEqualTo(theirs);
    }

    @CanIgnoreReturnValue
    private Revision write(Change change) throws WriteRefused, StoreException {
        return writes.write(number -> true, change, OPS);
    }

    private void assertRefused(Change change, Why why, String words) {
        WriteRefused refused = catchThrowableOfType(WriteRefused.class, () -> write(change));
        assertThat(refused).as(change.toString()).isNotNull().hasMessageContaining(words);
        assertThat(refused.why()).isEqualTo(why);
    }

    private static Map<String, Integer> split(Revision revision, String service) {
        return revision.routing().services().get(service).traffic().split();
    }
}
