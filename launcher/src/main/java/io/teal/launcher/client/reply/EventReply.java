package io.teal.launcher.client.reply;

import java.util.Locale;

/**
 * Something that happened in a gateway; parts that say nothing are empty.
 *
 * @param kind what, in small letters: {@code ejected} say
 * @param at when, in ISO 8601
 * @param service to which service
 * @param upstream to which upstream of it
 * @param server to which server of that, or the name of another gateway
 * @param reason why, for people
 * @param revision number of the revision, where it is about one
 */
public record EventReply(
        String kind, String at, String service, String upstream, String server, String reason, long revision) {
    public EventReply {
        kind = Texts.orEmpty(kind);
        at = Texts.orEmpty(at);
        service = Texts.orEmpty(service);
        upstream = Texts.orEmpty(upstream);
        server = Texts.orEmpty(server);
        reason = Texts.orEmpty(reason);
    }

    /** The same, of the kind that stands outside the JSON. */
    public EventReply named(String name) {
        return new EventReply(name.toLowerCase(Locale.ROOT), at, service, upstream, server, reason, revision);
    }
}
