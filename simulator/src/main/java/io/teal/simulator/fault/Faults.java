package io.teal.simulator.fault;

import io.teal.simulator.wire.RequestHead;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The faults switched on at one instance. A request's {@value #HEADER} header adds to them for that request:
 * {@code name; option=value; option=value}, several faults separated by commas. Safe for several threads.
 */
public final class Faults {
    /** The request header that asks for a fault. */
    public static final String HEADER = "x-fake-fault";

    private record Switch(Fault fault, double probability, Map<String, String> options, AtomicLong left) {}

    private final Object lock = new Object();
    private final SplittableRandom random;
    private final Consumer<Map<String, String>> onRefuse;
    private volatile List<Switch> switches = List.of();
    private volatile boolean outOfMemory;

    /** Faults whose dice start from {@code seed}; {@code onRefuse} is told when {@link Fault#REFUSE} is set. */
    public Faults(long seed, Consumer<Map<String, String>> onRefuse) {
        this.random = new SplittableRandom(seed);
        this.onRefuse = onRefuse;
    }

    /** Switches a fault on for every request. */
    public void set(Fault fault) {
        set(fault, 1, Map.of());
    }

    /**
     * Switches a fault on, in place of an earlier setting of the same fault.
     *
     * @param probability of a request to meet it, 0 to 1
     * @param options as {@link Fault} names them
     */
    public void set(Fault fault, double probability, Map<String, String> options) {
        long times = Long.MAX_VALUE;
        String limit = options.get("times");
        if (limit != null) {
            times = Long.parseLong(limit);
        }
        synchronized (lock) {
            List<Switch> changed = new ArrayList<>(switches);
            changed.removeIf(one -> one.fault() == fault);
            changed.add(new Switch(fault, probability, Map.copyOf(options), new AtomicLong(times)));
            switches = List.copyOf(changed);
        }
        if (fault == Fault.REFUSE) {
            onRefuse.accept(options);
        }
    }

    /** Switches one fault off. */
    public void clear(Fault fault) {
        synchronized (lock) {
            switches = switches.stream().filter(one -> one.fault() != fault).toList();
        }
        if (fault == Fault.OUT_OF_MEMORY) {
            outOfMemory = false;
        }
    }

    /** Switches every fault off. */
    public void clear() {
        synchronized (lock) {
            switches = List.of();
        }
        outOfMemory = false;
    }

    /** What a new process does not remember: a GPU that was full. */
    public void restarted() {
        outOfMemory = false;
    }

    /** The options of a fault that is switched on; null when it is off. */
    public @Nullable Map<String, String> options(Fault fault) {
        for (Switch one : switches) {
            if (one.fault() == fault) {
                return one.options();
            }
        }
        return null;
    }

    /** What is switched on, by key: probability and options. */
    public Map<String, Object> describe() {
        Map<String, Object> described = new TreeMap<>();
        for (Switch one : switches) {
            Map<String, Object> values = new TreeMap<>(one.options());
            values.put("probability", one.probability());
            described.put(one.fault().key(), values);
        }
        if (outOfMemory) {
            described.putIfAbsent(Fault.OUT_OF_MEMORY.key(), Map.of("sticky", true));
        }
        return Collections.unmodifiableMap(described);
    }

    /** The faults this request meets: dice are thrown, counts go down. */
    public FaultSet meet(RequestHead request) {
        String wanted = request.header(HEADER);
        List<Switch> on = switches;
        if (wanted == null && on.isEmpty() && !outOfMemory) {
            return FaultSet.NONE;
        }
        EnumMap<Fault, Map<String, String>> met = new EnumMap<>(Fault.class);
        for (Switch one : on) {
            if (applies(one, request)) {
                met.put(one.fault(), one.options());
            }
        }
        if (wanted != null) {
            addWanted(wanted, met);
        }
        if (outOfMemory) {
            met.putIfAbsent(Fault.OUT_OF_MEMORY, Map.of());
        } else if (met.containsKey(Fault.OUT_OF_MEMORY)) {
            outOfMemory = !"false"
                    .equals(met.getOrDefault(Fault.OUT_OF_MEMORY, Map.of()).get("sticky"));
        }
        return met.isEmpty() ? FaultSet.NONE : new FaultSet(met);
    }

    private boolean applies(Switch one, RequestHead request) {
        String path = one.options().get("path");
        if (path != null && !request.path().startsWith(path)) {
            return false;
        }
        if (one.probability() < 1) {
            synchronized (lock) {
                if (random.nextDouble() >= one.probability()) {
                    return false;
                }
            }
        }
        return one.left().getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    private static void addWanted(String header, Map<Fault, Map<String, String>> met) {
        for (String item : header.split(",", -1)) {
            String[] parts = item.split(";", -1);
            Fault fault = Fault.named(parts[0]);
            if (fault == null) {
                continue;
            }
            Map<String, String> options = new TreeMap<>();
            for (int i = 1; i < parts.length; i++) {
                int equals = parts[i].indexOf('=');
                if (equals > 0) {
                    options.put(
                            parts[i].substring(0, equals).strip(),
                            parts[i].substring(equals + 1).strip());
                }
            }
            met.put(fault, options);
        }
    }
}
