package io.teal.gateway.colour;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was counted of a colour in a time. A request counts once, when it is over, however many servers were tried, and only if
 * they were asked for it on behalf of a client: not what the cache answers, not who joins an answer that is under way, not what
 * the gateway asks of its own.
 *
 * @param judged requests that say something of the colour: those that succeeded, and {@code failed}
 * @param failed requests that failed by the colour's fault
 * @param left requests whose client left, or stopped reading
 * @param unjudged other requests that say nothing of the colour: see {@link Judgement}
 * @param firstToken from when a server was asked for to the first token of a stream, with waits in line and failed attempts;
 *     of every stream that had one, counted when it comes
 * @param total from when a server was asked for to the end, of requests that succeeded
 * @param speed how quickly streams go on that succeeded
 * @param answers answers of a known length that succeeded
 * @param characters of these, all together
 * @param charactersSquared the square of each one's characters, all together
 * @param outcomes how many ended how, by the word of the outcome; every request that is over is in it
 */
public record ColourFigures(
        long judged,
        long failed,
        long left,
        long unjudged,
        Times firstToken,
        Times total,
        Speed speed,
        long answers,
        long characters,
        double charactersSquared,
        Map<String, Long> outcomes) {
    /** Of no request. */
    public static final ColourFigures NONE =
            new ColourFigures(0, 0, 0, 0, Times.NONE, Times.NONE, Speed.NONE, 0, 0, 0, Map.of());

    public ColourFigures {
        outcomes = Collections.unmodifiableMap(new TreeMap<>(outcomes));
    }

    /** Requests that are over, judged or not. */
    public long requests() {
        return judged + left + unjudged;
    }

    /** Requests that succeeded. */
    public long succeeded() {
        return judged - failed;
    }

    /** Both together. */
    public ColourFigures plus(ColourFigures other) {
        if (other.equals(NONE)) {
            return this;
        }
        Map<String, Long> all = new TreeMap<>(outcomes);
        other.outcomes.forEach((word, count) -> {
            long unused = all.merge(word, count, Long::sum);
        });
        return new ColourFigures(
                judged + other.judged,
                failed + other.failed,
                left + other.left,
                unjudged + other.unjudged,
                firstToken.plus(other.firstToken),
                total.plus(other.total),
                speed.plus(other.speed),
                answers + other.answers,
                characters + other.characters,
                charactersSquared + other.charactersSquared,
                all);
    }
}
