package io.teal.simulator.chat;

import io.teal.simulator.api.Bodies;
import io.teal.simulator.api.Replies;
import io.teal.simulator.fault.FaultSet;
import io.teal.simulator.wire.Exchange;
import java.util.ArrayDeque;
import java.util.Deque;

/** {@code /chat/feedback}, and the messages that can be rated there: those that this instance gave. Thread-safe. */
final class Feedback {
    /** Chatchat keeps them in a database; so many are enough to play it. */
    private static final int MOST = 10_000;

    private final Deque<String> given = new ArrayDeque<>();

    /** A message was given. */
    synchronized void gave(String id) {
        given.addLast(id);
        if (given.size() > MOST) {
            given.removeFirst();
        }
    }

    private synchronized boolean knows(String id) {
        return given.contains(id);
    }

    void handle(Exchange exchange, FaultSet faults) {
        Bodies.fields(exchange, fields -> {
            String id = fields.text("message_id", "");
            long score = fields.integer("score", 0);
            String unused = fields.text("reason", "");
            if (fields.hasProblems() || score > 100) {
                Replies.json(exchange, 422, fields.detail());
            } else if (knows(id)) {
                Replies.business(exchange, 200, "已反馈聊天记录 " + id, "null");
            } else {
                Replies.business(exchange, 500, "反馈聊天记录出错： " + id, "null");
            }
        });
    }
}
