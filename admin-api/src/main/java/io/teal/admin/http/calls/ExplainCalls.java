package io.teal.admin.http.calls;

import io.teal.admin.http.Answer;
import io.teal.admin.http.Call;
import io.teal.admin.http.Endpoint;
import io.teal.admin.http.Problem;
import io.teal.admin.http.ProblemKind;
import io.teal.gateway.Gateway;
import io.teal.gateway.address.IpAddress;
import io.teal.gateway.explain.Explanation;
import io.teal.gateway.explain.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The call that tells what would become of a request. Nothing is sent. */
final class ExplainCalls {
    /** Where a request comes from that is not said to come from elsewhere. */
    private static final String HERE = "127.0.0.1";

    private final Gateway gateway;

    ExplainCalls(Gateway gateway) {
        this.gateway = gateway;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.of("explainRequest", this::explain));
    }

    private Answer explain(Call call) throws Problem {
        List<Question.Field> fields = new ArrayList<>();
        for (String header : call.query().getAll("header")) {
            fields.add(field(header));
        }
        String client = given(call, "client_ip", HERE);
        if (IpAddress.parse(client) == null) {
            throw Problem.of(ProblemKind.INVALID, "client_ip: found %s, expected an IP address", client);
        }
        Explanation explanation = gateway.explain(new Question(
                given(call, "method", "GET").toUpperCase(Locale.ROOT),
                given(call, "path", "/"),
                given(call, "host", ""),
                fields,
                client,
                given(call, "body", "")));
        return Answer.json(ExplainView.of(explanation)).of(explanation.revision());
    }

    private static String given(Call call, String name, String otherwise) {
        String value = call.query().get(name);
        return value == null ? otherwise : value;
    }

    private static Question.Field field(String header) throws Problem {
        int colon = header.indexOf(':');
        if (colon <= 0 || header.substring(0, colon).isBlank()) {
            // Not repeated: it may be a secret.
            throw Problem.of(ProblemKind.INVALID, "header: found %d characters, expected Name: value", header.length());
        }
        return new Question.Field(
                header.substring(0, colon).strip(), header.substring(colon + 1).strip());
    }
}
