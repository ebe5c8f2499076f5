package io.teal.admin.revision;

import io.teal.gateway.routing.Revision;
import io.teal.gateway.routing.release.Release;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;

/** What is to be known of releases as a part of a revision. */
final class Releases {
    private Releases() {}

    /** The releases of a revision with another one as the newest of its service. */
    static SequencedMap<String, Release> with(Revision revision, Release release) {
        LinkedHashMap<String, Release> releases = new LinkedHashMap<>(revision.releases());
        releases.put(release.service(), release);
        return releases;
    }

    /** As people write it. */
    static String word(Release.State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
