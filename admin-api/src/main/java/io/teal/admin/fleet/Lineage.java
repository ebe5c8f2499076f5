package io.teal.admin.fleet;

import io.teal.admin.store.Sha256;
import io.teal.gateway.routing.Revision;

/**
 * Tells revisions of one number apart. It goes by where a revision comes from and not by its routing, which another version of
 * Teal may write in other words.
 */
final class Lineage {
    private static final int LENGTH = 32;

    private Lineage() {}

    /** The same for the same revision at all gateways. */
    static String of(Revision revision) {
        Revision.Provenance from = revision.provenance();
        String text = String.join(
                "\n",
                Long.toString(revision.number()),
                from.kind().name(),
                from.at().toString(),
                from.who(),
                from.reason(),
                Long.toString(from.from()),
                from.key());
        return Sha256.of(text).substring(0, LENGTH);
    }
}
