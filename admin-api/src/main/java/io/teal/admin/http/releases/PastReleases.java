package io.teal.admin.http.releases;

import io.teal.admin.revision.Revisions;
import io.teal.admin.store.StoreException;
import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.release.Release;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Releases as the history has them: each as it stood last. Looks at the newest thousand revisions. Blocks. */
final class PastReleases {
    private static final int MOST = 1_000;
    private static final int PAGE = 50;

    private final Revisions revisions;

    PastReleases(Revisions revisions) {
        this.revisions = revisions;
    }

    /** Those of a service, the newest first. */
    List<Release> list(String service, int limit) throws StoreException {
        LinkedHashMap<String, Release> found = new LinkedHashMap<>();
        search(service, release -> {
            var unused = found.putIfAbsent(release.id(), release);
            return found.size() > limit;
        });
        return found.values().stream().limit(limit).toList();
    }

    /** The one of that id, or null. */
    @Nullable Release find(String service, String id) throws StoreException {
        Release[] found = new Release[1];
        search(service, release -> {
            if (release.id().equals(id)) {
                found[0] = release;
                return true;
            }
            return false;
        });
        return found[0];
    }

    private void search(String service, Predicate<Release> enough) throws StoreException {
        long before = Long.MAX_VALUE;
        for (int seen = 0; seen < MOST; seen += PAGE) {
            List<Revision> page = revisions.page(before, PAGE);
            for (Revision revision : page) {
                Release release = revision.releases().get(service);
                // Before the first release of a service there are no others.
                if (release == null || enough.test(release)) {
                    return;
                }
            }
            if (page.size() < PAGE) {
                return;
            }
            before = page.getLast().number();
        }
    }
}
