package io.teal.launcher.client.reply;

import java.util.List;
import java.util.Map;

/**
 * A revision as the admin API tells it.
 *
 * @param revision its number, from 1
 * @param kind what was asked for: {@code initial}, {@code apply}, {@code switch} or {@code rollback}
 * @param at when, in ISO 8601
 * @param who name of the caller
 * @param reason the caller's words, may be empty
 * @param from number of the revision whose routing it took
 * @param traffic split weights, by service and upstream
 */
public record RevisionReply(
        long revision,
        String kind,
        String at,
        String who,
        String reason,
        long from,
        Map<String, Map<String, Integer>> traffic) {
    public RevisionReply {
        kind = Texts.orEmpty(kind);
        at = Texts.orEmpty(at);
        who = Texts.orEmpty(who);
        reason = Texts.orEmpty(reason);
        traffic = Texts.orEmpty(traffic);
    }

    /**
     * The history.
     *
     * @param current number of the revision that serves
     * @param revisions newest first
     * @param next the number before which the next page begins; 0 on the last one
     */
    public record History(long current, List<RevisionReply> revisions, long next) {
        public History {
            revisions = Texts.orEmpty(revisions);
        }
    }
}
