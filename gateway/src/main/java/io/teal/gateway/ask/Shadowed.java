package io.teal.gateway.ask;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.stats.Distribution;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What shadows showed of one upstream: beside each answer that clients got from another one, what this one says to the same
 * question.
 *
 * @param service the service
 * @param upstream the upstream that is asked in the shadow
 * @param window how far it goes back; zero for all since the start
 * @param sent questions that it was asked
 * @param skipped questions that were drawn for it and not asked, by the reason
 * @param pairs answers, by how the client's and how the shadow ended
 * @param measures how both compare, of pairs that are both good and whole; only those that have a count
 * @param firstToken when the first tokens of shadows came, of all that had one
 * @param given when the first tokens of the clients' answers came to the same questions
 */
public record Shadowed(
        String service,
        String upstream,
        Duration window,
        long sent,
        Map<Skip, Long> skipped,
        Map<Pair, Long> pairs,
        Map<Measure, Mean> measures,
        Distribution firstToken,
        Distribution given) {
    public Shadowed {
        skipped = Collections.unmodifiableMap(skipped.isEmpty() ? new EnumMap<>(Skip.class) : new EnumMap<>(skipped));
        pairs = Collections.unmodifiableMap(new LinkedHashMap<>(pairs));
        measures = Collections.unmodifiableMap(
                measures.isEmpty() ? new EnumMap<>(Measure.class) : new EnumMap<>(measures));
    }

    /** How shadows ended, by the word clients are told. */
    public SortedMap<String, Long> ends() {
        TreeMap<String, Long> ends = new TreeMap<>();
        pairs.forEach((pair, count) -> {
            long unused = ends.merge(pair.shadow().word(), count, Long::sum);
        });
        return ends;
    }

    /** Why a question that was drawn is not asked. */
    public enum Skip {
        /** There are as many of them under way on the event loop as there may be, or wait to be compared. */
        UNDER_WAY,
        /** The client got no answer, left, or the gateway was at fault. */
        UNANSWERED,
        /** The body is longer than what is kept of one, or no question that can be read. */
        BODY,
        /** It belongs to a conversation, an uploaded file, tools or a search of the web. */
        STATE,
        /** No server of the upstream is idle. */
        BUSY,
        /** No server of the upstream is usable. */
        NO_SERVER;

        /** As it stands in metrics and in the API. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How two answers to one question ended.
     *
     * @param given the client's
     * @param shadow the other one
     */
    public record Pair(Outcome given, Outcome shadow) {}

    /** What is compared. */
    public enum Measure {
        /** ROUGE-L of the shadow's text against the client's, 0 to 1. */
        ROUGE_L,
        /** chrF of the same, 0 to 1. */
        CHRF,
        /** Of the documents that both refer to, how many are the same: those in both by those in either, 0 to 1. */
        DOCUMENTS,
        /** How many times as long the shadow's text is, as a natural logarithm: 0 for just as long. */
        LENGTH,
        /** How many times as long its first token took, as a natural logarithm. */
        FIRST_TOKEN;

        /** Whether it says from 0 to 1 how like each other both are. */
        public boolean score() {
            return this != LENGTH && this != FIRST_TOKEN;
        }

        /** As it stands in metrics and in the API. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What many values say together.
     *
     * @param count how many
     * @param sum all together
     * @param squares the sum of their squares
     */
    public record Mean(long count, double sum, double squares) {
        /** Without any value. */
        public static final Mean NONE = new Mean(0, 0, 0);

        Mean with(double value) {
            return new Mean(count + 1, sum + value, squares + value * value);
        }

        Mean plus(Mean other) {
            return new Mean(count + other.count, sum + other.sum, squares + other.squares);
        }

        /** The arithmetic mean; not a number without values. */
        public double mean() {
            return sum / count;
        }

        /** The standard error of the mean; not a number with fewer than two values. */
        public double error() {
            double variance = (squares - sum * sum / count) / (count - 1);
            return count < 2 ? Double.NaN : Math.sqrt(Math.max(0, variance) / count);
        }
    }
}
