package io.teal.admin.release.gate.question;

import com.google.re2j.Pattern;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A question and what its answer must be like.
 *
 * @param name unlike that of any other in its file
 * @param asked what a person would say is asked
 * @param target path and query of the POST that asks it
 * @param body JSON
 * @param route the route by whose policies it is asked; null for the one a client would take
 * @param timeout the longest it may take in all
 * @param must expressions that must be found in the answer
 * @param mustNot expressions that must not
 * @param documents which documents the answer must refer to
 * @param length how long the answer must be
 * @param firstToken how late its first token may be; null for no limit
 * @param reference what it is compared with; null for nothing
 * @param least what it must score at least against the reference
 * @param repeat how often it is asked, from 1
 * @param pass how many of those must pass, 1 to {@code repeat}
 */
public record Question(
        String name,
        String asked,
        String target,
        String body,
        @Nullable String route,
        Duration timeout,
        List<Pattern> must,
        List<Pattern> mustNot,
        Documents documents,
        Length length,
        @Nullable Duration firstToken,
        @Nullable Reference reference,
        Map<Measure, Double> least,
        int repeat,
        int pass) {
    public Question {
        must = List.copyOf(must);
        mustNot = List.copyOf(mustNot);
        // In the order of the measures, whatever the file has.
        EnumMap<Measure, Double> ordered = new EnumMap<>(Measure.class);
        ordered.putAll(least);
        least = Collections.unmodifiableMap(ordered);
    }

    /** Whether the other colour must be asked too. */
    public boolean needsOther() {
        return reference instanceof Reference.Other;
    }

    /**
     * How long an answer must be, in characters (code points) without the white space around it.
     *
     * @param atMost {@link #ANY} for no limit
     */
    public record Length(int atLeast, int atMost) {
        /** More than any answer has. */
        public static final int ANY = Integer.MAX_VALUE;

        /** Anything. */
        public static final Length FREE = new Length(0, ANY);
    }

    /**
     * Which documents an answer must refer to.
     *
     * @param some whether there must be any
     * @param names those that must be among them
     */
    public record Documents(boolean some, List<String> names) {
        /** None need be there. */
        public static final Documents FREE = new Documents(false, List.of());

        /** Any will do. */
        public static final Documents SOME = new Documents(true, List.of());

        public Documents {
            names = List.copyOf(names);
        }
    }
}
