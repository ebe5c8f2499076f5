package io.teal.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.Balance;
import io.teal.gateway.routing.RequestAttribute;
import io.teal.gateway.routing.Server;
import io.teal.gateway.routing.Upstream;
import io.teal.gateway.upstream.Lease.Verdict;
import io.teal.gateway.upstream.Lease.Work;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What attempts that were broken off leave on their server. */
class GhostsTest {
    private static final long SECOND = 1_000_000_000L;

    private final ManualLoop loop = new ManualLoop();
    private final Ghosts ghosts = new Ghosts();

    @Test
    void aGhostFadesInAStraightLine() {
        ghosts.add(0, 10 * SECOND);

        assertThat(ghosts.load(0)).isEqualTo(1000);
        assertThat(ghosts.load(SECOND)).isEqualTo(900);
        assertThat(ghosts.load(5 * SECOND)).isEqualTo(500);
        assertThat(ghosts.load(10 * SECOND - 2_000_000)).isZero();
        assertThat(ghosts.size()).as("still there").isEqualTo(1);
        assertThat(ghosts.load(10 * SECOND)).isZero();
        assertThat(ghosts.size()).isZero();
    }

    @Test
    void ghostsAddUp() {
        ghosts.add(0, 10 * SECOND);
        ghosts.add(2 * SECOND, 4 * SECOND);

        assertThat(ghosts.load(2 * SECOND)).isEqualTo(1800);
        assertThat(ghosts.load(4 * SECOND)).isEqualTo(600 + 500);
        assertThat(ghosts.load(6 * SECOND)).isEqualTo(400);
        assertThat(ghosts.size()).isEqualTo(1);
    }

    @Test
    void ghostsAreBounded() {
        ghosts.add(0, 60 * SECOND);
        for (int i = 0; i < Ghosts.MOST + 10; i++) {
            ghosts.add(0, 30 * SECOND);
        }

        assertThat(ghosts.size()).isEqualTo(256);
        assertThat(ghosts.load(0)).isEqualTo(256_000);
        assertThat(ghosts.load(15 * SECOND)).isEqualTo(128_000);
        assertThat(ghosts.load(30 * SECOND)).as("the oldest was forgotten").isZero();
    }

    @Test
    void thoseThatAreOverMakeRoom() {
        for (int i = 0; i < 10_000; i++) {
            ghosts.add(i * SECOND, 2 * SECOND);
            assertThat(ghosts.size()).isLessThanOrEqualTo(2);
        }

        assertThat(ghosts.load(9_999 * SECOND)).isEqualTo(1500);
    }

    /** Who stops by the dialect, and who by the routing. */
    @ParameterizedTest
    @CsvSource({
        "BY_DIALECT, GOES_ON,  1",
        "BY_DIALECT, STOPS,    0",
        "BY_DIALECT, DONE,     0",
        "BY_DIALECT, ANSWERED, 0",
        "NO,         GOES_ON,  1",
        "NO,         STOPS,    1",
        "NO,         DONE,     0",
        "NO,         ANSWERED, 0",
        "YES,        GOES_ON,  0",
        "YES,        STOPS,    0",
        "YES,        DONE,     0",
        "YES,        ANSWERED, 0",
    })
    void aGhostIsLeftWhereTheServerGoesOn(Upstream.Cancels cancels, Work work, double expected) {
        for (Verdict verdict : Verdict.values()) {
            UpstreamGroup group = group(Pools.with(cancels, Pools.blue(Pools.server(1))));

            Request.to(group, loop).ends(verdict, work);

            assertThat(status(group).ghosts()).as(verdict.name()).isEqualTo(expected);
            assertThat(status(group).leases()).isZero();
        }
    }

    @Test
    void aGhostLastsAsLongAsTheAnswerProbablyWould() {
        UpstreamGroup group = group(Pools.blue(Pools.server(1)));
        answer(group, 40_000);
        Request left = Request.to(group, loop);
        loop.advance(10_000);

        left.ends(Verdict.IGNORED, Work.GOES_ON);

        assertThat(status(group).ghosts()).isEqualTo(1);
        loop.advance(15_000);
        assertThat(status(group).ghosts()).isEqualTo(0.5);
        loop.advance(12_000);
        assertThat(status(group).ghosts()).isEqualTo(0.1);
        loop.advance(3_000);
        assertThat(status(group).ghosts()).isZero();
    }

    @Test
    void onlyWholeAnswersTeachHowLongTheyTake() {
        UpstreamGroup group = group(Pools.blue(Pools.server(1)));
        answer(group, 40_000);
        for (int i = 0; i < 100; i++) {
            Request plain = Request.to(group, loop);
            loop.advance(5);
            plain.succeeds();
            Request failed = Request.to(group, loop);
            loop.advance(5);
            failed.ends(i % 2 == 0 ? Verdict.FAILURE : Verdict.IGNORED, Work.ANSWERED);
        }

        Request.to(group, loop).ends(Verdict.IGNORED, Work.GOES_ON);

        loop.advance(20_000);
        assertThat(status(group).ghosts()).isEqualTo(0.5);
    }

