package io.teal.admin.release.gate.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.teal.gateway.config.ConfigException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuestionSetTest {
    @TempDir
    Path directory;

    @Test
    void everyKeyIsRead() throws Exception {
        // When
        QuestionSet set = QuestionSet.parse("chat.yaml", """
                at_a_time: 4
                per_second: 0.5
                timeout: 30s
                compare: true
                questions:
                  - name: 年假
                    ask: 如何申请年假？
                    knowledge_base: hr_faq
                    route: chat
                    must: ["三个工作日", '\\d+ 天']
                    must_not: 无法回答
                    documents: [leave.md]
                    length: {at_least: 20, at_most: 500}
                    first_token: 1500ms
                    reference: ["提前三天提交。", "提前三个工作日提交。"]
                    score: {chrf: 0.2, rouge_l: 0.4, bleu: 0}
                    repeat: 3
                    pass: 2
                """);

        // Then
        assertThat(set.atATime()).isEqualTo(4);
        assertThat(set.perSecond()).isEqualTo(0.5);
        assertThat(set.compare()).isTrue();
        Question question = set.questions().getFirst();
        assertThat(question.name()).isEqualTo("年假");
        assertThat(question.asked()).isEqualTo("如何申请年假？");
        assertThat(question.target()).isEqualTo("/chat/kb_chat");
        assertThat(question.body())
                .isEqualTo("{\"query\":\"如何申请年假？\",\"mode\":\"local_kb\",\"kb_name\":\"hr_faq\",\"stream\":true}");
        assertThat(question.route()).isEqualTo("chat");
        assertThat(question.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(question.must()).extracting(Object::toString).containsExactly("三个工作日", "\\d+ 天");
        assertThat(question.mustNot()).extracting(Object::toString).containsExactly("无法回答");
        assertThat(question.documents()).isEqualTo(new Question.Documents(true, List.of("leave.md")));
        assertThat(question.length()).isEqualTo(new Question.Length(20, 500));
        assertThat(question.firstToken()).isEqualTo(Duration.ofMillis(1500));
        assertThat(question.reference()).isEqualTo(new Reference.Written(List.of("提前三天提交。", "提前三个工作日提交。")));
        assertThat(question.least())
                .isEqualTo(Map.of(Measure.ROUGE_L, 0.4, Measure.BLEU, 0.0, Measure.CHRF, 0.2))
                .containsExactly(
                        Map.entry(Measure.ROUGE_L, 0.4), Map.entry(Measure.BLEU, 0.0), Map.entry(Measure.CHRF, 0.2));
        assertThat(question.repeat()).isEqualTo(3);
        assertThat(question.pass()).isEqualTo(2);
    }

    @Test
    void whatIsLeftOutHasItsDefault() throws Exception {
        // When
        QuestionSet set = QuestionSet.parse("chat.yaml", """
                questions:
                  - {name: a, ask: hello, knowledge_base: samples}
                  - {name: b, path: /v1/chat/completions, body: {model: qwen, messages: [{role: user, content: hi}], n: 1, t: 0.1}}
                """);

        // Then
        assertThat(set.atATime()).isEqualTo(2);
        assertThat(set.perSecond()).isEqualTo(2);
        assertThat(set.compare()).isFalse();
        Question first = set.questions().getFirst();
        assertThat(first.timeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(first.route()).isNull();
        assertThat(first.documents()).isEqualTo(Question.Documents.SOME);
        assertThat(first.length()).isEqualTo(Question.Length.FREE);
        assertThat(first.firstToken()).isNull();
        assertThat(first.reference()).isNull();
        assertThat(first.least()).isEmpty();
        assertThat(first.repeat()).isOne();
        assertThat(first.pass()).isOne();
        Question second = set.questions().getLast();
        assertThat(second.target()).isEqualTo("/v1/chat/completions");
        assertThat(second.body())
                .isEqualTo(
                        "{\"model\":\"qwen\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"n\":1,\"t\":0.1}");
        assertThat(second.asked()).startsWith("/v1/chat/completions {\"model\":");
        assertThat(second.documents()).isEqualTo(Question.Documents.FREE);
    }

    @Test
    void allRepeatsMustPassUnlessSaidOtherwise() throws Exception {
        assertThat(one("ask: a, knowledge_base: k, repeat: 5").pass()).isEqualTo(5);
    }

    @Test
    void noDocumentIsWantedWhereTheListIsEmpty() throws Exception {
        assertThat(one("ask: a, knowledge_base: k, documents: []").documents()).isEqualTo(Question.Documents.FREE);
        assertThat(one("ask: a, knowledge_base: k, documents: x.md").documents().names())
                .containsExactly("x.md");
    }

    @ParameterizedTest
    @CsvSource({"other, true", "cached, false"})
    void aReferenceCanBeAWord(String word, boolean needsOther) throws Exception {
        Question question = one("ask: a, knowledge_base: k, score: {chrf: 0.5}, reference: " + word);
        assertThat(question.reference()).isEqualTo(needsOther ? new Reference.Other() : new Reference.Cached());
        assertThat(question.needsOther()).isEqualTo(needsOther);
    }

    @Test
    void theWordInAListIsAnAnswer() throws Exception {
        assertThat(one("ask: a, knowledge_base: k, reference: [other]").reference())
                .isEqualTo(new Reference.Written(List.of("other")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ask: a                                          | knowledge_base: found nothing, expected the name",
                "knowledge_base: k                               | none of ask, path",
                "ask: a, path: /x, body: {}, knowledge_base: k   | ask and path together",
                "path: /x                                        | body: found nothing",
                "path: /x, body: 7                               | a mapping or a list, which is sent as JSON",
                "path: x, body: {}                               | a path as in a request",
                "path: \"/x#y\", body: {}                        | a path as in a request",
                "path: /x, body: {}, knowledge_base: k           | knowledge_base together with path",
                "ask: a, knowledge_base: k, body: {}             | body together with ask",
                "ask: \" \", knowledge_base: k                   | what is asked, as a text",
                "ask: a, knowledge_base: k, must: [\"(\"]        | missing closing )",
                "ask: a, knowledge_base: k, must: [\"a(?=b)\"]   | without references and looking ahead",
                "ask: a, knowledge_base: k, must: [\"(a{99}){99}\"] | a smaller expression",
                "ask: a, knowledge_base: k, must_not: [\"\"]     | 1 to 1000 characters",
                "ask: a, knowledge_base: k, must: []             | an empty list",
                "ask: a, knowledge_base: k, repeat: 21           | a whole number from 1 to 20",
                "ask: a, knowledge_base: k, repeat: 3, pass: 4   | a whole number from 1 to 3",
                "ask: a, knowledge_base: k, length: {at_least: 5, at_most: 4} | no less than at_least, which is 5",
                "ask: a, knowledge_base: k, first_token: 5       | a duration with its unit",
                "ask: a, knowledge_base: k, score: {chrf: 0.5}   | reference: found nothing",
                "ask: a, knowledge_base: k, reference: b, score: {} | found no score",
                "ask: a, knowledge_base: k, reference: b, score: {chrf: 1.5} | a number from 0 to 1",
                "ask: a, knowledge_base: k, reference: b, score: {meteor: 1} | the unknown key meteor",
                "ask: a, knowledge_base: k, reference: []        | an empty list",
                "ask: a, knowledge_base: k, question: b          | the unknown key question",
                "ask: a, knowledge_base: k, mustnot: b           | did you mean must_not?",
                "ask: a, knowledge_base: k, route: \"a b\"       | a name of 1 to 63 letters",
            })
    void whatCannotBeIsSaid(String keys, String said) {
        assertThatThrownBy(() -> one(keys)).isInstanceOf(ConfigException.class).hasMessageContaining(said);
    }

    @Test
    void everythingWrongIsSaidTogetherWithItsPlace() {
        // When
        ConfigException wrong = catchThrowableOfType(ConfigException.class, () -> QuestionSet.parse("chat.yaml", """
                at_a_time: 0
                per_second: 0
                timeout: 1h
                questions:
                  - {name: a, ask: b}
                  - {name: a, path: /x, body: {}, must: "["}
                  - 5
                """));

        // Then
        assertThat(wrong.problems())
                .extracting(problem -> problem.file() + ":" + problem.line() + " " + problem.path())
                .containsExactly(
                        "chat.yaml:1 at_a_time",
                        "chat.yaml:2 per_second",
                        "chat.yaml:3 timeout",
                        "chat.yaml:5 questions[0].knowledge_base",
                        "chat.yaml:6 questions[1].name",
                        "chat.yaml:6 questions[1].must",
                        "chat.yaml:7 questions[2]");
        assertThat(wrong).hasMessageContaining("the first is on line 5");
    }

    @Test
    void noQuestionIsNoFileOfQuestions() {
        assertThatThrownBy(() -> QuestionSet.parse("chat.yaml", "questions: []"))
                .hasMessageContaining("an empty list");
        assertThatThrownBy(() -> QuestionSet.parse("chat.yaml", "{}")).hasMessageContaining("questions: found nothing");
    }

    @Test
    void thereAreLimits() {
        String question = "  - {name: q%d, path: /x, body: {}, repeat: %d}\n";
        StringBuilder many = new StringBuilder("questions:\n");
        for (int i = 0; i < 51; i++) {
            many.append(question.formatted(i, 20));
        }
        assertThatThrownBy(() -> QuestionSet.parse("chat.yaml", many.toString()))
                .hasMessageContaining("found 1020 with their repeats, expected at most 1000");
        many.setLength(0);
        many.append("questions:\n");
        for (int i = 0; i < 1001; i++) {
            many.append(question.formatted(i, 1));
        }
        assertThatThrownBy(() -> QuestionSet.parse("chat.yaml", many.toString()))
                .hasMessageContaining("found a list of 1001, expected at most 1000 questions");
        String expressions = "must: [" + "a, ".repeat(20) + "a]";
        assertThatThrownBy(() -> one("ask: a, knowledge_base: k, " + expressions))
                .hasMessageContaining("at most 20");
    }

    @Test
    void aFileIsReadAsUtf8() throws Exception {
        // Given
        Path file = directory.resolve("chat.yaml");
        Files.writeString(file, "questions: [{name: 问, ask: 年假？, knowledge_base: 人事}]");

        // When
        QuestionSet set = QuestionSet.read(file);

        // Then
        assertThat(set.questions().getFirst().asked()).isEqualTo("年假？");
    }

    @Test
    void aFileThatCannotBeReadIsAProblem() throws Exception {
        Path file = directory.resolve("chat.yaml");
        assertThatThrownBy(() -> QuestionSet.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(file + ": found no such file");
        Files.write(file, new byte[QuestionSet.MOST_BYTES + 1]);
        assertThatThrownBy(() -> QuestionSet.read(file))
                .hasMessageContaining("more than 1048576 bytes, expected at most 1048576 bytes");
        Files.write(file, "questions: \u00e4".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> QuestionSet.read(file)).hasMessageContaining("not UTF-8");
        assertThatThrownBy(() -> QuestionSet.read(directory)).hasMessageContaining("cannot be read");
    }

    private static Question one(String keys) throws ConfigException {
        return QuestionSet.parse("chat.yaml", "questions:\n  - {name: q, " + keys + "}\n")
                .questions()
                .getFirst();
    }
}
