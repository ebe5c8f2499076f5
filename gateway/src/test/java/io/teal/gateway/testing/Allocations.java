package io.teal.gateway.testing;

import com.sun.management.ThreadMXBean;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.internal.VertxInternal;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The bytes of heap that a gateway's event loops allocate. */
public final class Allocations {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long[] loops;

    private Allocations(long[] loops) {
        this.loops = loops;
    }

    /** Those of this gateway. */
    public static Allocations of(TestGateway gateway) throws Exception {
        VertxInternal vertx = (VertxInternal) gateway.gateway().vertx();
        List<Long> ids = new ArrayList<>();
        for (EventExecutor loop : vertx.nettyEventLoopGroup()) {
            ids.add(loop.submit(() -> Thread.currentThread().threadId()).get(10, TimeUnit.SECONDS));
        }
        return new Allocations(ids.stream().mapToLong(Long::longValue).toArray());
    }

    /** What is done once. */
    public interface Step {
        void run() throws Exception;
    }

    /** Bytes for one of so many steps. */
    public long perStep(int steps, Step step) throws Exception {
        long before = bytes();
        for (int i = 0; i < steps; i++) {
            step.run();
        }
        return (bytes() - before) / steps;
    }

    private long bytes() {
        return Arrays.stream(THREADS.getThreadAllocatedBytes(loops)).sum();
    }
}
