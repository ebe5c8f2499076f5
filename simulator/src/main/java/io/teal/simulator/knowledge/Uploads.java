package io.teal.simulator.knowledge;

import io.teal.simulator.api.PythonJson;
import io.teal.simulator.api.Replies;
import io.teal.simulator.fault.Fault;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.pace.Pace;
import io.teal.simulator.pace.VirtualLoop;
import io.teal.simulator.wire.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** The endpoints that take files: into a knowledge base, or into a temporary one of this instance's memory. */
record Uploads(KnowledgeBases bases, VirtualLoop loop, Pace pace) {
    private static final int LIMIT = 256 << 20;

    void toBase(Exchange exchange, FaultSet faults) {
        read(exchange, form -> {
            String name = form.fields().get("knowledge_base_name");
            if (name == null || form.files().isEmpty()) {
                missing(exchange, name == null ? "knowledge_base_name" : "files");
                return;
            }
            if (faults.has(Fault.KB_MISSING) || !bases.exists(name)) {
                Replies.business(exchange, 404, "未找到知识库 " + name, "null");
                return;
            }
            work(exchange, form, () -> {
                bases.store(name, form.files(), !faults.has(Fault.STALE_KNOWLEDGE));
                Replies.business(exchange, 200, "文件上传与向量化完成", "{\"failed_files\":{}}");
            });
        });
    }

    void toTemporary(Exchange exchange, FaultSet faults) {
        read(exchange, form -> {
            if (form.files().isEmpty()) {
                missing(exchange, "files");
                return;
            }
            String earlier = form.fields().getOrDefault("prev_id", "");
            List<String> files = new ArrayList<>(form.files().keySet());
            List<String> known = earlier.isEmpty() ? null : bases.temporary(earlier);
            if (known != null) {
                files.addAll(known);
            }
            String id = known == null ? UUID.randomUUID().toString().replace("-", "") : earlier;
            work(exchange, form, () -> {
                bases.keepTemporary(id, files);
                Replies.business(exchange, 200, "success", "{\"id\":\"" + id + "\",\"failed_files\":[]}");
            });
        });
    }

    private void work(Exchange exchange, Multipart form, Runnable done) {
        long nanos = 0;
        for (int i = 0; i < form.files().size(); i++) {
            nanos += pace.vectorise();
        }
        loop.run(exchange.loop(), nanos, done);
    }

    private static void read(Exchange exchange, Consumer<Multipart> next) {
        exchange.readBody(LIMIT, body -> {
            Multipart form = body.length == 0
                    ? new Multipart(Map.of(), Map.of())
                    : Multipart.parse(exchange.head().header("content-type"), body);
            if (form == null) {
                Replies.json(exchange, 400, "{\"detail\":\"There was an error parsing the body\"}");
            } else {
                next.accept(form);
            }
        });
    }

    private static void missing(Exchange exchange, String name) {
        Replies.json(
                exchange,
                422,
                PythonJson.compact(PythonJson.object(
                        "detail",
                        List.of(PythonJson.object(
                                "type", "missing",
                                "loc", List.of("body", name),
                                "msg", "Field required",
                                "input", null,
                                "url", "https://errors.pydantic.dev/2.7/v/missing")))));
    }
}
