package io.teal.simulator.answer;

import io.teal.simulator.pace.Work;
import java.util.List;

/**
 * What the language model is asked.
 *
 * @param work on the question that leads to it
 * @param question what the counts are kept by
 * @param tokens it will answer
 * @param whenLeft what happens when the client leaves
 */
public record Prompt(Work work, String question, List<String> tokens, WhenLeft whenLeft) {}
