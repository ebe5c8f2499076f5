package io.teal.simulator.probe;

import io.teal.simulator.api.Router;
import io.teal.simulator.wire.PreparedReply;

/** The routes below {@code /__fake/}. */
public final class ProbeRoutes {
    private ProbeRoutes() {}

    /** Adds them all. */
    public static void add(Router router, Controls controls) {
        ControlProbe control = new ControlProbe(controls);
        router.add("GET", "/__fake/control", control::show);
        router.add("POST", "/__fake/control", control::change);
        router.add("GET", "/__fake/stats", control::stats);
        PreparedReply small = PreparedReply.json(small(controls.name()));
        router.add("*", "/__fake/small", (exchange, faults) -> exchange.reply(small));
        EchoProbe echo = new EchoProbe(controls.name());
        router.add("*", "/__fake/echo", echo::echo);
        router.add("*", "/__fake/echo/*", echo::echo);
        router.add("*", "/__fake/upload", echo::upload);
        router.add("*", "/__fake/bytes", FlowProbe::bytes);
        router.add("*", "/__fake/sse", FlowProbe::events);
        router.add("*", "/__fake/slow", AnswerProbe::slow);
        router.add("*", "/__fake/status/{code}", AnswerProbe::status);
        router.add("*", "/__fake/trailers", AnswerProbe::trailers);
        router.add("*", "/__fake/early-hints", AnswerProbe::earlyHints);
        router.add("*", "/__fake/raw", RawProbe::raw);
        router.add("GET", "/__fake/ws", WebSocketProbe::echo);
        router.add("GET", "/_stcore/stream", WebSocketProbe::echo);
    }

    /** A JSON object of exactly 150 bytes that names the instance when the name leaves room for it. */
    private static String small(String name) {
        String start = "{\"instance\":\"" + (name.length() > 60 ? "" : name) + "\",\"padding\":\"";
        return start + "x".repeat(Math.max(0, 148 - start.length())) + "\"}";
    }
}
