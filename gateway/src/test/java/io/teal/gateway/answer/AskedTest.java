package io.teal.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.Policies.Dialect;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a request asks for, by its path. */
class AskedTest {
    @ParameterizedTest
    @CsvSource({
        "/chat/kb_chat, QUESTION",
        "/chat/kb_chat/, QUESTION",
        "/a/prefix/chat/kb_chat, QUESTION",
        "/chat/file_chat, QUESTION",
        "/v1/chat/completions, QUESTION",
        "/v1/chat/completions//, QUESTION",
        "/other/completion, QUESTION",
        "/chat/chat, QUESTION",
        "/chat/knowledge_base_chat, QUESTION",
        "/chat/search_engine_chat, QUESTION",
        "/knowledge_base/local_kb/hr_faq/chat/completions, QUESTION",
        "/knowledge_base/temp_kb/9f2c/chat/completions/, QUESTION",
        "/x/knowledge_base/search_engine/bing/chat/completions, QUESTION",
        "/knowledge_base/local_kb/chat/chat/completions, QUESTION",
        "/knowledge_base/local_kb/v1/chat/completions, QUESTION",
        "/chat/chat/completions, AGENT",
        "/chat/chat/completions/, AGENT",
        "/x/chat/chat/completions, AGENT",
        "/chat/agent_chat, AGENT",
        "/chat/completions, OTHER",
        "/completions, OTHER",
        "/v1/completions, OTHER",
        "/chat/feedback, OTHER",
        "/chat/kb_chats, OTHER",
        "/chat/xkb_chat/x, OTHER",
        "/xchat/kb_chat, OTHER",
        "/kb_chat, OTHER",
        "/knowledge_base/upload_docs, OTHER",
        "/knowledge_base/upload_temp_docs, OTHER",
        "/knowledge_base/search_docs, OTHER",
        "/knowledge_base/recreate_vector_store, OTHER",
        "/knowledge_base/chat/completions, OTHER",
        "/knowledge_base/local_kb/chat/completions, OTHER",
        "knowledge_base/a/chat/completions, OTHER",
        "/tools/call, OTHER",
        "/v1/embeddings, OTHER",
        "/v1/models, OTHER",
        "/, OTHER",
        "'', OTHER",
        "///, OTHER"
    })
    void chatchat(String path, Asked asked) {
        assertThat(Asked.of(Dialect.CHATCHAT, "POST", path)).isEqualTo(asked);
        assertThat(Asked.of(Dialect.NONE, "POST", path)).isEqualTo(Asked.OTHER);
        assertThat(Asked.of(Dialect.CHATCHAT, "GET", path)).isEqualTo(Asked.OTHER);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, QUESTION",
        "/v1/chat/completions/, QUESTION",
        "/v1/completions, QUESTION",
        "/completions, QUESTION",
        "/openai/deployments/x/chat/completions, QUESTION",
        "/v1/xcompletions, OTHER",
        "/v1/embeddings, OTHER",
        "/chat/kb_chat, OTHER",
        "'', OTHER"
    })
    void openAi(String path, Asked asked) {
        assertThat(Asked.of(Dialect.OPENAI, "POST", path)).isEqualTo(asked);
        assertThat(Asked.of(Dialect.OPENAI, "HEAD", path)).isEqualTo(Asked.OTHER);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void onlyPostAsksSomething(Dialect dialect) {
        assertThat(Asked.of(dialect, "OPTIONS", "/v1/chat/completions")).isEqualTo(Asked.OTHER);
        assertThat(Asked.of(dialect, "post", "/v1/chat/completions")).isEqualTo(Asked.OTHER);
    }
}
