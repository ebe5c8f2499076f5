package io.teal.launcher.demo;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What came back for a question.
 *
 * @param status of the response
 * @param text the words of the answer, put together
 * @param trouble what the answer says went wrong, or that it broke off; empty when nothing
 * @param outcome {@code X-Teal-Outcome}, from the head or the trailers; empty when neither has it
 * @param upstream {@code X-Teal-Upstream}; empty when no server answered
 * @param firstToken from the request to the first word; null when none came
 * @param whole from the request to the last byte
 */
record Reply(
        int status,
        String text,
        String trouble,
        String outcome,
        String upstream,
        @Nullable Duration firstToken,
        Duration whole) {}
