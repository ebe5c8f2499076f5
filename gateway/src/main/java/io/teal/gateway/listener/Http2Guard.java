package io.teal.gateway.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checks of one HTTP/2 connection: the fields of each request (RFC 9113, 8.2 and 8.3), the idle clock and the clock of
 * a stalled body.
 *
 * <p>Framing, lengths, connection-specific fields and the order of pseudo-fields are checked by Netty's decoder. What is
 * left is what would mean something else once the request is written as HTTP/1.1: controls in values and targets, repeated
 * or unknown pseudo-fields, a Host beside another authority. A malformed request resets its stream with PROTOCOL_ERROR.
 * Runs on the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a connection that cannot be written to is closed by its decoder
final class Http2Guard extends Http2FrameListenerDecorator {
    private static final Logger LOG = LoggerFactory.getLogger(Http2Guard.class);

    /** When a stream last brought a byte of its body, and whether more is due. */
    private static final class Progress {
        private long at;
        private boolean due;
    }

    private final Http2ConnectionHandler handler;
    private final ChannelHandlerContext ctx;
    private final Http2Connection connection;
    private final Http2Connection.PropertyKey key;
    private final ListenerLimits limits;
    private final PhaseClock clock;
    private long idleSince;

    private Http2Guard(
            Http2FrameListener listener,
            Http2ConnectionHandler handler,
            ChannelHandlerContext ctx,
            ListenerLimits limits) {
        super(listener);
        this.handler = handler;
        this.ctx = ctx;
        this.limits = limits;
        connection = handler.connection();
        key = connection.newKey();
        clock = new PhaseClock(ctx.executor(), this::sweep);
    }

    /** Puts the checks in front of the listener that a connection's decoder has; to be called once it has one. */
    static void install(Http2ConnectionHandler handler, ChannelHandlerContext ctx, ListenerLimits limits) {
        Http2Guard guard = new Http2Guard(handler.decoder().frameListener(), handler, ctx, limits);
        handler.decoder().frameListener(guard);
        guard.start();
    }

