package io.teal.gateway.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpectedBodyTest {
    private static final String BODY =
            "{\"code\":200,\"data\":{\"models\":[\"a\",\"b\"],\"load\":0.5,\"ready\":true},\"msg\":null}";

    @Test
    void whatIsAskedForMustBeThereAndMoreMay() {
        assertThat(complaint(null)).isNull();
        assertThat(complaint(Map.of())).isNull();
        assertThat(complaint(Map.of("code", 200L))).isNull();
        assertThat(complaint(Map.of("code", 200.0))).isNull();
        assertThat(complaint(Map.of("data", Map.of("load", 0.5, "ready", true))))
                .isNull();
        assertThat(complaint(Map.of("data", Map.of("models", List.of("a", "b")))))
                .isNull();
        assertThat(complaint(Collections.singletonMap("msg", null))).isNull();
    }

    @Test
    void theComplaintNamesThePlace() {
        assertThat(complaint(Map.of("code", 500))).isEqualTo("body.code is not 500");
        assertThat(complaint(Map.of("code", "200"))).isEqualTo("body.code is not 200");
        assertThat(complaint(Map.of("data", Map.of("ready", false)))).isEqualTo("body.data.ready is not false");
        assertThat(complaint(Map.of("data", Map.of("more", 1)))).isEqualTo("body.data.more is missing");
        assertThat(complaint(Map.of("data", Map.of("models", List.of("a")))))
                .isEqualTo("body.data.models is not a list of 1");
        assertThat(complaint(Map.of("data", Map.of("models", Arrays.asList("a", null)))))
                .isEqualTo("body.data.models[1] is not null");
        assertThat(complaint(List.of())).isEqualTo("body is not a list of 0");
        assertThat(complaint(Map.of("msg", Map.of()))).isEqualTo("body.msg is not an object");
    }

    @Test
    void aBodyThatIsNotJsonFails() {
        assertThat(ExpectedBody.complaint(Map.of(), Buffer.buffer("<html>"))).isEqualTo("body is not JSON");
        assertThat(ExpectedBody.complaint(Map.of(), Buffer.buffer())).isEqualTo("body is not JSON");
        assertThat(ExpectedBody.complaint(Map.of(), Buffer.buffer("7"))).isEqualTo("body is not an object");
    }

    private static String complaint(Object expected) {
        return ExpectedBody.complaint(expected, Buffer.buffer(BODY));
    }
}
