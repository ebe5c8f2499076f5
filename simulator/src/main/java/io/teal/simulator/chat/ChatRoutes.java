package io.teal.simulator.chat;

import io.teal.simulator.api.Bodies;
import io.teal.simulator.api.Replies;
import io.teal.simulator.api.Router;

/** Which chat endpoints an instance of each line of Chatchat has. */
public final class ChatRoutes {
    private ChatRoutes() {}

    /** The endpoints of the 2024 images. */
    public static void addImage(Router router, Desk desk) {
        addCommon(router, desk);
        OpenAiChat plain = new OpenAiChat(desk, true);
        AgentChat agent = new AgentChat(desk, AgentLine.IMAGE);
        router.add(
                "POST",
                "/chat/chat/completions",
                (exchange, faults) -> Bodies.model(exchange, fields -> {
                    // Tools make an agent of it; without them it is passed through.
                    if (fields.raw("tools").isEmpty()) {
                        plain.answer(exchange, faults, fields);
                    } else {
                        agent.answer(exchange, faults, fields);
                    }
                }));
    }

    /** The endpoints of the 2025 main line. */
    public static void addMaster(Router router, Desk desk) {
        addCommon(router, desk);
        router.add("POST", "/chat/chat/completions", new AgentChat(desk, AgentLine.MASTER)::handle);
    }

    /** The endpoints of 0.2.10. */
    public static void addOld(Router router, Desk desk) {
        Feedback feedback = new Feedback();
        OldChat old = new OldChat(desk, feedback);
        router.add("POST", "/chat/feedback", feedback::handle);
        router.add("POST", "/chat/chat", old::chat);
        router.add("POST", "/chat/knowledge_base_chat", old::knowledgeBaseChat);
        router.add("POST", "/chat/file_chat", new FileChat(desk)::handle);
        router.add(
                "POST",
                "/llm_model/list_running_models",
                (exchange, faults) -> Replies.business(exchange, 200, "success", "{\"chatglm3-6b\":{}}"));
    }

    private static void addCommon(Router router, Desk desk) {
        KbChat kb = new KbChat(desk);
        router.add("POST", "/chat/feedback", new Feedback()::handle);
        router.add("POST", "/chat/kb_chat", kb::kbChat);
        router.add("POST", "/knowledge_base/{mode}/{param}/chat/completions", kb::completions);
        router.add("POST", "/chat/file_chat", new FileChat(desk)::handle);
        OpenAiChat openAi = new OpenAiChat(desk, false);
        router.add("GET", "/v1/models", openAi::models);
        router.add("POST", "/v1/chat/completions", openAi::handle);
    }
}
