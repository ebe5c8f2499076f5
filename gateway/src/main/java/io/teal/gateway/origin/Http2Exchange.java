package io.teal.gateway.origin;

import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.function.Consumer;

/** A request on a connection of HTTP/2 and its answer. Confined to the event loop. */
final class Http2Exchange implements OriginRequest {
    private final Context context;
    private final HttpClientRequest request;
    private final OriginListener listener;
    private boolean begun;

    Http2Exchange(Context context, HttpClientRequest request, OriginListener listener) {
        this.context = context;
        this.request = request;
        this.listener = listener;
    }

    HttpClientRequest request() {
        return request;
    }

    void start() {
        request.exceptionHandler(listener::failed);
        var unused = request.response().onComplete(result -> {
            if (result.succeeded()) {
                HttpClientResponse response = result.result();
                // From here on the request's own handler hears of nothing any more.
                response.exceptionHandler(listener::failed);
                listener.answered(new Answer(response));
            } else {
                listener.failed(result.cause());
            }
        });
        request.continueHandler(go -> listener.interim());
        request.earlyHintsHandler(hints -> {
            listener.interim();
            listener.earlyHints(hints);
        });
        listener.ready(this);
    }

    @Override
    public HttpVersion version() {
        return HttpVersion.HTTP_2;
    }

    @Override
    public MultiMap headers() {
        return request.headers();
    }

    @Override
    public void chunked() {
        request.setChunked(true);
    }

    @Override
    public void sendHead() {
        throw new IllegalStateException("no tunnels over HTTP/2");
    }

    @Override
    public void write(Buffer piece) {
        begin();
        var unused = request.write(piece);
    }

    @Override
    public void end() {
        begin();
        var unused = request.end();
    }

    @Override
    public void end(Buffer piece) {
        begin();
        var unused = request.end(piece);
    }

    @Override
    public boolean full() {
        return request.writeQueueFull();
    }

    @Override
    public void whenDrained(Runnable resume) {
        request.drainHandler(drained -> resume.run());
    }

    /** In HTTP/2 the host is a pseudo-field, and a Host beside it is a second opinion (RFC 9113 8.3.1). */
    private void begin() {
        if (!begun) {
            begun = true;
            String host = request.headers().get(HttpHeaders.HOST);
            HostAndPort authority = host == null ? null : HostAndPort.parseAuthority(host, -1);
            if (authority != null) {
                HttpClientRequest unused = request.authority(authority);
                MultiMap unusedHeaders = request.headers().remove(HttpHeaders.HOST);
            }
        }
    }

    private final class Answer implements OriginResponse {
        private final HttpClientResponse in;
        private boolean ended;

        Answer(HttpClientResponse in) {
            this.in = in;
        }

        @Override
        public int status() {
            return in.statusCode();
        }

        @Override
        public String reason() {
            return in.statusMessage();
        }

        @Override
        public HttpVersion version() {
            return HttpVersion.HTTP_2;
        }

        @Override
        public MultiMap headers() {
            return in.headers();
        }

        @Override
        public MultiMap trailers() {
            return in.trailers();
        }

        @Override
        public void read(Consumer<Buffer> piece, Runnable end, Runnable settled) {
            in.handler(piece::accept);
            in.endHandler(done -> {
                ended = true;
                end.run();
            });
            context.runOnContext(later -> {
                if (!ended) {
                    settled.run();
                }
            });
        }

        @Override
        public void pause() {
            in.pause();
        }

        @Override
        public void resume() {
            in.resume();
        }

        @Override
        public OriginTunnel tunnel() {
            throw new IllegalStateException("no tunnels over HTTP/2");
        }
    }
}
