package io.teal.admin.compare;

import io.teal.gateway.colour.ColourFigures;
import io.teal.gateway.colour.Interval;
import io.teal.gateway.colour.Ratings.Scores;

/**
 * One colour in a comparison.
 *
 * @param upstream its name
 * @param figures what was counted of its requests
 * @param scores how people rated its answers
 * @param shadow what it answered in the shadow
 */
public record Side(String upstream, ColourFigures figures, Scores scores, InShadow shadow) {
    /** The share of requests that failed by its fault. */
    public Interval failures() {
        return Interval.share(figures.failed(), figures.judged());
    }

    /** Tokens a second, of streams once they have begun. */
    public Interval tokensPerSecond() {
        return figures.speed().perSecond();
    }

    /** The mean length of an answer, characters. */
    public Interval length() {
        return Interval.mean(figures.answers(), (double) figures.characters(), figures.charactersSquared());
    }

    /** The mean rating, 0 to 100. */
    public Interval rating() {
        return Interval.mean(scores.count(), scores.sum(), scores.squares());
    }
}
