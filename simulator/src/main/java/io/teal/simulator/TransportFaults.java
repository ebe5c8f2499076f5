package io.teal.simulator;

import io.teal.simulator.api.Replies;
import io.teal.simulator.fault.Fault;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.wire.Exchange;
import io.teal.simulator.wire.ResponseHead;
import java.nio.charset.StandardCharsets;

/** The faults that strike before any endpoint sees the request. */
final class TransportFaults {
    private static final String PROBLEM =
            "{\"detail\":[{\"type\":\"missing\",\"loc\":[\"body\",\"query\"],\"msg\":\"Field required\","
                    + "\"input\":null,\"url\":\"https://errors.pydantic.dev/2.7/v/missing\"}]}";

    private TransportFaults() {}

    /** Does to the connection what the faults say; true when nothing is left to answer. */
    static boolean spoil(Exchange exchange, FaultSet faults) {
        if (faults.has(Fault.NEVER_ANSWER)) {
            if (faults.text(Fault.NEVER_ANSWER, "read", "true").equals("false")) {
                exchange.stopReading();
            }
            return true;
        }
        boolean reused = exchange.earlierRequests() > 0;
        if (faults.has(Fault.RESET) || (reused && faults.has(Fault.RESET_REUSED))) {
            exchange.reset();
            return true;
        }
        if (reused && faults.has(Fault.CLOSE_REUSED)) {
            exchange.close();
            return true;
        }
        if (faults.has(Fault.CONNECTION_CLOSE)) {
            exchange.closeAfter();
        }
        if (faults.has(Fault.SPLIT_WRITES)) {
            exchange.slice(
                    (int) faults.number(Fault.SPLIT_WRITES, "bytes", 5),
                    faults.number(Fault.SPLIT_WRITES, "us", 0) * 1000);
        }
        return false;
    }

    /** Answers in place of the endpoint when a fault says so. */
    static boolean replied(Exchange exchange, FaultSet faults) {
        if (faults.has(Fault.INTERNAL_ERROR)) {
            Replies.internalError(exchange);
            return true;
        }
        if (faults.has(Fault.UNPROCESSABLE)) {
            Replies.json(exchange, 422, PROBLEM);
            return true;
        }
        if (faults.has(Fault.STATUS)) {
            status(exchange, faults);
            return true;
        }
        return false;
    }

    private static void status(Exchange exchange, FaultSet faults) {
        byte[] body =
                faults.text(Fault.STATUS, "body", "{\"detail\":\"simulated\"}").getBytes(StandardCharsets.UTF_8);
        boolean json = body.length > 0 && body[0] == '{';
        ResponseHead head = ResponseHead.status((int) faults.number(Fault.STATUS, "code", 503));
        String retryAfter = faults.text(Fault.STATUS, "retry-after", "");
        if (!retryAfter.isEmpty()) {
            head = head.with("retry-after", retryAfter);
        }
        exchange.reply(
                head.with("content-length", Integer.toString(body.length))
                        .with("content-type", json ? "application/json" : "text/plain; charset=utf-8"),
                body);
    }
}
