package io.teal.admin.release.gate.question;

import io.teal.gateway.config.ConfigException;
import io.teal.gateway.config.ConfigText;
import java.nio.file.Path;
import java.util.List;

/**
 * The questions of a gate, and how fast they may be asked.
 *
 * @param questions in the order of the file; their names are different
 * @param atATime so many may be under way, from 1
 * @param perSecond so many may begin in a second, more than 0
 * @param compare whether the other colour is asked every question too, for a report that shows both answers
 */
public record QuestionSet(List<Question> questions, int atATime, double perSecond, boolean compare) {
    /** Most bytes of a file. */
    public static final int MOST_BYTES = 1 << 20;

    /** Most questions, each of their repeats counted. */
    public static final int MOST = 1_000;

    /** No question at all. */
    public static final QuestionSet NONE = new QuestionSet(List.of(), 1, 1, false);

    public QuestionSet {
        questions = List.copyOf(questions);
    }

    /**
     * Reads a file such as {@code questions/chat.yaml}. Blocks on the file system.
     *
     * @throws ConfigException with everything that is wrong with it
     */
    public static QuestionSet read(Path file) throws ConfigException {
        return ConfigText.read(file, MOST_BYTES, QuestionSetReader::read);
    }

    /**
     * Reads the text of such a file.
     *
     * @param name what problems call it
     * @throws ConfigException with everything that is wrong with it
     */
    public static QuestionSet parse(String name, String yamlOrJson) throws ConfigException {
        return ConfigText.read(name, yamlOrJson, QuestionSetReader::read);
    }
}
