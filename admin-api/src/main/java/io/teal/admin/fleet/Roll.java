package io.teal.admin.fleet;

import io.teal.gateway.redis.Redis;
import io.teal.gateway.redis.link.Script;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Which gateways there are and what each serves: they say so several times a second, and each time hear of all others. All times are
 * those of Redis. Thread-safe; nothing waits.
 */
final class Roll {
    /** Who has said nothing for so long is silent. */
    private static final long SILENT_MILLIS = 2_000;

    private static final long FORGOTTEN_MILLIS = 600_000;
    private static final String KEY = "teal:{routing}:gateways";

    private static final Script CALL = new Script("""
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            if ARGV[2] == '' then
              redis.call('HDEL', KEYS[1], ARGV[1])
            else
              redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f ', now) .. ARGV[2])
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
     */
    record Voice(String id, long age, long revision, String name) {
        boolean silent() {
            return age > SILENT_MILLIS;
        }

        Member member(long wanted, String self) {
            Member.State state =
                    silent() ? Member.State.SILENT : revision >= wanted ? Member.State.SERVING : Member.State.WAITING;
            return new Member(id, name, state, revision, age, id.equals(self));
        }
    }

    /** Says what this gateway serves, and hears of all. */
    CompletionStage<List<Voice>> call(long revision) {
        return ask(revision + " " + name);
    }

    /** Says that this gateway leaves. */
    CompletionStage<List<Voice>> leave() {
        return ask("");
    }

    private CompletionStage<List<Voice>> ask(String word) {
        return redis.text(CALL, KEY, id, word, Long.toString(FORGOTTEN_MILLIS)).thenApply(Roll::voices);
    }

    private static List<Voice> voices(String text) {
        List<Voice> voices = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            String[] words = line.split(" ", 4);
            if (words.length == 4) {
                voices.add(new Voice(words[0], Long.parseLong(words[1]), Long.parseLong(words[2]), words[3]));
            }
        }
        voices.sort(Comparator.comparing(Voice::name).thenComparing(Voice::id));
        return voices;
    }
}
