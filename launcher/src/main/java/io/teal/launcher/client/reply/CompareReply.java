package io.teal.launcher.client.reply;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The colours of a service beside each other.
 *
 * @param base the one that the others are compared with
 * @param summary all in a sentence
 */
public record CompareReply(
        String service,
        @JsonProperty("window_s") long windowSeconds,
        String base,
        String summary,
        List<Colour> upstreams,
        List<Finding> findings) {
    public CompareReply {
        service = Texts.orEmpty(service);
        base = Texts.orEmpty(base);
        summary = Texts.orEmpty(summary);
        upstreams = Texts.orEmpty(upstreams);
        findings = Texts.orEmpty(findings);
    }

    /** A figure; a bound that is not known is null. */
    public record Figure(
            long count,
            double value,
            @Nullable Double low,
            @Nullable Double high) {}

    /** Times, in seconds. */
    public record Quantiles(
            long count,
            @Nullable Figure p50,
            @Nullable Figure p95,
            @Nullable Figure p99) {}

    /** What was seen of one colour. */
    public record Colour(
            String upstream,
            int weight,
            long requests,
            long judged,
            long failed,
            long left,
            long unjudged,
            Map<String, Long> outcomes,
            @Nullable Figure failures,
            @JsonProperty("first_token") @Nullable Quantiles firstToken,
            @Nullable Quantiles total,
            @JsonProperty("tokens_per_second") @Nullable Figure tokensPerSecond,
            @Nullable Figure length,
            @Nullable Figure ratings,
            @Nullable Shadow shadow) {
        public Colour {
            upstream = Texts.orEmpty(upstream);
            outcomes = Texts.orEmpty(outcomes);
        }
    }

    /**
     * What it answered in the shadow.
     *
     * @param gateway which gateway alone has seen what follows
     */
    public record Shadow(
            long judged,
            long failed,
            String gateway,
            long sent,
            Map<String, Long> skipped,
            long pairs,
            List<Otherwise> otherwise,
            Map<String, Figure> compared) {
        public Shadow {
            gateway = Texts.orEmpty(gateway);
            skipped = Texts.orEmpty(skipped);
            otherwise = Texts.orEmpty(otherwise);
            compared = Texts.orEmpty(compared);
        }
    }

    /** Pairs of which the shadow ended otherwise than the client's answer, which was given. */
    public record Otherwise(String given, String shadow, long count) {
        public Otherwise {
            given = Texts.orEmpty(given);
            shadow = Texts.orEmpty(shadow);
        }
    }

    /** What is to be said of one colour beside the base. */
    public record Finding(String upstream, String figure, String verdict, String text) {
        public Finding {
            upstream = Texts.orEmpty(upstream);
            figure = Texts.orEmpty(figure);
            verdict = Texts.orEmpty(verdict);
            text = Texts.orEmpty(text);
        }
    }
}
