package io.teal.gateway.answer;

import io.teal.gateway.routing.Policies.Dialect;

/** What a request asks a server for, as far as it matters to judging the answer and to asking again. */
public enum Asked {
    /** Anything but an answer to a question: judged by its status and its framing alone. */
    OTHER,
    /** An answer; it is read. To ask twice costs, but changes nothing. */
    QUESTION,
    /** An answer; it is read. Tools may run for it, so it is asked again only when nothing can have been done. */
    AGENT;

    private static final String[] AGENTS = {"/chat/chat/completions", "/chat/agent_chat"};
    private static final String[] QUESTIONS = {
        "/chat/kb_chat",
        "/chat/file_chat",
        "/v1/chat/completions",
        "/other/completion",
        "/chat/chat",
        "/chat/knowledge_base_chat",
        "/chat/search_engine_chat"
    };
    private static final String COMPLETIONS = "/chat/completions";
    private static final String KNOWLEDGE_BASE = "/knowledge_base";

    /**
     * What a request asks for. Only the end of the path counts, so that a prefix in front of the server does not matter.
     *
     * @param method as on the request line
     * @param path the target without its query, as the server sees it
     */
    public static Asked of(Dialect dialect, String method, String path) {
        if (!method.equals("POST")) {
            return OTHER;
        }
        int end = path.length();
        // FastAPI redirects from the path with a slash at its end to the one without: the same is asked.
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return switch (dialect) {
            case NONE -> OTHER;
            case CHATCHAT -> ofChatchat(path, end);
            case OPENAI -> endsWith(path, end, "/completions") ? QUESTION : OTHER;
        };
    }

    private static Asked ofChatchat(String path, int end) {
        // First, as a knowledge base may be named "chat".
        if (ofKnowledgeBase(path, end) || endsWithOne(path, end, QUESTIONS)) {
            return QUESTION;
        }
        return endsWithOne(path, end, AGENTS) ? AGENT : OTHER;
    }

    /** Whether the path ends as {@code /knowledge_base/{mode}/{name}/chat/completions}. */
    private static boolean ofKnowledgeBase(String path, int end) {
        if (!endsWith(path, end, COMPLETIONS)) {
            return false;
        }
        int name = path.lastIndexOf('/', end - COMPLETIONS.length() - 1);
        int mode = name <= 0 ? -1 : path.lastIndexOf('/', name - 1);
        return mode > 0 && endsWith(path, mode, KNOWLEDGE_BASE);
    }

    private static boolean endsWithOne(String path, int end, String[] suffixes) {
        for (String suffix : suffixes) {
            if (endsWith(path, end, suffix)) {
                return true;
            }
        }
        return false;
    }

    private static boolean endsWith(String path, int end, String suffix) {
        return end >= suffix.length() && path.startsWith(suffix, end - suffix.length());
    }
}
