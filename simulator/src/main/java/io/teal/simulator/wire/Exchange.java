package io.teal.simulator.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. An endpoint reads the body when it wants to, writes a head and a body in any number of
 * pieces, and ends, cuts or resets the connection. Runs on the connection's event loop.
 */
public final class Exchange {
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final HttpConnection connection;
    private final Outlet outlet;
    private final RequestHead head;
    private final long earlier;
    private final RequestBody body;
    private final List<Runnable> onLeave = new ArrayList<>(1);
    private boolean chunked;
    private boolean headSent;
    private boolean answered;
    private boolean keepAlive;
    private boolean gone;
    private boolean counted;
    private long rest = -1;
    private @Nullable Runnable onDrained;
    private @Nullable Runnable onOver;

    Exchange(HttpConnection connection, Outlet outlet, RequestHead head, long earlier) {
        this.connection = connection;
        this.outlet = outlet;
        this.head = head;
        this.earlier = earlier;
        this.body = new RequestBody(connection, head);
        this.keepAlive = keepsAlive(head);
    }

    public RequestHead head() {
        return head;
    }

    /** How many requests this connection carried before this one. */
    public long earlierRequests() {
        return earlier;
    }

    /** Whether the client has left. */
    public boolean left() {
        return gone;
    }

    /** Whether the client is still there and the answer has not ended. */
    public boolean open() {
        return !gone && !answered && connection.channelOpen();
    }

    /** The event loop on which everything of this exchange runs. */
    public EventLoop loop() {
        return connection.loop();
    }

