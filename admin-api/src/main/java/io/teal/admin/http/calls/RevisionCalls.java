package io.teal.admin.http.calls;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.teal.admin.http.Answer;
import io.teal.admin.http.Call;
import io.teal.admin.http.Endpoint;
import io.teal.admin.http.Json;
import io.teal.admin.http.Problem;
import io.teal.admin.http.ProblemKind;
import io.teal.admin.http.change.Difference;
import io.teal.admin.revision.Revisions;
import io.teal.gateway.config.RoutingText;
import io.teal.gateway.routing.Revision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calls that read the history. */
final class RevisionCalls {
    private final Revisions revisions;

    RevisionCalls(Revisions revisions) {
        this.revisions = revisions;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("listRevisions", this::list),
                Endpoint.of("readRevision", this::one),
                Endpoint.of("compareRevisions", this::difference));
    }

    private Answer list(Call call) throws Exception {
        Revision current = revisions.current();
        Paging paging = Paging.of(call);
        List<Revision> newestFirst = revisions.page(paging.before(), paging.limit());
        ObjectNode body = Json.object().put("current", current.number()).put("oldest", revisions.first());
        ArrayNode list = body.putArray("revisions");
        for (Revision revision : newestFirst) {
            list.add(RevisionView.of(revision));
        }
        if (newestFirst.size() == paging.limit() && newestFirst.getLast().number() > revisions.first()) {
            body.put("next", newestFirst.getLast().number());
        }
        return Answer.json(body).of(current);
    }

    private Answer one(Call call) throws Exception {
        Revision revision = named(call.parameter("revision"));
        ObjectNode body = RevisionView.of(revision);
        body.set("routing", Json.ours(RoutingText.toJson(revision.routing())));
        return Answer.json(body);
    }

    private Answer difference(Call call) throws Exception {
        Revision from = named(call.parameter("revision"));
        Revision to = named(call.parameter("other"));
        ObjectNode body = Json.object().put("from", from.number()).put("to", to.number());
        body.set("changes", Difference.of(from.routing(), to.routing()));
        return Answer.json(body);
    }

    private Revision named(String text) throws Exception {
        Revision revision = revisions.find(number(text));
        if (revision == null) {
            throw Problem.of(
                    ProblemKind.NOT_FOUND,
                    "there is no revision %s; there are %d to %d",
                    text,
                    revisions.first(),
                    revisions.current().number());
        }
        return revision;
    }

    private static long number(@Nullable String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
