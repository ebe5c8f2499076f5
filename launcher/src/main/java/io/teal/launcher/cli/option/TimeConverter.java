package io.teal.launcher.cli.option;

import io.teal.gateway.config.text.Units;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration as in the configuration: {@code 500ms}, {@code 10s}, {@code 1m30s}. */
public final class TimeConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        long millis = Units.millis(text);
        if (millis < 1) {
            throw new TypeConversionException("'" + text + "' is no time; expected something like 500ms or 10s");
        }
        return Duration.ofMillis(millis);
    }
}
