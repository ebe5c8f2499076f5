package io.teal.admin.release.gate.question;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "三个工作日",
                "(?i)apply|request",
                ".{0,200}x.{0,200}",
                "\\d{4}-\\d{2}-\\d{2}",
                "((a{9}){9}){9}",
                "[^]{1000}]{2,3}",
                "[[:alpha:]]{900}",
                "\\p{Han}{2,100}",
                "a\\{1000\\}{900}",
                "\\x{4e00}{900}",
            })
    void whatPeopleWriteIsSmallEnough(String text) {
        assertThat(Expressions.size(text)).isLessThanOrEqualTo(Expressions.LARGEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a{1001}",
                "(a{100}){100}",
                "((a{1000}){1000}){1000}",
                "(a{100}b{0,100}){20}",
                "([)]a{100}){100}",
                "(\\)a{100}){100}",
                "([[:alpha:])]a{100}){100}",
                "(?:(?:a{100,}){100,})",
                "a{99999999999999999999}",
            })
    void countedRepetitionsAreMultiplied(String text) {
        assertThat(Expressions.size(text)).isGreaterThan(Expressions.LARGEST);
    }

    @Test
    void whatIsTooDeepIsTooLarge() {
        assertThat(Expressions.size("(".repeat(101) + "a" + ")".repeat(101))).isGreaterThan(Expressions.LARGEST);
        assertThat(Expressions.size("(".repeat(50) + "a" + ")".repeat(50))).isLessThan(200);
    }

    @Test
    void aTextThatEndsTooSoonEndsTheCounting() {
        for (String text : new String[] {"", "[", "[^", "\\", "\\p{", "a{", "(", ")", "{3}", "[[:", "[\\"}) {
            assertThat(Expressions.size(text)).as(text).isLessThan(10);
        }
    }
}
