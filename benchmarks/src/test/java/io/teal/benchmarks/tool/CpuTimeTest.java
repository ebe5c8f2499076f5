package io.teal.benchmarks.tool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Lines of /proc. */
class CpuTimeTest {
    private static final String STAT =
            "4711 (%s) S 1 4711 4711 0 -1 4194560 1500 0 0 0 123 45 600 7000 20 0 1 0 8000 1 2 3 4 5 6 0 0 0 0\n";

    @Test
    void isUserAndKernelTime() {
        assertThat(CpuTime.ticks(STAT.formatted("nginx"))).isEqualTo(168);
    }

    @Test
    void namesMayHaveSpacesAndParentheses() {
        assertThat(CpuTime.ticks(STAT.formatted("a) R 9 (b"))).isEqualTo(168);
    }

    @Test
    void childrenThatHaveEndedCountWhereTheyShould() {
        assertThat(CpuTime.ticksWithEnded(STAT.formatted("java"))).isEqualTo(7768);
    }

    @Test
    void theMachineIsBusyWithAllButIdlingAndWaiting() {
        assertThat(MachineLoad.busy("cpu  1 20 300 99999 88888 4000 50000 600000 7 8\ncpu0 5 5 5 5 5 5 5 5 5 5\n"))
                .isEqualTo(654321);
    }

    @Test
    void othersAreWhatIsNotOwn() {
        MachineLoad before = new MachineLoad(1000, 400, 0);
        // Of 200 ticks of two processors in a second, 110 were busy, 60 of them with this.
        MachineLoad after = new MachineLoad(1110, 460, 1_000_000_000);

        assertThat(after.othersSince(before, 2)).isEqualTo(25);
    }
}
