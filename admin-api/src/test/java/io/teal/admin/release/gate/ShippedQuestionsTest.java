package io.teal.admin.release.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.admin.release.gate.question.Question;
import io.teal.admin.release.gate.question.QuestionSet;
import io.teal.gateway.outcome.Outcome;
import io.teal.simulator.answer.Answers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The example that is shipped, held against what the servers of the demonstration say. */
class ShippedQuestionsTest {
    private static final String MODEL = "qwen2-instruct";
    private static final double TEMPERATURE = 0.7;

    @Test
    void theNewColourOfTheDemonstrationPasses() throws Exception {
        // Given
        QuestionSet set = QuestionSet.read(Path.of("../conf/questions/chat.yaml"));

        // Then
        assertThat(set.questions()).hasSize(4);
        for (Question question : set.questions()) {
            Attempt attempt =
                    new Judge(question).attempt(said(question, "green-1", "2"), said(question, "blue-1", "1"), null);
            assertThat(attempt.reasons()).as(question.name()).isEmpty();
            assertThat(attempt.verdict()).isEqualTo(Verdict.PASS);
        }
    }

    @Test
    void oneWithTheOldKnowledgeDoesNot() throws Exception {
        Question question = QuestionSet.read(Path.of("../conf/questions/chat.yaml"))
                .questions()
                .getFirst();
        assertThat(new Judge(question)
                        .attempt(said(question, "green-1", "1"), null, null)
                        .reasons())
                .containsExactly("The answer does not contain what it must: 知识库版本 2");
    }

    private static Reply said(Question question, String name, String generation) {
        String asked = question.body().replaceAll("(?s).*\"query\":\"([^\"]*)\".*", "$1");
        String text = new Answers(name, 1).text(generation, asked, MODEL, TEMPERATURE);
        return new Reply(Outcome.OK, 200, text, false, List.of("leave.md"), 1, 2, name, "");
    }
}
