package io.teal.launcher.client.reply;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * A release; times are in ISO 8601.
 *
 * @param state where it stands, one word
 * @param step the step it is at; 0 before the first
 * @param steps how many steps there are
 * @param weight percent of the requests that the new upstream has by it
 * @param waitsFor what it waits for; empty when that is not known
 * @param story how it came here, oldest first; empty in a list
 */
public record ReleaseReply(
        String id,
        String service,
        String from,
        String to,
        String state,
        int step,
        int steps,
        int weight,
        String started,
        String since,
        String who,
        String reason,
        @JsonProperty("waits_for") String waitsFor,
        Seen seen,
        List<Transition> story) {
    public ReleaseReply {
        id = Texts.orEmpty(id);
        service = Texts.orEmpty(service);
        from = Texts.orEmpty(from);
        to = Texts.orEmpty(to);
        state = Texts.orEmpty(state);
        started = Texts.orEmpty(started);
        since = Texts.orEmpty(since);
        who = Texts.orEmpty(who);
        reason = Texts.orEmpty(reason);
        waitsFor = Texts.orEmpty(waitsFor);
        seen = seen == null ? new Seen(0, 0) : seen;
        story = Texts.orEmpty(story);
    }

    /** Whether it goes no further. */
    public boolean over() {
        return state.equals("done") || state.equals("rolled_back") || state.equals("aborted");
    }

    /** What clients saw of the new upstream. */
    public record Seen(long requests, long failures) {}

    /** One step of the story. */
    public record Transition(String at, String state, int step, String who, String reason) {
        public Transition {
            at = Texts.orEmpty(at);
            state = Texts.orEmpty(state);
            who = Texts.orEmpty(who);
            reason = Texts.orEmpty(reason);
        }
    }

    /** Releases of a service, the newest first. */
    public record All(String service, List<ReleaseReply> releases) {
        public All {
            service = Texts.orEmpty(service);
            releases = Texts.orEmpty(releases);
        }
    }
}
