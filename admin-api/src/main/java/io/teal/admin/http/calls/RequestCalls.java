package io.teal.admin.http.calls;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.teal.admin.http.Answer;
import io.teal.admin.http.Call;
import io.teal.admin.http.Endpoint;
import io.teal.admin.http.Json;
import io.teal.admin.http.Problem;
import io.teal.admin.http.ProblemKind;
import io.teal.gateway.recent.RecentRequests;
import io.teal.gateway.recent.RequestRecord;
import java.util.List;

/** The calls that tell what became of the last requests. */
final class RequestCalls {
    private final RecentRequests recent;

    RequestCalls(RecentRequests recent) {
        this.recent = recent;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.of("listRequests", this::list), Endpoint.of("readRequest", this::one));
    }

    private Answer list(Call call) throws Problem {
        ObjectNode body = Json.object().put("kept", recent.size());
        ArrayNode requests = body.putArray("requests");
        for (RequestRecord record : recent.newest(Paging.of(call).limit())) {
            requests.add(RequestView.brief(record));
        }
        return Answer.json(body);
    }

    private Answer one(Call call) throws Problem {
        String id = call.parameter("id");
        RequestRecord record = recent.find(id);
        if (record == null) {
            throw Problem.of(
                    ProblemKind.NOT_FOUND,
                    "request %s is none of the last %d that are over, which is how many are kept (recent_requests)",
                    id,
                    recent.size());
        }
        return Answer.json(RequestView.all(record));
    }
}
