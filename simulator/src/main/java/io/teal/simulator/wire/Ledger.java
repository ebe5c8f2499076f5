package io.teal.simulator.wire;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What an instance has seen on the wire since its start or the last reset. Safe for several threads. */
public final class Ledger {
    /** How many bytes of a body are kept. */
    public static final int BODY_KEPT = 65536;

    private static final int REQUESTS_KEPT = 512;
    private static final int PATHS_KEPT = 4096;

    private final LongAdder requests = new LongAdder();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger maxInFlight = new AtomicInteger();
    private final LongAdder connectionsOpened = new LongAdder();
    private final AtomicInteger connectionsOpen = new AtomicInteger();
    private final AtomicLong connectionNumbers = new AtomicLong();
    private final LongAdder bytesReceived = new LongAdder();
    private final Map<String, LongAdder> paths = new ConcurrentHashMap<>();
    private final ArrayDeque<ReceivedRequest> recent = new ArrayDeque<>();

    long connectionOpened() {
        connectionsOpened.increment();
        connectionsOpen.incrementAndGet();
        return connectionNumbers.incrementAndGet();
    }

    void connectionClosed() {
        connectionsOpen.decrementAndGet();
    }

    void received(int bytes) {
        bytesReceived.add(bytes);
    }

    void requestStarted(String path) {
        requests.increment();
        int now = inFlight.incrementAndGet();
        if (now > maxInFlight.get()) {
            maxInFlight.accumulateAndGet(now, Math::max);
        }
        LongAdder counter = paths.get(path);
        if (counter == null && paths.size() < PATHS_KEPT) {
            counter = paths.computeIfAbsent(path, p -> new LongAdder());
        }
        if (counter != null) {
            counter.increment();
        }
    }

    void requestEnded() {
        inFlight.decrementAndGet();
    }

    void record(ReceivedRequest request) {
        synchronized (recent) {
            if (recent.size() == REQUESTS_KEPT) {
                recent.removeFirst();
            }
            recent.addLast(request);
        }
    }

    /** Requests whose head came, with those still in flight. */
    public long requests() {
        return requests.sum();
    }

    /** Requests whose answer has not ended. One ends just before the last byte of its answer is handed to the socket. */
    public int inFlight() {
        return inFlight.get();
    }

    /** The most requests that were in flight at one time. */
    public int maxInFlight() {
        return maxInFlight.get();
    }

    public long connectionsOpened() {
        return connectionsOpened.sum();
    }

    public int connectionsOpen() {
        return connectionsOpen.get();
    }

    /** Bytes read from all connections, framing included. */
    public long bytesReceived() {
        return bytesReceived.sum();
    }

    /** Requests by path. */
    public Map<String, Long> paths() {
        Map<String, Long> counts = new TreeMap<>();
        paths.forEach((path, count) -> counts.put(path, count.sum()));
        return counts;
    }

    /** The last requests whose body was complete, oldest first. */
    public List<ReceivedRequest> recent() {
        synchronized (recent) {
            return new ArrayList<>(recent);
        }
    }

    /** Forgets everything but what is open now. */
    public void reset() {
        requests.reset();
        connectionsOpened.reset();
        bytesReceived.reset();
        maxInFlight.set(inFlight.get());
        paths.clear();
        synchronized (recent) {
            recent.clear();
        }
    }
}
