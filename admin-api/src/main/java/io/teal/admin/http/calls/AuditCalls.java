package io.teal.admin.http.calls;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.teal.admin.audit.Audit;
import io.teal.admin.audit.AuditRecord;
import io.teal.admin.http.Answer;
import io.teal.admin.http.Call;
import io.teal.admin.http.Endpoint;
import io.teal.admin.http.Json;
import java.util.List;

/** The call that reads the audit. It tells who calls from where, and is for those who may do everything. */
final class AuditCalls {
    private final Audit audit;

    AuditCalls(Audit audit) {
        this.audit = audit;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.of("listAudit", this::list));
    }

    private Answer list(Call call) throws Exception {
        Paging paging = Paging.of(call);
        List<AuditRecord> page = audit.page(paging.before(), paging.limit());
        ObjectNode body = Json.object();
        ArrayNode records = body.putArray("records");
        for (AuditRecord record : page) {
            records.add(Json.ours(record.json().encode()));
        }
        if (page.size() == paging.limit() && page.getLast().number() > 1) {
            body.put("next", page.getLast().number());
        }
        return Answer.json(body);
    }
}
