package io.teal.gateway.wall;

import io.teal.simulator.Flavour;

/** The calls of the wall: a flavour of server, a path and a body. */
enum Call {
    KB_STREAM(Flavour.IMAGE, "/chat/kb_chat", "{\"query\":\"年假怎么申请？\",\"kb_name\":\"samples\",\"stream\":true}"),
    KB_WHOLE(Flavour.IMAGE, "/chat/kb_chat", "{\"query\":\"年假怎么申请？\",\"kb_name\":\"samples\",\"stream\":false}"),
    RAG_STREAM(
            Flavour.MASTER,
            "/knowledge_base/local_kb/samples/chat/completions",
            "{\"messages\":[{\"role\":\"user\",\"content\":\"年假怎么申请？\"}],\"stream\":true}"),
    V1_STREAM(
            Flavour.IMAGE,
            "/v1/chat/completions",
            "{\"model\":\"qwen2-instruct\",\"messages\":[{\"role\":\"user\",\"content\":\"年假怎么申请？\"}],\"stream\":true}"),
    V1_WHOLE(
            Flavour.IMAGE,
            "/v1/chat/completions",
            "{\"model\":\"qwen2-instruct\",\"messages\":[{\"role\":\"user\",\"content\":\"年假怎么申请？\"}],\"stream\":false}"),
    PLAIN_WHOLE(
            Flavour.IMAGE,
            "/chat/chat/completions",
            "{\"model\":\"qwen2-instruct\",\"messages\":[{\"role\":\"user\",\"content\":\"年假怎么申请？\"}],\"stream\":false}"),
    AGENT_STREAM(
            Flavour.MASTER,
            "/chat/chat/completions",
            "{\"messages\":[{\"role\":\"user\",\"content\":\"年假怎么申请？\"}],\"stream\":true}"),
    OLD_STREAM(
            Flavour.V0_2_10,
            "/chat/knowledge_base_chat",
            "{\"query\":\"年假怎么申请？\",\"knowledge_base_name\":\"samples\",\"stream\":true}"),
    OLD_WHOLE(
            Flavour.V0_2_10,
            "/chat/knowledge_base_chat",
            "{\"query\":\"年假怎么申请？\",\"knowledge_base_name\":\"samples\",\"stream\":false}"),
    AGENT_IMAGE_STREAM(
            Flavour.IMAGE,
            "/chat/chat/completions",
            "{\"model\":\"qwen2-instruct\",\"tools\":[\"search_internet\"],\"stream\":true,"
                    + "\"messages\":[{\"role\":\"user\",\"content\":\"年假怎么申请？\"}]}"),
    VLLM_STREAM(Flavour.VLLM, true),
    VLLM_WHOLE(Flavour.VLLM, false),
    XINFERENCE_STREAM(Flavour.XINFERENCE, true),
    XINFERENCE_WHOLE(Flavour.XINFERENCE, false),
    OLLAMA_STREAM(Flavour.OLLAMA, true),
    OLLAMA_WHOLE(Flavour.OLLAMA, false),
    FASTCHAT_STREAM(Flavour.FASTCHAT, true),
    FASTCHAT_WHOLE(Flavour.FASTCHAT, false);

    private final Flavour flavour;
    private final String path;
    private final String body;

    Call(Flavour flavour, String path, String body) {
        this.flavour = flavour;
        this.path = path;
        this.body = body;
    }

    /** A call of a model server. */
    Call(Flavour flavour, boolean stream) {
        this(
                flavour,
                "/v1/chat/completions",
                "{\"model\":\"qwen2-instruct\",\"stream\":" + stream
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"年假怎么申请？\"}]}");
    }

    static Call named(String words) {
        return valueOf(words.toUpperCase(java.util.Locale.ROOT).replace(' ', '_'));
    }

    Flavour flavour() {
        return flavour;
    }

    String path() {
        return path;
    }

    String body() {
        return body;
    }

    /** How the route reads the answers of such a server. */
    String dialect() {
        return switch (flavour) {
            case IMAGE, MASTER, V0_2_10 -> "chatchat";
            case VLLM, XINFERENCE, OLLAMA, FASTCHAT -> "openai";
        };
    }
}
