package io.teal.gateway.wall;

import io.teal.gateway.testing.Reply;
import io.vertx.core.json.DecodeException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a client got, in a few words. */
final class Seen {
    private static final Pattern CUT = Pattern.compile("\"error\":\"the answer broke off: ([a-z_]+)\"");
    private static final Pattern TOLD = Pattern.compile("\\{\"error\":\\{\"type\":\"([a-z_]+)\"");

    private Seen() {}

    /**
     * {@code good}: a whole answer. {@code part}: a clean end after some of it. {@code nothing}: a clean end without a word.
     * {@code error}: what the server said went wrong. {@code cut x}: the gateway's error event x, after {@code tokens} or none,
     * and no clean end. {@code told x}: the gateway's own failure x. Others than 200 begin with the status.
     */
    static String of(Reply reply) {
        String status = reply.status() == 200 ? "" : reply.status() + " ";
        Matcher told = TOLD.matcher(reply.body());
        if (told.find()) {
            return status + "told " + told.group(1);
        }
        Matcher cut = CUT.matcher(reply.body());
        if (cut.find()) {
            String text = text(reply);
            return (text.isEmpty() ? "" : "tokens ") + (reply.whole() ? "CLEAN " : "") + "cut " + cut.group(1);
        }
        if (!reply.whole()) {
            return "CUT WITHOUT A WORD";
        }
        if (reply.status() >= 400) {
            return status + "error";
        }
        String text = text(reply);
        if (text.contains("知识库版本")) {
            return status + "good";
        }
        boolean error = reply.body().contains("error")
                || reply.body().contains("\"code\":")
                || reply.body().equals("null");
        return status + (error ? "error" : text.isEmpty() ? "nothing" : "part");
    }

    private static String text(Reply reply) {
        try {
            return reply.text();
        } catch (DecodeException | ClassCastException notJson) {
            return "";
        } catch (NullPointerException nullBody) {
            return "";
        }
    }
}
