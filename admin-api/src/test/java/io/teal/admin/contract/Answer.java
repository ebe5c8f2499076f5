package io.teal.admin.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.admin.contract.Description.Operation;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.http.HttpResponse;

/**
 * What came back.
 *
 * @param description what it is held against
 * @param call what was asked, for people
 */
record Answer(Description description, String call, HttpResponse<InputStream> response, String type, String text) {
    int status() {
        return response.statusCode();
    }

    /** Held against what the description says of its status. */
    void check(Operation operation) throws Exception {
        JsonObject described = operation.response(status());
        assertThat(described).as("status %d described: %s", status(), this).isNotNull();
        for (String header :
                described.getJsonObject("headers", new JsonObject()).fieldNames()) {
            assertThat(response.headers().firstValue(header))
                    .as(this + " " + header)
                    .isPresent();
        }
        JsonObject content = described.getJsonObject("content").getJsonObject(type);
        assertThat(content).as("media type %s described: %s", type, this).isNotNull();
        if (type.startsWith("text/")) {
            assertThat(text).isNotNull();
            return;
        }
        Object value = type.endsWith("yaml") ? Description.yaml(text) : Json.decodeValue(text);
        assertThat(description.problems(content.getJsonObject("schema"), value))
                .as(toString())
                .isEmpty();
        if (type.equals("application/problem+json")) {
            assertThat(((JsonObject) value).getInteger("status")).isEqualTo(status());
        }
    }

    @Override
    public String toString() {
        return call + ": " + status() + " " + text;
    }
}
