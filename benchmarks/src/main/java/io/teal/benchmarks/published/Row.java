package io.teal.benchmarks.published;

import io.teal.benchmarks.load.Measured;

/** What was published and what was measured for one number of users, all in the time of the test. */
public record Row(PublishedRow published, Measured nginx, Measured teal) {
    /** How many users asked. */
    public int users() {
        return published.users();
    }
}
