package io.teal.admin.release.gate;

/**
 * One thing that a gate requires, and whether it is so.
 *
 * @param name what it is: {@link #QUESTIONS}, {@link #FIRST_TOKEN}, {@link #KNOWLEDGE} or {@link #RUN}
 * @param sentence what was found, and what is required
 */
public record Check(String name, Verdict verdict, String sentence) {
    /** The share of questions that pass. */
    public static final String QUESTIONS = "questions";

    /** How late the first token of 95 % of the answers is. */
    public static final String FIRST_TOKEN = "first_token_p95";

    /** What the servers report of their knowledge. */
    public static final String KNOWLEDGE = "knowledge";

    /** Whether everything was asked. */
    public static final String RUN = "run";
}
