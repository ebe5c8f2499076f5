package io.teal.simulator.chat;

import io.teal.simulator.api.EventStream;
import io.teal.simulator.api.PythonJson;
import io.teal.simulator.api.Replies;
import io.teal.simulator.fault.Fault;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.pace.VirtualLoop;
import io.teal.simulator.wire.Exchange;

/** The faults between the head of a chat answer and its first content. */
public final class Opening {
    private Opening() {}

    /** Whether the stream hangs from here on. If not, but the loop is to be blocked, it is now. */
    public static boolean hangs(EventStream stream, FaultSet faults, VirtualLoop loop) {
        if (faults.has(Fault.PINGS_ONLY) || faults.has(Fault.SILENCE)) {
            stream.begin();
            if (faults.has(Fault.SILENCE)) {
                stream.silence();
            }
            return true;
        }
        block(faults, loop);
        return false;
    }

    /** The same for a call that is not streamed: no head has been sent. */
    public static boolean hangs(FaultSet faults, VirtualLoop loop) {
        if (faults.has(Fault.PINGS_ONLY) || faults.has(Fault.SILENCE)) {
            return true;
        }
        block(faults, loop);
        return false;
    }

    /** Whether a fault has taken the stream over: it hangs from here on or has ended with an error. */
    static boolean spoiled(EventStream stream, FaultSet faults, VirtualLoop loop) {
        if (faults.isEmpty()) {
            return false;
        }
        if (hangs(stream, faults, loop)) {
            return true;
        }
        if (faults.has(Fault.ERROR_EVENT) && faults.number(Fault.ERROR_EVENT, "after", 0) <= 0) {
            stream.event(PythonJson.escaped(PythonJson.object("error", errorText(faults))));
            stream.end();
            return true;
        }
        return false;
    }

    /** The same for a call that is not streamed. */
    static boolean spoiled(Exchange exchange, FaultSet faults, VirtualLoop loop) {
        if (faults.isEmpty()) {
            return false;
        }
        if (hangs(faults, loop)) {
            return true;
        }
        if (faults.has(Fault.ERROR_EVENT)) {
            error(exchange, errorText(faults));
            return true;
        }
        return false;
    }

    /** Chatchat's error object for a call that is not streamed: JSON inside of JSON, HTTP 200. */
    static void error(Exchange exchange, String text) {
        String inner = PythonJson.escaped(PythonJson.object("error", text));
        Replies.json(exchange, 200, PythonJson.compact(PythonJson.object("data", inner)));
    }

    private static String errorText(FaultSet faults) {
        return faults.text(Fault.ERROR_EVENT, "text", "failed to access embed model 'bge-m3': Connection error.");
    }

    private static void block(FaultSet faults, VirtualLoop loop) {
        if (faults.has(Fault.BLOCKED_LOOP)) {
            long nanos = faults.number(Fault.BLOCKED_LOOP, "ms", 16_000) * 1_000_000;
            var unused = loop.block(System.nanoTime(), nanos);
        }
    }
}
