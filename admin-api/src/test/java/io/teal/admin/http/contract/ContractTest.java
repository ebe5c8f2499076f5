package io.teal.admin.http.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.admin.http.contract.Fault.Part;
import io.teal.gateway.config.GatewayConfig.Role;
import io.vertx.core.MultiMap;
import io.vertx.core.json.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractTest {
    private static final Operation OPERATION = Contract.of("""
                    openapi: 3.1.0
                    info: {title: t, version: "1"}
                    paths:
                      /things/{thing}:
                        parameters:
                          - {name: thing, in: path, required: true, schema: {type: integer, minimum: 1}}
                        post:
                          operationId: doIt
                          x-teal-role: operator
                          parameters:
                            - {name: If-Match, in: header, required: true, schema: {type: string}}
                            - {name: limit, in: query, schema: {$ref: "#/components/schemas/Limit"}}
                            - {name: dry, in: query, schema: {type: boolean}}
                            - {name: wait, in: query, schema: {type: string, enum: [all, some]}}
                            - name: tag
                              in: query
                              schema: {type: array, maxItems: 2, items: {type: string, maxLength: 3}}
                            - {name: name, in: query, required: true, schema: {type: string, minLength: 1, maxLength: 5}}
                          requestBody:
                            content:
                              application/json:
                                schema:
                                  type: object
                                  additionalProperties: false
                                  required: [who]
                                  oneOf: [{required: [to]}, {required: [split]}]
                                  properties:
                                    who: {type: string, maxLength: 3}
                                    to: {type: string}
                                    split: {type: object, additionalProperties: {$ref: "#/components/schemas/Limit"}}
                    components:
                      schemas:
                        Limit: {type: integer, minimum: 0, maximum: 9}
                    """).operations().getFirst();

    @Test
    void anOperationIsWhatIsSaidOfIt() {
        assertThat(OPERATION.id()).isEqualTo("doIt");
        assertThat(OPERATION.path()).isEqualTo("/things/{thing}");
        assertThat(OPERATION.role()).isEqualTo(Role.OPERATOR);
        assertThat(OPERATION.types()).containsExactly("application/json");
        assertThat(OPERATION.query()).containsExactly("dry", "limit", "name", "tag", "wait");
        assertThat(OPERATION.conditional()).isTrue();
        assertThat(OPERATION.changes()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"'' | -", "a | -", "a,abc | -", "a,abcd | 2 values", "a,b,c | 3 values"})
    void everyValueOfAListIsHeldAgainstItsSchema(String tags, String found) {
        MultiMap query = MultiMap.caseInsensitiveMultiMap().add("name", "a");
        for (String tag : tags.split(",", -1)) {
            query.add("tag", tag);
        }

        Fault fault = OPERATION.parameters(Map.of("thing", "1"), query, MultiMap.caseInsensitiveMultiMap());

        assertThat(fault == null ? "-" : fault.found()).isEqualTo(found);
        assertThat(fault == null ? "" : fault.expected())
                .isEqualTo(fault == null ? "" : "an array of 2 at most, each a string of 3 characters at most");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | 9 | true | 100% | -",
                "1 | 0 | false | a | -",
                "x | 9 | true | a | PATH thing: found x, expected a whole number from 1 on",
                "0 | 9 | true | a | PATH thing: found 0, expected a whole number from 1 on",
                "1 | 10 | true | a | QUERY limit: found 10, expected a whole number from 0 to 9",
                "1 | 1.5 | true | a | QUERY limit: found 1.5, expected a whole number from 0 to 9",
                "1 | 9 | yes | a | QUERY dry: found yes, expected true or false",
                "1 | 9 | true | '' | QUERY name: found nothing, expected a string of 5 characters at most that is not empty",
                "1 | 9 | true | abcdef | QUERY name: found abcdef, expected a string of 5 characters at most that is not empty",
            })
    void parametersAreHeldAgainstTheirSchemas(String thing, String limit, String dry, String name, String wrong) {
        // Given
        MultiMap query = MultiMap.caseInsensitiveMultiMap();
        query.add("limit", limit).add("dry", dry).add("name", name);

        // When
        Fault fault = OPERATION.parameters(Map.of("thing", thing), query, MultiMap.caseInsensitiveMultiMap());

        // Then
        assertThat(fault == null ? "-" : fault.in() + " " + fault).isEqualTo(wrong);
    }

    @Test
    void ofAFewWordsOneIsExpected() {
        MultiMap query = MultiMap.caseInsensitiveMultiMap().add("name", "a").add("wait", "none");

        Fault fault = OPERATION.parameters(Map.of("thing", "1"), query, MultiMap.caseInsensitiveMultiMap());

        assertThat(fault).hasToString("wait: found none, expected all or some");
    }

    @Test
    void aParameterThatIsNeededIsMissed() {
        Fault fault = OPERATION.parameters(
                Map.of("thing", "1"), MultiMap.caseInsensitiveMultiMap(), MultiMap.caseInsensitiveMultiMap());
        assertThat(fault).isNotNull();
        assertThat(fault.in()).isEqualTo(Part.MISSING_QUERY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'who':'me','to':'x'} | -",
                "{'who':'me','split':{'a':1,'b':9}} | -",
                "[] | found an array, expected an object",
                "null | found null, expected an object",
                "{'to':'x'} | who: found nothing, expected a string of 3 characters at most",
                "{'who':'them','to':'x'} | who: found a string, expected a string of 3 characters at most",
                "{'who':1,'to':'x'} | who: found 1, expected a string of 3 characters at most",
                "{'who':'me','to':'x','why':1} | why: an unknown key, expected split, to, who",
                "{'who':'me','split':{'a':10}} | split.a: found 10, expected a whole number from 0 to 9",
                "{'who':'me','split':{'a':1.5}} | split.a: found 1.5, expected a whole number from 0 to 9",
                "{'who':'me'} | found neither to nor split, expected one of: to, split",
                "{'who':'me','to':'x','split':{}} | found both to and split, expected one of: to, split",
            })
    void bodiesAreHeldAgainstTheirSchemas(String body, String wrong) {
        Fault fault = OPERATION.body(Json.decodeValue(body.replace('\'', '"')));
        assertThat(fault == null ? "-" : fault.toString()).isEqualTo(wrong);
    }
}
