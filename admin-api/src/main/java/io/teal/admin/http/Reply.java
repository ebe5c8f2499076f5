package io.teal.admin.http;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes back for one request. On its event loop only. */
final class Reply {
    private static final Logger LOG = LoggerFactory.getLogger(Reply.class);

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private Runnable stopWaiting = () -> {};

    Reply(HttpServerRequest request) {
        this.request = request;
        this.response = request.response();
    }

    /**
     * Sends a line break each time so much has passed without an answer, so that nobody takes the connection for idle: JSON may
     * begin with white space. The first one goes out with status 200, and there is no way back from it: an answer with another
     * status then breaks the connection off.
     */
    void keepAlive(Vertx vertx, Duration every) {
        long timer = vertx.setPeriodic(every.toMillis(), now -> {
            if (response.ended() || response.closed()) {
                stopWaiting.run();
                return;
            }
            if (!response.headWritten()) {
                head(200, Answer.JSON).setChunked(true);
            }
            response.write("\n").onFailure(Reply::gone);
        });
        stopWaiting = () -> {
            boolean unused = vertx.cancelTimer(timer);
        };
    }

    /** Sends the answer, or nothing when the caller has left. */
    void send(Answer answer) {
        stopWaiting.run();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            sendLate(answer);
            return;
        }
        HttpServerResponse head = head(answer.status(), answer.type());
        answer.headers().forEach(head::putHeader);
        Future<Void> sent;
        if (request.method().equals(HttpMethod.HEAD)) {
            head.putHeader("Content-Length", Integer.toString(answer.body().length()));
            sent = head.end();
        } else {
            sent = head.end(answer.body());
        }
        sent.onFailure(Reply::gone);
    }

    /** Sets the head of an answer that goes on. False when nobody wants more than that. */
    boolean begin(Answer answer) {
        if (response.ended() || response.closed()) {
            return false;
        }
        HttpServerResponse head = head(answer.status(), answer.type());
        if (request.method().equals(HttpMethod.HEAD)) {
            head.end().onFailure(Reply::gone);
            return false;
        }
        return true;
    }

    private void sendLate(Answer answer) {
        if (answer.status() == 200) {
            response.end(answer.body()).onFailure(Reply::gone);
        } else {
            LOG.error("a slow call failed, and its connection is broken off: {}", answer.body());
            request.connection().close().onFailure(Reply::gone);
        }
    }

    @CanIgnoreReturnValue
    private HttpServerResponse head(int status, String type) {
        return response.setStatusCode(status)
                .putHeader("Content-Type", type)
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
    }

    static void gone(Throwable cause) {
        LOG.debug("the caller left before the answer", cause);
    }
}
