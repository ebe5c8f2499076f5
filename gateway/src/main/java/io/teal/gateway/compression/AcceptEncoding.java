package io.teal.gateway.compression;

import io.teal.gateway.routing.policy.Compression.Algorithm;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client says of the content codings it can read (RFC 9110 12.5.3). */
final class AcceptEncoding {
    private static final int UNSAID = -1;

    private AcceptEncoding() {}

    /**
     * The coding for a client: of those it can read the one it likes best, and of several the first of the list. Null when it would
     * rather have none. A client that says nothing gets none: it may be one that does not know of codings.
     */
    static @Nullable Algorithm choose(@Nullable String field, List<Algorithm> algorithms) {
        if (field == null) {
            return null;
        }
        int any = Math.max(0, weight(field, "*"));
        int plain = weight(field, "identity");
        Algorithm best = null;
        int most = Math.max(0, plain);
        for (int i = 0; i < algorithms.size(); i++) {
            Algorithm algorithm = algorithms.get(i);
            int said = weight(field, algorithm.word());
            if (said == UNSAID && algorithm == Algorithm.GZIP) {
                said = weight(field, "x-gzip");
            }
            int weight = said == UNSAID ? any : said;
            if (weight > 0 && (best == null ? weight >= most : weight > most)) {
                best = algorithm;
                most = weight;
            }
        }
        return best;
    }

    /** The weight of a coding in thousandths, {@link #UNSAID} when the field does not name it. */
    private static int weight(String field, String coding) {
        int from = 0;
        while (from <= field.length()) {
            int comma = field.indexOf(',', from);
            int to = comma < 0 ? field.length() : comma;
            int semicolon = field.indexOf(';', from);
            int end = semicolon < 0 || semicolon > to ? to : semicolon;
            if (field.substring(from, end).strip().equalsIgnoreCase(coding)) {
                return end == to
                        ? 1000
                        : thousandths(field.substring(end + 1, to).strip());
            }
            from = to + 1;
        }
        return UNSAID;
    }

    /** What {@code q=0.5} says; 0 when it cannot be read, as that is the answer everybody can use. */
    private static int thousandths(String parameter) {
        int length = parameter.length();
        if (length < 3 || length > 7 || !parameter.regionMatches(true, 0, "q=", 0, 2)) {
            return 0;
        }
        char whole = parameter.charAt(2);
        if ((whole != '0' && whole != '1') || (length > 3 && parameter.charAt(3) != '.')) {
            return 0;
        }
        int sum = (whole - '0') * 1000;
        int place = 100;
        for (int i = 4; i < length; i++) {
            char digit = parameter.charAt(i);
            if (digit < '0' || digit > '9') {
                return 0;
            }
            sum += (digit - '0') * place;
            place /= 10;
        }
        return Math.min(sum, 1000);
    }
}
