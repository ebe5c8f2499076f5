package io.teal.admin.fleet;

import io.teal.gateway.redis.Redis;
import io.teal.gateway.redis.link.Script;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Which gateways there are, what each serves and what its listeners have shown: they say so several times a second, and each time
 * hear of all others. All times are those of Redis, so that those of a revision's way can be compared. Thread-safe; nothing waits.
 */
final class Roll {
    /** Who has said nothing for so long is silent. */
    private static final long SILENT_MILLIS = 2_000;

    private static final long FORGOTTEN_MILLIS = 600_000;
    private static final int LONGEST_PROBLEM = 200;
    private static final String KEY = "teal:{routing}:gateways";

    private static final Script CALL = new Script("""
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            if ARGV[2] == '' then
              redis.call('HDEL', KEYS[1], ARGV[1])
            else
              local said = redis.call('HGET', KEYS[1], ARGV[1])
              local proven, took = string.match(said or '', '\t(%d+) (%S+)')
              if proven ~= ARGV[4] then
                took = '-'
                local entry = ARGV[5] == '1' and redis.call('XRANGE', ARGV[7], ARGV[4] .. '-0', ARGV[4] .. '-0')[1]
                if entry and entry[2][5] == 'at' then took = string.format('%.0f', now - tonumber(entry[2][6])) end
              end
              redis.call('HSET', KEYS[1], ARGV[1],
                  string.format('%.0f ', now) .. ARGV[2] .. '\t' .. ARGV[4] .. ' ' .. took .. ' ' .. ARGV[6])
            end
            local out = {}
            local all = redis.call('HGETALL', KEYS[1])
            for i = 1, #all, 2 do
              local at, rest = string.match(all[i + 1], '^(%d+) (.*)$')
              local age = now - tonumber(at)
              if age > tonumber(ARGV[3]) then
                redis.call('HDEL', KEYS[1], all[i])
              else
                out[#out + 1] = all[i] .. ' ' .. string.format('%.0f', age) .. ' ' .. rest
              end
            end
            return table.concat(out, '\\n')
            """);

    private final Redis redis;
    private final String id;
    private final String name;

    Roll(Redis redis, String id, String name) {
        this.redis = redis;
        this.id = id;
        this.name = name;
    }

    /**
     * A gateway as it answered.
     *
     * @param age milliseconds since
     * @param revision in effect there
     * @param proven the newest revision that its listeners have shown
     * @param took milliseconds from when that was appended to the log to when it was proven; null when that is not known
     * @param problem why the one in effect is not proven
     */
    record Voice(
            String id,
            long age,
            long revision,
            String name,
            long proven,
            @Nullable Long took,
            String problem) {
        boolean silent() {
            return age > SILENT_MILLIS;
        }

        /** The same some milliseconds later. */
        Voice older(long millis) {
            return new Voice(id, age + millis, revision, name, proven, took, problem);
        }

        Member member(long wanted, String self) {
            return new Member(
                    id, name, state(wanted), revision, proven == wanted ? took : null, problem, age, id.equals(self));
        }

        private Member.State state(long wanted) {
            if (silent()) {
                return Member.State.SILENT;
            }
            if (proven >= wanted) {
                return Member.State.SERVING;
            }
            return revision < wanted || problem.isEmpty() ? Member.State.WAITING : Member.State.UNPROVEN;
        }
    }

    /** Says what this gateway serves, and hears of all. */
    CompletionStage<List<Voice>> call(Proving.Standing own) {
        String problem = own.problem().replaceAll("\\s+", " ");
        return ask(
                own.serving() + " " + name,
                Long.toString(own.proven()),
                own.millis() == Proving.Standing.UNTIMED ? "0" : "1",
                problem.substring(0, Math.min(problem.length(), LONGEST_PROBLEM)));
    }

    /** Says that this gateway leaves. */
    CompletionStage<List<Voice>> leave() {
        return ask("", "", "", "");
    }

    private CompletionStage<List<Voice>> ask(String word, String proven, String timed, String problem) {
        return redis.text(CALL, KEY, id, word, Long.toString(FORGOTTEN_MILLIS), proven, timed, problem, RevisionLog.LOG)
                .thenApply(Roll::voices);
    }

    private static List<Voice> voices(String text) {
        List<Voice> voices = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            String[] words = line.split(" ", 4);
            if (words.length == 4) {
                voices.add(voice(words));
            }
        }
        voices.sort(Comparator.comparing(Voice::name).thenComparing(Voice::id));
        return voices;
    }

    private static Voice voice(String[] words) {
        long revision = Long.parseLong(words[2]);
        int tab = words[3].indexOf('\t');
        if (tab < 0) {
            // A version of Teal that proves nothing is taken at its word.
            return new Voice(words[0], Long.parseLong(words[1]), revision, words[3], revision, null, "");
        }
        String[] shown = words[3].substring(tab + 1).split(" ", 3);
        return new Voice(
                words[0],
                Long.parseLong(words[1]),
                revision,
                words[3].substring(0, tab),
                Long.parseLong(shown[0]),
                shown[1].equals("-") ? null : Long.valueOf(shown[1]),
                shown[2]);
    }
}
