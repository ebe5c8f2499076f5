package io.teal.gateway.matching;

import java.util.regex.Pattern;

/**
 * What the regular expressions of a routing may cost one request. The expressions of the JDK backtrack: {@code (a+)+b}
 * takes time exponential in its input, and a nested repetition can exhaust the stack. Texts are therefore bounded, every
 * character read is counted, and a request that uses up its budget is given up on. Confined to one request.
 */
final class RegexBudget {
    /** Longest text an expression is tried on, in characters; no request target is longer. */
    static final int LONGEST_TEXT = 8192;

    /** Characters all expressions together may read for one request: a few milliseconds. */
    static final int READS = 1_000_000;

    private int left = READS;

    /** Whether the expression matches the whole text. */
    boolean matches(Pattern pattern, String text) throws Exhausted {
        if (text.length() > LONGEST_TEXT) {
            throw new Exhausted();
        }
        try {
            return pattern.matcher(new Counted(text)).matches();
        } catch (OutOfReads | StackOverflowError tooMuch) {
            throw new Exhausted();
        }
    }

    /** The expressions of a routing cost more for this request than they may. */
    static final class Exhausted extends Exception {
        private static final long serialVersionUID = 1;

        Exhausted() {
            super("regular expressions cost too much", null, false, false);
        }
    }

    /** Leads out of the middle of a match. */
    private static final class OutOfReads extends RuntimeException {
        private static final long serialVersionUID = 1;

        OutOfReads() {
            super(null, null, false, false);
        }
    }

    private final class Counted implements CharSequence {
        private final String text;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (--left < 0) {
                throw new OutOfReads();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
