package io.teal.admin.release.gate;

import io.teal.admin.release.gate.question.QuestionSet;
import io.teal.gateway.routing.release.Plan;
import org.jspecify.annotations.Nullable;

/**
 * What a gate is to find out.
 *
 * @param service what is to be released
 * @param upstream the colour that is asked
 * @param other the colour that serves; null when there is none
 * @param gate what it requires; its file of questions is not read
 * @param questions what is asked
 */
public record GateOrder(
        String service, String upstream, @Nullable String other, Plan.Gate gate, QuestionSet questions) {}
