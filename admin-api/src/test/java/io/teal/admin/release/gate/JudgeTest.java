package io.teal.admin.release.gate;

import static io.teal.admin.release.gate.Samples.ended;
import static io.teal.admin.release.gate.Samples.late;
import static io.teal.admin.release.gate.Samples.question;
import static io.teal.admin.release.gate.Samples.said;
import static org.assertj.core.api.Assertions.assertThat;

import io.teal.admin.release.gate.question.Measure;
import io.teal.admin.release.gate.question.Question;
import io.teal.gateway.outcome.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class JudgeTest {
    private static final String ANSWER = "年假需要提前三个工作日提交申请，由直属主管审批。";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                         | pass |",
                "must: [三个工作日, '主管.批']              | pass |",
                "must: [三个工作日, 部门负责人]             | fail | The answer does not contain what it must: 部门负责人",
                "must_not: ['无法.{0,3}回答']              | pass |",
                "must_not: ['提前.{0,9}提交']              | fail | The answer contains what it must not: 提前.{0,9}提交 (“提前三个工作日提交”)",
                "documents: [leave.md]                    | pass |",
                "documents: [leave.md, pay.md]            | fail | The answer does not refer to pay.md, but to leave.md, faq.md.",
                "'length: {at_least: 24, at_most: 24}'    | pass |",
                "length: {at_least: 25}                   | fail | The answer has 24 characters, and must have 25.",
                "length: {at_most: 23}                    | fail | The answer has 24 characters, and may have 23.",
                "first_token: 400ms                       | pass |",
                "first_token: 399ms                       | fail | The first token came after 0.40 s, and must be there after 0.40 s.",
                "'reference: 年假需要提前三个工作日提交申请，由直属主管审批。, score: {rouge_l: 1, bleu: 1, chrf: 1}' | pass |",
                "'reference: [别的, 年假需要提前三个工作日提交申请，由直属主管审批。], score: {rouge_l: 1}' | pass |",
                "'reference: 明天下雨。, score: {rouge_l: 0.5}' | fail | The answer scores 0.000 by rouge_l against the reference, and must score 0.500.",
                "reference: 明天下雨。                       | pass |",
                "'reference: other, score: {chrf: 0.5}'   | inconclusive | There is nothing to compare the answer with: there is no other colour.",
                "'reference: cached, score: {chrf: 0.5}'  | inconclusive | There is nothing to compare the answer with: the cache has no answer to this question. Ask it of the colour that serves, in these words and without credentials, or write an answer into the file.",
                "'reference: cached'                      | inconclusive | There is nothing to compare the answer with: the cache has no answer to this question. Ask it of the colour that serves, in these words and without credentials, or write an answer into the file.",
                "'reference: other'                       | inconclusive | There is nothing to compare the answer with: there is no other colour.",
                "'reference: other, score: {chrf: 0.5}, must: [没有]' | fail | The answer does not contain what it must: 没有",
            })
    void anAnswerIsJudgedByWhatItsQuestionSays(String keys, String verdict, String reason) {
        // When
        Attempt attempt = judge(keys == null ? "" : keys).attempt(said(ANSWER), null, null);

        // Then
        assertThat(attempt.verdict().word()).isEqualTo(verdict);
        assertThat(attempt.reasons()).isEqualTo(reason == null ? List.of() : List.of(reason));
    }

    @Test
    void everythingThatIsWrongIsSaid() {
        Attempt attempt =
                judge("must: [甲], must_not: [年假], length: {at_most: 5}").attempt(said(ANSWER), null, null);
        assertThat(attempt.reasons()).hasSize(3);
    }

    @Test
    void theOtherColoursAnswerIsTheReference() {
        // Given
        Judge judge = judge("reference: other, score: {rouge_l: 0.8}");

        // Then
        assertThat(judge.attempt(said(ANSWER), said(ANSWER), null).verdict()).isEqualTo(Verdict.PASS);
        assertThat(judge.attempt(said(ANSWER), said(ANSWER), null).scores())
                .containsOnlyKeys(Measure.values())
                .containsEntry(Measure.ROUGE_L, 1.0);
        Attempt different = judge.attempt(said("今天没有消息"), said(ANSWER), null);
        assertThat(different.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(different.reasons().getFirst()).contains("against the other colour");
        Attempt nothing = judge.attempt(said(ANSWER), ended(Outcome.EMPTY, ""), null);
        assertThat(nothing.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(nothing.reasons().getFirst()).contains("the other colour gave none. The outcome is empty");
    }

    @Test
    void whatTheCacheHasIsTheReference() {
        Judge judge = judge("reference: cached, score: {chrf: 0.8}");
        assertThat(judge.attempt(said(ANSWER), null, ANSWER).verdict()).isEqualTo(Verdict.PASS);
        Attempt different = judge.attempt(said("今天没有消息"), null, ANSWER);
        assertThat(different.reasons()).singleElement().asString().contains("against the answer in the cache");
    }

    @Test
    void aQuestionOfAKnowledgeBaseMustReferToSomething() {
        // Given
        Question question = Samples.questions("questions: [{name: q, ask: a, knowledge_base: k}]")
                .questions()
                .getFirst();
        Reply alone = new Reply(Outcome.NO_DOCUMENTS, 200, ANSWER, false, List.of(), 1, 2, "s", "");

        // Then
        assertThat(new Judge(question).attempt(said(ANSWER), null, null).verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(new Judge(question).attempt(alone, null, null).reasons())
                .singleElement()
                .asString()
                .startsWith("The answer refers to no document");
        assertThat(judge("").attempt(alone, null, null).verdict()).isEqualTo(Verdict.PASS);
        assertThat(judge("documents: [leave.md]").attempt(alone, null, null).verdict())
                .isEqualTo(Verdict.FAIL);
    }

    @ParameterizedTest
    @EnumSource
    void everyOutcomeHasItsVerdict(Outcome outcome) {
        // When
        Attempt attempt = judge("").attempt(ended(outcome, "CUDA\u001b[31m out of\nmemory"), null, null);

        // Then
        Verdict expected = outcome.good()
                ? Verdict.PASS
                : outcome.counts() == Outcome.Counts.NOT ? Verdict.INCONCLUSIVE : Verdict.FAIL;
        assertThat(attempt.verdict()).isEqualTo(expected);
        if (expected != Verdict.PASS) {
            assertThat(attempt.reasons())
                    .singleElement()
                    .asString()
                    .contains("The outcome is " + outcome.word())
                    .contains("from 127.0.0.1:8011: CUDA [31m out of memory");
        }
    }

    @Test
    void aTimeThatRanOutBeforeAServerWasAskedTeachesNothing() {
        Attempt attempt = judge("").attempt(Reply.silence(1, "nothing was heard"), null, null);
        assertThat(attempt.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(attempt.reasons().getFirst()).contains("timeout_total: nothing was heard");
    }

    @Test
    void anAnswerInOnePieceIsThereWhenAllOfItIs() {
        Reply whole = new Reply(Outcome.OK, 200, "好", false, List.of(), -1, Samples.millis(500), "s", "");
        assertThat(judge("first_token: 400ms").attempt(whole, null, null).verdict())
                .isEqualTo(Verdict.FAIL);
        assertThat(judge("first_token: 500ms").attempt(whole, null, null).verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void aLengthIsCountedInCharactersWithoutTheSpaceAround() {
        assertThat(judge("length: {at_least: 2, at_most: 2}")
                        .attempt(said(" \n𠮷好\n "), null, null)
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void anAnswerOfWhichOnlyTheBeginningIsThereIsLongerThanThat() {
        Reply cut = said("好".repeat(Reply.MOST_TEXT + 1)).bounded();
        assertThat(cut.cut()).isTrue();
        assertThat(cut.text()).hasSize(Reply.MOST_TEXT);
        assertThat(judge("length: {at_most: 65536}").attempt(cut, null, null).reasons())
                .containsExactly("The answer has more than 65536 characters, and may have 65536.");
        assertThat(judge("length: {at_least: 65536}").attempt(cut, null, null).verdict())
                .isEqualTo(Verdict.PASS);
    }

    @ParameterizedTest
    @CsvSource({
        "PPF, pass",
        "PFP, pass",
        "PFF, fail",
        "FF, fail",
        "PP, pass",
        "P, inconclusive",
        "PI, inconclusive",
        "PIF, inconclusive",
        "PII, inconclusive",
        "FIF, fail",
        "III, inconclusive",
        "'', inconclusive",
    })
    void aQuestionIsJudgedByItsRepeats(String attempts, String verdict) {
        // Given
        Judge judge = judge("must: [好], repeat: 3, pass: 2");
        List<Attempt> made = new ArrayList<>();
        for (int c : attempts.chars().toArray()) {
            Reply reply =
                    switch (c) {
                        case 'P' -> said("好");
                        case 'F' -> said("坏");
                        default -> ended(Outcome.NO_SERVER, "");
                    };
            made.add(judge.attempt(reply, null, null));
        }

        // When
        Result result = judge.result(made);

        // Then
        assertThat(result.verdict().word()).isEqualTo(verdict);
        assertThat(result.attempts()).hasSize(attempts.length());
    }

    @Test
    void aQuestionThatDidNotPassSaysWhyOnce() {
        // Given
        Judge judge = judge("must: [好], repeat: 3, pass: 2");
        Attempt bad = judge.attempt(said("坏"), null, null);

        // Then
        assertThat(judge.result(List.of(bad, judge.attempt(said("好"), null, null), bad))
                        .reasons())
                .containsExactly("It passed once of 3, and must twice.", "The answer does not contain what it must: 好");
        assertThat(judge.result(List.of()).reasons()).contains("It was not asked: the run was stopped before.");
        assertThat(judge.result(List.of(bad)).reasons()).contains("It was asked once only: the run was stopped.");
    }

    @Test
    void theLargestExpressionOnTheLongestAnswerComesToAnEnd() {
        // Given
        Judge judge = judge("must_not: ['(a|aa)+(x|y)', '(.*)*z', '.{0,100}x.{0,100}']");

        // When
        Attempt attempt = judge.attempt(said("a".repeat(Reply.MOST_TEXT)), null, null);

        // Then
        assertThat(attempt.verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void slownessAloneIsNoReasonWithoutALimit() {
        assertThat(judge("")
                        .attempt(late((int) Duration.ofMinutes(10).toMillis()), null, null)
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    private static Judge judge(String keys) {
        return new Judge(question(keys));
    }
}
