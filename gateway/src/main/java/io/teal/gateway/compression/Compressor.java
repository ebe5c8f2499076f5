package io.teal.gateway.compression;

import io.teal.gateway.routing.policy.Compression;
import io.teal.gateway.routing.policy.Compression.Algorithm;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides of each answer of a route whether it is made shorter. Immutable, shared by all event loops. */
public final class Compressor {
    private static final Logger log = LoggerFactory.getLogger(Compressor.class);
    private static final Set<Algorithm> HERE = here();

    private static final String ACCEPT_ENCODING = "Accept-Encoding";
    private static final int NO_CONTENT = 204;
    private static final int PARTIAL_CONTENT = 206;
    private static final int NOT_MODIFIED = 304;

    /** Of these the body's bytes are vouched for, or a part is meant. */
    private static final List<String> AS_IT_IS =
            List.of("Content-Encoding", "Content-Range", "Content-Digest", "Digest", "Content-MD5");

    private final Set<String> types;
    private final long minLength;
    private final List<Algorithm> algorithms;

    /** For the answers of a route. May read files: not for an event loop. */
    public Compressor(Compression policy) {
        this.types = Set.copyOf(policy.types());
        this.minLength = policy.minLength();
        this.algorithms = policy.algorithms().stream().filter(HERE::contains).toList();
    }

    /** Those that have a library on this platform. */
    private static Set<Algorithm> here() {
        Set<Algorithm> here = EnumSet.noneOf(Algorithm.class);
        for (Algorithm algorithm : Algorithm.values()) {
            try (CodedBody tried = CodedBody.open(algorithm)) {
                boolean unused = tried.last(null).length() > 0 && here.add(algorithm);
            } catch (LinkageError e) {
                log.warn("answers are not compressed with {}: {}", algorithm.word(), e.toString());
            }
        }
        return here;
    }

    /**
     * Begins an answer whose head is filled in and not written, and that has a body. When it is made shorter the head says so, and
     * its length is taken out.
     *
     * @param length of the body, -1 when that is not known
     * @return takes the body; null when it passes as it is
     */
    public @Nullable CodedBody begin(HttpServerRequest request, long length) {
        HttpServerResponse out = request.response();
        MultiMap head = out.headers();
        if ((length >= 0 && length < minLength) || !eligible(out.getStatusCode(), head)) {
            return null;
        }
        vary(head);
        Algorithm algorithm = request.version() == HttpVersion.HTTP_1_0
                ? null
                : AcceptEncoding.choose(joined(request.headers()), algorithms);
        if (algorithm == null) {
            return null;
        }
        head.set(HttpHeaders.CONTENT_ENCODING, algorithm.word());
        head.remove(HttpHeaders.CONTENT_LENGTH);
        head.remove(HttpHeaders.ACCEPT_RANGES);
        String tag = head.get(HttpHeaders.ETAG);
        if (tag != null && !tag.startsWith("W/")) {
            // Other bytes, though the same in meaning (RFC 9110 8.8.1).
            head.set(HttpHeaders.ETAG, "W/" + tag);
        }
        return CodedBody.open(algorithm);
    }

    private boolean eligible(int status, MultiMap head) {
        if (status == NO_CONTENT || status == PARTIAL_CONTENT || status == NOT_MODIFIED || !meant(head)) {
            return false;
        }
        for (int i = 0; i < AS_IT_IS.size(); i++) {
            if (head.contains(AS_IT_IS.get(i))) {
                return false;
            }
        }
        return !says(head, HttpHeaders.CACHE_CONTROL, "no-transform");
    }

    private boolean meant(MultiMap head) {
        String field = head.get(HttpHeaders.CONTENT_TYPE);
        if (field == null) {
            return false;
        }
        int semicolon = field.indexOf(';');
        String type =
                (semicolon < 0 ? field : field.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
        if (type.equals("text/event-stream")) {
            return false;
        }
        return types.contains(type) || types.contains(type.substring(0, type.indexOf('/') + 1) + "*");
    }

    /** Whether a field has a word among those that its values list. */
    private static boolean says(MultiMap head, CharSequence name, String word) {
        for (String value : head.getAll(name)) {
            for (String element : value.split(",", -1)) {
                if (element.strip().equalsIgnoreCase(word)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Caches on the way must not give it to who cannot read it (RFC 9110 12.5.5). */
    private static void vary(MultiMap head) {
        if (!says(head, HttpHeaders.VARY, ACCEPT_ENCODING) && !says(head, HttpHeaders.VARY, "*")) {
            head.add(HttpHeaders.VARY, ACCEPT_ENCODING);
        }
    }

    private static @Nullable String joined(MultiMap head) {
        List<String> values = head.getAll(HttpHeaders.ACCEPT_ENCODING);
        return values.isEmpty() ? null : values.size() == 1 ? values.getFirst() : String.join(",", values);
    }
}
