package io.teal.launcher.client.reply;

import java.util.List;

/**
 * A page of the audit.
 *
 * @param records newest first
 * @param next the number before which the next page begins; 0 on the last one
 */
public record AuditReply(List<RecordReply> records, long next) {
    public AuditReply {
        records = Texts.orEmpty(records);
    }

    /**
     * One record.
     *
     * @param kind {@code begun}, {@code ended}, {@code refused} or {@code given_up}
     * @param call of {@code ended}, the number of the record that tells the beginning
     * @param from address of the caller
     * @param status of the answer; 0 while there is none
     * @param problem type of the problem that was answered
     * @param times how many attempts it stands for
     */
    public record RecordReply(
            long number,
            String at,
            String kind,
            long call,
            String who,
            String role,
            String from,
            String method,
            String target,
            int status,
            String problem,
            String words,
            long revision,
            long times) {
        public RecordReply {
            at = Texts.orEmpty(at);
            kind = Texts.orEmpty(kind);
            who = Texts.orEmpty(who);
            role = Texts.orEmpty(role);
            from = Texts.orEmpty(from);
            method = Texts.orEmpty(method);
            target = Texts.orEmpty(target);
            problem = Texts.orEmpty(problem);
            words = Texts.orEmpty(words);
        }
    }
}
