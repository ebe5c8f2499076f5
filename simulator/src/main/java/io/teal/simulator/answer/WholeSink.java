package io.teal.simulator.answer;

import io.teal.simulator.fault.Fault;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.wire.Exchange;
import io.teal.simulator.wire.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Collects the tokens and answers all of them at once. */
public final class WholeSink implements TokenSink {
    private final Exchange exchange;
    private final Consumer<String> answer;
    private final StringBuilder content = new StringBuilder();

    public WholeSink(Exchange exchange, FaultSet faults, Consumer<String> answer) {
        this.exchange = exchange;
        this.answer = answer;
        if (faults.has(Fault.BIG_EVENT)) {
            content.append("长".repeat((int) (faults.number(Fault.BIG_EVENT, "bytes", 1 << 20) / 3)));
        }
    }

    @Override
    public void token(String token) {
        content.append(token);
    }

    @Override
    public void end() {
        if (exchange.open()) {
            answer.accept(content.toString());
        }
    }

    /** Chatchat does not notice: it answers what it has. */
    @Override
    public void cut() {
        end();
    }

    @Override
    public void reset() {
        exchange.reset();
    }

    @Override
    public void truncate() {
        byte[] start = "\"{\\\"id\\\": \\\"chat".getBytes(StandardCharsets.UTF_8);
        exchange.begin(ResponseHead.json(200, 400), false);
        exchange.raw(start);
        exchange.close();
    }
}
