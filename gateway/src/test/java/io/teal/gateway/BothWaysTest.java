package io.teal.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Which integration tests run with clients of HTTP/1.1 and once more with clients of HTTP/2: those the pom lists. For every other
 * one that has clients this says why one way is enough, so that nobody is left out by forgetting.
 */
class BothWaysTest {
    private static final Path TESTS = Path.of("src/test/java/io/teal/gateway");
    private static final Pattern LISTED = Pattern.compile("<include>\\*\\*/(\\w+)\\.java</include>");

    /** Clients that speak as they are told to by the system property. */
    private static final Pattern COMMON_CLIENT = Pattern.compile("new PlainClient\\(|\\bLoad\\.|\\bCachedRig\\b");

    private static final Pattern OWN_CLIENT = Pattern.compile(
            "new (?:RawClient|RawHttp2|Http2Client)\\(|RawClient\\.to\\(|HttpClient\\.new|createHttpClient\\(");

    private static final Map<String, Set<String>> ONE_WAY = Map.of(
            "measures what a request over HTTP/1.1 takes",
            Set.of(
                    "AllocationSpeedIT",
                    "cached/CrowdSpeedIT",
                    "cached/FrozenRedisSpeedIT",
                    "cached/HitSpeedIT",
                    "ask/ShadowSpeedIT",
                    "recent/RecentCostSpeedIT"),
            "is about the bytes of HTTP/1.1 and when a connection ends, or of HTTP/2 alone",
            Set.of(
                    "SmugglingIT",
                    "cached/OddClientsIT",
                    "forward/BackpressureIT",
                    "forward/TunnelEndIT",
                    "forward/UpgradeIT",
                    "listener/CertificatesIT",
                    "listener/Http2IT",
                    "listener/HttpsRedirectIT",
                    "listener/OpenAndCloseIT",
                    "listener/SmugglingHttp2IT"),
            "has clients of both protocols by itself",
            Set.of(
                    "compression/CompressionIT",
                    "forward/BrokenAnswersIT",
                    "forward/CancellationIT",
                    "forward/EdgesIT",
                    "listener/ClocksIT",
                    "listener/ListenersIT",
                    "listener/TlsListenersIT"),
            "is about what is said to a server and what comes from it",
            Set.of(
                    "forward/Http2OriginIT",
                    "forward/InvalidAnswersIT",
                    "forward/OriginTlsIT",
                    "ask/DirectIT",
                    "forward/UnreadHttp2IT",
                    "proof/ProofIT",
                    "judged/BlackHoleIT",
                    "judged/ClocksIT",
                    "judged/GhostIT",
                    "judged/PostRetryIT",
                    "knowledge/KnowledgeWatchIT",
                    "wall/FaultWallIT"),
            "is about what gateways and their Redis say to each other, or clients of one answer",
            Set.of(
                    "cached/CoalescingIT",
                    "cached/RecentQuestionsIT",
                    "cached/RedisTroubleIT",
                    "cached/TwoGatewaysIT",
                    "fleet/SharedColoursIT",
                    "fleet/SharedLoadIT",
                    "fleet/SharedOrdersIT",
                    "fleet/SharedRateIT"),
            "cuts connections by the thousand, which takes too long to do twice",
            Set.of("judged/CancellationStormIT"));

    private static final Map<String, String> sources = new TreeMap<>();
    private static final Set<String> listed = new TreeSet<>();

    @BeforeAll
    static void read() throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith("IT.java")).toList()) {
                String name = TESTS.relativize(file).toString();
                sources.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
            }
        }
        LISTED.matcher(Files.readString(Path.of("pom.xml"))).results().forEach(found -> listed.add(found.group(1)));
        assertThat(listed).hasSizeGreaterThan(20);
    }

    private static Set<String> oneWay() {
        return ONE_WAY.values().stream().flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isListed(String name) {
        return listed.contains(name.substring(name.lastIndexOf('/') + 1));
    }

    @Test
    void everyTestWithClientsRunsBothWaysOrItIsSaidWhyNot() {
        Set<String> oneWay = oneWay();

        assertThat(sources.keySet()).allSatisfy(name -> {
            String source = sources.getOrDefault(name, "");
            boolean clients = COMMON_CLIENT.matcher(source).find()
                    || OWN_CLIENT.matcher(source).find();
            assertThat(isListed(name) || oneWay.contains(name) || !clients)
                    .as("%s has clients: list it in the pom for HTTP/2, or say here why not", name)
                    .isTrue();
        });
    }

    @Test
    void whatIsListedHasClientsThatSpeakBothAndExists() {
        assertThat(sources.keySet()).containsAll(oneWay()).noneMatch(name -> isListed(name) && oneWay().contains(name));
        assertThat(listed).allSatisfy(name -> assertThat(sources.entrySet().stream()
                        .filter(one -> isListed(one.getKey()) && one.getKey().endsWith(name)))
                .isNotEmpty()
                .allMatch(one -> COMMON_CLIENT.matcher(one.getValue()).find()));
    }
}
