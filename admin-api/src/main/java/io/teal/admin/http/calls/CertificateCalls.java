package io.teal.admin.http.calls;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.teal.admin.http.Answer;
import io.teal.admin.http.Call;
import io.teal.admin.http.Endpoint;
import io.teal.admin.http.Json;
import io.teal.admin.http.Problem;
import io.teal.admin.http.ProblemKind;
import io.teal.gateway.tls.CertificateException;
import io.teal.gateway.tls.CertificateInUse;
import io.teal.gateway.tls.CertificateWatch;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The call about certificates. What it changes is no routing: it makes no revision. */
final class CertificateCalls {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateCalls.class);

    private final CertificateWatch certificates;

    CertificateCalls(CertificateWatch certificates) {
        this.certificates = certificates;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.of("reloadCertificates", this::reload));
    }

    private Answer reload(Call call) throws Problem {
        ObjectNode body = Json.object();
        try {
            body.put("changed", certificates.reload());
        } catch (CertificateException e) {
            throw Problem.of(ProblemKind.INVALID, "%s; the certificates before stay in use", e.getMessage());
        }
        LOG.info("certificates reloaded by {}", call.caller().name());
        ArrayNode list = body.putArray("certificates");
        for (CertificateInUse one : certificates.inUse()) {
            ObjectNode row = list.addObject()
                    .put("file", one.file().toString())
                    .put("not_after", one.notAfter().toString());
            one.names().forEach(row.putArray("names")::add);
        }
        return Answer.json(body);
    }
}
