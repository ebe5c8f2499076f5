package io.teal.benchmarks.published;

import io.teal.benchmarks.load.Measured;

/** What was published and what was measured for one number of users, all in the time of the test. */
record Row(PublishedRow published, Measured nginx, Measured teal) {
    int users() {
        return published.users();
    }
}
