package io.teal.simulator.chat;

import io.teal.simulator.api.Router;

/** Which chat endpoints an instance of each line of Chatchat has. */
public final class ChatRoutes {
    private ChatRoutes() {}

    /** The endpoints of the 2024 images. */
    public static void addImage(Router router, Desk desk) {
        addRetrieval(router, desk);
    }

    /** The endpoints of the 2025 main line. */
    public static void addMaster(Router router, Desk desk) {
        addRetrieval(router, desk);
    }

    /** The endpoints of 0.2.10. */
    public static void addOld(Router router, Desk desk) {}

    private static void addRetrieval(Router router, Desk desk) {
        KbChat kb = new KbChat(desk);
        router.add("POST", "/chat/kb_chat", kb::kbChat);
        router.add("POST", "/knowledge_base/{mode}/{param}/chat/completions", kb::completions);
    }
}
