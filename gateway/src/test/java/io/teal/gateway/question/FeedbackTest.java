package io.teal.gateway.question;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.Policies.Dialect;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FeedbackTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void onlyOneCallOfChatchatGivesIt() {
        assertThat(Feedback.isGiven(Dialect.CHATCHAT, "POST", "/api/chat/feedback/"))
                .isTrue();
        assertThat(Feedback.isGiven(Dialect.CHATCHAT, "GET", "/chat/feedback")).isFalse();
        assertThat(Feedback.isGiven(Dialect.OPENAI, "POST", "/chat/feedback")).isFalse();
        assertThat(Feedback.isGiven(Dialect.CHATCHAT, "POST", "/chat/chat")).isFalse();
    }

    @Test
    void aBodyNamesTheMessageAndTheScore() {
        assertThat(Feedback.read(utf8("{\"message_id\":\"a1\",\"score\":80,\"reason\":\"好\"}")))
                .isEqualTo(new Feedback("a1", 80));
        assertThat(Feedback.read(utf8("{\"message_id\":\"a1\",\"score\":\"80\"}")))
                .isNull();
        assertThat(Feedback.read(utf8("{\"score\":80}"))).isNull();
        assertThat(Feedback.read(utf8("{\"message_id\":\"a1\",\"score\":99999999999}")))
                .isNull();
        assertThat(Feedback.read(utf8("nonsense"))).isNull();
    }

    @Test
    void anAnswerSaysWhetherItWasTaken() {
        assertThat(Feedback.taken(utf8("{\"code\":200,\"msg\":\"ok\",\"data\":null}")))
                .isTrue();
        assertThat(Feedback.taken(utf8("{\"code\":500,\"msg\":\"no\",\"data\":null}")))
                .isFalse();
        assertThat(Feedback.taken(utf8("Internal Server Error"))).isFalse();
    }
}
