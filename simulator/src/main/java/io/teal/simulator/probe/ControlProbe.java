package io.teal.simulator.probe;

import com.fasterxml.jackson.databind.JsonNode;
import io.teal.simulator.api.Bodies;
import io.teal.simulator.api.PythonJson;
import io.teal.simulator.api.Replies;
import io.teal.simulator.fault.Fault;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.wire.Exchange;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The remote control: {@code {"set":[{"fault":"reset","probability":0.1,"options":{"times":"3"}}]}}, {@code
 * {"clear":true}} or {@code {"clear":"reset"}}, {@code {"reset_stats":true}}, {@code {"kill_connections":true}}, in one
 * document or several. It answers the faults that are on.
 */
final class ControlProbe {
    private final Controls controls;

    ControlProbe(Controls controls) {
        this.controls = controls;
    }

    void show(Exchange exchange, FaultSet faults) {
        Replies.json(
                exchange,
                200,
                PythonJson.compact(PythonJson.object(
                        "instance", controls.name(), "faults", controls.faults().describe())));
    }

    void stats(Exchange exchange, FaultSet faults) {
        Replies.json(exchange, 200, PythonJson.compact(controls.stats()));
    }

    void change(Exchange exchange, FaultSet faults) {
        Bodies.read(exchange, body -> {
            String problem = apply(body);
            if (!problem.isEmpty()) {
                Replies.json(exchange, 422, PythonJson.compact(PythonJson.object("detail", problem)));
                return;
            }
            show(exchange, faults);
            if (body.path("kill_connections").asBoolean()) {
                exchange.later(TimeUnit.MILLISECONDS.toNanos(20), controls::killConnections);
            }
        });
    }

    private String apply(JsonNode body) {
        JsonNode clear = body.path("clear");
        if (clear.isTextual()) {
            Fault fault = Fault.named(clear.asText());
            if (fault == null) {
                return "no fault is named " + clear.asText();
            }
            controls.faults().clear(fault);
        } else if (clear.asBoolean()) {
            controls.faults().clear();
        }
        for (JsonNode one : body.path("set")) {
            Fault fault = Fault.named(one.path("fault").asText());
            if (fault == null) {
                return "no fault is named " + one.path("fault").asText();
            }
            Map<String, String> options = new HashMap<>();
            one.path("options")
                    .properties()
                    .forEach(entry ->
                            options.put(entry.getKey(), entry.getValue().asText()));
            try {
                controls.faults().set(fault, one.path("probability").asDouble(1), options);
            } catch (NumberFormatException e) {
                return "an option is not a number: " + options;
            }
        }
        if (body.path("reset_stats").asBoolean()) {
            controls.resetStats();
        }
        return "";
    }
}
