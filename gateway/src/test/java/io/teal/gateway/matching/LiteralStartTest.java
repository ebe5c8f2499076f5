package io.teal.gateway.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiteralStartTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            nullValues = "-",
            value = {
                "/chat/[0-9]+ /chat/",
                "/chat.* /chat",
                "^/chat/.*$ /chat/",
                "/v1\\.0/x.* /v1.0/x",
                "/kb\\-x\\d+ /kb-x",
                "/chats? /chat",
                "/ab*c /a",
                "/ab+c /ab",
                "/ab{2}c /a",
                "/(a|b)/c /",
                "/x[|]y /x",
                "/x\\|y /x|y",
                "/a|/b ''",
                "/a(b)|c ''",
                "(?i)/chat ''",
                "/a(?x)#(|b ''",
                "/a\\Q\\E* ''",
                "/a\\Q.|\\E /a",
                ".* ''",
                "/plain /plain"
            })
    void isReadUpToTheFirstChoice(String regex, String literal) {
        assertThat(LiteralStart.of(regex)).isEqualTo(literal);
    }

    @Property(tries = 20_000)
    void beginsEverythingTheExpressionMatches(@ForAll("expressions") String regex, @ForAll("texts") String text) {
        boolean escapes = matches(regex, text) && !text.startsWith(LiteralStart.of(regex));

        assertThat(escapes).isFalse();
    }

    @Provide
    Arbitrary<String> expressions() {
        return Arbitraries.of(
                        "/", "a", "b", "a", "/", ".", "\\.", "*", "+", "?", "{0,1}", "(", ")", "(?:", "|", "[ab]", "[",
                        "]", "[^a]", "\\Q", "\\E", "^", "$", "\\w", "(?x)", "(?i)", "#", "\n")
                .list()
                .ofMaxSize(7)
                .map(list -> String.join("", list));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("/ab.").ofMaxLength(4);
    }

    private static boolean matches(String regex, String text) {
        try {
            return Pattern.matches(regex, text);
        } catch (PatternSyntaxException noExpression) {
            return false;
        }
    }
}
