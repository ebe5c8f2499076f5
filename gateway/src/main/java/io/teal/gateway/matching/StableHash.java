package io.teal.gateway.matching;

/**
 * A 64-bit hash that is the same on every machine and in every version: FNV-1a over UTF-8, then the finaliser of
 * SplitMix64 (Stafford's variant 13), which spreads each bit over all. Not meant to withstand chosen inputs: whoever can
 * choose their identity can choose their colour anyway. Changing it moves every sticky client.
 */
final class StableHash {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private StableHash() {}

    static long of(String text) {
        return mix(append(FNV_OFFSET, text));
    }

    /** The hash of two texts, set apart by an octet that UTF-8 never has. */
    static long of(String first, String second) {
        return mix(append(octet(append(FNV_OFFSET, first), 0xff), second));
    }

    static long mix(long value) {
        long mixed = value;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    /** A surrogate without its partner counts as the three octets its number would have. */
    private static long append(long start, String text) {
        long hash = start;
        int i = 0;
        while (i < text.length()) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (point < 0x80) {
                hash = octet(hash, point);
            } else if (point < 0x800) {
                hash = octet(hash, 0xc0 | point >> 6);
                hash = continuation(hash, point);
            } else {
                if (point < 0x10000) {
                    hash = octet(hash, 0xe0 | point >> 12);
                } else {
                    hash = octet(hash, 0xf0 | point >> 18);
                    hash = continuation(hash, point >> 12);
                }
                hash = continuation(hash, point >> 6);
                hash = continuation(hash, point);
            }
        }
        return hash;
    }

    private static long continuation(long hash, int bits) {
        return octet(hash, 0x80 | (bits & 0x3f));
    }

    private static long octet(long hash, int octet) {
        return (hash ^ octet) * FNV_PRIME;
    }
}