    /** Netty holds a client to the agreed number of streams once it has acknowledged it; this one is held from the start. */
    private void start() {
        connection.remote().maxActiveStreams(limits.http2Streams());
        idleSince = now();
        connection.addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamClosed(Http2Stream stream) {
                if (connection.numActiveStreams() == 0) {
                    idleSince = now();
                }
            }
        });
        ctx.channel().closeFuture().addListener(closed -> clock.close());
        sweep();
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int streamId,
            Http2Headers headers,
            int streamDependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endOfStream)
            throws Http2Exception {
        check(streamId, headers, endOfStream);
        super.onHeadersRead(context, streamId, headers, streamDependency, weight, exclusive, padding, endOfStream);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context, int streamId, Http2Headers headers, int padding, boolean endOfStream)
            throws Http2Exception {
        check(streamId, headers, endOfStream);
        super.onHeadersRead(context, streamId, headers, padding, endOfStream);
    }

    @Override
    public int onDataRead(ChannelHandlerContext context, int streamId, ByteBuf data, int padding, boolean endOfStream)
            throws Http2Exception {
        progress(streamId, endOfStream);
        return super.onDataRead(context, streamId, data, padding, endOfStream);
    }

    private void progress(int streamId, boolean endOfStream) {
        Http2Stream stream = connection.stream(streamId);
        Progress progress = stream == null ? null : stream.getProperty(key);
        if (progress != null) {
            progress.at = now();
            progress.due = !endOfStream;
        }
    }

    private void check(int streamId, Http2Headers headers, boolean endOfStream) throws Http2Exception {
        Http2Stream stream = connection.stream(streamId);
        boolean trailers = stream != null && stream.getProperty(key) != null;
        String why = headers.size() > limits.headerCount() ? "too many fields" : problem(headers, trailers);
        if (why != null) {
            LOG.debug(
                    "refused a stream reason=\"{}\" remote={}",
                    why,
                    ctx.channel().remoteAddress());
            throw Http2Exception.streamError(streamId, Http2Error.PROTOCOL_ERROR, "%s", why);
        }
        if (stream != null && !trailers) {
            stream.setProperty(key, new Progress());
        }
        progress(streamId, endOfStream);
    }

    /** Closes the connection when it was idle for too long, resets streams that stall, and says when to look again. */
    private void sweep() {
        long now = now();
        long next = Math.min(limits.keepAlive().toNanos(), limits.bodyTimeout().toNanos());
        if (connection.numActiveStreams() == 0) {
            long left = limits.keepAlive().toNanos() - (now - idleSince);
            if (left <= 0) {
                ctx.channel().close();
                return;
            }
            clock.expireIn(Math.min(next, left));
            return;
        }
        List<Http2Stream> stalled = new ArrayList<>();
        try {
            connection.forEachActiveStream(stream -> {
                if (stalled(stream, now)) {
                    stalled.add(stream);
                }
                return true;
            });
        } catch (Http2Exception impossible) {
            throw new IllegalStateException(impossible);
        }
        for (Http2Stream stream : stalled) {
            LOG.debug("reset a stalled stream remote={}", ctx.channel().remoteAddress());
            handler.resetStream(ctx, stream.id(), Http2Error.CANCEL.code(), ctx.newPromise());
        }
        ctx.flush();
        clock.expireIn(next);
    }

    /** Whether a body is due, wanted and not answered yet, and no byte of it came for too long. */
    private boolean stalled(Http2Stream stream, long now) {
        Progress progress = stream.getProperty(key);
        if (progress == null || !progress.due || stream.isHeadersSent()) {
            return false;
        }
        if (connection.local().flowController().unconsumedBytes(stream) > 0) {
            progress.at = now;
            return false;
        }
        return now - progress.at >= limits.bodyTimeout().toNanos();
    }

    private long now() {
        return ctx.executor().ticker().nanoTime();
    }

    /** What is wrong with these fields, or null. */
    private static @Nullable String problem(Http2Headers headers, boolean trailers) {
        int pseudo = 0;
        CharSequence host = null;
        boolean length = false;
        for (Map.Entry<CharSequence, CharSequence> field : headers) {
            AsciiString name = AsciiString.of(field.getKey());
            AsciiString value = AsciiString.of(field.getValue());
            if (!cleanValue(value)) {
                return "control character or outer blank in a field value";
            }
            if (name.length() > 0 && name.byteAt(0) == ':') {
                pseudo++;
                continue;
            }
            if (!cleanName(name)) {
                return "malformed field name";
            }
            if (name.contentEquals("host")) {
                if (host != null) {
                    return "repeated host";
                }
                host = value;
            } else if (name.contentEquals("content-length")) {
                ByteBuf digits = bytes(value);
                if (length || Grammar.contentLength(digits, 0, value.length()) < 0) {
                    return "malformed or repeated content-length";
                }
                length = true;
            } else if (name.contentEquals("content_length") || name.contentEquals("transfer_encoding")) {
                return "disguised framing field";
            }
        }
        if (trailers) {
            return pseudo == 0 && host == null && !length ? null : "field in trailers that frames or routes";
        }
        return target(headers, pseudo, host);
    }

    private static @Nullable String target(Http2Headers headers, int pseudo, @Nullable CharSequence host) {
        CharSequence method = headers.method();
        CharSequence scheme = headers.scheme();
        CharSequence path = headers.path();
        CharSequence authority = headers.authority();
        if (method == null || scheme == null || path == null || pseudo != (authority == null ? 3 : 4)) {
            return "missing, repeated or unknown pseudo-field";
        }
        if (!isToken(method) || AsciiString.contentEquals(method, "CONNECT")) {
            return "malformed or unsupported method";
        }
        if (!AsciiString.contentEquals(scheme, "http") && !AsciiString.contentEquals(scheme, "https")) {
            return "unknown scheme";
        }
        CharSequence named = authority == null ? host : authority;
        if (named == null || !Grammar.authority(bytes(named), 0, named.length())) {
            return "no valid authority";
        }
        if (host != null && !AsciiString.contentEqualsIgnoreCase(host, named)) {
            return "authority and host differ";
        }
        boolean asterisk = AsciiString.contentEquals(path, "*") && AsciiString.contentEquals(method, "OPTIONS");
        return asterisk || isOriginForm(path) ? null : "malformed path";
    }

    private static boolean isOriginForm(CharSequence path) {
        if (path.length() == 0 || path.charAt(0) != '/') {
            return false;
        }
        for (int i = 0; i < path.length(); i++) {
            if (!Grammar.target((byte) path.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isToken(CharSequence word) {
        for (int i = 0; i < word.length(); i++) {
            if (!Grammar.token((byte) word.charAt(i))) {
                return false;
            }
        }
        return word.length() > 0;
    }

    private static boolean cleanName(AsciiString name) {
        for (int i = 0; i < name.length(); i++) {
            byte octet = name.byteAt(i);
            if (!Grammar.token(octet) || Grammar.lower(octet) != octet) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean cleanValue(AsciiString value) {
        for (int i = 0; i < value.length(); i++) {
            if (!Grammar.value(value.byteAt(i))) {
                return false;
            }
        }
        return value.isEmpty() || !(Grammar.blank(value.byteAt(0)) || Grammar.blank(value.byteAt(value.length() - 1)));
    }

    private static ByteBuf bytes(CharSequence text) {
        AsciiString ascii = AsciiString.of(text);
        return Unpooled.wrappedBuffer(ascii.array(), ascii.arrayOffset(), ascii.length());
    }
}
