package io.teal.simulator.knowledge;

import com.fasterxml.jackson.databind.JsonNode;
import io.teal.simulator.api.Bodies;
import io.teal.simulator.api.EventStream;
import io.teal.simulator.api.Fields;
import io.teal.simulator.api.PythonJson;
import io.teal.simulator.api.Replies;
import io.teal.simulator.api.Streams;
import io.teal.simulator.fault.Fault;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.pace.Load;
import io.teal.simulator.pace.Work;
import io.teal.simulator.wire.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The endpoints that list, search and change knowledge bases. */
record BaseEndpoints(KnowledgeBases bases, Retrieval retrieval, Streams streams, Load load) {
    void list(Exchange exchange, FaultSet faults) {
        List<Object> items = new ArrayList<>();
        for (String name : faults.has(Fault.KB_MISSING) ? List.<String>of() : bases.names()) {
            items.add(PythonJson.object(
                    "id",
                    items.size() + 1,
                    "kb_name",
                    name,
                    "kb_info",
                    "关于" + name + "的知识库",
                    "vs_type",
                    "faiss",
                    "embed_model",
                    "bge-m3",
                    "file_count",
                    bases.files(name).size(),
                    "create_time",
                    "2024-11-09T06:00:00"));
        }
        Replies.business(exchange, 200, "success", PythonJson.compact(items));
    }

    /** The list of 0.2.10: names only. */
    void listNames(Exchange exchange, FaultSet faults) {
        Replies.business(exchange, 200, "success", PythonJson.compact(bases.names()));
    }

    void files(Exchange exchange, FaultSet faults) {
        String name = exchange.head().parameter("knowledge_base_name");
        if (name == null || faults.has(Fault.KB_MISSING) || !bases.exists(name)) {
            Replies.business(exchange, 404, "未找到知识库 " + (name == null ? "" : name), "[]");
            return;
        }
        List<Object> items = new ArrayList<>();
        for (KnowledgeBases.StoredFile file : bases.files(name)) {
            int dot = file.name().lastIndexOf('.');
            Map<String, @Nullable Object> item = PythonJson.object(
                    "kb_name",
                    name,
                    "file_name",
                    file.name(),
                    "file_ext",
                    dot < 0 ? "" : file.name().substring(dot),
                    "file_version",
                    1,
                    "document_loader",
                    "UnstructuredFileLoader",
                    "text_splitter",
                    "ChineseRecursiveTextSplitter",
                    "docs_count",
                    1 + file.size() / 750,
                    "create_time",
                    "2024-11-09T06:00:00",
                    "file_mtime",
                    (double) file.modified(),
                    "file_size",
                    file.size(),
                    "custom_docs",
                    false,
                    "in_folder",
                    true,
                    "in_db",
                    true,
                    "No",
                    items.size() + 1);
            items.add(item);
        }
        Replies.business(exchange, 200, "success", PythonJson.compact(items));
    }

    void search(Exchange exchange, FaultSet faults) {
        Bodies.fields(exchange, fields -> {
            String query = fields.text("query", "");
            String name = fields.required("knowledge_base_name");
            int topK = (int) fields.integer("top_k", 3);
            var unused = fields.number("score_threshold", 2.0, 0, 2);
            if (refused(exchange, fields)) {
                return;
            }
            // A dead embedding server looks just like an empty knowledge base.
            boolean nothing = faults.has(Fault.ERROR_EVENT) || faults.has(Fault.NOTHING_FOUND);
            if (nothing || !retrieval.knows(name, faults)) {
                Replies.json(exchange, 200, "[]");
                return;
            }
            Work work = load.begin();
            if (work == null) {
                Replies.internalError(exchange);
                return;
            }
            exchange.onOver(work::answered);
            Retrieval.Search search = new Retrieval.Search("local_kb", name, query, topK, null);
            retrieval.search(exchange.loop(), work, search, faults, found -> {
                List<Object> items = new ArrayList<>();
                for (String passage : Documents.passages(query, topK)) {
                    items.add(PythonJson.object(
                            "page_content",
                            passage,
                            "metadata",
                            PythonJson.object("source", "员工手册.md", "generation", found.generation()),
                            "type",
                            "Document",
                            "id",
                            "doc-" + Integer.toHexString(passage.hashCode()),
                            "score",
                            3.0));
                }
                Replies.json(exchange, 200, PythonJson.compact(items));
            });
        });
    }

