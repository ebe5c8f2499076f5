package io.teal.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.question.Shape;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Whatever a user can be told survives both forms, and what other libraries print and read is understood. */
class FormsPropertyTest {
    private static final String ID = "chat6b1f0c8e-2b53-4b52-9a41-7e1b6b0e4a10";

    private static JsonObject chunk(Shape shape, String token) {
        JsonObject head =
                new JsonObject().put("id", ID).put("created", 1_731_132_010).put("model", "模型\"");
        return switch (shape) {
            case OLD_CHAT -> new JsonObject().put("answer", token);
            case KB_CHAT, THROUGH_CHATCHAT, MODEL_SERVER ->
                head.put(
                        "choices",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("delta", new JsonObject().put("content", token))
                                        .put("index", 0)
                                        .put("finish_reason", null)));
        };
    }

    private static StoredAnswer streamOf(Shape shape, List<String> tokens) {
        List<byte[]> events = new ArrayList<>();
        for (String token : tokens) {
            events.add(Events.utf8("data: " + chunk(shape, token).encode() + "\n\n"));
        }
        if (shape == Shape.OLD_CHAT) {
            events.add(Events.utf8("data: {\"docs\": [\"出处\"]}\n\n"));
        }
        return StoredAnswer.ofEvents(shape, Events.TYPE, events);
    }

    /** Half a character cannot be sent. */
    private static List<String> sendable(List<String> tokens) {
        return tokens.stream().map(Events::utf8).map(Events::text).toList();
    }

    @Property(tries = 1000)
    void theTextSurvivesBothForms(@ForAll Shape shape, @ForAll @Size(min = 1, max = 8) List<String> any) {
        List<String> tokens = sendable(any);
        StoredAnswer stream = streamOf(shape, tokens);
        String text = String.join("", tokens);

        StoredAnswer whole = stream.asWhole();
        StoredAnswer again = whole.streamed()
                ? StoredAnswer.ofEvents(shape, whole.contentType(), Events.cut(whole.bytes(), 7))
                : StoredAnswer.ofWhole(shape, whole.contentType(), whole.bytes());

        assertThat(stream.text()).isEqualTo(text);
        assertThat(whole).isNotSameAs(stream);
        assertThat(whole.text()).isEqualTo(text);
        assertThat(again.asStream().text()).isEqualTo(text);
        assertThat(again.asStream().streamed()).isTrue();
        assertThat(again.asStream().asWhole()).isSameAs(again);
        assertThat(Events.fresh(whole, 1_893_456_000)).hasSize(whole.length());
    }

    @Property(tries = 1000)
    void whatIsMadeIsJsonToOthers(@ForAll Shape shape, @ForAll @Size(min = 1, max = 4) List<String> any) {
        List<String> tokens = sendable(any);
        StoredAnswer whole = streamOf(shape, tokens).asWhole();
        String body = Events.text(Events.fresh(whole, 1_893_456_000));

        Object json = Json.decodeValue(shape == Shape.OLD_CHAT ? body.substring(6) : body);
        JsonObject answer = json instanceof String inner ? new JsonObject(inner) : (JsonObject) json;

        String text = String.join("", tokens);
        if (shape == Shape.OLD_CHAT) {
            assertThat(answer.getString("answer")).isEqualTo(text);
        } else {
            JsonObject message = answer.getJsonArray("choices").getJsonObject(0).getJsonObject("message");
            assertThat(message.getString("content")).isEqualTo(text);
            assertThat(answer.getString("id"))
                    .startsWith("chat")
                    .hasSameSizeAs(ID)
                    .isNotEqualTo(ID);
            assertThat(answer.getLong("created")).isEqualTo(1_893_456_000);
            assertThat(answer.getString("model")).isEqualTo("模型\"");
        }
        assertThat(json instanceof String).isEqualTo(shape == Shape.KB_CHAT);
    }
}
