package io.teal.launcher;

import io.teal.gateway.config.GatewayConfig;
import io.teal.launcher.ending.CommandFailure;
import io.teal.launcher.ending.ExitCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Why Teal could not start, in words that say what to do. */
final class StartFailure {
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final String advice;

    private StartFailure(String advice) {
        this.advice = advice;
    }

    /** Failures to open the listeners. */
    static StartFailure listeners(GatewayConfig config) {
        StartFailure failure = new StartFailure("choose another: TEAL_PORT, or listeners in gateway.yaml.");
        for (GatewayConfig.Listener listener : config.listeners()) {
            failure.ports.put("listener " + listener.name(), listener.port());
        }
        return failure;
    }

    /** Failures to open the admin API. */
    static StartFailure admin(GatewayConfig config) {
        StartFailure failure = new StartFailure("choose another: TEAL_ADMIN_PORT, or admin.port in gateway.yaml.");
        failure.ports.put("the admin API", config.admin().port());
        return failure;
    }

    CommandFailure because(Throwable cause) {
        List<String> taken = Ports.taken(ports);
        String message = taken.isEmpty()
                ? "cannot start: " + (cause.getMessage() == null ? cause : cause.getMessage())
                : String.join("\n      ", taken) + "\nStop what uses it (ss -ltnp shows what), or " + advice;
        return new CommandFailure(ExitCode.FAILED, message, cause);
    }
}
