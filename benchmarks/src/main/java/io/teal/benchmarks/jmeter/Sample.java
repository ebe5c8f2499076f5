package io.teal.benchmarks.jmeter;

/**
 * One question as JMeter saw it.
 *
 * @param user the thread that asked
 * @param begin when it was asked, in milliseconds since 1970
 * @param elapsed how long it took to its end, in milliseconds
 * @param failure what was wrong; empty when nothing was
 */
record Sample(String user, long begin, long elapsed, String failure) {
    long end() {
        return begin + elapsed;
    }
}
