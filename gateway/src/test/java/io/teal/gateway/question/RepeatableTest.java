package io.teal.gateway.question;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.Policies.Dialect;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which questions may be asked of another server too. */
class RepeatableTest {
    @ParameterizedTest
    @CsvSource({
        "CHATCHAT, /chat/kb_chat, true",
        "CHATCHAT, /chat/kb_chat/, true",
        "CHATCHAT, /chat/knowledge_base_chat, true",
        "CHATCHAT, /chat/chat, true",
        "CHATCHAT, /knowledge_base/local_kb/samples/chat/completions, true",
        "CHATCHAT, /v1/chat/completions, true",
        "OPENAI, /v1/chat/completions, true",
        "CHATCHAT, /knowledge_base/temp_kb/1/chat/completions, false",
        "CHATCHAT, /knowledge_base/search_engine/bing/chat/completions, false",
        "CHATCHAT, /chat/file_chat, false",
        "CHATCHAT, /chat/search_engine_chat, false",
        "CHATCHAT, /chat/chat/completions, false",
        "CHATCHAT, /chat/agent_chat, false",
        "CHATCHAT, /chat/feedback, false",
        "CHATCHAT, /other/completion, false",
        "CHATCHAT, /knowledge_base/upload_docs, false",
        "CHATCHAT, /knowledge_base/upload_temp_docs, false",
        "CHATCHAT, /tools/call, false",
        "OPENAI, /v1/completions, false",
        "OPENAI, /v1/embeddings, false",
        "NONE, /chat/kb_chat, false",
    })
    void byThePath(Dialect dialect, String path, boolean asks) {
        assertThat(Repeatable.asks(dialect, path)).isEqualTo(asks);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "{\"query\":\"a\"} | -",
                "{\"query\":\"a\",\"mode\":\"local_kb\",\"conversation_id\":\"\",\"tools\":[],\"tool_choice\":\"none\"} | -",
                "{\"query\":\"a\",\"conversation_id\":null,\"history\":[{\"role\":\"user\",\"content\":\"b\"}]} | -",
                "{\"query\":\"a\",\"mode\":\"temp_kb\"} | TEMPORARY_KNOWLEDGE",
                "{\"query\":\"a\",\"mode\":\"search_engine\"} | SEARCH_ENGINE",
                "{\"query\":\"a\",\"knowledge_id\":\"1\"} | TEMPORARY_KNOWLEDGE",
                "{\"query\":\"a\",\"conversation_id\":\"c\"} | CONVERSATION",
                "{\"query\":\"a\",\"history_len\":3} | CONVERSATION",
                "{\"messages\":[],\"tools\":[{\"type\":\"function\"}]} | TOOLS",
                "{\"messages\":[],\"tool_choice\":\"auto\"} | TOOLS",
                "{\"messages\":[],\"tool_input\":{\"a\":1}} | TOOLS",
                "{\"query\":\"a\",\"mode\":1} | BODY",
                "[] | BODY",
                "query=a | BODY",
                "`` | BODY",
            })
    void byTheBody(String body, Reason refusal) {
        assertThat(Repeatable.refusal(body.getBytes(StandardCharsets.UTF_8))).isEqualTo(refusal);
    }
}
