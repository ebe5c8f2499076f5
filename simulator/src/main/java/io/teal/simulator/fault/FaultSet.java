package io.teal.simulator.fault;

import java.util.EnumMap;
import java.util.Map;

/** The faults one request meets, with their options. Immutable. */
public final class FaultSet {
    /** No fault. */
    public static final FaultSet NONE = new FaultSet(new EnumMap<>(Fault.class));

    private final EnumMap<Fault, Map<String, String>> faults;

    FaultSet(EnumMap<Fault, Map<String, String>> faults) {
        this.faults = faults;
    }

    public boolean isEmpty() {
        return faults.isEmpty();
    }

    public boolean has(Fault fault) {
        return faults.containsKey(fault);
    }

    /** An option's text; {@code fallback} when the fault or the option is absent. */
    public String text(Fault fault, String option, String fallback) {
        Map<String, String> options = faults.get(fault);
        return options == null ? fallback : options.getOrDefault(option, fallback);
    }

    /** An option's number; {@code fallback} when it is absent or not a number. */
    public long number(Fault fault, String option, long fallback) {
        String value = text(fault, option, "");
        try {
            return value.isEmpty() ? fallback : Long.parseLong(value);
        } catch (NumberFormatException e) {
            return fallback;
        }
    }

    /** The seconds since 1970 as the clock of the instance shows them. */
    public long clock() {
        long skew = has(Fault.CLOCK_SKEW) ? number(Fault.CLOCK_SKEW, "s", 86_400) : 0;
        return System.currentTimeMillis() / 1000 + skew;
    }

    /** The same faults but for this one. */
    public FaultSet without(Fault fault) {
        if (!has(fault)) {
            return this;
        }
        EnumMap<Fault, Map<String, String>> fewer = new EnumMap<>(faults);
        fewer.remove(fault);
        return new FaultSet(fewer);
    }

    /** The same faults, and {@code other} with the options of {@code one} when that is among them. */
    public FaultSet as(Fault one, Fault other) {
        Map<String, String> options = faults.get(one);
        if (options == null) {
            return this;
        }
        EnumMap<Fault, Map<String, String>> more = new EnumMap<>(faults);
        more.put(other, options);
        return new FaultSet(more);
    }
}
