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
    private final Consumer<String> atCut;
    private final StringBuilder content = new StringBuilder();

    /**
     * Does not notice when the model fails, as Chatchat does not: it answers what it has.
     *
     * @param answer answers this text
     */
    public WholeSink(Exchange exchange, FaultSet faults, Consumer<String> answer) {
        this(exchange, faults, answer, answer);
    }

    /** @param atCut answers in place of what has come when the model failed */
    public WholeSink(Exchange exchange, FaultSet faults, Consumer<String> answer, Consumer<String> atCut) {
        this.exchange = exchange;
        this.answer = answer;
        this.atCut = atCut;
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

    @Override
    public void cut() {
        if (exchange.open()) {
            atCut.accept(content.toString());
        }
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
