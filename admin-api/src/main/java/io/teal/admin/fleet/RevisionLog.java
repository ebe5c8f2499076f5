package io.teal.admin.fleet;

import io.teal.admin.store.RevisionRecords;
import io.teal.admin.store.StoreException;
import io.teal.gateway.redis.Redis;
import io.teal.gateway.redis.link.Script;
import io.teal.gateway.routing.Revision;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The log of revisions in Redis: a stream whose entries are numbered as the revisions are, trimmed to the newest thousand. Every
 * step is one script, so that nobody comes between. Blocks its thread for as long as Redis takes; any thread.
 */
final class RevisionLog {
    /** Where it stands. */
    static final String LOG = "teal:{routing}:log";

    private static final int PAGE = 50;

    /** Puts the head of the log into {@code number} and {@code id}: 0 and nothing when it is empty. */
    private static final String HEAD = """
            local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
            local number, id = '0', '-'
            if last[1] then number = string.match(last[1][1], '^(%d+)') id = last[1][2][2] end
            """;

    /**
     * Whether Redis has started anew is known by the name that it gives each of its lives. What it has may then be old or nothing:
     * until everybody could say what he knows, nobody appends anything new.
     */
    private static final Script APPEND = new Script("""
            local meta = KEYS[1] .. ':meta'
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            local life = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
            if redis.call('HGET', meta, 'life') ~= life then
              redis.call('HSET', meta, 'life', life, 'settled', now + tonumber(ARGV[8]))
            end
            local left = tonumber(redis.call('HGET', meta, 'settled')) - now
            """ + HEAD + """
            if ARGV[1] ~= 'lost' and ARGV[1] ~= 'instead' and left > 0 then return 'settling' end
            if ARGV[1] == 'new' then
              local given_up = redis.call('HGET', meta, ARGV[6])
              if given_up and tonumber(given_up) >= tonumber(ARGV[7]) then return 'given_up' end
            end
            if number ~= ARGV[2] or id ~= ARGV[3] then return 'behind' end
            if ARGV[1] == 'same' then return 'appended' end
            if ARGV[1] == 'instead' then redis.call('DEL', KEYS[1]) end
            redis.call('XADD', KEYS[1], 'MAXLEN', '~', 1000, ARGV[10] .. '-0', 'id', ARGV[5], 'record', ARGV[4], 'at', string.format('%.0f', now))
            redis.call('PUBLISH', ARGV[9], ARGV[5])
            return 'appended'
            """);

    /**
     * A line with the head, whether the entry that is known is there, and then entries from its number on, without it. They are
     * taken one by one and end when there is enough of them: each may be large, and Redis does nothing else meanwhile.
     */
    private static final Script READ = new Script(HEAD + """
            if ARGV[4] ~= '' then redis.call('HSET', KEYS[1] .. ':meta', ARGV[4], ARGV[5]) end
            if number == ARGV[1] and id == ARGV[2] then return number .. ' ' .. id .. ' there' end
            local there, out, from, size, count = 'gone', {}, ARGV[1], 0, 0
            while size < 1048576 and count < tonumber(ARGV[3]) do
              local entry = redis.call('XRANGE', KEYS[1], from .. '-0', '+', 'COUNT', 1)[1]
              if not entry then break end
              local at = string.match(entry[1], '^(%d+)')
              if at == ARGV[1] and entry[2][2] == ARGV[2] then
                there = 'there'
              else
                out[#out + 1] = at .. ' ' .. entry[2][2] .. ' ' .. entry[2][4]
                size = size + #entry[2][4]
                count = count + 1
              end
              from = string.format('%.0f', tonumber(at) + 1)
            end
            table.insert(out, 1, number .. ' ' .. id .. ' ' .. there)
            return table.concat(out, '\\n')
            """);

    private final Redis redis;
    private final String gateway;
    private final String channel;
    private final RevisionRecords records = new RevisionRecords(Path.of("the log in Redis"));

    RevisionLog(Redis redis, String gateway, String channel) {
        this.redis = redis;
        this.gateway = gateway;
        this.channel = channel;
    }

    /** What came of an append. */
    enum Appended {
        APPENDED,
        /** Another one is there. */
        BEHIND,
        /** Redis has just started; soon. */
        SETTLING,
        /** This attempt was given up before it arrived. */
        GIVEN_UP
    }

    /** How an append is meant. */
    enum Meaning {
        /** A change. */
        NEW,
        /** Nothing shall be appended; only whether something could be. */
        SAME,
        /** What Redis has lost. */
        LOST,
        /** In the place of the one entry there is. */
        INSTEAD
    }

    /**
     * An entry.
     *
     * @param id by which revisions of one number are told apart
     * @param revision null when this version of Teal cannot read it
     * @param problem why it cannot; empty when it can
     */
    record Entry(long number, String id, @Nullable Revision revision, String problem) {}

    /**
     * A part of the log.
     *
     * @param head number of the newest entry of the whole log; 0 when there is none
     * @param headId its id
     * @param there whether the entry that is known to who asked is in the log
     * @param entries from the number on that was asked for, oldest first, without the known one
     */
    record Part(long head, String headId, boolean there, List<Entry> entries) {}

    /** Redis did not say anything, and what it was asked to do may have been done. */
    static final class Unanswered extends Exception {
        private static final long serialVersionUID = 1;

        Unanswered(Throwable cause) {
            super(String.valueOf(cause.getMessage()), cause);
        }
    }

    /**
     * Appends a revision if the newest entry is this one.
     *
     * @param number of the newest entry; 0 for an empty log
     * @param id of the newest entry
     * @param attempt grows with each attempt of this gateway
     */
    Appended append(Meaning meaning, long number, String id, Revision revision, long attempt, long settlingMillis)
            throws Unanswered {
        byte[] record = meaning == Meaning.SAME ? new byte[0] : RevisionRecords.write(revision);
        String answer = text(
                APPEND,
                meaning.name().toLowerCase(Locale.ROOT),
                Long.toString(number),
                number == 0 ? "-" : id,
                new String(record, StandardCharsets.UTF_8),
                Lineage.of(revision),
                gateway,
                Long.toString(attempt),
                Long.toString(settlingMillis),
                channel,
                Long.toString(revision.number()));
        return Appended.valueOf(answer.toUpperCase(Locale.ROOT));
    }

    /** Reads from a number on, whose entry is known if it has this id; "" when none is known. */
    Part read(long from, String known) throws Unanswered {
        return part(text(READ, Long.toString(from), known, Integer.toString(PAGE), "", ""));
    }

    /** Reads the first entry from a number on, and sees to it that attempts up to this one are not carried out any more. */
    Part readGivingUp(long from, long attempt) throws Unanswered {
        return part(text(READ, Long.toString(from), "", "1", gateway, Long.toString(attempt)));
    }

    private Part part(String text) {
        String[] lines = text.split("\n", -1);
        String[] head = lines[0].split(" ", 3);
        List<Entry> entries = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            String[] words = lines[i].split(" ", 3);
            entries.add(entry(Long.parseLong(words[0]), words[1], words[2]));
        }
        return new Part(Long.parseLong(head[0]), head[1], head[2].equals("there"), entries);
    }

    private Entry entry(long number, String id, String record) {
        try {
            Revision revision = records.read(record.getBytes(StandardCharsets.UTF_8));
            return new Entry(number, id, revision, "");
        } catch (StoreException e) {
            return new Entry(number, id, null, e.getMessage() + "");
        }
    }

    private String text(Script script, String... arguments) throws Unanswered {
        try {
            return redis.text(script, LOG, arguments).toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new Unanswered(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unanswered(e);
        }
    }
}
