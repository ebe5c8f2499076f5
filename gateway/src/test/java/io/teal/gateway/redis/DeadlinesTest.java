package io.teal.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Time is turned by hand, and the alarm rings when it is time. */
class DeadlinesTest {
    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(50);

    private final List<String> givenUp = new ArrayList<>();
    // Near where the clock of the runtime overflows.
    private long now = Long.MAX_VALUE - PATIENCE / 2;
    private Runnable alarm;
    private long alarmAt;
    private int alarms;
    private final Deadlines deadlines = new Deadlines(() -> now, (call, nanos) -> {
        assertThat(alarm).isNull();
        assertThat(nanos).isPositive();
        alarm = call;
        alarmAt = now + nanos;
        alarms++;
    });

    private final class Waiter implements Deadlines.Waiting {
        private final String name;
        private final long deadline = now + PATIENCE;
        private boolean done;

        Waiter(String name) {
            this.name = name;
        }

        @Override
        public long deadline() {
            return deadline;
        }

        @Override
        public boolean isDone() {
            return done;
        }

        @Override
        public void giveUp() {
            if (!done) {
                done = true;
                givenUp.add(name);
            }
        }
    }

    private Waiter add(String name) {
        Waiter waiter = new Waiter(name);
        deadlines.add(waiter);
        return waiter;
    }

    /** Turns the time on, and rings whenever the alarm is due, at most that late. */
    private void pass(long micros, long late) {
        long end = now + TimeUnit.MICROSECONDS.toNanos(micros);
        while (alarm != null && alarmAt - end <= 0) {
            now = alarmAt + late;
            Runnable due = alarm;
            alarm = null;
            due.run();
        }
        now = end;
    }

    private void pass(long micros) {
        pass(micros, 0);
    }

    @Test
    void eachGivesUpWhenItsTimeIsOverAndNotBefore() {
        var unused = add("a");
        pass(10_000);
        var unused2 = add("b");

        pass(39_999);
        assertThat(givenUp).isEmpty();
        pass(1);
        assertThat(givenUp).containsExactly("a");
        pass(9_999);
        assertThat(givenUp).containsExactly("a");
        pass(1);
        assertThat(givenUp).containsExactly("a", "b");
        assertThat(alarm).isNull();
    }

    @Test
    void whatHasItsAnswerIsForgotten() {
        for (int i = 0; i < 1000; i++) {
            add("done").done = true;
            pass(100);
        }
        Waiter last = add("last");

        assertThat(alarms).as("one for each time of patience").isLessThan(5);
        pass(49_999);
        assertThat(givenUp).isEmpty();
        pass(1);
        assertThat(givenUp).containsExactly("last");
        assertThat(last.done).isTrue();
        assertThat(alarm).isNull();
    }

    @Test
    void oneThatIsDoneHoldsNobodyUp() {
        var unused = add("a");
        add("done").done = true;
        var unused2 = add("b");

        pass(50_000);

        assertThat(givenUp).containsExactly("a", "b");
    }

    @Test
    void manyThatGiveUpOneAfterTheOtherAreNoMoreThanAThousandAlarmsASecond() {
        for (int i = 0; i < 500; i++) {
            var unused = add("x");
            pass(10);
        }

        pass(60_000);

        assertThat(givenUp).hasSize(500);
        assertThat(alarms).isLessThan(15);
    }

    @Test
    void anAlarmThatIsLateGivesAnswersAtHandAMomentToBeRead() {
        Waiter answered = add("answered");
        var unused = add("not answered");
        long late = TimeUnit.MILLISECONDS.toNanos(20);

        now = alarmAt + late;
        Runnable due = alarm;
        alarm = null;
        due.run();
        assertThat(givenUp).isEmpty();
        answered.done = true;
        pass(5_000);

        assertThat(givenUp).containsExactly("not answered");
        assertThat(alarm).isNull();
    }

    @Test
    void alwaysBeingLateIsNoExcuse() {
        for (int i = 0; i < 10; i++) {
            var unused = add("x");
        }
        long late = TimeUnit.MILLISECONDS.toNanos(20);

        pass(100_000, late);

        assertThat(givenUp).hasSize(10);
        assertThat(alarm).isNull();
    }

    @Test
    void theEndIsTheEndForAll() {
        var unused = add("a");
        add("done").done = true;
        var unused2 = add("b");

        deadlines.end();

        assertThat(givenUp).containsExactly("a", "b");
        pass(60_000);
        assertThat(givenUp).hasSize(2);
    }
}
