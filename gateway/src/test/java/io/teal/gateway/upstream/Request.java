package io.teal.gateway.upstream;

import io.teal.gateway.routing.Server;
import java.util.List;
import java.util.Objects;

/** A request that asks for a place and remembers what it got. */
final class Request implements Places.Asker {
    private final Places.Ticket ticket;
    private volatile Lease lease;
    private volatile Places.Refusal refusal;
    private volatile int answers;
    private volatile boolean ended;

    private Request(UpstreamGroup group, ManualLoop loop, long hash, List<Server> tried) {
        ticket = group.acquire(loop.context(), hash, tried, this);
    }

    static Request to(UpstreamGroup group, ManualLoop loop) {
        return new Request(group, loop, 0, List.of());
    }

    static Request to(UpstreamGroup group, ManualLoop loop, long hash) {
        return new Request(group, loop, hash, List.of());
    }

    static Request again(UpstreamGroup group, ManualLoop loop, List<Server> tried) {
        return new Request(group, loop, 0, tried);
    }

    @Override
    public synchronized void granted(Lease granted) {
        answers++;
        lease = granted;
    }

    @Override
    public synchronized void refused(Places.Refusal refused) {
        answers++;
        refusal = refused;
    }

    Lease lease() {
        return Objects.requireNonNull(lease, () -> "not granted but " + refusal);
    }

    Places.Refusal refusal() {
        return Objects.requireNonNull(refusal, "not refused");
    }

    boolean granted() {
        return lease != null;
    }

    /** How often it was answered. */
    int answers() {
        return answers;
    }

    boolean waits() {
        return ticket != null && answers == 0;
    }

    void leave() {
        Objects.requireNonNull(ticket, "decided at once").leave();
    }

    int port() {
        return lease().key().address().port();
    }

    /** Whether it has a lease that is not ended. */
    boolean holds() {
        return granted() && !ended;
    }

    void succeeds() {
        ends(Lease.Verdict.SUCCESS);
    }

    void fails() {
        ends(Lease.Verdict.FAILURE);
    }

    void ends(Lease.Verdict verdict) {
        ends(verdict, Lease.Work.DONE);
    }

    void ends(Lease.Verdict verdict, Lease.Work work) {
        ended = true;
        lease().end(verdict, verdict == Lease.Verdict.FAILURE ? "connect refused" : "", work);
    }
}
