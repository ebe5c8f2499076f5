package io.teal.gateway.colour;

import io.teal.gateway.outcome.Outcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** What is counted of a colour in the second that goes on. Not thread-safe. */
final class Tally {
    final long second;
    private final EnumMap<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private final long[] firstToken = new long[Times.BUCKETS];
    private final long[] total = new long[Times.BUCKETS];
    private long judged;
    private long failed;
    private long trailing;
    private long left;
    private long unjudged;
    private long firstTokenSum;
    private long totalSum;
    private Speed speed = Speed.NONE;
    private long answers;
    private long characters;
    private double charactersSquared;

    Tally(long second) {
        this.second = second;
    }

    void firstToken(long nanos) {
        firstToken[Times.bucket(nanos)]++;
        firstTokenSum += nanos;
    }

    void ended(Outcome outcome, Judgement judgement) {
        long unused = outcomes.merge(outcome, 1L, Long::sum);
        switch (judgement) {
            case SUCCESS -> {
                judged++;
                trailing = 0;
            }
            case FAILURE -> {
                judged++;
                failed++;
                trailing++;
            }
            case NONE -> {
                if (outcome == Outcome.CLIENT_LEFT || outcome == Outcome.CLIENT_STALLED) {
                    left++;
                } else {
                    unjudged++;
                }
            }
        }
    }

    void answered(ColourCounts.Answer answer) {
        total[Times.bucket(answer.nanos())]++;
        totalSum += answer.nanos();
        speed = speed.with(answer.tokens(), answer.tokenNanos());
        long length = answer.characters();
        if (length >= 0) {
            answers++;
            characters += length;
            charactersSquared += (double) length * length;
        }
    }

    ColourSecond read() {
        Map<String, Long> words = new TreeMap<>();
        outcomes.forEach((outcome, count) -> {
            long unused = words.merge(outcome.word(), count, Long::sum);
        });
        return new ColourSecond(
                second,
                1,
                trailing,
                new ColourFigures(
                        judged,
                        failed,
                        left,
                        unjudged,
                        new Times(firstToken, firstTokenSum),
                        new Times(total, totalSum),
                        speed,
                        answers,
                        characters,
                        charactersSquared,
                        words));
    }
}