    /** Runs the action after {@code nanos}, at once when that is not positive. It runs even if the client has left. */
    public void later(long nanos, Runnable action) {
        if (nanos <= 0) {
            action.run();
        } else {
            var unused = loop().schedule(action, nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** Runs the action when the client leaves before the answer has ended; at once when it has left already. */
    public void onLeave(Runnable action) {
        if (gone) {
            action.run();
        } else {
            onLeave.add(action);
        }
    }

    /** Runs the action once, when the answer has ended or the client has left. */
    public void onOver(Runnable action) {
        if (counted) {
            action.run();
        } else {
            onOver = action;
        }
    }

    /** Streams the request's body to the sink. */
    public void readBody(BodySink sink) {
        if ("100-continue".equalsIgnoreCase(head.header("expect")) && !body.arrived()) {
            raw(CONTINUE);
        }
        body.to(sink);
    }

    /** Collects the request's body, at most {@code limit} bytes (what is beyond is dropped), and hands it over. */
    public void readBody(int limit, Consumer<byte[]> whole) {
        readBody(new WholeBody(limit, whole));
    }

    /** Stops to read from the connection for good: the client's sending comes to a halt, its leaving goes unseen. */
    public void stopReading() {
        connection.autoRead(false);
    }

    /** Makes everything from here on leave in pieces of {@code size} bytes, {@code pauseNanos} apart. */
    public void slice(int size, long pauseNanos) {
        outlet.slice(size, pauseNanos);
    }

    /** Answers with a complete response. */
    public void reply(ResponseHead response, byte[] content) {
        boolean withBody = !head.method().equals("HEAD") && content.length > 0;
        ByteBuf first = head(response, false);
        outlet.sendLast(
                withBody ? Unpooled.wrappedBuffer(first, Unpooled.wrappedBuffer(content)) : first, this::leaving);
        end();
    }

    /** Answers with a response rendered before. */
    public void reply(PreparedReply reply) {
        headSent = true;
        boolean withBody = !head.method().equals("HEAD");
        outlet.sendLast(
                reply.render(connection.context().alloc(), connection.listener().date(), withBody), this::leaving);
        end();
    }

    /** Makes this answer the last of its connection: it carries {@code connection: close}. */
    public void closeAfter() {
        keepAlive = false;
    }

    /** Sends the head. With {@code chunks} the body follows in chunks, else as it is. */
    public void begin(ResponseHead response, boolean chunks) {
        outlet.send(head(response, chunks));
    }

    private ByteBuf head(ResponseHead response, boolean chunks) {
        if (!keepAlive) {
            response.closing();
        }
        headSent = true;
        chunked = chunks && !head.method().equals("HEAD");
        rest = response.length();
        return Unpooled.wrappedBuffer(response.bytes(connection.listener().date(), chunks));
    }

    /** Whether the head has been sent. */
    public boolean begun() {
        return headSent;
    }

    /** Sends a part of the body: one chunk when the body is chunked. */
    public void send(byte[] part) {
        send(Unpooled.wrappedBuffer(part));
    }

    /** Sends a part of the body and takes the buffer over. */
    public void send(ByteBuf part) {
        if (!open() || head.method().equals("HEAD")) {
            part.release();
            return;
        }
        if (!chunked) {
            rest -= part.readableBytes();
            if (rest == 0) {
                outlet.sendLast(part, this::leaving);
            } else {
                outlet.send(part);
            }
            return;
        }
        int length = part.readableBytes();
        ByteBuf chunk = connection.context().alloc().buffer(length + 12);
        ByteBufUtil.writeAscii(chunk, Integer.toHexString(length));
        chunk.writeShort(0x0d0a).writeBytes(part).writeShort(0x0d0a);
        part.release();
        outlet.send(chunk);
    }

    /** Whether what was sent so far has mostly left, so that more may be written. */
    public boolean writable() {
        return outlet.writable();
    }

    /** Runs the action each time the connection has become {@link #writable} again. */
    public void onDrained(Runnable action) {
        onDrained = action;
    }

    /** Sends bytes outside of any framing. */
    public void raw(byte[] bytes) {
        if (open()) {
            outlet.send(Unpooled.wrappedBuffer(bytes));
        }
    }

    /** Ends the answer; the connection is free for the next request once the request's body is complete too. */
    public void end() {
        if (!open()) {
            return;
        }
        if (chunked) {
            outlet.sendLast(Unpooled.wrappedBuffer(LAST_CHUNK), this::leaving);
        }
        endRaw();
    }

    /** Ends the answer without the last chunk: what is needed was written with {@link #raw}. */
    public void endRaw() {
        answered = true;
        outlet.whole();
        if (body.ended() || !keepAlive) {
            outlet.then(() -> connection.finished(this, keepAlive));
        } else {
            body.drop();
        }
    }

    /** Closes the connection with FIN after what was written. */
    public void close() {
        outlet.then(connection::close);
    }

    /** Resets the connection (RST) after what was written has had time to arrive. */
    public void reset() {
        outlet.then(() -> later(headSent ? TimeUnit.MILLISECONDS.toNanos(20) : 0, connection::reset));
    }

    /** Announces a chunk of {@code announced} bytes, sends less of it, and closes. */
    public void truncate(int announced, byte[] less) {
        raw((Integer.toHexString(announced) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        raw(less);
        close();
    }

    /** Sends a 101 head and turns the connection over to these handlers. */
    public void upgrade(byte[] switching, ChannelHandler... handlers) {
        headSent = true;
        connection.upgrade(Unpooled.wrappedBuffer(switching), handlers);
    }

    void content(HttpContent content) {
        boolean early = answered;
        body.content(content);
        if (early && body.ended()) {
            connection.finished(this, keepAlive);
        }
    }

    /** The last byte of the answer is about to leave: whoever has it may find the next request free to be sent. */
    private void leaving() {
        boolean bodyless = head.header("content-length") == null && head.header("transfer-encoding") == null;
        if (bodyless || body.ended() || !keepAlive) {
            countEnd();
        }
    }

    /** Counts the request as ended, once. */
    void countEnd() {
        if (!counted) {
            counted = true;
            connection.listener().ledger().requestEnded();
            if (onOver != null) {
                onOver.run();
            }
        }
    }

    void drained() {
        if (onDrained != null) {
            onDrained.run();
        }
    }

    void leave() {
        gone = true;
        body.discard();
        if (!answered) {
            for (Runnable action : onLeave) {
                action.run();
            }
        }
    }

    private static boolean keepsAlive(RequestHead head) {
        String value = head.header("connection");
        if (head.version().equals("HTTP/1.0")) {
            return "keep-alive".equalsIgnoreCase(value);
        }
        return value == null || !value.equalsIgnoreCase("close");
    }
}