    @Test
    void leastConnPrefersAServerWithoutGhosts() {
        UpstreamGroup group = group(Pools.blue(Pools.server(1), Pools.server(2)));
        Request left = Request.to(group, loop);
        Request.again(group, loop, List.of(Pools.server(1))).succeeds();
        left.ends(Verdict.IGNORED, Work.GOES_ON);
        loop.advance(500);

        assertThat(left.port()).isEqualTo(1);
        assertThat(ports(group, 4)).containsExactly(2, 1, 2, 1);
    }

    @Test
    void aGhostWeighsLessThanALeaseAsItFades() {
        UpstreamGroup group = group(Pools.blue(Pools.server(1), Pools.server(2)));
        Request left = Request.to(group, loop);
        Request stays = Request.to(group, loop);
        left.ends(Verdict.IGNORED, Work.GOES_ON);
        loop.advance(10);

        assertThat(left.port()).isEqualTo(1);
        assertThat(stays.port()).isEqualTo(2);
        assertThat(ports(group, 3)).containsExactly(1, 2, 1);
    }

    @Test
    void ghostsCountForTheWeight() {
        UpstreamGroup group = group(Pools.blue(Pools.weighted(1, 2), Pools.server(2)));
        Request left = Request.to(group, loop);
        left.ends(Verdict.IGNORED, Work.GOES_ON);
        Request second = Request.to(group, loop);

        assertThat(left.port()).isEqualTo(1);
        assertThat(second.port()).isEqualTo(2);
        assertThat(Request.to(group, loop).port())
                .as("1 ghost for 2, 1 lease for 1")
                .isEqualTo(1);
    }

    @Test
    void ghostsTakeNoPlace() {
        UpstreamGroup group = group(Pools.blue(Pools.limited(1, 1)));
        for (int i = 0; i < 5; i++) {
            Request.to(group, loop).ends(Verdict.IGNORED, Work.GOES_ON);
        }

        assertThat(Request.to(group, loop).granted()).isTrue();
        assertThat(status(group).ghosts()).isEqualTo(5);
        assertThat(status(group).leases()).isEqualTo(1);
    }

    @Test
    void leastTimeCountsThem() {
        UpstreamGroup group = group(Pools.with(new Balance.LeastTime(), Pools.blue(Pools.server(1), Pools.server(2))));
        for (Server other : List.of(Pools.server(2), Pools.server(1))) {
            Request request = Request.again(group, loop, List.of(other));
            request.lease().firstByte(100_000_000);
            request.ends(Verdict.IGNORED, other.equals(Pools.server(2)) ? Work.GOES_ON : Work.DONE);
        }

        assertThat(ports(group, 1)).containsExactly(2);
        loop.advance(10_000);
        assertThat(ports(group, 2)).as("without ghosts 1 has nothing to do").containsExactly(1, 1);
    }

    @Test
    void anUnknownServerWithAGhostIsNotIdle() {
        UpstreamGroup group = group(Pools.with(new Balance.LeastTime(), Pools.blue(Pools.server(1), Pools.server(2))));
        Request.again(group, loop, List.of(Pools.server(2))).ends(Verdict.IGNORED, Work.GOES_ON);

        assertThat(ports(group, 1)).containsExactly(2);
    }

    @Test
    void theHashIsBoundedByThem() {
        Balance hash = new Balance.Hash(new RequestAttribute.ClientIp());
        UpstreamGroup group = group(Pools.with(hash, Pools.blue(Pools.server(1), Pools.server(2))));
        int home = Request.to(group, loop, 7).port();
        UpstreamGroup other = group(Pools.with(hash, Pools.blue(Pools.server(1), Pools.server(2))));
        for (int i = 0; i < 3; i++) {
            Request.again(other, loop, List.of(Pools.server(3 - home))).ends(Verdict.IGNORED, Work.GOES_ON);
        }

        assertThat(Request.to(other, loop, 7).port()).isEqualTo(3 - home);
        loop.advance(10_000);
        assertThat(Request.to(other, loop, 7).port()).isEqualTo(home);
    }

    @Test
    void ghostsSurviveARevision() {
        UpstreamGroup group = group(Pools.blue(Pools.server(1)));
        answer(group, 20_000);
        Request.to(group, loop).ends(Verdict.IGNORED, Work.GOES_ON);

        group.apply(Pools.blue(Pools.weighted(1, 3), Pools.server(2)));
        loop.advance(5_000);

        assertThat(status(group).ghosts()).isEqualTo(0.75);
    }

    private void answer(UpstreamGroup group, long millis) {
        Request request = Request.to(group, loop);
        loop.advance(millis);
        request.ends(Verdict.SUCCESS, Work.ANSWERED);
    }

    private List<Integer> ports(UpstreamGroup group, int count) {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ports.add(Request.to(group, loop).port());
        }
        return ports;
    }

    private static ServerStatus status(UpstreamGroup group) {
        List<ServerStatus> all = new ArrayList<>();
        group.status(all);
        return all.getFirst();
    }

    private UpstreamGroup group(Upstream upstream) {
        return Pools.group(loop, upstream);
    }
}
