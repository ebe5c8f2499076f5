package io.teal.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.outcome.Outcome;
import io.teal.gateway.routing.Policies.Dialect;
import org.junit.jupiter.api.Test;

class FirstTest {
    @Test
    void works() {
        assertThat(Reading.stream(Dialect.CHATCHAT)
                        .read("data: {\"error\": \"\"}\r\n\r\n")
                        .end()
                        .result()
                        .outcome())
                .isEqualTo(Outcome.ERROR_EVENT);
        assertThat(Reading.stream(Dialect.CHATCHAT)
                        .read("data: {\"choices\": [{\"delta\": {\"content\": \"a\"}}]}\r\n\r\n")
                        .end()
                        .result())
                .isEqualTo(new Reading.Result(Outcome.OK, null, "", true, 1));
        assertThat(Reading.stream(Dialect.CHATCHAT)
                        .read("data: {\"docs\": [\"a\"], \"choices\": [{\"delta\": {\"content\": \"\"}}]}\r\n\r\n")
                        .end()
                        .result())
                .isEqualTo(new Reading.Result(Outcome.EMPTY, null, "", false, 1));
        assertThat(Reading.body(Dialect.CHATCHAT)
                        .read("\"{\\\"choices\\\": [{\\\"message\\\": {\\\"content\\\": \\\"a\\\"}}]}\"")
                        .end()
                        .result())
                .isEqualTo(new Reading.Result(Outcome.OK, null, "", true, 1));
        assertThat(Reading.body(Dialect.CHATCHAT)
                        .read("{\"code\":404,\"msg\":\"x\"}")
                        .end()
                        .result())
                .isEqualTo(new Reading.Result(Outcome.CLIENT_ERROR, Outcome.CLIENT_ERROR, "x", false, 1));
        assertThat(Reading.body(Dialect.CHATCHAT)
                        .read("{\"data\":\"{\\\"error\\\": \\\"x\\\"}\"}")
                        .end()
                        .result())
                .isEqualTo(new Reading.Result(Outcome.ERROR_BODY, Outcome.ERROR_BODY, "x", false, 1));
        assertThat(Reading.of(Dialect.OPENAI, 400, "application/json")
                        .read("{\"object\":\"error\",\"message\":\"CUDA out of memory\",\"code\":50002}")
                        .end()
                        .result()
                        .outcome())
                .isEqualTo(Outcome.SERVER_ERROR);
    }
}
