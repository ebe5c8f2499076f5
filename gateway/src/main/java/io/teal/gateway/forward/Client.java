package io.teal.gateway.forward;

import io.teal.gateway.compression.CodedBody;
import io.teal.gateway.compression.Compressor;
import io.teal.gateway.exchange.Exchange;
import io.teal.gateway.origin.OriginResponse;
import io.teal.gateway.outcome.Outcome;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** One client that gets an answer as it comes. Confined to the event loop. */
final class Client implements Recipient {
    private final Exchange exchange;
    private final HttpServerResponse out;
    private final Heads heads;
    private final @Nullable Compressor compressor;
    private final @Nullable Overhearing overhearing;
    private @Nullable CodedBody coded;

    /**
     * @param compressor makes the answer shorter where it may; null when the route does not ask for it
     * @param overhearing who hears it as well; null when nobody does
     */
    Client(Exchange exchange, Heads heads, @Nullable Compressor compressor, @Nullable Overhearing overhearing) {
        this.exchange = exchange;
        this.out = exchange.response();
        this.heads = heads;
        this.compressor = compressor;
        this.overhearing = overhearing;
    }

    @Override
    public boolean open() {
        return exchange.open();
    }

    @Override
    public boolean told() {
        return out.headWritten();
    }

    @Override
    public boolean hasOther() {
        return false;
    }

    @Override
    public HttpVersion version() {
        return exchange.request().version();
    }

    @Override
    public Exchange client() {
        return exchange;
    }

    @Override
    public void earlyHints(MultiMap hints) {
        heads.earlyHints(exchange, hints);
    }

    @Override
    public void head(OriginResponse in, AnswerHead framing, @Nullable Outcome known) {
        framing.fill(exchange, in, heads, known);
        if (compressor != null && !framing.bodyless()) {
            coded = compressor.begin(exchange.request(), framing.declared());
            if (coded != null) {
                out.setChunked(true);
            }
        }
    }

    @Override
    public void flush(AnswerHead framing) {
        if (!framing.bodyless() && framing.declared() != 0) {
            var unused = framing.untilClose() ? out.write(Buffer.buffer()) : out.writeHead();
        }
    }

    @Override
    public void piece(Buffer piece) {
        overhear(piece);
        var unused = out.write(coded == null ? piece : coded.piece(piece));
    }

    @Override
    public void comment(Buffer comment) {
        var unused = out.write(comment);
    }

    @Override
    public boolean full() {
        return out.writeQueueFull();
    }

    @Override
    public void whenDrained(Runnable resume) {
        out.drainHandler(drained -> resume.run());
    }

    @Override
    public void lastBytes() {
        exchange.lastBytes();
    }

    @Override
    public void end(OriginResponse in, AnswerHead framing, @Nullable Buffer rest, @Nullable Outcome read) {
        if (!out.ended()) {
            if (!framing.bodyless() && framing.declared() < 0) {
                framing.trailers(exchange, in, heads, read);
            }
            overhear(rest);
            Buffer last = coded == null ? rest : coded.last(rest);
            var unused = last == null ? out.end() : out.end(last);
        }
    }

    @Override
    public void breakOff(Outcome outcome, boolean asEvent, boolean midEvent) {
        exchange.breakOff(outcome, asEvent, midEvent);
    }

    @Override
    public void fail(Outcome outcome, String message, int retryAfterSeconds) {
        exchange.fail(outcome, message, retryAfterSeconds);
    }

    private void overhear(@Nullable Buffer piece) {
        if (overhearing != null && piece != null) {
            overhearing.piece(piece);
        }
    }

    @Override
    public void over(Outcome outcome, boolean restOfRequest) {
        giveUp();
        if (overhearing != null) {
            overhearing.over(outcome);
        }
        if (restOfRequest && !exchange.http2()) {
            exchange.dropRestOfBody();
        }
        exchange.end(outcome);
    }

    @Override
    public void bug(RuntimeException bug) {
        giveUp();
        exchange.failUnexpectedly(bug);
    }

    /** What was not told to its end holds memory outside the heap. */
    private void giveUp() {
        if (coded != null) {
            coded.close();
        }
    }
}
