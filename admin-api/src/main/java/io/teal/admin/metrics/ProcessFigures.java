package io.teal.admin.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;

/**
 * The metrics of the Java machine and of the process, as Micrometer reads them: memory, garbage collection, threads, classes,
 * processors, open files, uptime. They belong to the process and listen to its collector until it ends.
 */
final class ProcessFigures {
    private final List<MeterBinder> sources = List.of(
            new JvmMemoryMetrics(),
            new JvmGcMetrics(),
            new JvmThreadMetrics(),
            new ClassLoaderMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics());

    /** Those whose names are not what Prometheus wants them to be; they are told here under other names. */
    private static final Set<String> OTHERWISE_NAMED = Set.of("process.cpu.time", "system.cpu.count");

    /** Has them told by {@code registry} at each of its scrapes. */
    void tellIn(MeterRegistry registry) {
        var unusedConfig =
                registry.config().meterFilter(MeterFilter.deny(id -> OTHERWISE_NAMED.contains(id.getName())));
        sources.forEach(source -> source.bindTo(registry));
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            FunctionCounter unused = FunctionCounter.builder(
                            "process.cpu", system, bean -> bean.getProcessCpuTime() / 1e9)
                    .baseUnit("seconds")
                    .description("Processor time of the process.")
                    .register(registry);
        }
        Gauge unused = Gauge.builder("system.cpus", Runtime.getRuntime(), Runtime::availableProcessors)
                .description("Processors there are.")
                .register(registry);
    }
}
