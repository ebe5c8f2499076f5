package io.teal.benchmarks.micro;

import io.teal.gateway.matching.AttributeHash;
import io.teal.gateway.routing.RequestAttribute;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The hash of what stands for a client, which a split and the balance {@code hash} go by. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters and calls the setup first.
public class Hashes {
    /** As long as most API keys are. */
    private static final String TOKEN = "Bearer sk-4f0c2d7e9b1a4c55a8d3e6f7081929ab3c4d5e6f708192a3";

    private static final String ADDRESS = "198.51.100.17";

    @Param
    By by;

    private RequestAttribute attribute;
    private Head head;

    /** What is hashed. */
    public enum By {
        /** A token of 58 characters in a header field. */
        HEADER,
        /** The same in the third cookie. */
        COOKIE,
        /** The client's address. */
        CLIENT_IP
    }

    /** The same value must have the same hash wherever it stands, and another value another one. */
    @Setup
    public void prepare() {
        head = Head.of("chat.example.org", "/chat/kb_chat")
                .with("Authorization", TOKEN)
                .with("Cookie", "theme=dark; lang=zh-CN; teal=" + TOKEN)
                .with("X-Token", by == By.CLIENT_IP ? ADDRESS : TOKEN)
                .from(ADDRESS);
        attribute = switch (by) {
            case HEADER -> new RequestAttribute.Header("Authorization");
            case COOKIE -> new RequestAttribute.Cookie("teal");
            case CLIENT_IP -> new RequestAttribute.ClientIp();
        };
        long hash = hash();
        Check.that(
                hash == AttributeHash.of(new RequestAttribute.Header("X-Token"), head),
                "the hash of one value is not one");
        Check.that(
                hash != AttributeHash.of(new RequestAttribute.Header("Host"), head),
                "different values have the same hash");
    }

    /** Makes one. */
    @Benchmark
    public long hash() {
        return AttributeHash.of(attribute, head);
    }
}
