package io.teal.admin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IfMatchTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"17\" | true",
                "* | true",
                " * | true",
                "\"16\", \"17\" | true",
                "\"17\",\"18\" | true",
                "\"a,b\", \"17\" | true",
                "\"17\", | true",
                "\"16\" | false",
                "\"017\" | false",
                "W/\"17\" | false",
                "W/\"17\", \"18\" | false",
                "\"\" | false"
            })
    void theCurrentRevisionMustBeNamed(String field, boolean holds) throws Problem {
        assertThat(IfMatch.parse(field).test(17)).isEqualTo(holds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "", "\"17", "17\"", "\"16\" \"17\"", "*, \"17\"", "w/\"17\"", "\"17\" x"})
    void anythingElseIsMalformed(String field) {
        Problem problem = catchThrowableOfType(Problem.class, () -> IfMatch.parse(field));
        assertThat(problem.kind()).isEqualTo(ProblemKind.BAD_REQUEST);
        assertThat(problem.detail()).contains("expected a revision in quotes");
    }

    @Test
    void itMustBeSent() {
        Problem problem = catchThrowableOfType(Problem.class, () -> IfMatch.parse(null));
        assertThat(problem.kind()).isEqualTo(ProblemKind.IF_MATCH_MISSING);
    }
}
