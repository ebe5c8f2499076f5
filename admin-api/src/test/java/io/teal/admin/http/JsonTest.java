package io.teal.admin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
    private static final Set<String> KEYS = Set.of("to", "split", "reason");

    @Test
    void membersAreReadByType() throws Problem {
        // Given
        ObjectNode object = Json.object("{\"to\": \"green\", \"split\": {\"b\": 0, \"a\": 1000000}}", KEYS);

        // When, Then
        assertThat(Json.text(object, "to")).isEqualTo("green");
        assertThat(Json.text(object, "reason")).isNull();
        assertThat(Json.numbers(object, "split")).containsExactly(Map.entry("b", 0), Map.entry("a", 1_000_000));
        assertThat(Json.numbers(object, "reason")).isNull();
        assertThat(Json.object(" ", KEYS)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | line 1, column 2: Unexpected end-of-input: expected close marker for Object",
                "{\"to\": | line 1, column 7",
                "{\"to\": tru} | line 1, column 11",
                "{\"to\":1,\"to\":2} | line 1, column 13",
                "{} {} | line 1, column",
                "nonsense | line 1, column"
            })
    void whatIsNotJsonIsRefusedWithThePlace(String text, String place) {
        Problem problem = catchThrowableOfType(Problem.class, () -> Json.object(text, KEYS));
        assertThat(problem.kind()).isEqualTo(ProblemKind.MALFORMED_BODY);
        assertThat(problem.detail()).startsWith(place);
        assertThat(catchThrowableOfType(Problem.class, () -> Json.checkSyntax(text))
                        .detail())
                .startsWith(place);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | found an array, expected a JSON object",
                "{\"into\": 1} | into: an unknown key, expected reason, split, to",
                "{\"to\": 1} | to: found 1, expected a string",
                "{\"to\": null} | to: found null, expected a string",
                "{\"split\": []} | split: found an array, expected an object",
                "{\"split\": {\"a\": 1.5}} | split.a: found 1.5, expected a whole number from 0 to 1000000",
                "{\"split\": {\"a\": \"1\"}} | split.a: found a string, expected a whole number from 0 to 1000000",
                "{\"split\": {\"a\": 99999999999}} | split.a: found 99999999999, expected a whole number"
            })
    void whatIsNotTheObjectExpectedIsInvalid(String text, String words) {
        Problem problem = catchThrowableOfType(Problem.class, () -> {
            ObjectNode object = Json.object(text, KEYS);
            String to = Json.text(object, "to");
            Map<String, Integer> split = Json.numbers(object, "split");
            assertThat(to).as("accepted with %s", split).isNotNull();
        });
        assertThat(problem.kind()).isEqualTo(ProblemKind.INVALID);
        assertThat(problem.detail()).startsWith(words);
    }
}
