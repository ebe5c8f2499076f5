package io.teal.admin.http;

import io.teal.admin.audit.Attempt;
import io.teal.admin.audit.Audit;
import io.teal.admin.http.CallCheck.Served;
import io.teal.admin.security.Caller;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Answers calls and has the audit know of them. Blocks where it writes. */
final class Recorder {
    private final Audit audit;

    Recorder(Audit audit) {
        this.audit = audit;
    }

    /** What a request tries to do. */
    static Attempt attempt(HttpServerRequest request, @Nullable Caller caller) {
        return new Attempt(
                caller == null ? "" : caller.name(),
                caller == null ? "" : caller.role().name().toLowerCase(Locale.ROOT),
                request.remoteAddress().hostAddress(),
                request.method().name(),
                request.uri());
    }

    /** Answers a call. What changes something is on record before it is done, or it is not done. */
    Answer answer(Served served, Call call, Attempt attempt) {
        long begun = 0;
        Answer answer;
        String problem = "";
        try {
            if (served.operation().changes()) {
                begun = audit.begin(attempt);
            }
            CallCheck.body(served.operation(), call);
            answer = served.endpoint().action().answer(call);
        } catch (Exception e) {
            Problem failed = Problem.from(e);
            problem = failed.kind().type();
            answer = failed.answer();
        }
        if (begun > 0) {
            audit.end(begun, answer.status(), problem, answer.revision());
        }
        return answer;
    }

    /** Whether it is of interest that a request was refused: it would have changed something, or says something of its caller. */
    static boolean isTold(HttpServerRequest request, Problem problem) {
        HttpMethod method = request.method();
        boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        return !reads || problem.kind().turnsAway();
    }

    void refused(Attempt attempt, Problem problem) {
        audit.refused(attempt, problem.kind().status(), problem.kind().type());
    }
}
