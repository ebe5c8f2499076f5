package io.teal.admin.release;

import static io.teal.admin.release.Releases.NOW;
import static io.teal.admin.release.Releases.release;
import static org.assertj.core.api.Assertions.assertThat;

import io.teal.admin.release.Orders.Answer;
import io.teal.gateway.routing.release.Release;
import io.teal.gateway.routing.release.Release.State;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OrdersTest {
    private static final Instant LATER = NOW.plusSeconds(60);

    @ParameterizedTest
    @CsvSource({
        "SCHEDULED, -1, false, false, WAKING, -1",
        "GATE, -1, false, true, WARMING, -1",
        "GATE, -1, true, true, SHIFTING, 2",
        "WARMING, -1, false, false, SHIFTING, 0",
        "WARMING, -1, true, false, SHIFTING, 2",
        "SHIFTING, 0, false, false, SHIFTING, 1",
        "HOLDING, 0, false, false, SHIFTING, 1",
        "HOLDING, 0, true, false, SHIFTING, 2",
        "HOLDING, 2, false, false, DONE, 2",
    })
    void promotionGoesToWhatComesNext(State from, int step, boolean full, boolean force, State to, int toStep) {
        Answer running = Orders.promote(release(from, step), full, force, LATER, "ann", "well known");
        Answer paused =
                Orders.promote(release(from, step).paused(NOW, "ann", "wait"), full, force, LATER, "ann", "well known");

        for (Answer answer : new Answer[] {running, paused}) {
            Release release = accepted(answer);
            assertThat(release.state()).isEqualTo(to);
            assertThat(release.step()).isEqualTo(toStep);
            assertThat(release.story().getLast().who()).isEqualTo("ann");
        }
    }

    @Test
    void promotionIsRefusedWhereItWouldBeBlind() {
        assertThat(refused(Orders.promote(release(State.WAKING, -1), false, true, LATER, "ann", "")))
                .isEqualTo("no server of green takes requests yet; make it ready, or abort");
        assertThat(refused(Orders.promote(release(State.GATE, -1), false, false, LATER, "ann", "")))
                .isEqualTo("the gate has not been passed; force, which only admins may, goes past it");
        assertThat(refused(Orders.promote(release(State.SHIFTING, 2), false, false, LATER, "ann", "")))
                .isEqualTo("the weights of the last step are not in effect everywhere yet");
    }

    @Test
    void pauseAndResumeComeInTurn() {
        Release holding = release(State.HOLDING, 1);
        Release paused = accepted(Orders.pause(holding, LATER, "ann", "wait"));

        assertThat(Course.weights(paused)).isEqualTo(Course.weights(holding));
        assertThat(refused(Orders.pause(paused, LATER, "ann", ""))).isEqualTo("chat-1 is paused already");
        assertThat(refused(Orders.resume(holding, LATER, "ann", ""))).isEqualTo("chat-1 is not paused");
        Release resumed = accepted(Orders.resume(paused, LATER, "ann", "go on"));
        assertThat(resumed.state()).isEqualTo(State.HOLDING);
        assertThat(resumed.held()).isEqualTo(60_000);
    }

    @Test
    void abortAndRollbackGiveTheWeightsBack() {
        Release holding = release(State.HOLDING, 1);

        assertThat(Course.weights(accepted(Orders.abort(holding, LATER, "ann", "no"))))
                .isEqualTo(holding.before());
        assertThat(Course.weights(accepted(Orders.rollBack(holding, LATER, "ann", "no"))))
                .isEqualTo(holding.before());
        assertThat(refused(Orders.rollBack(release(State.GATE, -1), LATER, "ann", "")))
                .isEqualTo("green has got no requests yet, so there is nothing to take back; abort ends it");
    }

    @Test
    void endCanBeTakenBackForAsLongAsTheOldColourIsKept() {
        Release done = release(State.DONE, 2);

        assertThat(accepted(Orders.rollBack(done, LATER, "ann", "no")).state()).isEqualTo(State.ROLLED_BACK);
        assertThat(refused(Orders.rollBack(done.slept(), LATER, "ann", "")))
                .isEqualTo("blue was put to sleep; release it anew to go back");
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"DONE", "ROLLED_BACK", "ABORTED"})
    void whatIsOverTakesNoOrders(State state) {
        Release release = release(state, 1);

        assertThat(refused(Orders.pause(release, LATER, "ann", ""))).startsWith("chat-1 is over: ");
        assertThat(refused(Orders.resume(release, LATER, "ann", ""))).startsWith("chat-1 is over: ");
        assertThat(refused(Orders.promote(release, true, true, LATER, "ann", "")))
                .startsWith("chat-1 is over: ");
        assertThat(refused(Orders.abort(release, LATER, "ann", ""))).startsWith("chat-1 is over: ");
    }

    private static Release accepted(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Accepted.class);
        return ((Answer.Accepted) answer).release();
    }

    private static String refused(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Refused.class);
        return ((Answer.Refused) answer).why();
    }
}
