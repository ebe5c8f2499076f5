package io.teal.gateway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.RouteMatch.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetRewriteTest {
    @ParameterizedTest
    @CsvSource({
        "/chat/,     /api/, /chat/kb_chat?q=1, /chat/kb_chat, /api/kb_chat?q=1",
        "/chat,      /,     /chat/kb_chat,     /chat/kb_chat, /kb_chat",
        "/chat,      /,     /chat,             /chat,         /",
        "/chat,      /api,  /chat?x=/y,        /chat,         /api?x=/y",
        "/chat,      /api,  /ch%61t/a%20b,     /chat/a b,     /api/a%20b",
        "/chat,      /api,  //chat/a,          /chat/a,       /api/a",
        "/,          /v2,   /a/b,              /a/b,          /v2/a/b",
    })
    void theMatchedPrefixIsReplaced(String matched, String prefix, String target, String normalised, String expected) {
        // Given
        TargetRewrite rewrite = TargetRewrite.of(new Path.Prefix(matched), null, prefix);

        // When
        String rewritten = rewrite.apply(target, normalised);

        // Then
        assertThat(rewritten).isEqualTo(expected);
    }

    @Test
    void aWholePathReplacesThePathAndKeepsTheQuery() {
        // Given
        TargetRewrite rewrite = TargetRewrite.of(new Path.Exact("/a"), "/b", null);

        // When
        String rewritten = rewrite.apply("/a?x=1", "/a");

        // Then
        assertThat(rewritten).isEqualTo("/b?x=1");
    }

    @Test
    void withoutARewriteTheClientsSpellingStays() {
        // Given
        TargetRewrite rewrite = TargetRewrite.of(new Path.Prefix("/"), null, null);

        // When
        String rewritten = rewrite.apply("//a/%2e%2e/b?", "/b");

        // Then
        assertThat(rewritten).isEqualTo("//a/%2e%2e/b?");
    }
}
