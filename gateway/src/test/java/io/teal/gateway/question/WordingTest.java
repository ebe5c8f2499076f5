package io.teal.gateway.question;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One wording for what means the same. */
class WordingTest {
    private static final String MARKS = "？?。.!！…~～、,，;；:：";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "年假怎么申请？|年假怎么申请",
                "年假怎么申请?|年假怎么申请",
                "  年假怎么申请 ？ |年假怎么申请",
                "年假怎么申请？？！…… 。|年假怎么申请",
                "年假怎么申请...|年假怎么申请",
                "年假怎么申请～|年假怎么申请",
                "年假怎么申请；|年假怎么申请",
                "年假怎么申请︖|年假怎么申请",
                "年假怎么申请｡|年假怎么申请",
                "年假  怎么\u3000申请|年假 怎么 申请",
                "\u2028年假怎么申请\u0085\u202f\u2060|年假怎么申请",
                "能带宠物吗|能带宠物吗",
                "不能带宠物吗|不能带宠物吗",
                "ＶＰＮ　怎么用|VPN 怎么用",
                "vpn 怎么用|vpn 怎么用",
                "ｶﾞﾗｽ|ガラス",
                "cafe\u0301|café",
                "①号楼|1号楼",
                "What's the Wi-Fi password?!|What's the Wi-Fi password",
                "C++ 和 C# 的区别|C++ 和 C# 的区别",
                "v1.2 有什么变化？|v1.2 有什么变化",
                "为什么？不行|为什么?不行",
                "他说“可以。”|他说“可以。”",
                "(年假?)|(年假?)",
                "？|?",
                "？？ 。|?? 。",
                "...|...",
                "a|a",
                "|",
                " \u3000\u200b |",
            })
    void isPutAs(String question, String wording) {
        String wanted = wording == null ? "" : wording;
        assertThat(Wording.normalise(question == null ? "" : question)).isEqualTo(wanted);
    }

    @Test
    void spaceOfAnyKindIsSpace() {
        assertThat(Wording.normalise("年假\t\r\n怎么\u00a0\u200b申请")).isEqualTo("年假 怎么 申请");
        assertThat(Wording.normalise("\ufeff年假怎么申请\u200b")).isEqualTo("年假怎么申请");
    }

    @Test
    void marksBeyondAllReasonStayInTheirOrder() {
        assertThat(Wording.normalise("a" + "\u0301\u0323".repeat(15)))
                .startsWith("\u1ea1")
                .doesNotEndWith("\u0323");
        for (String marks : new String[] {"\u0301\u0323", "\u0301\uff9e", "\ud834\udd85\ud834\udd7b"}) {
            String endless = "a" + marks.repeat(16);
            assertThat(Wording.normalise(" " + endless + "?")).isEqualTo(endless);
        }
    }

    @Property(tries = 5000)
    void appliedAgainItChangesNothing(@ForAll("anything") String question) {
        String once = Wording.normalise(question);
        assertThat(Wording.normalise(once)).isEqualTo(once);
    }

    @Property(tries = 2000)
    void everyWidthSpaceAndEndIsOne(
            @ForAll("words") String words,
            @ForAll("spaces") String before,
            @ForAll("spaces") String between,
            @ForAll("ends") String end) {
        assertThat(Wording.normalise(before + words + (between.isEmpty() ? " " : between) + words + end))
                .isEqualTo(words + " " + words);
    }

    @Property(tries = 2000)
    void noLetterIsLost(@ForAll("anything") String question) {
        String letters = letters(Normalizer.normalize(question, Normalizer.Form.NFKC));
        assertThat(letters(Wording.normalise(question))).isEqualTo(letters);
    }

    private static String letters(String text) {
        StringBuilder letters = new StringBuilder();
        text.codePoints().filter(Character::isLetterOrDigit).forEach(letters::appendCodePoint);
        return letters.toString();
    }

    @Provide
    Arbitrary<String> anything() {
        Arbitrary<Character> characters = Arbitraries.oneOf(
                Arbitraries.chars().all(),
                Arbitraries.chars().range('\ud800', '\udfff'),
                Arbitraries.chars().range('一', '丿'),
                Arbitraries.chars()
                        .with(MARKS + " \u3000\u00a0\u200b\u2028\t\n\u0301\u0308\u3099ｶﾞ¨ＡA不①ﬁ\u1100\u1161"));
        return characters.list().ofMaxSize(24).map(WordingTest::joined);
    }

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.strings()
                .withChars("年假怎么申请不能VPNvpn019+#")
                .ofMinLength(1)
                .ofMaxLength(12);
    }

    @Provide
    Arbitrary<String> spaces() {
        return Arbitraries.strings()
                .withChars(" \t\r\n\u000b\f\u00a0\u2003\u200b\u3000\ufeff\u2060")
                .ofMaxLength(4);
    }

    @Provide
    Arbitrary<String> ends() {
        return Arbitraries.strings().withChars(MARKS + " \u3000\u200b").ofMaxLength(6);
    }

    private static String joined(java.util.List<Character> characters) {
        StringBuilder text = new StringBuilder();
        characters.forEach(text::append);
        return text.toString();
    }
}
