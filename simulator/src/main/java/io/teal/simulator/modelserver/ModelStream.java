package io.teal.simulator.modelserver;

import io.teal.simulator.api.EventStream;

/** The chunks of one streamed answer in their order: the role, the tokens, the reason of the end, the end mark. */
final class ModelStream {
    private static final String DONE = "[DONE]";

    private final EventStream stream;
    private final Dialect dialect;
    private final Reply reply;
    private boolean roleSent;

    ModelStream(EventStream stream, Dialect dialect, Reply reply) {
        this.stream = stream;
        this.dialect = dialect;
        this.reply = reply;
    }

    /** Sends what does not wait for the model. */
    void begin() {
        if (dialect.roleAtOnce()) {
            sendRole();
        }
    }

    /** The chunk of a token, before which the first time the role is sent. */
    String token(String token) {
        sendRole();
        return dialect.token(reply, token);
    }

    void end() {
        sendRole();
        stream.event(dialect.finish(reply));
        String usage = dialect.usage(reply);
        if (reply.usage() && usage != null) {
            stream.event(usage);
        }
        stream.event(DONE);
        stream.end();
    }

    /** Tells a failure by its status if that can still be told, else by an event. */
    void fail(Failure failure) {
        if (!stream.exchange().open()) {
            return;
        }
        if (!stream.exchange().begun()) {
            ModelChat.reply(stream.exchange(), failure);
            return;
        }
        begin();
        stream.event(failure.event());
        if (dialect.doneAfterError()) {
            stream.event(DONE);
        }
        stream.end();
    }

    private void sendRole() {
        String role = roleSent ? null : dialect.role(reply);
        roleSent = true;
        if (role != null) {
            stream.event(role);
        }
    }
}
