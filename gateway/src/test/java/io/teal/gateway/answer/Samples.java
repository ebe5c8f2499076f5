package io.teal.gateway.answer;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Policies.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Answers as servers send them, byte for byte, and what is to be made of each. */
final class Samples {
    static final String DOCS = "出处 [1] [员工手册.md](http://127.0.0.1:7861/knowledge_base/download_doc?knowledge_base_name="
            + "hr_faq&file_name=%E5%91%98.md) \\n\\n第四章 休假：年假应提前 3 个工作日在 OA 提交，直属主管审批。\\n\\n";
    static final String NOTHING_FOUND = "<span style='color:red'>未找到相关文档,该回答为大模型自身能力解答！</span>";
    static final String PING = ": ping - 2024-11-09 06:00:15.003211\r\n\r\n";
    static final String EMBEDDING = "failed to access embed model 'bge-m3': Connection error.";
    static final String MEMORY = "Error code: 500 - {'detail': '[address=0.0.0.0:45831, pid=1234] CUDA out of memory."
            + " Tried to allocate 2.00 GiB'}";
    static final String MISSING = "\\u8bf7\\u6c42\\u7684\\u8d44\\u6e90 9f2c \\u4e0d\\u5b58\\u5728";

    /** One answer and how it ends. */
    record Sample(
            String name,
            Dialect dialect,
            int status,
            String type,
            String bytes,
            Outcome outcome,
            boolean begun,
            String error) {
        byte[] utf8() {
            return bytes.getBytes(StandardCharsets.UTF_8);
        }

        AnswerReader reader() {
            return AnswerReader.of(dialect, Asked.QUESTION, status, type, null);
        }

        boolean failed() {
            return switch (outcome) {
                case ERROR_EVENT, ERROR_BODY, CLIENT_ERROR, SERVER_ERROR, SERVER_BUSY, REFUSED_BY_SERVER -> true;
                default -> false;
            };
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private final List<Sample> all = new ArrayList<>();

    private Samples() {}

    /** All of them. */
    static List<Sample> all() {
        Samples samples = new Samples();
        samples.knowledgeBase();
        samples.older();
        samples.passedThrough();
        samples.agents();
        samples.streamsOfModels();
        samples.bodies();
        samples.bodiesOfModels();
        samples.refusals();
        return List.copyOf(samples.all);
    }

    /** A chunk of {@code kb_chat}, without documents when these are empty. */
    static String chunk(String content, String docs) {
        return event("{\"id\": \"chat6b1f0c8e-2b53-4b52-9a41-7e1b6b0e4a10\", \"object\": \"chat.completion.chunk\","
                + " \"model\": \"qwen2-instruct\", \"created\": 1731132010, \"status\": null, \"message_type\": 1,"
                + " \"message_id\": null, \"is_ref\": false, "
                + (docs.isEmpty() ? "" : "\"docs\": [\"" + docs + "\"], ")
                + "\"choices\": [{\"delta\": {\"content\": \"" + content
                + "\", \"tool_calls\": []}, \"role\": \"assistant\"}]}");
    }

    static String event(String data) {
        return "data: " + data + "\r\n\r\n";
    }

    /** A retrieval without an answer. */
    static String direct(String docs) {
        return "{\"id\": \"chat6b1f\", \"object\": \"chat.completion\", \"model\": null, \"created\": 1731132010,"
                + " \"status\": null, \"message_type\": 1, \"message_id\": null, \"is_ref\": false, \"docs\": [" + docs
                + "], \"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"\", \"finish_reason\": \"stop\","
                + " \"tool_calls\": []}}]}";
    }

    /** A chunk of the interface of OpenAI, with nulls as Chatchat passes it on. */
    static String passed(String content, String finish) {
        return event("{\"id\":\"chat6aa251c3\",\"choices\":[{\"delta\":{\"content\":\"" + content
                + "\",\"function_call\":null,\"role\":null,\"tool_calls\":null},\"finish_reason\":" + finish
                + ",\"index\":0,\"logprobs\":null}],\"created\":1731132040,\"model\":\"qwen2-instruct\","
                + "\"object\":\"chat.completion.chunk\",\"system_fingerprint\":null,\"usage\":null}");
    }

    static String agent(String content, int status, String className) {
        return event("{\"id\": \"chat1\", \"object\": \"chat.completion.chunk\", \"model\": \"qwen2-instruct\","
                + " \"created\": 1731132010, \"status\": " + status + ", \"message_type\": 1, \"message_id\": null,"
                + " \"is_ref\": false, " + className + "\"choices\": [{\"delta\": {\"content\": \"" + content
                + "\", \"tool_calls\": []}, \"role\": \"assistant\"}]}");
    }

    /** As vLLM and others send it. */
    static String token(String content) {
        return "data: {\"id\":\"cmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
                + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + content + "\"}}]}\n\n";
    }

    static String finish(String reason) {
        return "data: {\"id\":\"cmpl-1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason
                + "\"}]}\n\n";
    }

    private void knowledgeBase() {
        String docs = chunk("", DOCS);
        chatchat("S2 kb_chat", docs + PING + chunk("年假", "") + chunk("需提前 3 个工作日", ""), Outcome.OK, true);
        chatchat("S7 documents and no token", docs, Outcome.EMPTY, false);
        chatchat("pings and no event", PING + PING, Outcome.EMPTY, false);
        chatchat("nothing at all", "", Outcome.EMPTY, false);
        chatchat("nothing found", chunk("", NOTHING_FOUND) + chunk("你好", ""), Outcome.NO_DOCUMENTS, true);
        chatchat("nothing found, no token", chunk("", NOTHING_FOUND), Outcome.EMPTY, false);
        chatchat(
                "the notice beside a document",
                chunk("", NOTHING_FOUND + "\", \"" + DOCS) + chunk("你好", ""),
                Outcome.OK,
                true);
        chatchat("retrieval alone", event(direct("\"" + DOCS + "\"")), Outcome.OK, true);
        chatchat("retrieval alone, nothing found", event(direct("")), Outcome.NO_DOCUMENTS, true);
        failure("S5 error event", event("{\"error\": \"" + EMBEDDING + "\"}"), Outcome.ERROR_EVENT, EMBEDDING);
        failure("S5 error without text", event("{\"error\": \"\"}"), Outcome.ERROR_EVENT, "");
        failure("error null", event("{\"error\": null}"), Outcome.ERROR_EVENT, "");
        failure("S5 other instance", event("{\"error\": \"" + MISSING + "\"}"), Outcome.CLIENT_ERROR, "请求的资源 9f2c 不存在");
        failure("after documents", docs + event("{\"error\": \"boom\"}") + chunk("x", ""), Outcome.ERROR_EVENT, "boom");
        failure("the first stays", event("{\"error\": \"a\"}") + event("{\"code\":404}"), Outcome.ERROR_EVENT, "a");
        failed(
                "after tokens",
                docs + chunk("年", "") + event("{\"error\": \"boom\"}"),
                Outcome.ERROR_EVENT,
                true,
                "boom");
        failure("code 404 in an event", event("{\"code\": 404, \"msg\": \"no\"}"), Outcome.CLIENT_ERROR, "no");
        failure("code 403 in an event", event("{\"code\": 403, \"msg\": \"no\"}"), Outcome.CLIENT_ERROR, "no");
        failure("code 500 in an event", event("{\"code\": 500, \"msg\": \"no\"}"), Outcome.ERROR_EVENT, "no");
        failure("a code beyond an int", event("{\"code\": 5000000000000}"), Outcome.ERROR_EVENT, "");
        chatchat("code 200 in an event", event("{\"code\": 200, \"msg\": \"(1 / 9)\"}"), Outcome.EMPTY, false);
        chatchat("an event without its blank line", "data: {\"answer\": \"x\"}\r\n", Outcome.EMPTY, false);
    }

    private void older() {
        String docs = event("{\"docs\": [\"" + DOCS + "\"]}");
        chatchat(
                "S8 file_chat",
                event("{\"answer\": \"合同\"}") + event("{\"answer\": \"期限为两年。\"}") + docs,
                Outcome.OK,
                true);
        chatchat(
                "S8 0.2.10 in one event",
                event("{\"answer\": \"提前\", \"docs\": [\"" + DOCS + "\"]}"),
                Outcome.OK,
                true);
        chatchat("documents last and no token", docs, Outcome.EMPTY, false);
        chatchat("no answer in one event", event("{\"answer\": \"\", \"docs\": [\"d\"]}"), Outcome.EMPTY, false);
        chatchat("0.2.10 chat", event("{\"text\": \"你\", \"message_id\": \"9f2c\"}"), Outcome.OK, true);
        chatchat("0.2.10 chat, empty", event("{\"text\": \"\", \"message_id\": \"9f2c\"}"), Outcome.EMPTY, false);
        chatchat("0.2.10 agent", event("{\"tools\": [\"a\"]}") + event("{\"final_answer\": \"你\"}"), Outcome.OK, true);
        chatchat("0.2.8 bare", "{\"answer\":\"你\"}{\"answer\":\"好\"}", Outcome.OK, true);
        chatchat("raw text", "data: 你好\r\ndata: ，世界\r\n\r\n" + event("42"), Outcome.OK, true);
        chatchat("raw text that starts as JSON", event("{ return x; }"), Outcome.OK, true);
        chatchat("blank text", event(" ") + event(""), Outcome.EMPTY, false);
    }

    private void passedThrough() {
        String open = passed("", "null");
        chatchat("S3 through /v1", open + passed("签收后七天内可无理由退货。", "null") + passed("", "\"stop\""), Outcome.OK, true);
        chatchat("/v1 without a finish", open + passed("签收后", "null"), Outcome.TRUNCATED, true);
        chatchat("/v1 without a token", open + passed("", "\"stop\""), Outcome.EMPTY, false);
        chatchat("/v1, opened only", open, Outcome.EMPTY, false);
        failure("/v1 error", event("{\"error\": \"" + MEMORY + "\"}"), Outcome.ERROR_EVENT, MEMORY);
        chatchat(
                "/v1 with an error that is none",
                passed("a", "\"stop\"").replace("\"usage\":null", "\"usage\":null,\"error\":null"),
                Outcome.OK,
                true);
    }

    private void agents() {
        String name = "\"class_name\": \"PlatformToolsLLMStatus\", ";
        String failed = "{\\\"error\\\": \\\"Connection error.\\\"}";
        chatchat(
                "agent of 2025",
                agent("", 1, name) + agent("年", 2, name) + agent("年", 3, name) + agent("年", -999, name),
                Outcome.OK,
                true);
        chatchat("tool success of 2025", agent("{\\\"x\\\": 1}", 8, name) + agent("年", 2, name), Outcome.OK, true);
        failure("tool error of 2024", agent(failed, 8, ""), Outcome.ERROR_EVENT, "{\"error\": \"Connection error.\"}");
        failure(
                "agent error of 2025",
                agent(failed, -1, name),
                Outcome.ERROR_EVENT,
                "{\"error\": \"Connection error.\"}");
        failure("agent error without text", agent("", -1, name), Outcome.ERROR_EVENT, "");
        chatchat(
                "a call of tools",
                event("{\"choices\": [{\"delta\": {\"content\": null, \"tool_calls\": [{\"index\": 0}]}}]}"),
                Outcome.OK,
                true);
    }

    private void streamsOfModels() {
        String done = "data: [DONE]\n\n";
        openAi("vLLM", token("a") + token("b") + finish("stop") + done, Outcome.OK, true);
        openAi("without an end mark", token("a") + finish("length"), Outcome.OK, true);
        openAi("without a finish reason", token("a") + done, Outcome.OK, true);
        openAi("with neither", token("a"), Outcome.TRUNCATED, true);
        openAi("an end mark and no token", done, Outcome.EMPTY, false);
        openAi("a stop and no token", finish("stop") + done, Outcome.EMPTY, false);
        openAi("tools alone", finish("tool_calls") + done, Outcome.OK, false);
        openAi("a function alone", finish("function_call") + done, Outcome.OK, false);
        openAi(
                "a finish that is empty",
                token("a").replace("}}]", "},\"finish_reason\":\"\"}]"),
                Outcome.TRUNCATED,
                true);
        openAi(
                "completions",
                "data: {\"choices\":[{\"text\":\"a\",\"finish_reason\":\"stop\"}]}\n\n" + done,
                Outcome.OK,
                true);
        openAi(
                "a model that thinks first",
                "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}\n\n" + finish("stop"),
                Outcome.OK,
                true);
        openAi(
                "a whole message",
                "data: {\"choices\":[{\"message\":{\"content\":\"a\"}}]}\n\n" + done,
                Outcome.OK,
                true);
        modelFailure(
                "vLLM error",
                "data: {\"error\":{\"message\":\"CUDA out of memory\",\"type\":\"InternalServerError\",\"param\":null,\"code\":500}}\n\n"
                        + done,
                "CUDA out of memory InternalServerError 500");
        modelFailure(
                "older vLLM error",
                "data: {\"object\":\"error\",\"message\":\"boom\",\"code\":500}\n\n" + done,
                "boom");
        modelFailure("Xinference error", "data: {\"error\":\"boom\"}\r\n\r\n", "boom");
        modelFailure(
                "FastChat error",
                "data: {\"text\": \"**NETWORK ERROR DUE TO HIGH TRAFFIC**\\n\\n(CUDA out of memory)\", \"error_code\": 50002}\n\n"
                        + done,
                "**NETWORK ERROR DUE TO HIGH TRAFFIC**\n\n(CUDA out of memory)");
        openAi("FastChat, no error", "data: {\"text\": \"a\", \"error_code\": 0}\n\n" + done, Outcome.OK, true);
    }

    private void bodies() {
        String whole =
                "{\\\"id\\\": \\\"chat0f6d0a52-6f0e-4a64-9f0b-0f7a0d6a1c11\\\", \\\"object\\\": \\\"chat.completion\\\","
                        + " \\\"model\\\": \\\"qwen2-instruct\\\", \\\"created\\\": 1731132001, \\\"status\\\": null,"
                        + " \\\"message_type\\\": 1, \\\"message_id\\\": null, \\\"is_ref\\\": false, \\\"choices\\\": [{\\\"message\\\": {\\\"role\\\": \\\"assistant\\\", \\\"content\\\": \\\"%s\\\","
                        + " \\\"finish_reason\\\": null, \\\"tool_calls\\\": []}}]}";
        body(
                "S1 doubly encoded",
                "\"" + whole.formatted("年假需提前 3 个工作日在 OA 系统提交申请，由直属主管审批；单次超过 5 天的还需部门负责人复核。") + "\"",
                Outcome.OK,
                "");
        body("E12 doubly encoded, empty", "\"" + whole.formatted("") + "\"", Outcome.EMPTY, "");
        body(
                "S4 unknown knowledge base",
                "{\"code\":404,\"msg\":\"未找到知识库 hr_fqa\",\"data\":null}",
                Outcome.CLIENT_ERROR,
                "未找到知识库 hr_fqa");
        body(
                "forbidden",
                "{\"code\":403,\"msg\":\"Don't attack me\",\"data\":null}",
                Outcome.CLIENT_ERROR,
                "Don't attack me");
        body("business error", "{\"code\":500,\"msg\":\"error\",\"data\":null}", Outcome.ERROR_BODY, "error");
        body("business success", "{\"code\":200,\"msg\":\"success\",\"data\":{}}", Outcome.OK, "");
        body(
                "S5 in a string",
                "{\"data\":\"{\\\"error\\\": \\\"" + EMBEDDING + "\\\"}\"}",
                Outcome.ERROR_BODY,
                EMBEDDING);
        body("in a string, no text", "{\"data\":\"{\\\"error\\\": \\\"\\\"}\"}", Outcome.ERROR_BODY, "");
        body(
                "in a string, other instance",
                "{\"data\":\"{\\\"error\\\": \\\"" + MISSING.replace("\\", "\\\\") + "\\\"}\"}",
                Outcome.CLIENT_ERROR,
                "请求的资源 9f2c 不存在");
        body("S7 null", "null", Outcome.ERROR_BODY, "");
        body("null in a string", "\"null\"", Outcome.ERROR_BODY, "");
        body("error", "{\"error\":\"boom\"}", Outcome.ERROR_BODY, "boom");
        body("a string", "\"hello\"", Outcome.OK, "");
        body("an empty string", "\"\"", Outcome.EMPTY, "");
        body("data that is text", "{\"data\":\"hello\"}", Outcome.OK, "");
        body("no byte", "", Outcome.EMPTY, "");
        body("blank", " \r\n", Outcome.EMPTY, "");
        body("not JSON", "<html>", Outcome.OK, "");
        body("broken JSON", "{\"error\": ", Outcome.OK, "");
        body("a list", "[]", Outcome.OK, "");
        body("unknown keys", "{\"x\":{\"error\":1}}", Outcome.OK, "");
        body("retrieval", "\"" + direct("\"d\"").replace("\"", "\\\"") + "\"", Outcome.OK, "");
        body("an answer", "{\"answer\":\"\",\"docs\":[]}", Outcome.EMPTY, "");
        body("a mark", "\ufeffnull", Outcome.ERROR_BODY, "");
    }

    private void bodiesOfModels() {
        String whole =
                "{\"id\":\"1\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":%s,\"finish_reason\":\"%s\"}]}";
        String none = "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":%s}";
        modelBody("whole", whole.formatted("{\"content\":\"a\"}", "stop"), Outcome.OK, "");
        modelBody("whole, empty", whole.formatted("{\"content\":\"\"}", "stop"), Outcome.EMPTY, "");
        modelBody("whole, null", whole.formatted(none.formatted("null"), "stop"), Outcome.EMPTY, "");
        modelBody("whole, tools", whole.formatted(none.formatted("[{\"id\":\"1\"}]"), "tool_calls"), Outcome.OK, "");
        modelBody("whole, no tools", whole.formatted(none.formatted("[]"), "tool_calls"), Outcome.OK, "");
        modelBody("no choices", "{\"choices\":[]}", Outcome.EMPTY, "");
        modelBody(
                "object error",
                "{\"object\":\"error\",\"message\":\"boom\",\"code\":50001}",
                Outcome.ERROR_BODY,
                "boom");
        modelBody("error object", "{\"error\":{\"message\":\"boom\"}}", Outcome.ERROR_BODY, "boom");
        modelBody("a code means nothing", "{\"code\":404,\"choices\":[{\"text\":\"a\"}]}", Outcome.OK, "");
    }

    private void refusals() {
        String invalid =
                "{\"detail\":[{\"type\":\"missing\",\"loc\":[\"body\",\"query\"],\"msg\":\"Field required\"}]}";
        String fastChat = "{\"object\":\"error\",\"message\":\"CUDA out of memory\",\"code\":%d}";
        refusal("S6 422", 422, invalid, Outcome.CLIENT_ERROR);
        refusal("E14 500", 500, "Internal Server Error", Outcome.SERVER_ERROR);
        refusal("503", 503, "server busy, please try again.", Outcome.REFUSED_BY_SERVER);
        refusal("429", 429, "Rate limit reached for the model", Outcome.SERVER_BUSY);
        refusal("404", 404, "{\"detail\":\"Not Found\"}", Outcome.CLIENT_ERROR);
        refusal("400", 400, "{\"detail\":\"There was an error parsing the body\"}", Outcome.CLIENT_ERROR);
        refusal("400 without a body", 400, "", Outcome.CLIENT_ERROR);
        refusal("FastChat internal", 400, fastChat.formatted(50_001), Outcome.SERVER_ERROR);
        refusal("FastChat memory", 400, fastChat.formatted(50_002), Outcome.SERVER_ERROR);
        refusal("FastChat busy", 400, fastChat.formatted(42_903), Outcome.SERVER_BUSY);
        refusal("FastChat overflow", 400, fastChat.formatted(40_303), Outcome.CLIENT_ERROR);
        refusal("500 with that code", 503, fastChat.formatted(50_001), Outcome.REFUSED_BY_SERVER);
    }

    private void chatchat(String name, String bytes, Outcome outcome, boolean begun) {
        all.add(new Sample(name, Dialect.CHATCHAT, 200, Reading.EVENTS, bytes, outcome, begun, ""));
    }

    private void failure(String name, String bytes, Outcome outcome, String error) {
        failed(name, bytes, outcome, false, error);
    }

    private void failed(String name, String bytes, Outcome outcome, boolean begun, String error) {
        all.add(new Sample(name, Dialect.CHATCHAT, 200, Reading.EVENTS, bytes, outcome, begun, error));
    }

    private void openAi(String name, String bytes, Outcome outcome, boolean begun) {
        all.add(new Sample(name, Dialect.OPENAI, 200, Reading.EVENTS, bytes, outcome, begun, ""));
    }

    private void modelFailure(String name, String bytes, String error) {
        all.add(new Sample(name, Dialect.OPENAI, 200, Reading.EVENTS, bytes, Outcome.ERROR_EVENT, false, error));
    }

    private void body(String name, String bytes, Outcome outcome, String error) {
        all.add(new Sample(name, Dialect.CHATCHAT, 200, Reading.JSON, bytes, outcome, outcome == Outcome.OK, error));
    }

    private void modelBody(String name, String bytes, Outcome outcome, String error) {
        all.add(new Sample(name, Dialect.OPENAI, 200, Reading.JSON, bytes, outcome, outcome == Outcome.OK, error));
    }

    private void refusal(String name, int status, String bytes, Outcome outcome) {
        all.add(new Sample(name, Dialect.OPENAI, status, Reading.JSON, bytes, outcome, false, bytes));
    }
}
