package io.teal.gateway.question;

import io.teal.gateway.answer.Asked;
import io.teal.gateway.routing.Policies.Dialect;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** By which path a question is asked. Only the end of a path counts, and a slash at its end does not. */
sealed interface Endpoint {
    /** None that has an answer to be kept. */
    record None(Reason reason) implements Endpoint {}

    /** {@code /chat/kb_chat}. */
    record KbChat() implements Endpoint {}

    /** {@code /knowledge_base/local_kb/{base}/chat/completions}. */
    record OfBase(String base) implements Endpoint {}

    /** {@code /chat/knowledge_base_chat} of 0.2.x. */
    record OldKbChat() implements Endpoint {}

    /** {@code /chat/chat} of 0.2.x. */
    record OldChat() implements Endpoint {}

    /**
     * Chat completions.
     *
     * @param path the whole path when it is not the usual one, for it may name the model; else empty
     */
    record Completions(Shape shape, String path) implements Endpoint {}

    String CHAT_COMPLETIONS = "/chat/completions";
    String KNOWLEDGE_BASE = "/knowledge_base";

    Endpoint KB_CHAT = new KbChat();
    Endpoint OLD_KB_CHAT = new OldKbChat();
    Endpoint OLD_CHAT = new OldChat();
    Endpoint THROUGH_CHATCHAT = new Completions(Shape.THROUGH_CHATCHAT, "");
    Endpoint MODEL_SERVER = new Completions(Shape.MODEL_SERVER, "");
    Endpoint NOT_A_QUESTION = new None(Reason.NOT_A_QUESTION);
    Endpoint AGENT = new None(Reason.AGENT);
    Endpoint COMPLETION = new None(Reason.COMPLETION);
    Endpoint FILE_CHAT = new None(Reason.FILE_CHAT);
    Endpoint SEARCH_ENGINE = new None(Reason.SEARCH_ENGINE);
    Endpoint TEMPORARY_KNOWLEDGE = new None(Reason.TEMPORARY_KNOWLEDGE);
    Endpoint REFUSED = new None(Reason.BODY);

    /**
     * By which one a POST to this target asks.
     *
     * @param target a path without its query, as the server sees it
     */
    static Endpoint of(Dialect dialect, String target) {
        String path = withoutSlashes(target);
        return switch (Asked.of(dialect, "POST", path)) {
            case AGENT -> AGENT;
            case OTHER -> dialect == Dialect.CHATCHAT && path.endsWith("/v1/completions") ? COMPLETION : NOT_A_QUESTION;
            case QUESTION -> dialect == Dialect.CHATCHAT ? ofChatchat(path) : ofModelServer(path);
        };
    }

    private static Endpoint ofModelServer(String path) {
        if (path.endsWith("/v1" + CHAT_COMPLETIONS)) {
            return MODEL_SERVER;
        }
        if (path.endsWith(CHAT_COMPLETIONS)) {
            return new Completions(Shape.MODEL_SERVER, path);
        }
        return COMPLETION;
    }

    private static Endpoint ofChatchat(String path) {
        if (path.endsWith(CHAT_COMPLETIONS)) {
            int end = path.length() - CHAT_COMPLETIONS.length();
            int name = path.lastIndexOf('/', end - 1);
            int mode = name <= 0 ? -1 : path.lastIndexOf('/', name - 1);
            // First, as a knowledge base may be named "v1".
            return mode > 0 && path.startsWith(KNOWLEDGE_BASE, mode - KNOWLEDGE_BASE.length())
                    ? ofBase(path.substring(mode + 1, name), path.substring(name + 1, end))
                    : THROUGH_CHATCHAT;
        }
        return switch (path.substring(path.lastIndexOf('/') + 1)) {
            case "kb_chat" -> KB_CHAT;
            case "knowledge_base_chat" -> OLD_KB_CHAT;
            case "chat" -> OLD_CHAT;
            case "file_chat" -> FILE_CHAT;
            case "search_engine_chat" -> SEARCH_ENGINE;
            case "completion" -> COMPLETION;
            default -> NOT_A_QUESTION;
        };
    }

    private static Endpoint ofBase(String mode, String base) {
        return switch (decoded(mode)) {
            case "local_kb" -> {
                String name = decoded(base);
                yield name.isEmpty() || name.indexOf('/') >= 0 ? NOT_A_QUESTION : new OfBase(name);
            }
            case "temp_kb" -> TEMPORARY_KNOWLEDGE;
            case "search_engine" -> SEARCH_ENGINE;
            default -> REFUSED;
        };
    }

    /** A text without its percent-encoding, as Python takes it away: what makes no UTF-8 is replaced. */
    static String decoded(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(segment.length());
        int i = 0;
        while (i < segment.length()) {
            int coded = coded(segment, i);
            if (coded >= 0) {
                bytes.write(coded);
                i += 3;
            } else {
                int next = segment.indexOf('%', i + 1);
                int end = next < 0 ? segment.length() : next;
                bytes.writeBytes(segment.substring(i, end).getBytes(StandardCharsets.UTF_8));
                i = end;
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static int coded(String text, int at) {
        if (text.charAt(at) != '%' || at + 2 >= text.length()) {
            return -1;
        }
        int high = HexFormat.isHexDigit(text.charAt(at + 1)) ? HexFormat.fromHexDigit(text.charAt(at + 1)) : -1;
        int low = HexFormat.isHexDigit(text.charAt(at + 2)) ? HexFormat.fromHexDigit(text.charAt(at + 2)) : -1;
        return high < 0 || low < 0 ? -1 : (high << 4) | low;
    }

    static String withoutSlashes(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }
}
