package io.teal.gateway.matching;

import static org.assertj.core.api.Assertions.assertThat;

import io.teal.gateway.routing.RequestAttribute;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AttributeHashTest {
    private static final RequestAttribute HEADER = new RequestAttribute.Header("X-Session");
    private static final RequestAttribute COOKIE = new RequestAttribute.Cookie("session");
    private static final RequestAttribute ADDRESS = new RequestAttribute.ClientIp();

    @Test
    void theValueAloneDecides() {
        SampleRequest request = SampleRequest.get("/")
                .withHeader("X-Session", "s1")
                .withCookie("session", "s1")
                .from("s1");

        assertThat(AttributeHash.of(HEADER, request))
                .isEqualTo(AttributeHash.of(COOKIE, request))
                .isEqualTo(AttributeHash.of(ADDRESS, request))
                .isEqualTo(StableHash.of("s1"));
    }

    @Test
    void otherValuesHashOtherwise() {
        Set<Long> hashes = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            hashes.add(AttributeHash.of(ADDRESS, SampleRequest.get("/").from("10.0." + i / 256 + "." + i % 256)));
        }

        assertThat(hashes).hasSize(10_000);
    }

    @Test
    void requestsWithoutTheAttributeSpread() {
        assertThat(spread(HEADER, SampleRequest.get("/"))).isGreaterThan(90);
        assertThat(spread(COOKIE, SampleRequest.get("/").withCookie("session", "")))
                .isGreaterThan(90);
        assertThat(spread(new RequestAttribute.EachRequest(), SampleRequest.get("/")))
                .isGreaterThan(90);
    }

    private static int spread(RequestAttribute attribute, SampleRequest request) {
        Set<Long> hashes = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            hashes.add(AttributeHash.of(attribute, request));
        }
        return hashes.size();
    }
}