    void create(Exchange exchange, FaultSet faults) {
        Bodies.fields(exchange, fields -> {
            String name = fields.required("knowledge_base_name");
            if (refused(exchange, fields)) {
                return;
            }
            if (bases.create(name)) {
                Replies.business(exchange, 200, "已新增知识库 " + name, "null");
            } else {
                Replies.business(exchange, 404, "已存在同名知识库 " + name, "null");
            }
        });
    }

    /** The body is one JSON string, not an object. */
    void delete(Exchange exchange, FaultSet faults) {
        Bodies.read(exchange, body -> {
            if (!body.isTextual()) {
                String input = body.isMissingNode() ? "null" : PythonJson.compact(body);
                Replies.json(
                        exchange,
                        422,
                        "{\"detail\":[{\"type\":\"string_type\",\"loc\":[\"body\"],\"msg\":\"Input should be a valid"
                                + " string\",\"input\":" + input
                                + ",\"url\":\"https://errors.pydantic.dev/2.7/v/string_type\"}]}");
            } else if (bases.delete(body.asText())) {
                Replies.business(exchange, 200, "成功删除知识库 " + body.asText(), "null");
            } else {
                Replies.business(exchange, 404, "未找到知识库 " + body.asText(), "null");
            }
        });
    }

    void deleteFiles(Exchange exchange, FaultSet faults) {
        change(exchange, faults, true);
    }

    void updateFiles(Exchange exchange, FaultSet faults) {
        change(exchange, faults, false);
    }

    private void change(Exchange exchange, FaultSet faults, boolean delete) {
        Bodies.fields(exchange, fields -> {
            String name = fields.required("knowledge_base_name");
            if (refused(exchange, fields)) {
                return;
            }
            if (!retrieval.knows(name, faults)) {
                Replies.business(exchange, 404, "未找到知识库 " + name, "null");
                return;
            }
            List<String> files = new ArrayList<>();
            for (JsonNode file : fields.raw("file_names")) {
                files.add(file.asText());
            }
            if (delete) {
                bases.remove(name, files);
            } else {
                bases.store(name, Map.of(), !faults.has(Fault.STALE_KNOWLEDGE));
            }
            Replies.business(exchange, 200, delete ? "文件删除完成" : "更新文档完成", "{\"failed_files\":{}}");
        });
    }

    /** Rebuilds the index file by file, with one event for each; a client that leaves stops it half-way. */
    void recreate(Exchange exchange, FaultSet faults) {
        Bodies.fields(exchange, fields -> {
            String name = fields.required("knowledge_base_name");
            if (refused(exchange, fields)) {
                return;
            }
            EventStream stream = streams.open(exchange, faults);
            if (!retrieval.knows(name, faults)) {
                // The real one yields what its event stream cannot encode: the body breaks off.
                stream.truncate();
                return;
            }
            rebuild(stream, faults, name, bases.files(name), 0);
        });
    }

    private void rebuild(
            EventStream stream, FaultSet faults, String name, List<KnowledgeBases.StoredFile> files, int next) {
        Exchange exchange = stream.exchange();
        if (!exchange.open()) {
            return;
        }
        if (next == files.size()) {
            bases.store(name, Map.of(), !faults.has(Fault.STALE_KNOWLEDGE));
            stream.end();
            return;
        }
        streams.loop().run(exchange.loop(), load.pace().vectorise(), () -> {
            String file = files.get(next).name();
            stream.event(PythonJson.spaced(PythonJson.object(
                    "code",
                    200,
                    "msg",
                    "(" + (next + 1) + " / " + files.size() + "): " + file,
                    "total",
                    files.size(),
                    "finished",
                    next + 1,
                    "doc",
                    file)));
            rebuild(stream, faults, name, files, next + 1);
        });
    }

    private static boolean refused(Exchange exchange, Fields fields) {
        if (fields.hasProblems()) {
            Replies.json(exchange, 422, fields.detail());
            return true;
        }
        return false;
    }
}
