package io.teal.gateway.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Against values that others have published: those of the tests of sacreBLEU (test_bleu.py, test_sentence_bleu.py, test_chrf.py), of
 * Google's rouge_scorer, and of the papers of Lin (2004) and Papineni et al. (2002).
 */
class ScoresTest {
    private static final Offset<Double> EXACT = within(1e-6);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Lin 2004, section 3: S2 and S3 against S1; there with beta 1.
                "police kill the gunman|police killed the gunman|0.75",
                "the gunman kill police|police killed the gunman|0.5",
                // rouge_scorer_test.py: testRougeLConsecutive, NonConsecutive, RougeEmpty.
                "testing one|testing one two|0.8",
                "testing two|testing one two|0.8",
                "''|testing one two|0",
                "/|w1 w2 w3 w4 w5|0",
            })
    void rougeL(String candidate, String reference, double expected) {
        assertThat(Scores.rougeL(candidate, reference)).isEqualTo(expected, EXACT);
        assertThat(Scores.rougeL(reference, candidate)).isEqualTo(expected, EXACT);
    }

    /** rouge_scorer_test.py, testLcsTable and testUnionLcs. */
    @Test
    void theSubsequenceKeepsTheOrder() {
        RougeL one = RougeL.of(List.of("2", "5", "3", "4"), List.of("1", "2", "3", "4", "5"));

        assertThat(one.precision()).isEqualTo(0.75);
        assertThat(one.recall()).isEqualTo(0.6);
        assertThat(RougeL.of(List.of("8", "9"), List.of("1", "2")).f1()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // test_sentence_bleu.py: exp, effective order, tokens 13a; and the one without a hit.
                "Producția de zahăr primă va fi exprimată în ceea ce privește zahărul alb;"
                        + "|producţia de zahăr brut se exprimă în zahăr alb;|0.08493",
                "this is a cat|okay thanks|0",
                // test_bleu.py, test_case_effective_order: one word, two words.
                "test|a test|0.3678794411714425",
                "a test|a test|1",
                "this is a test|this is a test|1",
            })
    void bleu(String candidate, String reference, double expected) {
        assertThat(Scores.bleu(candidate, reference)).isEqualTo(expected, within(1e-5));
    }

    /** test_sentence_bleu.py, tokens char: as Chinese is cut here. */
    @Test
    void bleuByCharacters() {
        List<String> said = characters("Producția de zahăr primă va fi exprimată în ceea ce privește zahărul alb;");
        List<String> wanted = characters("producţia de zahăr brut se exprimă în zahăr alb;");

        assertThat(Bleu.of(said, List.of(wanted))).isEqualTo(0.408759, within(1e-5));
    }

    private static List<String> characters(String text) {
        return IntStream.of(Tokens.characters(text))
                .mapToObj(Character::toString)
                .toList();
    }

    /** Papineni et al. 2002, section 2.1, as the documentation of NLTK computes it: sentence_bleu, 0.5045666840058485. */
    @Test
    void bleuWithSeveralReferences() {
        List<String> references = List.of(
                "It is a guide to action that ensures that the military will forever heed Party commands",
                "It is the guiding principle which guarantees the military forces always being under the command of the"
                        + " Party",
                "It is the practical guide for the army always to heed the directions of the party");

        assertThat(Scores.bleu(
                        "It is a guide to action which ensures that the military always obeys the commands of the party",
                        references))
                .isEqualTo(0.5045666840058485, EXACT);
        assertThat(Scores.bleu("anything", List.of())).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // test_chrf.py, test_sentence_level_chrf; there the mean is that of F, which is the same for these.
                "Co nás nejvíc trápí, protože lékaři si vybírají, kdo bude žít a kdo zemře."
                        + "|Nejvíce smutní jsme z toho, že musíme rozhodovat o tom, kdo bude žít a kdo zemře.|39.14078509",
                "Nebo prostě nemají vybavení, které by jim pomohlo, uvedli lékaři."
                        + "|A někdy nemáme ani potřebný materiál, abychom jim pomohli, popsali lékaři.|31.22557079",
                // The same file, effective order.
                "a|a|100",
                "''|reference|0",
                "a b c|abc|100",
                "aa|ab|25",
                "abcdefg|hijklmnop|0",
            })
    void chrf(String candidate, String reference, double percent) {
        assertThat(Scores.chrf(candidate, reference)).isEqualTo(percent / 100, EXACT);
    }

    /** test_chrf.py, test_cases with beta 3. */
    @Test
    void chrfWithRecallThreeTimesAsImportant() {
        assertThat(Chrf.of(
                        " Die    Beziehung zwischen  Obama und Netanjahu ist nicht gerade  freundlich. ",
                        "Das Verhältnis zwischen Obama und Netanyahu ist nicht gerade freundschaftlich.",
                        3))
                .isEqualTo(0.641302698, EXACT);
        assertThat(Chrf.of(
                        "risk assessment must be made of those who are qualified and expertise in the sector - these are the"
                                + " scientists .",
                        "risk assessment has to be undertaken by those who are qualified and expert in that area - that is the"
                                + " scientists .",
                        3))
                .isEqualTo(0.63361730, EXACT);
    }

    @Test
    void chineseIsCutIntoCharactersAndOtherTextIntoWords() {
        assertThat(Tokens.words("请用Teal 2.0，部署GPU服务器。"))
                .containsExactly("请", "用", "teal", "2", "0", "部", "署", "gpu", "服", "务", "器");
        assertThat(Tokens.all("ＡＢＣ：好!")).containsExactly("ABC", ":", "好", "!");
        assertThat(Tokens.words("カタカナとひらがな 한국어 텍스트")).hasSize(11).endsWith("한국어", "텍스트");
        assertThat(Tokens.words("𠮷野家")).containsExactly("𠮷", "野", "家");
        assertThat(Tokens.words("e\u0301te\u0301 naïve")).containsExactly("été", "naïve");
    }

    /** By hand: 5 of 6 characters in order; of runs 5/6, 3/5, 1/4, and none of 3, which counts as half of one. */
    @Test
    void chineseIsComparedByCharacters() {
        assertThat(Scores.rougeL("这是一句测试", "这是一据测试")).isEqualTo(5.0 / 6, EXACT);
        assertThat(Scores.bleu("这是一句测试", "这是一据测试"))
                .isEqualTo(Math.pow(5.0 / 6 * (3.0 / 5) * (1.0 / 4) * (1.0 / 6), 0.25), EXACT);
        assertThat(Scores.chrf("这是一句测试", "这是一据测试")).isEqualTo((5.0 / 6 + 3.0 / 5 + 1.0 / 4) / 6, EXACT);
        assertThat(Scores.rougeL("员工每年有10天年假。", "员工每年有１０天年假")).isEqualTo(1);
    }

    @Test
    void theNearestReferenceCounts() {
        assertThat(Scores.rougeL("b c", List.of("a", "b c"))).isEqualTo(1);
        assertThat(Scores.chrf("b c", List.of("a", "b c"))).isEqualTo(1);
        assertThat(Scores.chrf("b c", List.of())).isZero();
    }

    @Test
    void noMoreThanTheBeginningIsLookedAt() {
        String long1 = "好".repeat(Scores.LONGEST) + "a".repeat(1_000_000);
        String long2 = "好".repeat(Scores.LONGEST) + "b".repeat(1_000_000);

        assertThat(Scores.rougeL(long1, long2)).isEqualTo(1);
        assertThat(Scores.bleu(long1, long2)).isEqualTo(1);
        assertThat(Scores.chrf(long1, long2)).isEqualTo(1);
    }
}
